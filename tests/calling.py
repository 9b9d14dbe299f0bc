"""A person on the telephone, for tests: calls over a real server, with the real engine, and listens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import webrtc

from ringback.client import Call, Calls, SignalingClient, TurnClient
from ringback.client.call import OnTrack
from ringback.client.calls import OnCall
from ringback.peer import MediaStreamTrack
from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.video_reader import RemoteVideoReader
from tests.serving import token_for
from tests.unit.peer.media_loopback import chunks, hertz_of, shows_quarters, sine

HERTZ = 523.25
"""What everybody here says."""


@asynccontextmanager
async def person(url: str, name: str, on_call: OnCall | None = None) -> AsyncIterator[Calls]:
    """Somebody who is signed in."""
    token = token_for(name)
    async with (
        SignalingClient(url, token=token) as signaling,
        Calls(signaling, TurnClient(url, token=token), on_call, fallback_stun="off") as calls,
    ):
        yield calls


@asynccontextmanager
async def tone(seconds: float = 30) -> AsyncIterator[webrtc.MediaStream]:
    """A stream that says ``HERTZ``."""
    local = LocalAudioTrack(chunks(sine(HERTZ, seconds=seconds), 480))
    local.start()
    try:
        yield webrtc.MediaStream([local.track])
    finally:
        await local.aclose()


async def hears_the_tone(track: MediaStreamTrack) -> bool:
    """Whether half a second of it, once the beginning is over, has that frequency."""
    assert isinstance(track, webrtc.MediaStreamTrack)
    async with asyncio.timeout(10), RemoteAudioReader(track) as reader:
        heard = np.concatenate([await anext(reader) for _ in range(150)][100:])
    return abs(hertz_of(heard) - HERTZ) < 5


async def sees_the_quarters(track: MediaStreamTrack) -> bool:
    """Whether the four colours come to be seen."""
    assert isinstance(track, webrtc.MediaStreamTrack)
    async with asyncio.timeout(10), RemoteVideoReader(track) as reader:
        async for picture in reader:
            if shows_quarters(picture):
                return True
    return False


async def hears_itself(url: str, user: str) -> bool:
    """Whether ``user`` sends back what is said; waits until there is such a user."""
    async with asyncio.timeout(20), person(url, "alice") as calls:
        while True:
            back: asyncio.Future[MediaStreamTrack] = asyncio.get_running_loop().create_future()
            async with tone() as stream:
                call = await calls.place(user, stream, on_track=_into(back))
                if await _offline(call, back):
                    continue
                return await hears_the_tone(await back)


def _into(arrived: asyncio.Future[MediaStreamTrack]) -> OnTrack:
    return lambda track, _: arrived.set_result(track)


async def _offline(call: Call, back: asyncio.Future[MediaStreamTrack]) -> bool:
    over = asyncio.ensure_future(call.ended())
    await asyncio.wait((over, back), return_when=asyncio.FIRST_COMPLETED)
    return over.done() and over.result() == "recipient_offline"
