"""Tracks, streams and senders that know only what the manager asks of them."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

from ringback.peer.engine import Direction, MediaStream, MediaStreamTrack, RtpSender, Stats, StatsReport
from ringback.peer.errors import EngineError
from ringback.peer.promise import promise


class FakeTrack:
    """A ``MediaStreamTrack``."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.id = kind
        self.enabled = True
        self.muted = False
        self.ready_state = "live"

    def stop(self) -> None:
        self.ready_state = "ended"


class FakeStream:
    """A ``MediaStream``."""

    id = "stream"

    def __init__(self, *tracks: MediaStreamTrack) -> None:
        self.tracks = tracks

    def get_tracks(self) -> tuple[MediaStreamTrack, ...]:
        return self.tracks


class FakeReceiver:
    """An ``RtpReceiver``."""

    def __init__(self) -> None:
        self.track: MediaStreamTrack = FakeTrack("audio")


class FakeSender:
    """An ``RtpSender`` and ``RtpTransceiver`` in one; ``packets`` is what it will say it has sent when asked."""

    def __init__(self, track: MediaStreamTrack | None) -> None:
        self.track = track
        self.direction: Direction = "sendrecv"
        self.current_direction: Direction | None = None
        self.streams: tuple[MediaStream, ...] = ()
        self.replaced: list[MediaStreamTrack | None] = []
        self.receiver = FakeReceiver()
        self.packets: Callable[[], int] = lambda: 0
        self.refusal: EngineError | None = None
        self.closed = False

    @property
    def sender(self) -> RtpSender:
        return self

    def set_streams(self, *streams: MediaStream) -> None:
        self.streams = streams

    def replace_track(self, track: MediaStreamTrack | None) -> "asyncio.Future[None]":
        return promise(self._replace(track))

    def get_stats(self) -> "asyncio.Future[StatsReport]":
        return promise(self._stats())

    async def _replace(self, track: MediaStreamTrack | None) -> None:
        self.replaced.append(track)
        if self.closed:
            await asyncio.get_running_loop().create_future()  # for ever, as the standard wants it
        await asyncio.sleep(0)
        if self.refusal:
            raise self.refusal
        self.track = track

    async def _stats(self) -> StatsReport:
        await asyncio.sleep(0)
        entries = {
            "out": SimpleNamespace(id="out", type="outbound-rtp", packets_sent=self.packets()),
            "other": SimpleNamespace(id="other", type="transport", packets_sent=asyncio.get_running_loop().time()),
        }
        return {name: cast("Stats", entry) for name, entry in entries.items()}
