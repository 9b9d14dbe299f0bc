"""What the core asks the adapter to do. Plain values, performed once, in order."""

from msgspec import Struct

from ringback.messages import ServerMessage

ConnectionId = int
"""One open connection of one user, numbered by the adapter that carries it."""


class Send(Struct, frozen=True):
    """Put ``message`` into the outbox of each of the connections ``to``."""

    to: tuple[ConnectionId, ...]
    message: ServerMessage


Effect = Send
