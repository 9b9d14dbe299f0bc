"""``ringback history``: the calls that a user has had."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ringback.cli.account import Account, Given
from ringback.cli.events import Teller
from ringback.cli.running import run
from ringback.cli.signing_in import signs_in
from ringback.messages import CallRecord

PAGE = 100


@signs_in(without=("stun",))
def history(
    given: Given,
    teller: Teller,
    limit: Annotated[int, typer.Option(metavar="CALLS", help="How many calls at most.", min=1)] = 20,
    missed: Annotated[bool, typer.Option("--missed", help="Only calls that were missed.")] = False,
    since: Annotated[
        datetime | None, typer.Option(metavar="MOMENT", help="Only calls placed since then, by this machine's clock.")
    ] = None,
) -> None:
    """Show the calls of a user, the newest first."""

    async def show(account: Account, _interrupted: asyncio.Event) -> int:
        from ringback.client import HistoryClient  # noqa: PLC0415 - an optional dependency

        client = HistoryClient(account.url, token=account.token, allow_insecure=account.allow_insecure)
        calls: list[CallRecord] = []
        cursor: str | None = None
        while len(calls) < limit:
            page = await client.page(
                limit=min(PAGE, limit - len(calls)), cursor=cursor, since=since and since.astimezone(), missed=missed
            )
            calls += page.calls
            cursor = page.next_cursor
            if cursor is None:
                break
        _show(calls, teller)
        return 0

    run(given, show, teller)


def _show(calls: list[CallRecord], teller: Teller) -> None:
    if teller.as_json:
        for call in calls:
            teller.put(call)
        return
    if not calls:
        teller.console.print("No calls.")
        return
    table = Table("when", "", "who", "how it went", "length", box=None, header_style="dim")
    for call in calls:
        table.add_row(when(call.placed_at), arrow(call), escape(call.user_id), outcome(call), length(call.duration_ms))
    teller.console.print(table)


def when(moment: datetime) -> str:
    """A moment by this machine's clock; today's without the date."""
    local = moment.astimezone()
    is_today = local.date() == datetime.now(UTC).astimezone().date()
    return f"{local:%H:%M:%S}" if is_today else f"{local:%Y-%m-%d %H:%M}"


def arrow(call: CallRecord) -> str:
    """Which way it went."""
    return "→" if call.direction == "outgoing" else "←"


def outcome(call: CallRecord) -> str:
    """Its state, or its end."""
    if call.missed:
        return f"[red]missed[/] [dim]({call.reason})[/]"
    if call.reason is None:
        return f"[green]{call.state}[/]"
    return "completed" if call.reason == "completed" else f"[yellow]{call.reason}[/]"


def length(milliseconds: int | None) -> str:
    """Minutes and seconds."""
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}:{seconds:02}"
