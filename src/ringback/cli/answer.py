"""``ringback answer``: a user who answers every call, with a program that ships or one of yours."""

import asyncio
import inspect
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.markup import escape

from ringback.cli.account import Account, Given
from ringback.cli.events import Ended, Incoming, Ready, Teller
from ringback.cli.running import run
from ringback.cli.server_news import ServerNews
from ringback.cli.signing_in import signs_in
from ringback.errors import ConfigurationError

if TYPE_CHECKING:
    from ringback.client import Call, OnCall

NAMES: Final = ("echo", "announce", "voicemail", "record", "hold-music", "voice-agent")
"""Of ``ringback.programs.PROGRAMS``, which can only be asked where the media engine is installed."""


PlayOption = Annotated[
    Path | None, typer.Option(metavar="FILE", exists=True, dir_okay=False, help="A file for it to play.")
]
TextOption = Annotated[str | None, typer.Option(metavar="TEXT", help="A text for it to say, by espeak-ng.")]
FolderOption = Annotated[Path, typer.Option(metavar="FOLDER", file_okay=False, help="Where it keeps what it records.")]
AfterOption = Annotated[
    float, typer.Option(metavar="SECONDS", help="For how many seconds a voicemail lets it ring.", min=0)
]
OwnerOption = Annotated[
    str | None,
    typer.Option(metavar="USER", help="Who hears a voicemail's messages by calling it; its own user if left out."),
]


@dataclass(frozen=True, kw_only=True)
class AnswerPlan:
    """How calls are answered."""

    program: str
    play: Path | None = None
    tts: str | None = None
    folder: Path = Path()
    after_s: float = 20.0
    owner: str | None = None
    until_stdin_ends: bool = False


@signs_in()
def answer(  # noqa: PLR0913, PLR0917 - an option each
    given: Given,
    teller: Teller,
    program: Annotated[
        str,
        typer.Option(
            "--with",
            metavar="PROGRAM",
            help=f"{', '.join(NAMES)}, or module:function, an `async def` that takes the call.",
            autocompletion=lambda: list(NAMES),
        ),
    ],
    play: PlayOption = None,
    tts: TextOption = None,
    folder: FolderOption = Path(),
    after: AfterOption = 20.0,
    owner: OwnerOption = None,
) -> None:
    """Answer every call until Ctrl+C, also those that outlive their server, or come after it has come back."""
    plan = AnswerPlan(program=program, play=play, tts=tts, folder=folder, after_s=after, owner=owner)
    answer_calls(given, plan, teller)


def answer_calls(given: Given, plan: AnswerPlan, teller: Teller) -> None:
    """Answer calls as that user. Raises ``typer.Exit``."""
    given = replace(given, default_user=plan.program.rpartition(":")[2])
    run(given, lambda account, interrupted: _answer(account, plan, teller, interrupted), teller)


async def _answer(account: Account, plan: AnswerPlan, teller: Teller, interrupted: asyncio.Event) -> int:
    make = maker_of(plan.program)
    async with account.client(on_state=ServerNews(teller).state) as me:
        program = _Announced(make(plan, me.user_id), teller)
        me.on_call(program)
        teller.tell(
            Ready(user_id=me.user_id),
            f"[bold green]{escape(me.user_id)}[/] answers every call with {escape(plan.program)}. "
            "[dim]Ctrl+C ends it.[/]",
        )
        served = asyncio.ensure_future(me.served())
        ends: list[asyncio.Future[Any]] = [served, asyncio.ensure_future(interrupted.wait())]
        if plan.until_stdin_ends:
            ends.append(asyncio.ensure_future(_stdin_ends()))
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        if served.done() and not served.cancelled():
            served.result()
    await program.told()
    return 0


def maker_of(name: str) -> "Callable[[AnswerPlan, str], OnCall]":
    """How the program of that name is made, from a plan and the user that it is.

    Raises:
        ConfigurationError: there is none of that name.
    """
    if ":" in name:
        yours = _yours(name)
        return lambda _plan, _user: yours
    if name not in NAMES:
        raise ConfigurationError(
            f"There is no program {name!r}. There are {', '.join(NAMES)}; yours is module:function."
        )
    from ringback.programs import PROGRAMS, ProgramSettings  # noqa: PLC0415 - an optional dependency

    def make(plan: AnswerPlan, user: str) -> "OnCall":
        settings = ProgramSettings(
            play=plan.play, text=plan.tts, folder=plan.folder, after_s=plan.after_s, owner=plan.owner or user
        )
        return PROGRAMS[name](settings)

    return make


def _yours(name: str) -> "OnCall":
    module_name, _, function_name = name.partition(":")
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.insert(0, here)
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"There is no module {error.name!r} here, as --with {name} wants it.") from None
    function: Any = getattr(module, function_name, None)
    if not any(map(inspect.iscoroutinefunction, (function, type(function).__call__))):
        raise ConfigurationError(f"{module_name} has no `async def {function_name}(call)`, as --with {name} wants it.")
    handler: OnCall = function
    return handler


class _Announced:
    """Tells of each call that it begins, and how it ends."""

    def __init__(self, program: "OnCall", teller: Teller) -> None:
        self._program = program
        self._teller = teller
        self._watching: set[asyncio.Task[None]] = set()

    async def __call__(self, call: "Call") -> None:
        who = escape(call.user_id)
        self._teller.tell(Incoming(user_id=call.user_id, call_id=call.call_id), f"[bold]{who}[/] calls.")
        watching = asyncio.create_task(self._see_to_end(call))
        self._watching.add(watching)
        watching.add_done_callback(self._watching.discard)
        await self._program(call)

    async def told(self) -> None:
        """Wait until the end of every call was told."""
        await asyncio.gather(*self._watching)

    async def _see_to_end(self, call: "Call") -> None:
        from ringback.client import CallError  # noqa: PLC0415 - an optional dependency

        begun = None
        with suppress(CallError):  # it has not come to media
            await call.connected()
            begun = time.monotonic()
        reason = await call.ended
        spent = None if begun is None else round((time.monotonic() - begun) * 1000)
        ended = Ended(user_id=call.user_id, call_id=call.call_id, reason=reason.value, duration_ms=spent)
        who = escape(call.user_id)
        self._teller.tell(ended, f"The call with [bold]{who}[/] is over. [dim]({reason.value})[/]")


async def _stdin_ends() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(4096):
        pass
