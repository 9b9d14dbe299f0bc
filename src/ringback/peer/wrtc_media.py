"""Senders, transceivers and data channels of ``wrtc`` as the engine protocol wants them."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import webrtc

from ringback.peer.engine import ChannelEvent, ChannelState, Direction, MediaStream, MediaStreamTrack, StatsReport
from ringback.peer.errors import EngineError

Begin = Callable[[Any], asyncio.Future[Any]]
"""Starts an operation of the connection, guarded."""


@contextmanager
def translated() -> Iterator[None]:
    """What ``wrtc`` raises, as EngineError."""
    try:
        yield
    except (webrtc.RTCException, TypeError, ValueError) as error:
        raise EngineError(str(error)) from error


def native_track(track: MediaStreamTrack) -> webrtc.MediaStreamTrack:
    """``track``, which has to be one of this engine."""
    if not isinstance(track, webrtc.MediaStreamTrack):
        raise TypeError(f"expected a webrtc.MediaStreamTrack, not {type(track).__name__}")
    return track


def native_stream(stream: MediaStream) -> webrtc.MediaStream:
    """``stream``, which has to be one of this engine."""
    if not isinstance(stream, webrtc.MediaStream):
        raise TypeError(f"expected a webrtc.MediaStream, not {type(stream).__name__}")
    return stream


@dataclass(frozen=True, slots=True)
class WrtcSender:
    """An ``RtpSender``."""

    native: webrtc.RTCRtpSender
    _begin: Begin = field(compare=False, repr=False)

    @property
    def track(self) -> webrtc.MediaStreamTrack | None:
        return self.native.track

    def replace_track(self, track: MediaStreamTrack | None) -> asyncio.Future[None]:
        with translated():
            replacement = None if track is None else native_track(track)
        return self._begin(self.native.replace_track(replacement))

    def set_streams(self, *streams: MediaStream) -> None:
        with translated():
            self.native.set_streams(*map(native_stream, streams))

    def get_stats(self) -> asyncio.Future[StatsReport]:
        return self._begin(self.native.get_stats())


@dataclass(slots=True)
class WrtcTransceiver:
    """An ``RtpTransceiver``."""

    native: webrtc.RTCRtpTransceiver
    _begin: Begin = field(compare=False, repr=False)

    @property
    def sender(self) -> WrtcSender:
        return WrtcSender(self.native.sender, self._begin)

    @property
    def receiver(self) -> webrtc.RTCRtpReceiver:
        return self.native.receiver

    @property
    def direction(self) -> Direction:
        return self.native.direction.value

    @direction.setter
    def direction(self, direction: Direction) -> None:
        with translated():
            self.native.direction = webrtc.RTCRtpTransceiverDirection(direction)

    @property
    def current_direction(self) -> Direction | None:
        current = self.native.current_direction
        return None if current is None else current.value


@dataclass(slots=True)
class WrtcChannel:
    """A ``Channel``."""

    native: webrtc.RTCDataChannel

    @property
    def label(self) -> str:
        return self.native.label

    @property
    def ready_state(self) -> ChannelState:
        return self.native.ready_state.value

    @property
    def buffered_amount(self) -> int:
        return self.native.buffered_amount

    @property
    def buffered_amount_low_threshold(self) -> int:
        return self.native.buffered_amount_low_threshold

    @buffered_amount_low_threshold.setter
    def buffered_amount_low_threshold(self, threshold: int) -> None:
        self.native.buffered_amount_low_threshold = threshold

    def send(self, data: str | bytes) -> None:
        with translated():
            self.native.send(data)

    def close(self) -> None:
        self.native.close()

    def on(self, event: ChannelEvent, handler: Callable[..., object]) -> None:
        def handle(native: Any) -> None:
            handler(*([native.data] if event == "message" else []))

        self.native.on(event, handle)
