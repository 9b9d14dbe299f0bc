"""Who listens to a call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ringback.messages import ForwardedMedia
from ringback.peer import DataChannel, MediaStream, MediaStreamTrack


@dataclass(kw_only=True)
class Listeners:
    """Who is told of what happens in a call; to be set before it is placed or accepted."""

    track: Callable[[MediaStreamTrack, Sequence[MediaStream]], object] | None = None
    """A track of the other side has come."""
    media: Callable[[ForwardedMedia], object] | None = None
    """The other side has said what it sends now."""
    channel: Callable[[DataChannel], object] | None = None
    """The other side has made a data channel."""
    ringing: Callable[[], object] | None = None
    """It rings somewhere."""
    connected: Callable[[], object] | None = None
    """Media can flow, or can flow again."""
    ended: Callable[[], object] | None = None
    """The call is over."""
