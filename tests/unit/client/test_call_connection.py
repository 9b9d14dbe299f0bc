"""Programs that come back to a call: another connection, the same call, and what was sent is sent again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import webrtc

from ringback.client import Busy, Call, CallClient, EndReason, MediaState, OnCall, SignalingClient
from ringback.client.call_control import CallControl
from ringback.messages import ForwardedHangup, ForwardedOffer
from ringback.peer import MediaStream, MediaStreamTrack
from tests.calling import hears_the_tone, person, tone, track_has_the_tone
from tests.serving import connected, ringback, serving, token_for


class Program:
    """A program with a device of its own, which may crash and begin anew."""

    def __init__(self, url: str, user: str, stack: AsyncExitStack) -> None:
        self.url = url
        self._user = user
        self._stack = stack
        self.tracks: asyncio.Queue[MediaStreamTrack] = asyncio.Queue()
        self.media: asyncio.Queue[MediaState] = asyncio.Queue()
        self.calls: asyncio.Queue[Call] = asyncio.Queue()
        self.client: CallClient | None = None

    async def start(self, on_rejoin: OnCall | None = None, *, limit: int | None = None) -> CallClient:
        """Begin, or begin anew: the server takes it for the same device."""
        self.client = self.prepared(on_rejoin, limit=limit)
        return await self._stack.enter_async_context(self.client)

    def prepared(self, on_rejoin: OnCall | None = None, *, limit: int | None = None) -> CallClient:
        """The same, not begun yet."""
        token, device = token_for(self._user), f"{self._user}-1"
        client = CallClient(self.url, token=token, device_id=device, limit=limit, fallback_stun="off")
        client.on_call(self.take)
        if on_rejoin is not None:
            client.on_rejoin(on_rejoin)
        return client

    async def crash(self) -> None:
        """End without a word to the other side."""
        assert self.client is not None
        reading = self.client._switchboard._reading
        assert reading is not None
        reading.cancel()
        for call in self.client.calls:
            call._control.end("crashed")
        self.calls, self.tracks, self.media = asyncio.Queue(), asyncio.Queue(), asyncio.Queue()
        await self.client._signaling.aclose()

    async def take(self, call: Call) -> None:
        """Say something in a call, and listen."""
        self.follow(call)
        await call.accept()
        self.calls.put_nowait(call)
        await call.say(tone())

    def follow(self, call: Call) -> None:
        """Take down what comes."""
        call.on_track(self.came)
        call.on_media(self.media.put_nowait)

    def came(self, track: MediaStreamTrack, _: Sequence[MediaStream]) -> None:
        self.tracks.put_nowait(track)

    async def calls_up(self, user: str) -> Call:
        """Call somebody, and say something."""
        assert self.client is not None
        call = await self.client.call(user, on_ringing=self.follow)
        call.create_task(call.say(tone()))
        return call


@asynccontextmanager
async def talking() -> AsyncIterator[tuple[Program, Program, Call]]:
    """Alice has called Bob, both are programs, and each hears the other."""
    async with serving(ringback().app) as address, AsyncExitStack() as stack, asyncio.timeout(40):
        alice, bob = (Program(f"http://{address}", user, stack) for user in ("alice", "bob"))
        await bob.start()
        await alice.start()
        call = await alice.calls_up("bob")
        for each in (call, await bob.calls.get()):
            assert await hears_the_tone(each)
        await asyncio.gather(alice.tracks.get(), bob.tracks.get())
        yield alice, bob, call


async def test_a_program_that_was_started_anew_is_heard_again_and_hears() -> None:
    async with talking() as (alice, bob, call):
        first, still = call.connection, call.listen()
        await bob.crash()
        await bob.start(on_rejoin=bob.take)
        there = await bob.calls.get()
        assert await hears_the_tone(there)
        assert await track_has_the_tone(await alice.tracks.get())
        assert await hears_the_tone(call)
        assert len(await anext(still)) == 480, "who listens goes on listening"
        assert call.connection is not first
        assert there.call_id == call.call_id
        there.hangup()
        assert await call.ended is EndReason.COMPLETED


async def test_an_echo_sends_back_what_it_hears_anew() -> None:
    async def echo(call: Call) -> None:
        def send_back(track: MediaStreamTrack, _: Sequence[MediaStream]) -> None:
            assert isinstance(track, webrtc.MediaStreamTrack)
            call.connection.add_local_stream(webrtc.MediaStream([track]))

        call.on_track(send_back)
        await call.accept(audio=False)
        await call.ended

    async with serving(ringback().app) as address, AsyncExitStack() as stack, asyncio.timeout(40):
        url = f"http://{address}"
        await stack.enter_async_context(person(url, "bob", echo))
        alice = Program(url, "alice", stack)
        await alice.start()
        assert await hears_the_tone(await alice.calls_up("bob"))
        await alice.crash()
        await alice.start(on_rejoin=alice.take)
        assert await track_has_the_tone(await alice.tracks.get())
        assert alice.tracks.empty(), "the track of the connection before is not sent any more"


async def test_both_at_once() -> None:
    async with talking() as (alice, bob, call):
        await alice.crash()
        await bob.crash()
        await asyncio.gather(alice.start(on_rejoin=alice.take), bob.start(on_rejoin=bob.take))
        calls = [await each.calls.get() for each in (alice, bob)]
        for each in calls:
            assert await hears_the_tone(each)
        assert {each.call_id for each in calls} == {call.call_id}


async def test_who_is_muted_stays_muted_and_says_so_again() -> None:
    async with talking() as (alice, bob, call):
        assert (await bob.media.get()).audio
        call.mute()
        assert not (await bob.media.get()).audio
        await bob.crash()
        await bob.start(on_rejoin=bob.take)
        told = await bob.media.get()
        assert (told.audio, told.video, told.screen, told.hold) == (False, False, None, False)
        there = await bob.calls.get()
        assert there.remote == told
        assert not call.connection.sends("audio")
        call.mute(False)
        assert (await bob.media.get()).audio
        assert await hears_the_tone(there)
        assert not alice.tracks.empty()


async def test_a_program_that_does_not_want_its_calls_back_hangs_up() -> None:
    async with talking() as (_, bob, call):
        await bob.crash()
        await bob.start()
        assert await call.ended is EndReason.LOST


async def test_a_call_that_cannot_be_prepared_again_fails(caplog: pytest.LogCaptureFixture) -> None:
    async def raising(_: Call) -> None:
        raise RuntimeError("a mistake of the application")

    async with talking() as (_, bob, call):
        await bob.crash()
        await bob.start(on_rejoin=raising)
        assert await call.ended is EndReason.FAILED
    assert "a mistake of the application" in caplog.text


async def test_a_call_that_ends_while_it_is_joined_again_is_nobodys_failure(caplog: pytest.LogCaptureFixture) -> None:
    rejoined = asyncio.Event()

    async def never(_: Call) -> None:
        pytest.fail("there is no call to go on with")

    async with talking() as (_, bob, call), AsyncExitStack() as stack:
        await bob.crash()
        client = bob.prepared(on_rejoin=never)
        connect = client._switchboard.connect

        async def connect_too_late(control: CallControl) -> None:
            rejoined.set()
            await control.ended()
            await connect(control)

        client._switchboard.connect = connect_too_late  # type: ignore[assignment, method-assign] # else it is a matter of luck
        await stack.enter_async_context(client)
        await rejoined.wait()
        call.hangup()
        await asyncio.gather(*client._tasks)
    assert "has failed" not in caplog.text


async def test_a_call_that_was_joined_again_takes_room_among_those_that_are_answered() -> None:
    async with talking() as (alice, bob, call):
        await bob.crash()
        await bob.start(on_rejoin=bob.take, limit=1)
        assert await hears_the_tone(await bob.calls.get())
        async with person(alice.url, "carol") as carol:
            with pytest.raises(Busy):
                await carol.call("bob")
            await call.hangup()
            assert await hears_the_tone(await _taken(carol, "bob"))


async def _taken(client: CallClient, user: str) -> Call:
    """Calls until there is room."""
    while True:
        try:
            return await client.call(user)
        except Busy:
            await asyncio.sleep(0.05)


async def test_a_caller_that_was_started_anew_while_it_rang_takes_its_call_back() -> None:
    async with serving(ringback().app) as address, AsyncExitStack() as stack, asyncio.timeout(20):
        url = f"http://{address}"
        alice = Program(url, "alice", stack)
        async with SignalingClient(url, token=token_for("bob")) as bob:
            calling = asyncio.create_task((await alice.start()).call("bob"))
            assert isinstance(await anext(bob), ForwardedOffer)
            await alice.crash()
            await asyncio.wait((calling,))
            await alice.start(on_rejoin=alice.take)
            async for message in bob:
                if isinstance(message, ForwardedHangup):
                    return


async def test_towards_a_plain_client_the_call_is_lost() -> None:
    async with serving(ringback().app) as address, AsyncExitStack() as stack, asyncio.timeout(20):
        alice = Program(f"http://{address}", "alice", stack)
        async with connected(address, "bob") as bob:
            calling = asyncio.create_task((await alice.start()).call("bob"))
            while (offer := await bob.receive())["type"] != "call-offer":
                pass
            await bob.send({"type": "call-accept", "recipientId": "alice", "callId": offer["callId"]})
            await calling
            await alice.crash()
            await alice.start(on_rejoin=alice.take)
            assert await (await alice.calls.get()).ended is EndReason.LOST
            heard = await bob.receive()
            while heard["type"] == "call-ice-candidate":
                heard = await bob.receive()
            assert (heard["type"], heard["reason"]) == ("call-hangup", "lost")
