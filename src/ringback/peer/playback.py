"""Playing a file into a call."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

import webrtc

from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.playback_file import MediaFile
from ringback.peer.playback_thread import in_thread
from ringback.peer.video_source import LocalVideoTrack


class MediaPlayer:
    """The sound and the pictures of a file as tracks; decoding has its own threads.

        async with await MediaPlayer.open("welcome.mp4") as player:
            await manager.add_local_stream(player.stream)
            player.start()  # once the connection is there, or the beginning is lost
            await player.finished()

    Sound becomes mono at 48 kHz, pictures at most 1280×720 and 30 a second. Whoever opened the player closes it.
    """

    def __init__(self, file: MediaFile) -> None:
        """Read ahead in a file that was looked into; see ``open``."""
        self.audio = LocalAudioTrack(file.audio()) if file.has_audio else None
        """None when the file is silent."""
        self.video = LocalVideoTrack(file.video(), fps=float(file.fps)) if file.fps is not None else None
        """None when there is nothing to see."""
        self._tracks = [local for local in (self.audio, self.video) if local is not None]
        self._stream = webrtc.MediaStream([local.track for local in self._tracks])

    @classmethod
    async def open(cls, path: str | Path, *, loop: bool = False) -> Self:
        """Open a file that PyAV can read; with ``loop`` it begins anew at its end, for ever.

        Raises:
            OSError: it cannot be read.
            ValueError: there is no sound and no picture in it that can be decoded.
        """
        return cls(await in_thread(lambda: MediaFile.open(Path(path), loops=loop)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def stream(self) -> webrtc.MediaStream:
        """The tracks, as what ``add_local_stream`` takes."""
        return self._stream

    def start(self) -> None:
        """Begin to play; again does nothing."""
        for track in self._tracks:
            track.start()

    async def finished(self) -> None:
        """Start, and return once everything was played, or the player was closed. Cancelling stops only the waiting.

        Raises:
            OSError, ValueError: the file could not be decoded to its end.
        """
        await asyncio.gather(*(track.finished() for track in self._tracks))

    async def aclose(self) -> None:
        """Stop, end the tracks, and leave nothing running; again does nothing."""
        await asyncio.gather(*(track.aclose() for track in self._tracks))
