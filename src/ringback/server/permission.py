"""May this user call that one? The host application's ``can_call``, with a limit on its time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from inspect import isawaitable
from typing import Final

from ringback.errors import CallRefused, InternalError, NotAllowed
from ringback.messages import UserId

logger = logging.getLogger("ringback.server")

CanCall = Callable[[UserId, UserId], bool | Awaitable[bool]]
"""``can_call(caller, callee)``; a plain function must not block."""


ASKED_AT_ONCE: Final = 20
"""How many questions about one list wait for the application at the same time."""


class Permission:
    """Asks ``can_call``, and takes silence and failure for no."""

    def __init__(self, can_call: CanCall | None, *, timeout_s: float) -> None:
        self._can_call = can_call
        self._timeout_s = timeout_s

    @property
    def is_asked(self) -> bool:
        """Whether the application decides; otherwise everybody may call everybody."""
        return self._can_call is not None

    async def allowed(self, caller: UserId, callees: Sequence[UserId]) -> list[UserId]:
        """Those of ``callees`` whom ``caller`` may call; asked a few at a time."""
        found: list[UserId] = []
        for at in range(0, len(callees), ASKED_AT_ONCE):
            some = callees[at : at + ASKED_AT_ONCE]
            refusals = await asyncio.gather(*(self.refusal(caller, callee) for callee in some))
            found += [callee for callee, refusal in zip(some, refusals, strict=True) if refusal is None]
        return found

    async def refusal(self, caller: UserId, callee: UserId) -> CallRefused | InternalError | None:
        """Why ``caller`` may not call ``callee``; None when it may."""
        if self._can_call is None:
            return None
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = self._can_call(caller, callee)
                allowed = await answer if isawaitable(answer) else answer
        except TimeoutError:
            logger.warning("can_call did not answer within %g s; the call is refused", self._timeout_s)
            return InternalError("Whether this call is allowed could not be found out in time. Try again.")
        except Exception:  # a hook of the host application may raise anything
            logger.exception("can_call failed; the call is refused")
            return InternalError("Whether this call is allowed could not be found out. Try again.")
        return None if allowed else NotAllowed("You cannot call this person.")
