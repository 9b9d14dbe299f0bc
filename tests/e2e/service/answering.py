"""`ringback answer` and `ringback call`, as somebody starts them beside the server."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from ..processes import Process
from ..server import token

if TYPE_CHECKING:
    from collections.abc import Sequence

_RINGBACK = str(Path(sys.executable).with_name("ringback"))
AND_ITS_CODE = ("sh", "-c", '"$@"; echo "exit code $?"', "sh")
"""In front of a command, has its exit code printed."""
_HERE = Path(__file__).resolve().parents[3]


def command(
    namespace: str, origin: str, user: str, arguments: Sequence[str], *, before: Sequence[str] = ()
) -> Process:
    """`ringback` with these arguments, as this user of that server, started; with `before` in front of it all."""
    env = {"RINGBACK_TOKEN": token(user), "RINGBACK_SERVER": origin, "RINGBACK_FALLBACK_STUN": "off"}
    whole = [*before, _RINGBACK, *arguments, "--allow-insecure"]
    return Process(f"ringback {arguments[0]}", whole, namespace=namespace, env=env, folder=_HERE)


class Answering:
    """Programs that answer, each started when a test first wants it, until all are closed."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._running: dict[tuple[str, ...], Process] = {}

    def start(self, origin: str, user: str, program: str, *options: str) -> Process:
        """`ringback answer --with program options`, as this user; it answers when this returns."""
        key = (origin, user, program, *options)
        if key not in self._running:
            arguments = ("answer", "--with", program, *options)
            self._running[key] = command(self._namespace, origin, user, arguments)
            self._running[key].wait_for("answers every call")
        return self._running[key]

    @property
    def log(self) -> str:
        """What all of them have printed."""
        return "\n".join(process.log for process in self._running.values())

    def close(self) -> None:
        """Stop them all, side by side."""
        with ThreadPoolExecutor() as threads:
            list(threads.map(Process.close, self._running.values()))
        self._running.clear()
