"""Runs what a command does: to its end, to an interrupt, or to an error that becomes a sentence and an exit code."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec

import typer

from ringback.cli.account import Account, Given
from ringback.cli.events import Failed, Teller
from ringback.cli.exit_codes import NO_SERVER, exit_of
from ringback.errors import ConfigurationError, RingbackError

Command = Callable[[Account, asyncio.Event], Awaitable[int]]
"""What a command does as that user; returns its exit code. The event is set at the first Ctrl+C, to end in order."""


def run(given: Given, command: Command, teller: Teller) -> None:
    """Run ``command`` and end with its exit code.

    Raises:
        typer.Exit: always.
    """
    where = ""
    try:
        account = given.account()
        where = account.url
        with engine():
            code = asyncio.run(_interruptible(command, account))
    except RingbackError as error:
        end = exit_of(error)
        sentence = f"{error} ({where})" if end is NO_SERVER else str(error)
        teller.fail(Failed(error=error.code, message=sentence, exit_code=end.code), end.advice)
        raise typer.Exit(end.code) from None
    raise typer.Exit(code)


@contextmanager
def engine() -> Iterator[None]:
    """What libwebrtc writes to standard error goes into the log meanwhile.

    Raises:
        ConfigurationError: it is not installed.
    """
    if find_spec("webrtc") is None:
        raise ConfigurationError("This needs the media engine. Install it: pip install 'ringback[peer]'")
    from ringback.peer.native_log import native_log  # noqa: PLC0415 - an optional dependency

    with native_log():
        yield


async def _interruptible(command: Command, account: Account) -> int:
    loop = asyncio.get_running_loop()
    interrupted = asyncio.Event()

    def interrupt() -> None:
        interrupted.set()
        loop.remove_signal_handler(signal.SIGINT)  # the second one does not wait for the other side

    with suppress(NotImplementedError):  # Windows: then Ctrl+C cancels
        loop.add_signal_handler(signal.SIGINT, interrupt)
        loop.add_signal_handler(signal.SIGTERM, interrupt)
    return await command(account, interrupted)
