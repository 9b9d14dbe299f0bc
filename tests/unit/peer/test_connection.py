"""How an engine and everything that serves it are wired together."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from ringback.messages import CallIceCandidate, IceCandidate
from ringback.peer.engine import Configuration, IceCandidateErrorEvent, IceServer, TrackEvent
from ringback.peer.ice_recovery import CONNECT_S
from ringback.peer.media_watchdog import WATCH_S
from ringback.peer.negotiator import HOLD_S
from ringback.testing.virtual_time import rest, running_timers, virtual
from tests.unit.peer.fake_channel import FakeChannel
from tests.unit.peer.fake_media import FakeStream, FakeTrack
from tests.unit.peer.rig import FIRST, Rig

FRESH = (IceServer(urls=("stun:fresh.example",)),)


def ice_error(error_code: int, url: str = "turn:turn.example") -> IceCandidateErrorEvent:
    return IceCandidateErrorEvent(error_code, "", url)


def to_them(candidate: IceCandidate) -> CallIceCandidate:
    return CallIceCandidate(recipient_id="them", call_id="call", candidate=candidate)


@virtual
async def test_the_engine_is_made_with_the_servers_that_were_given() -> None:
    rig = Rig(True, ice_transport_policy="relay", ice_candidate_pool_size=3)
    assert rig.engine.configuration == Configuration(
        ice_servers=FIRST, ice_transport_policy="relay", ice_candidate_pool_size=3
    )


@virtual
async def test_candidates_are_sent_as_they_come_and_their_end_once() -> None:
    rig = Rig(polite=True)
    found = IceCandidate(candidate="candidate:1", sdp_mid="0", sdp_m_line_index=0)
    for candidate in (found, IceCandidate(candidate=""), None):
        rig.engine.fire("icecandidate", candidate)
    assert rig.sent == [to_them(found), to_them(IceCandidate(candidate=""))]


@virtual
async def test_candidates_that_the_engine_tells_of_before_we_have_had_our_turn_do_not_overtake_the_description() -> (
    None
):
    rig = Rig(polite=True)
    rig.engine.on("signalingstatechange", lambda: rig.engine.fire("icecandidate", IceCandidate(candidate="early")))
    rig.engine.need_negotiation()
    await rest()
    assert rig.said == ["offer", "candidate"]


@virtual
async def test_candidates_of_a_restart_wait_until_one_of_firefox_is_in_the_engine() -> None:
    rig = Rig(polite=False)
    for restart in ("before", "after"):
        await rig.offer(f"o=mozilla\r\na=ice-ufrag:{restart}\r\n")
        await rest()
    rig.sent.clear()
    rig.engine.fire("icecandidate", IceCandidate(candidate="ours"))
    assert rig.said == []
    arriving = rig.candidate("theirs")
    assert rig.said == []
    await arriving
    assert rig.said == ["candidate"]


@virtual
async def test_tracks_channels_and_ice_states_are_passed_on() -> None:
    rig = Rig(polite=True)
    track = FakeTrack("video")
    rig.engine.fire("track", TrackEvent(track, ()))
    rig.engine.fire("datachannel", FakeChannel("theirs"))
    rig.engine.change_ice("checking")
    assert rig.tracks == [track]
    assert [channel.label for channel in rig.channels] == ["theirs"]
    assert rig.states == ["checking"]


@virtual
async def test_an_ice_servers_error_is_told_once_a_gathering() -> None:
    rig = Rig(polite=True)
    for error in (ice_error(401), ice_error(401), ice_error(401, "turn:other.example")):
        rig.engine.fire("icecandidateerror", error)
    assert [(error.code, error.url) for error in rig.errors] == [
        ("turn_credentials_refused", "turn:turn.example"),
        ("turn_credentials_refused", "turn:other.example"),
    ]
    await rig.manager.restart_ice()
    rig.engine.fire("icecandidateerror", ice_error(401))
    assert len(rig.errors) == 3


class Throwing:
    def send(self, _: object) -> None:
        raise OSError("the socket is gone")


class Failing:
    async def send(self, _: object) -> None:
        await asyncio.sleep(0)
        raise OSError("the socket is gone")


@pytest.mark.parametrize("signaling", [Throwing(), Failing()], ids=["raises", "raises later"])
def test_signalling_that_fails_is_told_and_the_negotiation_goes_on(signaling: Any) -> None:
    @virtual
    async def scenario() -> None:
        rig = Rig(False, signaling=signaling)
        await rig.offer()
        await rest()
        assert [(error.code, error.fatal) for error in rig.errors] == [("signaling_failed", False)]
        assert rig.engine.signaling_state == "stable"

    scenario()


class Slow:
    """Signalling that waits, longer for what comes first."""

    def __init__(self) -> None:
        self.begun: list[object] = []
        self.wait_s = 10.0

    async def send(self, message: object) -> None:
        self.begun.append(message)
        self.wait_s /= 2
        await asyncio.sleep(self.wait_s)


@virtual
async def test_signalling_that_waits_is_called_in_order() -> None:
    slow = Slow()
    rig = Rig(True, signaling=slow)
    found = [IceCandidate(candidate=str(number)) for number in range(3)]
    for candidate in found:
        rig.engine.fire("icecandidate", candidate)
    assert slow.begun == [to_them(candidate) for candidate in found]


async def fresh_servers() -> Sequence[IceServer]:
    return FRESH


@virtual
async def test_a_lost_path_is_restarted_with_fresh_servers() -> None:
    rig = Rig(True, refresh_ice_servers=fresh_servers)
    rig.engine.change_ice("connected", "connected")
    rig.engine.change_ice("failed")
    await rest()
    assert rig.engine.configuration.ice_servers == FRESH
    assert rig.engine.restarts == 1
    assert rig.said == ["offer"]


@virtual
async def test_restarts_at_the_same_time_fetch_servers_once() -> None:
    fetched: list[int] = []

    async def refresh() -> Sequence[IceServer]:
        fetched.append(1)
        return ()

    rig = Rig(True, refresh_ice_servers=refresh)
    await asyncio.gather(rig.manager.restart_ice(), rig.manager.restart_ice())
    await rig.manager.restart_ice()
    assert len(fetched) == 2


@virtual
async def test_a_restart_whose_caller_loses_interest_does_not_spoil_it_for_another() -> None:
    rig = Rig(True, refresh_ice_servers=fresh_servers)
    first, second = rig.manager.restart_ice(), rig.manager.restart_ice()
    asyncio.ensure_future(first).cancel()
    await second
    assert rig.engine.restarts == 2


@virtual
async def test_a_restart_goes_ahead_with_the_old_servers_when_there_are_no_fresh_ones() -> None:
    async def offline() -> Sequence[IceServer]:
        raise OSError("offline")

    rig = Rig(True, refresh_ice_servers=offline)
    await rig.manager.restart_ice()
    assert rig.codes == ["ice_servers_refresh_failed"]
    assert rig.engine.restarts == 1


@virtual
async def test_a_change_of_network_restarts_what_has_been_negotiated() -> None:
    rig = Rig(polite=True)
    rig.change_network()
    assert rig.engine.restarts == 0
    await rig.offer()
    rig.change_network()
    assert rig.engine.restarts == 1


@pytest.mark.parametrize("polite", [True, False])
def test_a_collision_of_offers_has_the_media_watched(polite: bool) -> None:
    @virtual
    async def scenario() -> None:
        rig = Rig(polite)
        await rig.manager.add_local_stream(FakeStream(FakeTrack("audio")))
        await rest()
        await rig.answer()
        await asyncio.sleep(HOLD_S)
        (sender,) = rig.engine.senders
        sender.current_direction = "sendrecv"
        rig.engine.change_ice("connected", "connected")
        rig.engine.need_negotiation()
        await rest()
        await rig.offer("crossing")
        await rest()
        await rig.answer()
        await asyncio.sleep(WATCH_S + 0.1)
        assert len(sender.replaced) == 2
        rig.manager.close()

    scenario()


@virtual
async def test_a_collision_before_there_is_a_connection_has_the_media_watched_once_there_is_one() -> None:
    rig = Rig(polite=False)
    await rig.manager.add_local_stream(FakeStream(FakeTrack("audio")))
    await rest()
    await rig.offer("crossing")
    await rig.answer()
    (sender,) = rig.engine.senders
    sender.current_direction = "sendrecv"
    await asyncio.sleep(5)
    assert sender.replaced == []
    rig.engine.change_ice("connected", "connected")
    await asyncio.sleep(WATCH_S + 0.1)
    assert len(sender.replaced) == 2


async def answered(rig: Rig) -> None:
    await rig.offer()


async def offered(rig: Rig) -> None:
    rig.engine.need_negotiation()
    await rest()
    await rig.answer()


@pytest.mark.parametrize("negotiate", [answered, offered])
def test_a_connection_that_never_comes_up_is_told(negotiate: Callable[[Rig], Coroutine[Any, Any, None]]) -> None:
    @virtual
    async def scenario() -> None:
        rig = Rig(polite=True)
        await negotiate(rig)
        await asyncio.sleep(CONNECT_S + 0.1)
        assert [(error.code, error.fatal) for error in rig.errors] == [("connection_timeout", True)]

    scenario()


@virtual
async def test_an_undisturbed_negotiation_has_nothing_watched() -> None:
    rig = Rig(polite=True)
    await rig.manager.add_local_stream(FakeStream(FakeTrack("audio")))
    await rest()
    await rig.answer()
    rig.engine.change_ice("connected", "connected")
    await rest()
    assert running_timers() == 0


def test_with_nobody_to_tell_errors_are_logged_without_what_is_confidential(caplog: pytest.LogCaptureFixture) -> None:
    @virtual
    async def scenario() -> None:
        rig = Rig(True, on_error=None)
        rig.engine.fire("icecandidateerror", ice_error(401, "turn:secret.example"))

    with caplog.at_level(logging.WARNING, "ringback.peer"):
        scenario()
    assert "turn_credentials_refused: The TURN server refused the credentials" in caplog.text
    assert "secret" not in caplog.text


@virtual
async def test_nothing_is_sent_after_the_end_also_when_candidates_were_waiting_for_their_description() -> None:
    rig = Rig(polite=True)
    rig.engine.operation_s = 1
    rig.engine.need_negotiation()
    await rest()
    rig.engine.fire("icecandidate", IceCandidate(candidate="early"))
    rig.manager.close()
    await rest()
    assert rig.sent == []
