"""The peer connection of one call: its life, and what it refuses."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ringback.messages import IceCandidate
from ringback.peer.config import PeerConnectionConfig
from ringback.peer.engine import ChannelOptions, IceServer, SessionDescription, TrackEvent
from ringback.peer.errors import InvalidState, PeerClosed
from ringback.peer.manager import PeerConnectionManager
from ringback.testing.virtual_time import rest, running_timers, virtual
from tests.unit.peer.fake_media import FakeStream, FakeTrack
from tests.unit.peer.rig import Rig


async def never() -> Sequence[IceServer]:
    await asyncio.get_running_loop().create_future()
    return ()


@virtual
async def test_methods_take_effect_when_they_are_called() -> None:
    rig = Rig(polite=True)
    rig.manager.add_local_stream(FakeStream(FakeTrack("audio")))
    rig.offer()
    assert len(rig.engine.senders) == 1
    assert rig.engine.calls == ["set_remote_description offer their offer"]
    await rest()
    assert rig.said[0] == "answer"


@virtual
async def test_closing_ends_tracks_of_both_sides_timers_handlers_and_what_is_under_way() -> None:
    rig = Rig(True, refresh_ice_servers=never)
    sound = FakeTrack("audio")
    await rig.manager.add_local_stream(FakeStream(sound))
    await rest()
    remote = rig.engine.senders[0].receiver.track
    quiet = [rig.offer(), rig.candidate("one")]
    restart = rig.manager.restart_ice()
    rig.engine.change_ice("disconnected")
    before = len(rig.sent), len(rig.states)
    rig.manager.close()
    rig.manager.close()
    await asyncio.gather(*quiet)
    with pytest.raises(PeerClosed):
        await restart
    assert (sound.ready_state, remote.ready_state) == ("ended", "ended")
    assert rig.engine.connection_state == "closed"
    assert running_timers() == 0
    assert rig.network_listeners == []
    rig.engine.change_ice("failed")
    rig.engine.fire("icecandidate", IceCandidate(candidate="late"))
    rig.engine.fire("negotiationneeded")
    await rest()
    assert (len(rig.sent), len(rig.states)) == before
    assert rig.errors == []


@virtual
async def test_a_replacement_under_way_when_it_is_closed_is_given_up() -> None:
    rig = Rig(polite=True)
    sound = FakeTrack("audio")
    await rig.manager.add_local_stream(FakeStream(sound))
    rig.engine.senders[0].closed = True
    replacing = rig.manager.replace_track(sound, None)
    rig.manager.close()
    with pytest.raises(PeerClosed):
        await replacing


@virtual
async def test_it_is_closed_at_the_end_of_a_block_also_by_an_error() -> None:
    rig = Rig(polite=True)
    with pytest.raises(ValueError, match="in the block"):
        async with rig.manager as manager:
            assert manager is rig.manager
            raise ValueError("in the block")
    assert rig.engine.signaling_state == "closed"


@virtual
async def test_a_channel_can_be_made() -> None:
    rig = Rig(polite=True)
    channel = rig.manager.create_data_channel("chat", ChannelOptions(ordered=False))
    await rest()
    assert channel.label == "chat"
    assert [native.options for native in rig.engine.channels] == [ChannelOptions(ordered=False)]
    assert rig.said == ["offer"]


@virtual
async def test_a_transceiver_is_made_as_it_is_asked_for_and_negotiated() -> None:
    rig = Rig(polite=True)
    track = FakeTrack("video")
    stream = FakeStream(track)
    made = rig.manager.add_transceiver(track, direction="sendonly", streams=[stream])
    (sender,) = rig.engine.senders
    assert made is sender
    assert (sender.track, sender.direction, sender.streams) == (track, "sendonly", (stream,))
    rig.manager.add_transceiver("audio")
    assert [each.direction for each in rig.engine.senders] == ["sendonly", "sendrecv"]
    await rest()
    assert rig.said == ["offer"]


@virtual
async def test_what_the_callbacks_of_the_application_raise_surfaces_and_disturbs_nothing() -> None:
    surfaced: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: surfaced.append(str(context["exception"])))

    def failing(name: str) -> Callable[..., object]:
        async def fail(*_: object) -> None:
            raise ValueError(name)

        return fail

    names = ["on_track", "on_ice_connection_state_change", "on_data_channel", "on_error"]
    rig = Rig(True, **{name: failing(name) for name in names})
    rig.engine.fire("track", TrackEvent(FakeTrack("audio"), ()))
    rig.engine.change_ice("checking")
    rig.engine.fire("datachannel", rig.engine.create_data_channel("theirs", ChannelOptions()))
    await rig.manager.handle_remote_description(SessionDescription("answer", "of nothing"))
    await rig.offer()
    await rest()
    assert sorted(surfaced) == sorted(names)
    assert rig.said[-2:] == ["answer", "offer"]


def refusals(manager: PeerConnectionManager) -> dict[str, Callable[[], object]]:
    """Every public method that refuses to work on a connection that is not open."""
    track = FakeTrack("audio")
    return {
        "add_local_stream": lambda: manager.add_local_stream(FakeStream(track)),
        "add_transceiver": lambda: manager.add_transceiver("audio"),
        "remove_track": lambda: manager.remove_track(track),
        "replace_track": lambda: manager.replace_track(track, None),
        "set_audio_enabled": lambda: manager.set_audio_enabled(True),
        "set_video_enabled": lambda: manager.set_video_enabled(True),
        "create_data_channel": lambda: manager.create_data_channel("chat"),
        "restart_ice": manager.restart_ice,
        "get_stats": manager.get_stats,
    }


@virtual
async def test_after_closing_messages_are_passed_over_in_silence_and_everything_else_is_refused() -> None:
    rig = Rig(polite=True)
    rig.manager.close()
    await rig.offer()
    await rig.candidate("one")
    assert (rig.engine.calls, rig.errors) == ([], [])
    with pytest.raises(PeerClosed):
        rig.manager.initialize()
    for name, call in refusals(rig.manager).items():
        with pytest.raises(PeerClosed):
            call()
            pytest.fail(name)


@virtual
async def test_before_it_is_initialised_a_message_is_told_to_be_lost_and_everything_else_is_refused() -> None:
    codes: list[str] = []
    rig = Rig(polite=True)
    config: dict[str, Any] = {
        "polite": True,
        "call_id": "call",
        "remote_user_id": "them",
        "signaling": rig,
        "on_track": lambda *_: None,
        "on_ice_connection_state_change": lambda _: None,
        "on_error": lambda error: codes.append(error.code),
    }
    manager = PeerConnectionManager(PeerConnectionConfig(**config))
    await manager.handle_remote_description(SessionDescription("offer", ""))
    await manager.handle_ice_candidate(None)
    assert codes == ["not_initialized", "not_initialized"]
    for name, call in refusals(manager).items():
        with pytest.raises(InvalidState):
            call()
            pytest.fail(name)
    manager.close()
    await manager.handle_ice_candidate(None)
    assert len(codes) == 2
    with pytest.raises(PeerClosed):
        manager.initialize()


@virtual
async def test_it_is_initialised_once() -> None:
    with pytest.raises(InvalidState):
        Rig(polite=True).manager.initialize()


@virtual
async def test_a_successor_sends_what_was_sent_muted_as_it_was_and_nothing_that_came_from_the_other_side() -> None:
    before, after = Rig(polite=True), Rig(polite=True)
    sound, picture, removed, bare = FakeTrack("audio"), FakeTrack("video"), FakeTrack("audio"), FakeTrack("video")
    stream = FakeStream(sound, picture)
    await before.manager.add_local_stream(stream)
    await before.manager.add_local_stream(FakeStream(removed))
    before.manager.remove_track(removed)
    before.manager.add_transceiver(bare)
    remote = before.engine.senders[0].receiver.track
    await before.manager.add_local_stream(FakeStream(remote))
    before.manager.set_audio_enabled(False)
    before.manager.hand_over(after.manager)
    assert [sender.track for sender in after.engine.senders] == [sound, picture, bare]
    assert [sender.streams for sender in after.engine.senders] == [(stream,), (stream,), ()]
    assert [track.ready_state for track in (sound, picture, bare, removed)] == ["live"] * 4
    assert remote.ready_state == "ended"
    assert (before.engine.connection_state, after.engine.connection_state) == ("closed", "new")
    assert (after.manager.sends("audio"), after.manager.sends("video")) == (False, True)
    later = FakeTrack("audio")
    await after.manager.add_local_stream(FakeStream(later))
    assert not later.enabled
    with pytest.raises(PeerClosed):
        before.manager.sends("audio")


@virtual
async def test_a_track_that_is_on_its_way_into_a_sender_goes_to_the_successor_too() -> None:
    before, after = Rig(polite=True), Rig(polite=True)
    old, new, waiting = (FakeTrack("audio") for _ in range(3))
    await before.manager.add_local_stream(FakeStream(old))
    replacing = before.manager.replace_track(old, new)
    before.manager.add_local_stream(FakeStream(waiting))
    before.manager.hand_over(after.manager)
    with pytest.raises(PeerClosed):
        await replacing
    await rest()
    assert [sender.track for sender in after.engine.senders] == [new, waiting]
    assert waiting.ready_state == "live"


@virtual
async def test_what_is_sent_is_told_when_it_changes() -> None:
    told: list[tuple[bool, bool]] = []

    def tell() -> None:
        told.append((rig.manager.sends("audio"), rig.manager.sends("video")))

    rig = Rig(polite=True, on_local_media_change=tell)
    sound, picture = FakeTrack("audio"), FakeTrack("video")
    await rig.manager.add_local_stream(FakeStream(sound, picture))
    rig.manager.set_audio_enabled(False)
    await rig.manager.replace_track(picture, None)
    rig.manager.set_audio_enabled(True)
    rig.manager.remove_track(sound)
    assert told == [(True, False), (True, True), (False, True), (False, False), (True, False), (False, False)]
    rig.manager.close()
    assert len(told) == 6
