"""A person on the telephone, for tests: calls over a real server, with the real engine, talks, and listens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from itertools import count
from typing import Any

import numpy as np
import webrtc

from ringback.client import Call, CallClient, Offline, OnCall
from ringback.peer import MediaStreamTrack
from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.sample_queue import Samples
from ringback.testing.media import hertz_of, shows_quarters, sine
from tests.serving import token_for

webrtc.allow_loopback()

HERTZ = 523.25
"""What everybody here says."""


@asynccontextmanager
async def person(url: str, name: str, on_call: OnCall | None = None, **options: Any) -> AsyncIterator[CallClient]:
    """Somebody who is signed in, and asks nobody outside."""
    client = CallClient(url, **{"token": token_for(name), "fallback_stun": "off", **options})
    if on_call is not None:
        client.on_call(on_call)
    async with client:
        yield client


async def tone(hertz: float = HERTZ) -> AsyncIterator[Samples]:
    """A tone without end."""
    period = sine(hertz, seconds=1)  # which begins anew without a click where it is a whole number of hertz
    for at in count(step=480):
        yield period[at % 48_000 : at % 48_000 + 480]


async def echo(call: Call) -> None:
    """Take the call, and say what is heard."""
    await call.accept()
    async for chunk in call.audio:
        await call.say(chunk)


async def talk(call: Call) -> None:
    """Take the call, and say the tone to its end."""
    await call.accept()
    await call.say(tone())


async def hears_the_tone(call: Call, hertz: float = HERTZ) -> bool:
    """Whether a quarter of a second comes that has that frequency."""
    with suppress(TimeoutError):
        async with asyncio.timeout(10), aclosing(call.listen(chunk_ms=250)) as chunks:
            async for chunk in chunks:
                if abs(hertz_of(chunk) - hertz) < 5:
                    return True
    return False


async def track_has_the_tone(track: MediaStreamTrack) -> bool:
    """The same of a track."""
    assert isinstance(track, webrtc.MediaStreamTrack)
    async with asyncio.timeout(10), RemoteAudioReader(track) as reader:
        return is_tone([await anext(reader) for _ in range(150)])


def is_tone(heard: list[Samples], hertz: float = HERTZ) -> bool:
    """Whether the end of it has that frequency."""
    return abs(hertz_of(np.concatenate(heard[100:])) - hertz) < 5


async def sees_the_quarters(call: Call) -> bool:
    """Whether the four colours come to be seen."""
    async with asyncio.timeout(10):
        async for picture in call.video:
            if shows_quarters(picture):
                return True
    return False


async def hears_itself(url: str, user: str) -> bool:
    """Whether ``user`` sends back what is said; waits until there is such a user."""
    async with asyncio.timeout(20), person(url, "alice") as alice:
        while True:
            try:
                async with await alice.call(user) as call:
                    call.create_task(call.say(tone()))
                    return await hears_the_tone(call)
            except Offline:
                await asyncio.sleep(0.1)
