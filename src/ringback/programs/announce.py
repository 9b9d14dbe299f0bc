"""A user who says one thing to everybody who calls."""

from dataclasses import dataclass
from pathlib import Path

from ringback.client import Call


@dataclass(frozen=True)
class Announce:
    """Takes a call, says ``what``, a file or a text, so many ``times``, and hangs up."""

    what: Path | str
    times: int = 1

    async def __call__(self, call: Call) -> None:
        """Answer a call."""
        await call.accept()
        for _ in range(self.times):
            await call.say(self.what)
