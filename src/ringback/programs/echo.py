"""A user who sends back what is heard and seen."""

from collections.abc import Sequence

import webrtc

from ringback.client import Call
from ringback.peer import MediaStream, MediaStreamTrack


async def echo(call: Call) -> None:
    """Take the call, and send every track back until the other side hangs up."""

    @call.on_track
    def send_back(track: MediaStreamTrack, _streams: Sequence[MediaStream]) -> None:
        if isinstance(track, webrtc.MediaStreamTrack):
            # Packets in, packets out: what is received is sent without passing through Python.
            call.connection.add_local_stream(webrtc.MediaStream([track]))

    await call.accept(audio=False)
    await call.ended
