"""The real `ringback serve`, as a self-hoster starts it, on the internet side of the rig's network."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import jwt

from .network import SERVER_ADDRESS, SERVER_PORTS, inside
from .processes import Process

SIGNING_KEY = "the end-to-end tests sign their tokens with this key"


@dataclass(frozen=True)
class TurnSettings:
    """What the server is told about TURN; without URIs it offers none."""

    uris: tuple[str, ...] = ()
    secret: str = ""


class RingbackServer:
    """A running server; it answers when the constructor returns."""

    def __init__(self, namespace: str, port: int, turn: TurnSettings) -> None:
        """Start the console script that is installed beside the Python of the tests.

        Raises:
            RuntimeError: the server did not come up; the message holds its log.
        """
        self.origin = f"http://{SERVER_ADDRESS}:{port}"
        script = Path(sys.executable).with_name("ringback")
        command = [str(script), "serve", "--host", SERVER_ADDRESS, "--port", str(port)]
        self.process = Process("ringback serve", command, namespace=namespace, env=_environment(turn))
        try:
            with inside(namespace):
                self.process.wait_for_port(SERVER_ADDRESS, port)
        except BaseException:
            self.process.close()
            raise

    def close(self) -> None:
        """Stop the server."""
        self.process.close()


class Servers:
    """The servers of a test session: one for each setting of TURN, started when it is first wanted."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._running: dict[TurnSettings, RingbackServer] = {}

    def configured(self, turn: TurnSettings) -> RingbackServer:
        """The server with these settings."""
        if turn not in self._running:
            port = SERVER_PORTS[len(self._running)]
            self._running[turn] = RingbackServer(self._namespace, port, turn)
        return self._running[turn]

    def close(self) -> None:
        """Stop them all."""
        for server in self._running.values():
            server.close()
        self._running.clear()


def token(user: str, lifetime_s: float = 3600) -> str:
    """A token of the application that uses ringback; a negative lifetime makes one that has expired."""
    return jwt.encode({"sub": user, "exp": time.time() + lifetime_s}, SIGNING_KEY, algorithm="HS256")


def _environment(turn: TurnSettings) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    environment["RINGBACK_SECRET"] = SIGNING_KEY
    environment["RINGBACK_DATABASE_URL"] = "memory:"
    environment |= {
        f"RINGBACK_{kind}_RATE": "1000/1000" for kind in ("CALL", "MESSAGE", "CONTROL")
    }  # no person is so quick
    if turn.uris:
        environment["RINGBACK_TURN_URIS"] = ",".join(turn.uris)
        environment["RINGBACK_TURN_SECRET"] = turn.secret
    return environment
