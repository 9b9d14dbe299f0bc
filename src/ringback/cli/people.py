"""``ringback people``: who is online."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape

from ringback.cli.account import Account, Given
from ringback.cli.events import Person, Teller
from ringback.cli.running import run
from ringback.cli.signing_in import signs_in
from ringback.errors import ConfigurationError
from ringback.messages import Presence, PresenceWatch

if TYPE_CHECKING:
    from ringback.client import SignalingClient

PATIENCE_S: Final = 10.0


@signs_in(without=("stun",))
def people(
    given: Given,
    teller: Teller,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[USER]...", help="Of whom; everybody if left out.")
    ] = None,
) -> None:
    """Show who is online. Of everybody a server tells only where RINGBACK_PRESENCE is on."""

    async def show(account: Account, _interrupted: asyncio.Event) -> int:
        found = await _asked(account, names or [])
        for person in found:
            dot = "[green]●[/]" if person.online else "[dim]○[/]"
            teller.tell(person, f"{dot} {escape(person.user_id)}")
        if not found:
            teller.console.print("Nobody else is online.")
        return 0

    run(given, show, teller)


async def _asked(account: Account, names: Sequence[str]) -> list[Person]:
    from ringback.client import ServerUnreachable, SignalingClient  # noqa: PLC0415 - an optional dependency

    client = SignalingClient(
        account.url, token=account.token, presence=not names, allow_insecure=account.allow_insecure
    )
    async with client as signaling:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await (_named(signaling, names) if names else _everybody(signaling))
        except TimeoutError:
            raise ServerUnreachable("The server does not say who is online.") from None


async def _named(signaling: "SignalingClient", names: Sequence[str]) -> list[Person]:
    signaling.send(PresenceWatch(user_ids=list(names)))
    told = await _next(signaling)
    return [Person(user_id=name, online=name in told.online) for name in names]


async def _everybody(signaling: "SignalingClient") -> list[Person]:
    signaling.send(PresenceWatch(user_ids=[]))  # its answer is empty, and comes behind the names of everybody
    online: list[str] = []
    while (told := await _next(signaling)).online:
        online += told.online
    if not online:
        raise ConfigurationError(
            "This server does not tell who is online; RINGBACK_PRESENCE=on there would. Ask for people by name: "
            "ringback people USER"
        )
    return [Person(user_id=name, online=True) for name in sorted(online) if name != signaling.user_id]


async def _next(signaling: "SignalingClient") -> Presence:
    async for message in signaling:
        if isinstance(message, Presence):
            return message
    raise AssertionError("the connection is open until it is closed here")
