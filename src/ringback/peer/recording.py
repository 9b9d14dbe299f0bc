"""Recording tracks to a file."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import webrtc

from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.recording_file import RecordingFile, codecs_for
from ringback.peer.recording_thread import RecordingThread
from ringback.peer.track_reader import TrackReader
from ringback.peer.video_reader import RemoteVideoReader

Chunk = TypeVar("Chunk")

QUEUE_AUDIO: Final = 50
QUEUE_VIDEO: Final = 15
"""Half a second of either may wait while the file is written: chunks of 10 ms, and pictures at 30 a second."""


class MediaRecorder:
    """Records one audio track, one video track, or both: ``.wav`` (sound only), ``.mp4`` (H.264, AAC) or ``.webm``.

        async with MediaRecorder("call.webm", [audio_track, video_track]):
            ...

    Pictures are fitted into ``size`` (width, height; even), with bars where the shape differs, because a call changes
    its size on the way and a file cannot. Encoding has its own thread; when that falls behind, pieces are left out and
    counted in ``dropped``. The file is complete only after ``aclose()``. Whoever made the recorder closes it.
    """

    def __init__(
        self, path: str | Path, tracks: Sequence[webrtc.MediaStreamTrack], *, size: tuple[int, int] = (640, 480)
    ) -> None:
        """Prepare; nothing is written yet.

        Raises:
            ValueError: the name's ending is none of the above; there is not at most one track of each kind, or no
                track; the size is not even.
        """
        self._path = Path(path)
        codecs_for(self._path)
        kinds = sorted(track.kind.value for track in tracks)
        if kinds not in (["audio"], ["video"], ["audio", "video"]):
            raise ValueError("A recording has one audio track, one video track, or one of each.")
        if min(size) < 2 or any(side % 2 for side in size):
            raise ValueError("The size of a recording is even.")
        self._tracks = list(tracks)
        self._kinds = kinds
        self._size = size
        self._readers: list[TrackReader[Any]] = []
        self._thread: RecordingThread | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def dropped(self) -> int:
        """How many pieces of sound (10 ms) and pictures were left out because this machine was too slow."""
        return (self._thread.dropped if self._thread else 0) + sum(reader.dropped for reader in self._readers)

    async def start(self) -> None:
        """Create the file, over one that is there, and record from now on; again does nothing.

        Raises:
            OSError: it cannot be written.
            ValueError: this kind of file cannot hold these tracks.
        """
        if self._thread is not None:
            return
        self._thread = thread = await RecordingThread.open(
            lambda: RecordingFile(
                self._path, audio="audio" in self._kinds, video="video" in self._kinds, size=self._size
            )
        )
        for track in self._tracks:
            if track.kind == webrtc.MediaType.audio:
                self._record(RemoteAudioReader(track, queue=QUEUE_AUDIO), thread, thread.file.write_audio)
            else:
                self._record(RemoteVideoReader(track, queue=QUEUE_VIDEO), thread, thread.file.write_video)

    async def aclose(self) -> None:
        """Finish the file and leave nothing running; again does nothing. Cancelling finishes it in the background.

        Raises:
            OSError, ValueError: something could not be written; the file may be incomplete.
        """
        if self._thread is not None:
            await self._thread.aclose()

    def _record(
        self, reader: TrackReader[Chunk], thread: RecordingThread, write: Callable[[Chunk, int], None]
    ) -> None:
        self._readers.append(reader)
        thread.feed(self._copy(reader, thread, write))

    async def _copy(
        self, reader: TrackReader[Chunk], thread: RecordingThread, write: Callable[[Chunk, int], None]
    ) -> None:
        async with reader:
            async for piece in reader:
                thread.write(partial(write, piece, reader.timestamp_us))
