"""When a call comes to nothing: how long it is waited for."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from ringback.client.signaling import SignalingClient

ALONE_S: Final = 90.0
"""How much longer a call goes on without media and without the server: with the 30 s after which its media count as
lost, two minutes."""

LAST_WORD_S: Final = 10.0
"""How long the server has, once it is back, to tell how such a call ended. The other side may have hung up without it
too, and takes a while to come back."""


class Patience:
    """Calls ``hang_up`` with the reason when one call has been waited for long enough."""

    def __init__(self, signaling: SignalingClient, hang_up: Callable[[str], None]) -> None:
        self._signaling = signaling
        self._hang_up = hang_up
        self._stop: asyncio.TimerHandle | asyncio.Task[None] | None = None

    def lasts(self, seconds: float, reason: str, *, accepted: bool) -> None:
        """End it after so long, as ``end`` does, in place of what was set before."""
        self.stop()
        self._stop = asyncio.get_running_loop().call_later(seconds, lambda: self.end(reason, accepted=accepted))

    def end(self, reason: str, *, accepted: bool) -> None:
        """Hang up, but a call that was taken not while the server is away: the other side may have ended it there, and
        media may come back together with the server."""
        self.stop()
        if accepted and self._signaling.state in ("connecting", "waiting"):
            self._stop = asyncio.ensure_future(self._end_later(reason))
        else:
            self._hang_up(reason)

    def stop(self) -> None:
        """It is waited for no more."""
        if self._stop is not None:
            self._stop.cancel()
            self._stop = None

    async def _end_later(self, reason: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(ALONE_S):
                while True:
                    await self._signaling.opened()
                    await asyncio.sleep(LAST_WORD_S)
                    if self._signaling.state == "open":
                        break
        self._hang_up(reason)
