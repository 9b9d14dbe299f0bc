"""Two programs call each other over a real server, with the real engine: what one says, the other hears."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
import webrtc

from ringback.client import Call, Calls, SignalingClient, SignalingError, TurnClient, call
from ringback.client.call import OnTrack
from ringback.messages import (
    CallHangup,
    CallOffer,
    ForwardedAccept,
    ForwardedAnswer,
    ForwardedIceCandidate,
    ForwardedOffer,
)
from ringback.peer import (
    MediaStream,
    MediaStreamTrack,
    PeerConnectionConfig,
    PeerConnectionManager,
    SessionDescription,
)
from tests.calling import hears_the_tone, person, tone
from tests.serving import ringback, serving, token_for


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with serving(ringback().app) as address:
        yield f"http://{address}"


async def echoing(taken: Call) -> None:
    def send_back(track: MediaStreamTrack, _: Sequence[MediaStream]) -> None:
        assert isinstance(track, webrtc.MediaStreamTrack)
        taken.connection.add_local_stream(webrtc.MediaStream([track]))

    taken.on_track = send_back


async def test_an_echo_sends_back_what_it_hears(url: str) -> None:
    back: asyncio.Future[MediaStreamTrack] = asyncio.get_running_loop().create_future()
    async with person(url, "echo", echoing), person(url, "alice") as alice, tone() as stream:
        call = await alice.place("echo", stream, on_track=lambda track, _: back.set_result(track))
        assert await hears_the_tone(await back)
        assert call.connected.is_set()
        call.hang_up()
        assert await call.ended() == "completed"


async def test_a_hang_up_ends_the_call_on_the_other_side_too(url: str) -> None:
    taken: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    async def take(call: Call) -> None:
        taken.set_result(call)

    async with person(url, "bob", take), person(url, "alice") as alice, tone() as stream:
        call = await alice.place("bob", stream)
        there = await taken
        async with asyncio.timeout(10):
            await call.connected.wait()
            call.hang_up("completed")
            assert await there.ended() == "completed"


async def test_leaving_hangs_up(url: str) -> None:
    async with person(url, "bob", echoing), tone() as stream:
        async with person(url, "alice") as alice, asyncio.timeout(10):
            call = await alice.place("bob", stream)
            await call.connected.wait()
        assert await call.ended() == "completed"


async def test_who_answers_nothing_is_busy_and_who_is_not_there_is_offline(url: str) -> None:
    async with person(url, "bob"), person(url, "alice") as alice, tone() as stream:
        async with asyncio.timeout(10):
            assert await (await alice.place("bob", stream)).ended() == "busy"
            assert await (await alice.place("nobody", stream)).ended() == "recipient_offline"


async def test_a_call_can_be_rejected(url: str) -> None:
    async def decline(call: Call) -> None:
        call.reject()

    async with person(url, "bob", decline), person(url, "alice") as alice, tone() as stream:
        async with asyncio.timeout(10):
            assert await (await alice.place("bob", stream)).ended() == "declined"


async def test_a_handler_that_raises_ends_that_call_alone(url: str, caplog: pytest.LogCaptureFixture) -> None:
    async def refuse_first(call: Call) -> None:
        refused.append(call)
        if len(refused) == 1:
            raise RuntimeError("a mistake of the application")

    refused: list[Call] = []
    async with person(url, "bob", refuse_first), person(url, "alice") as alice, tone() as stream:
        async with asyncio.timeout(10):
            assert await (await alice.place("bob", stream)).ended() == "failed"
            second = await alice.place("bob", stream)
            await second.connected.wait()
    assert "could not be answered" in caplog.text


async def pondering(_: Call) -> None:
    await asyncio.Event().wait()


async def test_nobody_answers_and_the_server_is_not_heard(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call, "BEHIND_S", -59.5)
    async with person(url, "bob", pondering), person(url, "alice") as alice, tone() as stream:
        async with asyncio.timeout(10):
            assert await (await alice.place("bob", stream)).ended() == "no_answer"


async def test_a_call_that_is_taken_back_while_it_rings_is_cancelled(url: str) -> None:
    async with person(url, "bob", pondering), person(url, "alice") as alice, tone() as stream:
        async with asyncio.timeout(10):
            placed = await alice.place("bob", stream)
            await placed.ringing.wait()
            placed.hang_up()
            assert await placed.ended() == "cancelled"


async def test_a_call_that_is_over_is_forgotten_also_while_it_is_being_prepared(url: str) -> None:
    async with person(url, "bob", pondering) as bob, person(url, "alice") as alice, tone() as stream:
        async with asyncio.timeout(10):
            placed = await alice.place("bob", stream)
            await placed.ringing.wait()
            (there,) = bob._calls.values()
            placed.hang_up()
            assert await there.ended() == "cancelled"
            await asyncio.sleep(0)
        assert not bob._calls


@pytest.mark.parametrize("names", [("alice", "bob"), ("bob", "alice")])
async def test_two_who_call_each_other_at_once_have_one_call(url: str, names: tuple[str, str]) -> None:
    async def never(_: Call) -> None:
        pytest.fail("nobody is to see a call come in")

    def into(heard: asyncio.Future[MediaStreamTrack]) -> OnTrack:
        def came(track: MediaStreamTrack, _: Sequence[MediaStream]) -> None:
            if not heard.done():
                heard.set_result(track)

        return came

    first_hears, second_hears = (asyncio.get_running_loop().create_future() for _ in names)
    one, other = names
    async with (
        person(url, one, never) as first,
        person(url, other, never) as second,
        tone() as said,
        tone() as answered,
        asyncio.timeout(20),
    ):
        placed, there = await asyncio.gather(
            first.place(other, said, on_track=into(first_hears)),
            second.place(one, answered, on_track=into(second_hears)),
        )
        assert await hears_the_tone(await first_hears)
        assert await hears_the_tone(await second_hears)
        assert placed.call_id == there.call_id
        placed.hang_up()
        assert (await placed.ended(), await there.ended()) == ("completed", "completed")


@pytest.mark.parametrize("names", [("alice", "bob"), ("bob", "alice")])
async def test_a_call_that_has_come_in_and_is_answered_by_a_call(url: str, names: tuple[str, str]) -> None:
    one, other = names
    rung = asyncio.Event()

    async def ponder(_: Call) -> None:
        rung.set()
        await asyncio.Event().wait()

    async with person(url, one) as first, person(url, other, ponder) as second, tone() as said, tone() as answered:
        async with asyncio.timeout(20):
            placed = await first.place(other, said)
            await rung.wait()
            there = await second.place(one, answered)
            await placed.connected.wait()
            await there.connected.wait()
            assert placed.call_id == there.call_id


async def test_who_is_invited_accepts_and_is_then_told_what(url: str) -> None:
    back: asyncio.Future[MediaStreamTrack] = asyncio.get_running_loop().create_future()
    async with (
        person(url, "bob", echoing),
        SignalingClient(url, token=token_for("alice")) as alice,
        tone() as stream,
        asyncio.timeout(20),
    ):
        alice.send(CallOffer(recipient_id="bob", call_id="c1"))
        while not isinstance(await anext(alice), ForwardedAccept):
            pass
        config = PeerConnectionConfig(
            polite=True,
            call_id="c1",
            remote_user_id="bob",
            signaling=alice,
            on_track=lambda track, _: back.set_result(track),
            on_ice_connection_state_change=lambda _: None,
        )
        async with PeerConnectionManager(config) as manager:
            manager.initialize()
            manager.add_local_stream(stream)
            reading = asyncio.create_task(hand_over(alice, manager))
            assert await hears_the_tone(await back)
            reading.cancel()


async def hand_over(signaling: SignalingClient, manager: PeerConnectionManager) -> None:
    async for message in signaling:
        match message:
            case ForwardedOffer(sdp=str(sdp)):
                manager.handle_remote_description(SessionDescription("offer", sdp))
            case ForwardedAnswer(sdp=sdp):
                manager.handle_remote_description(SessionDescription("answer", sdp))
            case ForwardedIceCandidate(candidate=candidate):
                manager.handle_ice_candidate(candidate)


async def test_somebody_else_cannot_end_a_call(url: str) -> None:
    async with person(url, "bob", echoing), person(url, "alice") as alice, tone() as stream:
        call = await alice.place("bob", stream)
        async with asyncio.timeout(10):
            await call.connected.wait()
        async with SignalingClient(url, token=token_for("mallory")) as mallory:
            mallory.send(CallHangup(recipient_id="alice", call_id=call.call_id))
            mallory.send(CallHangup(recipient_id="alice", call_id="another"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await call.ended()


async def test_the_end_of_the_signalling_is_told(url: str) -> None:
    async with (
        SignalingClient(url, token=token_for("bob")) as signaling,
        Calls(signaling, TurnClient(url, token="unused")) as served,
    ):
        waiting = asyncio.ensure_future(served.served())
        await asyncio.sleep(0)
        signaling._ended(SignalingError("over"))
        with pytest.raises(SignalingError):
            await waiting
