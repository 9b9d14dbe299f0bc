"""A user who answers every call and says again what it hears, as numpy samples on the way.

    RINGBACK_TOKEN=$(ringback token parrot) python examples/echo/echo.py http://127.0.0.1:8000

What `ringback echo` does without looking at the sound, this does with it in hand: change `heard()` and the caller
hears something else.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import webrtc

from ringback.client import Call, Calls, SignalingClient, TurnClient
from ringback.peer import MediaStream, MediaStreamTrack
from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.audio_source import LocalAudioTrack, Samples


async def heard(track: webrtc.MediaStreamTrack) -> AsyncIterator[Samples]:
    """The caller's sound: int16, mono, 48 kHz, 10 ms at a time."""
    async with RemoteAudioReader(track) as reader:
        async for chunk in reader:
            yield chunk


async def answer(call: Call) -> None:
    """Called before a call is accepted."""

    def on_track(track: MediaStreamTrack, _streams: Sequence[MediaStream]) -> None:
        if not isinstance(track, webrtc.MediaStreamTrack) or track.kind.value != "audio":
            return
        said = LocalAudioTrack(heard(track))
        said.start()
        call.connection.add_local_stream(webrtc.MediaStream([said.track]))

    call.on_track = on_track


async def main(url: str, token: str) -> None:
    async with (
        SignalingClient(url, token=token) as signaling,
        Calls(signaling, TurnClient(url, token=token), answer, fallback_stun=STUN) as calls,
    ):
        print(f"{signaling.user_id} answers every call")
        await calls.served()


STUN = os.environ.get("RINGBACK_FALLBACK_STUN", "stun:stun.l.google.com:19302")

if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], os.environ["RINGBACK_TOKEN"]))
