"""Two connections of the engine in one process."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import active_count

import webrtc

from ringback.peer.sample_queue import Samples

webrtc.allow_loopback()


def chunks(samples: Samples, *lengths: int) -> Iterator[Samples]:
    """``samples`` in chunks of these lengths, again and again."""
    begin = 0
    while begin < len(samples):
        for length in lengths:
            yield samples[begin : begin + length]
            begin += length


class Side:
    """One connection, and the tracks it receives."""

    def __init__(self) -> None:
        self.connection = webrtc.RTCPeerConnection()
        self.received: dict[str, asyncio.Future[webrtc.MediaStreamTrack]] = {
            kind: asyncio.get_running_loop().create_future() for kind in ("audio", "video")
        }
        self.connection.on("track", lambda event: self.received[event.track.kind.value].set_result(event.track))

    async def connect_to(self, other: "Side") -> None:
        """One offer, one answer."""
        for one, another in ((self.connection, other.connection), (other.connection, self.connection)):
            await one.set_local_description()
            assert one.local_description is not None
            await another.set_remote_description(one.local_description)

    async def track(self, kind: str) -> webrtc.MediaStreamTrack:
        """The track of this kind, once there is one."""
        async with asyncio.timeout(10):
            return await self.received[kind]


@asynccontextmanager
async def pair(*tracks: webrtc.MediaStreamTrack) -> AsyncIterator[tuple[Side, Side]]:
    """Two sides, connected if the first is to send ``tracks``. Both are closed at the end."""
    one, other = Side(), Side()
    underway: set[asyncio.Task[None]] = set()

    def trickle(to: webrtc.RTCPeerConnection, event: webrtc.RTCPeerConnectionIceEvent) -> None:
        task = asyncio.ensure_future(to.add_ice_candidate(event.candidate))
        underway.add(task)
        task.add_done_callback(underway.discard)

    one.connection.on("icecandidate", lambda event: trickle(other.connection, event))
    other.connection.on("icecandidate", lambda event: trickle(one.connection, event))
    try:
        for track in tracks:
            one.connection.add_track(track)
        if tracks:
            await one.connect_to(other)
        yield one, other
    finally:
        one.connection.close()
        other.connection.close()
        if underway:
            await asyncio.wait(underway)


def running() -> tuple[int, int]:
    """How many Python threads and asyncio tasks there are."""
    return active_count(), len(asyncio.all_tasks())


def descriptors() -> Counter[str]:
    """What this process holds open, by name, and how many times."""
    held: Counter[str] = Counter()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the list itself was open while it was read; threads close what is theirs
            held[str(descriptor.readlink())] += 1
    return held


async def still_open_beyond(before: Counter[str]) -> Counter[str]:
    """What is open and was not, when the engine has had ten seconds to let go of it, in threads of its own."""
    for _ in range(200):
        if not descriptors() - before:
            break
        await asyncio.sleep(0.05)
    return descriptors() - before
