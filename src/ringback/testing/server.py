"""A call server for a test, and the users of it."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import jwt
from starlette.types import ASGIApp

from ringback.config import Config
from ringback.loop_thread import LoopThread
from ringback.server.app import Ringback
from ringback.testing.app_server import HOST, AppServer
from ringback.testing.kept_port import KeptPort
from ringback.testing.link import Link

if TYPE_CHECKING:
    from ringback.client import CallClient

SECRET: Final = "a test's key, at least thirty-two bytes long"  # noqa: S105 - signs the tokens of tests

TOKEN_S: Final = 600.0

PATIENCE_S: Final = 15.0
"""How long the server, or a link, may take for anything that is asked of it."""


def token_for(user: str, *, expires_in_s: float = TOKEN_S, secret: str = SECRET, **claims: Any) -> str:
    """A token such as the host application would make; one that has expired, when ``expires_in_s`` is negative."""
    return jwt.encode({"sub": user, "exp": time.time() + expires_in_s, **claims}, secret, algorithm="HS256")


def ringback(*, can_call: Any = None, authenticate: Any = None, **settings: Any) -> Ringback:
    """A server object with the test's key, which keeps calls for as long as it runs. ``settings`` are ``Config``'s."""
    settings = {"database_url": "memory:", "secret": SECRET, **settings}
    return Ringback(Config(**settings), can_call=can_call, authenticate=authenticate)


class RingbackServer:
    """A server in this process, in a thread of its own, so that it goes on whatever the test's own loop does.

    ``make_app`` makes the application anew for each of its lives: nothing but its database outlives ``kill``. What the
    application calls back, ``can_call`` say, runs in that thread. ``path`` is where ringback is mounted in it.
    """

    def __init__(self, make_app: Callable[[], ASGIApp] = lambda: ringback().app, *, path: str = "") -> None:
        _allow_loopback()
        self._make_app = make_app
        self._path = path
        self._links: dict[str, Link] = {}
        self._life: tuple[LoopThread, AppServer] | None = None
        self._port = KeptPort()
        try:
            self.start()
        except BaseException:
            self._port.close()
            raise
        self._links_thread = LoopThread("ringback-links", patience_s=PATIENCE_S)

    @property
    def url(self) -> str:
        """Where ringback is mounted, past every link."""
        return self._url(self._port.number)

    def user(self, user_id: str) -> "User":
        """Somebody with a token and a link of their own; the same link whenever the id is the same."""
        if user_id not in self._links:
            self._links[user_id] = Link(self._links_thread, self._port.number)
            self._links[user_id].server_is(up=self._life is not None)
        link = self._links[user_id]
        return User(user_id, self._url(link.port), link)

    def start(self) -> None:
        """Start it again, on the same port, which it has kept.

        Raises:
            RuntimeError: the application did not start; the log says why.
        """
        server = AppServer(self._make_app(), lifespan="on")
        listener = self._port.listen()
        thread = LoopThread("ringback-server", patience_s=PATIENCE_S)
        try:
            thread.run(server.begin(listener))
        except BaseException:
            thread.close()
            self._port.hold()
            listener.close()
            raise
        self._life = thread, server
        self._tell_links(up=True)

    def stop(self) -> None:
        """Stop it as a deployment does: every client is told when to come back."""
        if self._life is not None:
            self._tell_links(up=False)
            thread, server = self._life
            self._port.hold()
            thread.run(server.end())
            thread.close()
            self._life = None

    def kill(self) -> None:
        """End it without a word to anybody, as ``kill -9`` would. What was in its memory only is gone."""
        if self._life is not None:
            thread, server = self._life
            self._port.hold()
            thread.run(server.die())
            thread.close()
            self._life = None
            self._tell_links(up=False)

    def restart(self) -> None:
        """Kill it, and start it again."""
        self.kill()
        self.start()

    def close(self) -> None:
        """End it and every link, for good."""
        self.kill()
        for link in self._links.values():
            link.close()
        self._links_thread.close()
        self._port.close()

    def _tell_links(self, *, up: bool) -> None:
        for link in self._links.values():
            link.server_is(up=up)

    def _url(self, port: int) -> str:
        return f"http://{HOST}:{port}{self._path}"


def _allow_loopback() -> None:
    """Media stay on this machine, which may have no network. Too late once this process has made a connection."""
    with suppress(ImportError):
        import webrtc  # noqa: PLC0415 - an optional dependency

        with suppress(webrtc.InvalidStateError):
            webrtc.allow_loopback()


class User:
    """Somebody who can sign in. Made by ``RingbackServer.user``."""

    def __init__(self, user_id: str, url: str, link: Link) -> None:
        self.id = user_id
        self.url = url
        """Where this user finds the server: through ``link``."""
        self.link = link
        """What can go wrong between this user and the server."""

    @property
    def token(self) -> str:
        """A new token, good for ten minutes; ``token_for`` makes others."""
        return token_for(self.id)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a program that is this user."""
        ours = {"RINGBACK_SERVER": self.url, "RINGBACK_TOKEN": self.token}
        return {**ours, "RINGBACK_FALLBACK_STUN": "off", "WRTC_ALLOW_LOOPBACK": "1"}

    def client(self, **options: Any) -> "CallClient":
        """A client of this user, to be entered; ``options`` are those of ``CallClient``. Nothing outside is asked."""
        from ringback.client import CallClient  # noqa: PLC0415 - an optional dependency

        return CallClient(self.url, **{"token": lambda: self.token, "fallback_stun": "off", **options})
