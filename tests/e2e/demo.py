"""The page's own server, `ringback serve --demo`, which can be stopped, killed and started again."""

from __future__ import annotations

import sys
from pathlib import Path

from .network import SERVER_ADDRESS, SERVER_PORTS, inside
from .processes import Process
from .server import SIGNING_KEY

DEMO_PORT = SERVER_PORTS[-1]
DEMO_ORIGIN = f"http://{SERVER_ADDRESS}:{DEMO_PORT}"


class Demo:
    """A running `ringback serve --demo`; what it stores is in `folder`, and outlives it."""

    def __init__(self, namespace: str, folder: Path) -> None:
        """Start it; it answers when the constructor returns.

        Raises:
            RuntimeError: it did not come up; the message holds its log.
        """
        self._namespace = namespace
        self._folder = folder
        self.process = self._start()

    def restart(self) -> None:
        """Start it after `close` or `kill`."""
        self.process = self._start()

    def close(self) -> None:
        """Stop it, as an operator does."""
        self.process.close()

    def kill(self) -> None:
        """End it without a word: SIGKILL."""
        self.process.kill()

    def _start(self) -> Process:
        script = str(Path(sys.executable).with_name("ringback"))
        command = [script, "serve", "--demo", "--host", SERVER_ADDRESS, "--port", str(DEMO_PORT)]
        env = {
            "RINGBACK_SECRET": SIGNING_KEY,
            "RINGBACK_DATABASE_URL": f"sqlite:///{self._folder / 'ringback.sqlite3'}",
        }
        process = Process("demo", command, namespace=self._namespace, env=env)
        with inside(self._namespace):
            process.wait_for_port(SERVER_ADDRESS, DEMO_PORT)
        return process
