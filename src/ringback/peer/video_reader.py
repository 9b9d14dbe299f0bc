"""Remote video: what a Python program sees."""

import webrtc

from ringback.peer.track_reader import Media, TrackReader
from ringback.peer.video_frames import Picture, picture_of


class RemoteVideoReader(TrackReader[Picture]):
    """The pictures of a track: RGB, uint8, ``(height, width, 3)``; the size may change at any time.

    Only the latest picture waits to be read; those it replaced are counted in ``dropped``.
    """

    def __init__(self, track: webrtc.MediaStreamTrack, *, queue: int = 1) -> None:
        """Read from now on; ``queue`` is how many pictures may wait.

        Raises:
            ValueError: the track is not video.
            RuntimeError: outside an event loop.
        """
        if track.kind != webrtc.MediaType.video:
            raise ValueError("A video reader reads a video track.")
        super().__init__(track, queue=queue)

    async def _converted(self, media: Media) -> Picture | None:
        if not isinstance(media, webrtc.VideoFrame):
            raise TypeError("A video track carries video.")
        return await picture_of(media)
