"""Offers that collide, over the real engine, with sound asserted by its pitch in both directions: libwebrtc can end a
collision with every state right and nothing to be heard."""

import asyncio
import os
from collections.abc import Callable

import pytest
import uvloop
import webrtc

from ringback.core.negotiation import MOST_IN_A_ROW, Negotiation
from ringback.peer import wrtc_engine
from ringback.peer.engine import Configuration
from ringback.peer.media_watchdog import WATCH_S
from ringback.peer.negotiator import HOLD_S
from tests.unit.peer.wrtc_pair import Pair, Side, Tone, pair, until


def add_track(both: Pair) -> None:
    for side in both.sides:
        tone = Tone(220)
        both.tones.append(tone)
        side.manager.add_local_stream(tone.stream)


def add_transceiver(both: Pair) -> None:
    for side in both.sides:
        tone = Tone(220)
        both.tones.append(tone)
        side.manager.add_transceiver(tone.track, streams=[tone.stream])


def restart_ice(both: Pair) -> None:
    for side in both.sides:
        side.manager.restart_ice()


def fragment(side: Side) -> str:
    """The ICE user name fragment of a side."""
    sdp: str = side.engine.local_description.sdp
    return sdp.split("a=ice-ufrag:")[1].split("\r\n", maxsplit=1)[0]


def offers(both: Pair) -> list[int]:
    return [side.said["CallOffer"] for side in both.sides]


GLARES = range(int(os.environ.get("RINGBACK_SOAK_GLARES", "1")))
"""How often each collision is tried."""


@pytest.mark.parametrize("_again", GLARES)
async def test_the_very_first_offers_collide_and_each_hears_the_other(_again: int) -> None:
    async with pair() as both:
        both.sound(impolite=440, polite=880)
        await both.settled()
        assert await both.pitches() == [880, 440]
        assert offers(both) == [1, 2], "the polite side owes one extra offer, and nobody makes another"
        assert both.codes == []


@pytest.mark.parametrize("_again", GLARES)
@pytest.mark.parametrize("delay_s", [0, 0.005, 0.05])
@pytest.mark.parametrize("collide", [add_track, add_transceiver, restart_ice])
async def test_later_offers_collide_after_the_first_ones_did_and_each_still_hears_the_other(
    collide: Callable[[Pair], None], delay_s: float, _again: int
) -> None:
    async with pair(delay_s) as both:
        both.sound(impolite=440, polite=880)
        await both.settled()
        before = sum(offers(both))
        collide(both)
        await until(lambda: sum(offers(both)) >= before + 2)
        await both.settled()
        assert await both.pitches() == [880, 440]
        if collide is not restart_ice:
            assert await both.pitches(track=1) == [220, 220]
        assert both.codes == []


async def test_tracks_that_meet_in_one_section_are_heard_after_the_next_collision() -> None:
    async with pair() as both:
        both.sound(impolite=440, polite=880)
        await both.settled()
        theirs, ours = (Tone(hertz) for hertz in (660, 560))
        both.tones += [theirs, ours]

        def join_in() -> None:
            both.impolite.on_message = lambda: None
            both.polite.manager.add_local_stream(ours.stream)

        both.impolite.on_message = join_in  # in the turn in which the offer comes
        both.impolite.manager.add_local_stream(theirs.stream)
        assert await both.pitches(track=1) == [560, 660]
        await both.settled()
        restart_ice(both)
        await both.settled()
        assert await both.pitches(track=1) == [560, 660]
        assert len(both.polite.engine.get_transceivers()) == 2
        assert both.codes == []


async def test_what_libwebrtc_leaves_silent_without_the_extra_offer_is_found_and_sends_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Negotiation, "offer_owed", lambda *_: False)
    async with pair() as both:
        both.sound(impolite=440, polite=880)
        await both.settled()
        assert await both.pitches() == [880, 440]
        await asyncio.sleep(HOLD_S)
        restart_ice(both)
        await until(lambda: sum(offers(both)) > 2)
        await both.settled()
        assert await both.impolite.ears[0].pitch() == 0, "the fault that all this is about is no longer there"
        await asyncio.sleep(2 * WATCH_S)
        assert await both.impolite.ears[0].pitch() == 880


def test_they_collide_as_well_on_another_event_loop() -> None:
    async def call() -> None:
        async with pair() as both:
            both.sound(impolite=440, polite=880)
            both.impolite.manager.create_data_channel("chat")
            await both.settled()
            restart_ice(both)
            await until(lambda: sum(offers(both)) >= 5)
            await both.settled()
            assert await both.pitches() == [880, 440]
            assert both.codes == []

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(call())


async def test_channels_that_collide_with_tracks_carry_messages_both_ways() -> None:
    async with pair() as both:
        own = [side.manager.create_data_channel(side.name) for side in both.sides]
        both.sound()
        await until(lambda: all(side.channels and side.channels[0].ready_state == "open" for side in both.sides))
        heard: list[object] = []
        for side, channel in zip(both.sides, own, strict=True):
            channel.on("message", heard.append)
            await side.channels[0].send(f"hello {side.channels[0].label} side")
        await until(lambda: len(heard) == 2)
        assert set(heard) == {"hello polite side", "hello impolite side"}
        assert both.codes == []


async def test_a_channel_that_is_made_later_needs_no_negotiation() -> None:
    async with pair() as both:
        both.sound()
        await both.settled()
        before = offers(both)
        own = [side.manager.create_data_channel(side.name) for side in both.sides]
        await until(lambda: all(channel.ready_state == "open" for channel in own))
        await until(lambda: [side.channels[0].label for side in both.sides if side.channels] == ["polite", "impolite"])
        assert offers(both) == before


@pytest.mark.parametrize("first", [True, False], ids=["in the first negotiation", "in a later one"])
async def test_a_channel_that_only_one_side_makes_survives_the_rollback_of_its_offer(first: bool) -> None:
    async with pair() as both:
        if not first:
            both.sound(impolite=440, polite=880)
            await both.settled()
            both.impolite.manager.restart_ice()
        channel = both.polite.manager.create_data_channel("chat")
        if first:
            both.sound(impolite=440, polite=880)
        await until(lambda: channel.ready_state == "open")
        await both.settled()
        assert await both.pitches() == [880, 440]
        assert sum(offers(both)) <= 6, "the engine asks for a negotiation that changes nothing, again and again"
        assert both.codes == []


async def test_a_channel_lost_to_a_side_that_has_no_section_does_not_have_the_engine_offer_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    native = wrtc_engine._native_configuration

    def without_section(configuration: Configuration) -> webrtc.RTCConfiguration:
        made = native(configuration)
        made.always_negotiate_data_channels = False
        return made

    monkeypatch.setattr(wrtc_engine, "_native_configuration", without_section)
    async with pair() as both:
        both.sound(impolite=440, polite=880)
        channel = both.polite.manager.create_data_channel("chat")
        await until(lambda: offers(both)[1] >= MOST_IN_A_ROW)
        await both.settled()
        before = offers(both)
        await asyncio.sleep(HOLD_S)
        assert offers(both) == before
        assert channel.ready_state == "connecting", "the fault that all this is about is no longer there"
        later = Tone(660)
        both.tones.append(later)
        both.polite.manager.add_local_stream(later.stream)
        await until(lambda: len(both.impolite.ears) == 2)
        assert await both.impolite.ears[1].pitch() == 660
        assert both.codes == []


@pytest.mark.parametrize("polite_begins", [True, False])
async def test_one_side_calls_and_the_other_answers_with_its_own_sound(polite_begins: bool) -> None:
    async with pair() as both:
        caller, callee = (both.polite, both.impolite) if polite_begins else (both.impolite, both.polite)
        tones = both.tones = [Tone(440), Tone(880)]
        caller.manager.add_local_stream(tones[0].stream)
        await until(lambda: callee.engine.remote_description)
        callee.manager.add_local_stream(tones[1].stream)
        await both.settled()
        await until(lambda: caller.ears and callee.ears)
        assert [await caller.ears[0].pitch(), await callee.ears[0].pitch()] == [880, 440]
        assert both.codes == []


@pytest.mark.parametrize("name", ["polite", "impolite"])
async def test_an_ice_restart_from_one_side_changes_the_credentials_and_the_sound_goes_on(name: str) -> None:
    async with pair() as both:
        both.sound()
        await both.settled()
        before = [side.engine.local_description.sdp.split("a=ice-ufrag:")[1][:4] for side in both.sides]
        getattr(both, name).manager.restart_ice()
        await until(
            lambda: all(
                old not in side.engine.local_description.sdp for old, side in zip(before, both.sides, strict=True)
            )
        )
        await both.settled()
        assert await both.pitches() == [880, 440]
        assert both.codes == []
