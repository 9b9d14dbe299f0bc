"""Local video: what a Python program shows."""

from collections.abc import AsyncIterable, Iterable

from ringback.peer.local_track import LocalTrack
from ringback.peer.playback_clock import PlaybackClock
from ringback.peer.video_frames import Picture, frame_of, padded


class LocalVideoTrack(LocalTrack[Picture, Picture]):
    """A track of the pictures that ``source`` gives: RGB, uint8, ``(height, width, 3)``, ``fps`` of them a second.

    The size may change on the way. Where the source is late the last picture stays, and that is counted in
    ``late_frames``. One picture is read ahead.
    """

    def __init__(self, source: AsyncIterable[Picture] | Iterable[Picture], *, fps: float = 30) -> None:
        """Read ahead; nothing is sent before ``start()``.

        Raises:
            ValueError: there is not at least one picture in ten seconds, or there are more than 120 a second.
            RuntimeError: outside an event loop.
        """
        if not 0.1 <= fps <= 120:
            raise ValueError("Video has 0.1 to 120 pictures a second.")
        super().__init__("video", source)
        self._fps = fps
        self._kept: Picture | None = None

    def _clock(self, start: float) -> PlaybackClock:
        return PlaybackClock(1 / self._fps, start=start)

    def _accept(self, chunk: Picture) -> None:
        self._kept = padded(chunk)

    def _is_full(self) -> bool:
        return self._kept is not None

    def _has_frame(self) -> bool:
        return self._kept is not None

    def _take(self) -> Picture | None:
        taken, self._kept = self._kept, None
        return taken

    async def _send(self, frame: Picture | None, due: float) -> None:
        if frame is not None:
            await self._writer.write(frame_of(frame, timestamp_us=round(due * 1e6)))
