"""``ringback watch``: a user's calls, as they happen.

It asks for the history again and again, instead of signing in: a device that signs in is rung, and counts as somebody
who could answer.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Final, Protocol

import typer
from rich.markup import escape

from ringback.cli.account import Account, Given
from ringback.cli.events import Teller, Watched
from ringback.cli.history import arrow, length, outcome, when
from ringback.cli.running import run
from ringback.cli.server_news import ServerNews
from ringback.cli.signing_in import signs_in
from ringback.messages import CallHistory, CallRecord

PAGE: Final = 50


class Calls(Protocol):
    """Whoever knows the calls of a user."""

    async def page(self, *, limit: int, cursor: str | None) -> CallHistory:
        """A page of them, the newest first."""
        ...


@signs_in(without=("stun",))
def watch(
    given: Given,
    teller: Teller,
    every: Annotated[float, typer.Option(metavar="SECONDS", help="Look every so many seconds.", min=0.2)] = 1.0,
) -> None:
    """Show the calls of a user as they happen, until Ctrl+C."""

    async def show(account: Account, interrupted: asyncio.Event) -> int:
        from ringback.client import HistoryClient, ServerUnreachable  # noqa: PLC0415 - an optional dependency

        asking = HistoryClient(account.url, token=account.token, allow_insecure=account.allow_insecure)
        async with asking as client:
            watching, news = Watching(client), ServerNews(teller)
            while not interrupted.is_set():
                try:
                    changed = await watching.look()
                except ServerUnreachable:
                    if not watching.has_looked:
                        raise
                    news.away()
                    changed = []
                else:
                    news.back()
                for call in changed:
                    teller.tell(Watched(at=datetime.now(UTC), call=call), _line(call))
                with suppress(TimeoutError):
                    async with asyncio.timeout(every):
                        await interrupted.wait()
        return 0

    run(given, show, teller)


class Watching:
    """What has changed from one look at the calls of a user to the next."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._states: dict[str, str] | None = None
        """As they were at the last look, by the ids of the calls."""

    @property
    def has_looked(self) -> bool:
        """Whether there was a look at them."""
        return self._states is not None

    async def look(self) -> list[CallRecord]:
        """The calls whose state has changed, the oldest first; at the first look, those that live.

        One that has come and gone since the last look is there, with its end. Raises what ``calls`` raises.
        """
        found = await self._found(self._states or {}, is_first=self._states is None)
        before, self._states = self._states, {call.call_id: call.state for call in found}
        if before is None:
            return [call for call in reversed(found) if call.state != "ended"]
        return [call for call in reversed(found) if before.get(call.call_id) != call.state]

    async def _found(self, before: dict[str, str], *, is_first: bool) -> list[CallRecord]:
        """The newest calls, down to where nothing can have changed since."""
        live = {call_id for call_id, state in before.items() if state != "ended"}
        found: list[CallRecord] = []
        cursor: str | None = None
        while True:
            page = await self._calls.page(limit=PAGE, cursor=cursor)
            found += page.calls
            cursor = page.next_cursor
            live -= {call.call_id for call in page.calls}
            reached = not live and found[-1].call_id in before if found else True
            if cursor is None or is_first or reached:
                return found


def _line(call: CallRecord) -> str:
    moment = call.ended_at or call.connected_at or call.placed_at
    spent = f" [dim]{length(call.duration_ms)}[/]" if call.duration_ms is not None else ""
    return f"[dim]{when(moment)}[/] {arrow(call)} [bold]{escape(call.user_id)}[/] {outcome(call)}{spent}"
