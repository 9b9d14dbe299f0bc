"""``ringback call``: calls somebody, says something, listens, and ends with an exit code that tells how it went."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.markup import escape

from ringback.cli.account import (
    Account,
    Given,
    InsecureOption,
    JsonOption,
    ServerOption,
    StunOption,
    TokenOption,
    UserOption,
)
from ringback.cli.events import Calling, Connected, Ended, Ringing, Teller
from ringback.cli.exit_codes import BY_REASON
from ringback.cli.live_line import live_line
from ringback.cli.running import run
from ringback.core.call import EndReason
from ringback.errors import ConfigurationError

if TYPE_CHECKING:
    from ringback.client import Call

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class CallPlan:
    """What is to happen in the call."""

    user: str
    play: Path | None = None
    record: Path | None = None
    tts: str | None = None
    duration: float | None = None

    @property
    def sounds(self) -> list[Path | str]:
        """What is said, in this order."""
        return [sound for sound in (self.play, self.tts) if sound is not None]


def call(  # noqa: PLR0913, PLR0917 - an option each
    user: Annotated[str, typer.Argument(help="Whom to call.")],
    play: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Play this file; PyAV reads nearly all."),
    ] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Record both sides into this file: .wav, .webm or .mp4.")
    ] = None,
    tts: Annotated[str | None, typer.Option(metavar="TEXT", help="Say this, by espeak-ng.")] = None,
    duration: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="Hang up after so many seconds, else when all is said.", min=0.1),
    ] = None,
    server: ServerOption = None,
    token: TokenOption = None,
    caller: UserOption = None,
    stun: StunOption = None,
    allow_insecure: InsecureOption = False,
    as_json: JsonOption = False,
) -> None:
    """Call USER. With nothing to say it listens until the other side hangs up, or Ctrl+C."""
    plan = CallPlan(user=user, play=play, record=record, tts=tts, duration=duration)
    given = Given(server=server, token=token, user=caller, stun=stun, allow_insecure=allow_insecure)
    teller = Teller(as_json=as_json)
    run(given, lambda account, interrupted: _call(account, plan, teller, interrupted), teller)


async def _call(account: Account, plan: CallPlan, teller: Teller, interrupted: asyncio.Event) -> int:
    from ringback.client import CallError  # noqa: PLC0415 - an optional dependency

    _check(plan)
    who = escape(plan.user)
    async with account.client() as me:
        teller.tell(
            Calling(user_id=plan.user, caller_id=me.user_id), f"Calling [bold]{who}[/] as {escape(me.user_id)} …"
        )
        placing = me.call(
            plan.user,
            on_ringing=lambda _: teller.tell(Ringing(user_id=plan.user), "It rings. [dim]Ctrl+C hangs up.[/]"),
        )
        try:
            there = await _unless(interrupted, placing)
            if there is None:
                return _over(teller, Ended(user_id=plan.user, call_id="", reason="cancelled", duration_ms=None))
            async with there:
                return await _talk(there, plan, teller, interrupted)
        except CallError as error:
            teller.tell(
                Ended(user_id=plan.user, call_id=error.call.call_id, reason=error.reason.value, duration_ms=None)
            )
            raise


def _check(plan: CallPlan) -> None:
    from ringback.peer.recording_file import codecs_for  # noqa: PLC0415 - an optional dependency

    if plan.record is None:
        return
    try:
        codecs_for(plan.record)
    except ValueError as error:
        raise ConfigurationError(f"--record {plan.record}: {error}") from None
    if not plan.record.absolute().parent.is_dir():
        raise ConfigurationError(f"--record {plan.record}: there is no such folder.")


async def _talk(there: "Call", plan: CallPlan, teller: Teller, interrupted: asyncio.Event) -> int:
    from ringback.client import CallEnded  # noqa: PLC0415 - an optional dependency
    from ringback.sound import CallRecorder  # noqa: PLC0415 - an optional dependency

    await there.connected()
    teller.tell(
        Connected(user_id=there.user_id, call_id=there.call_id), f"[green]{escape(there.user_id)} is there.[/]"
    )
    begun = time.monotonic()
    async with AsyncExitStack() as around:
        if plan.record is not None:
            await around.enter_async_context(CallRecorder(plan.record, there.listen(), there.playout))
        watching = asyncio.ensure_future(live_line(there, teller))
        around.push_async_callback(_cancelled, watching)
        with suppress(CallEnded):
            await _unless(interrupted, _take_part(there, plan))
        there.hangup()
        reason = await there.ended
    spent = round((time.monotonic() - begun) * 1000)
    return _over(teller, Ended(user_id=there.user_id, call_id=there.call_id, reason=reason.value, duration_ms=spent))


async def _take_part(there: "Call", plan: CallPlan) -> None:
    """Until all is said, or its time is over, or the other side hangs up."""
    with suppress(TimeoutError):
        async with asyncio.timeout(plan.duration):
            for sound in plan.sounds:
                await _say(there, sound)
            if plan.duration is not None or not plan.sounds:
                await there.ended


async def _say(there: "Call", sound: Path | str) -> None:
    try:
        await there.say(sound)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{sound} cannot be played: {error}") from error


async def _unless(interrupted: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What ``work`` returns; None, and it is cancelled, when ``interrupted`` comes first."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(interrupted.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        stopping.cancel()
        await _cancelled(working)


async def _cancelled(work: asyncio.Future[Any]) -> None:
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


def _over(teller: Teller, ended: Ended) -> int:
    end = BY_REASON[EndReason(ended.reason)]
    teller.tell(ended, f"{end.what} [dim]({ended.reason})[/]")
    return end.code
