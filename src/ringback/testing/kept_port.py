"""A port that stays a test's own, also while nobody listens on it."""

import socket
from typing import Final

from ringback.testing.app_server import HOST

BACKLOG: Final = 100


class KeptPort:
    """A port of this machine that nobody else gets before ``close``. Who connects is refused until ``listen``."""

    def __init__(self) -> None:
        """Take a free one."""
        self._holder = _bound(0)
        self.number: int = self._holder.getsockname()[1]
        """The port."""

    def listen(self) -> socket.socket:
        """A socket that listens there. Before it is closed, ``hold`` takes its place."""
        listener = _bound(self.number)
        listener.listen(BACKLOG)
        self._holder.close()  # where two are bound, another system than Linux may ask the one that does not listen
        return listener

    def hold(self) -> None:
        """The one that listens is about to be closed."""
        self._holder = _bound(self.number)

    def close(self) -> None:
        """Whoever wants it may have it, once nobody listens."""
        self._holder.close()


def _bound(port: int) -> socket.socket:
    """One that shares ``port`` with others of its kind alone (SO_REUSEPORT, socket(7)), so that it is never let go."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    return bound
