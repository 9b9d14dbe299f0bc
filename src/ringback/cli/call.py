"""``ringback call``: calls somebody, says something, listens, and ends with an exit code that tells how it went."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer
from rich.markup import escape

from ringback.cli.account import Account, Given
from ringback.cli.events import Calling, Connected, Ended, Ringing, Teller
from ringback.cli.exit_codes import BY_REASON
from ringback.cli.live_line import live_line
from ringback.cli.running import run
from ringback.cli.signing_in import signs_in
from ringback.core.call import EndReason
from ringback.errors import ConfigurationError, RingbackError

if TYPE_CHECKING:
    from ringback.client import Call

T = TypeVar("T")

PATIENCE_MS: Final = 1000
"""A recording misses nothing because this machine is slow for a moment."""


class NotRecorded(RingbackError):
    """The recording could not be written, or not to its end."""

    code = "not_recorded"


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


@signs_in()
def call(  # noqa: PLR0913, PLR0917 - an option each
    given: Given,
    teller: Teller,
    callee: Annotated[str, typer.Argument(metavar="USER", help="Whom to call.")],
    play: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Play this file; PyAV reads nearly all."),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Record both sides into this file: .wav, .webm or .mp4.",
            dir_okay=False,
            writable=True,
        ),
    ] = None,
    tts: Annotated[str | None, typer.Option(metavar="TEXT", help="Say this, by espeak-ng.")] = None,
    duration: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="Hang up after so many seconds, else when all is said.", min=0.1),
    ] = None,
) -> None:
    """Call USER. With nothing to say it listens until the other side hangs up, or Ctrl+C."""
    plan = CallPlan(user=callee, play=play, record=record, tts=tts, duration=duration)
    run(given, lambda account, interrupted: _call(account, plan, teller, interrupted), teller)


async def _call(account: Account, plan: CallPlan, teller: Teller, interrupted: asyncio.Event) -> int:
    from ringback.client import CallError  # noqa: PLC0415 - an optional dependency

    _check(plan)
    course = _Course(teller, plan.user)
    async with account.client() as me:
        course.calls(me.user_id)
        try:
            there = await _unless(interrupted, me.call(plan.user, on_ringing=lambda _: course.rings()))
        except CallError as error:
            course.ended(error.call.call_id, error.reason)
            raise
        if there is None:
            return course.over("", EndReason.CANCELLED)
        try:
            async with there:
                await there.connected()
                course.connected(there)
                await _talk(there, plan, teller, interrupted)
        except RingbackError:
            course.ended(there.call_id, await there.ended)
            raise
        return course.over(there.call_id, await there.ended)


class _Course:
    """Tells how the call goes, and for how long media flowed in it."""

    def __init__(self, teller: Teller, user_id: str) -> None:
        self._teller = teller
        self._user_id = user_id
        self._connected_at: float | None = None

    def calls(self, caller_id: str) -> None:
        sentence = f"Calling [bold]{escape(self._user_id)}[/] as {escape(caller_id)} …"
        self._teller.tell(Calling(user_id=self._user_id, caller_id=caller_id), sentence)

    def rings(self) -> None:
        self._teller.tell(Ringing(user_id=self._user_id), "It rings. [dim]Ctrl+C hangs up.[/]")

    def connected(self, call: "Call") -> None:
        self._connected_at = time.monotonic()
        sentence = f"[green]{escape(self._user_id)} is there.[/]"
        self._teller.tell(Connected(user_id=self._user_id, call_id=call.call_id), sentence)

    def ended(self, call_id: str, reason: EndReason, sentence: str = "") -> None:
        """Without a sentence where an error follows, which has its own."""
        at = self._connected_at
        spent = None if at is None else round((time.monotonic() - at) * 1000)
        ended = Ended(user_id=self._user_id, call_id=call_id, reason=reason.value, duration_ms=spent)
        self._teller.tell(ended, sentence)

    def over(self, call_id: str, reason: EndReason) -> int:
        """The same at the end of the command; returns its exit code."""
        end = BY_REASON[reason]
        self.ended(call_id, reason, f"{end.what} [dim]({reason.value})[/]")
        return end.code


def _check(plan: CallPlan) -> None:
    from ringback.peer.recording_file import codecs_for  # noqa: PLC0415 - an optional dependency

    if plan.record is None:
        return
    try:
        codecs_for(plan.record)
    except ValueError as error:
        raise ConfigurationError(f"--record {plan.record}: {error}") from None
    folder = plan.record.absolute().parent
    if not folder.is_dir():
        raise ConfigurationError(f"--record {plan.record}: there is no such folder.")
    if not os.access(folder, os.W_OK):
        raise ConfigurationError(f"--record {plan.record}: nothing can be written there.")


async def _talk(there: "Call", plan: CallPlan, teller: Teller, interrupted: asyncio.Event) -> None:
    """Until all is said, or there is an interrupt; the call is over then."""
    from ringback.client import CallEnded  # noqa: PLC0415 - an optional dependency

    async with AsyncExitStack() as around:
        if plan.record is not None:
            await around.enter_async_context(_recording(there, plan.record))
        watching = asyncio.ensure_future(live_line(there, teller))
        around.push_async_callback(_cancelled, watching)
        with suppress(CallEnded):
            await _unless(interrupted, _take_part(there, plan))
        await there.hangup()


@asynccontextmanager
async def _recording(there: "Call", file: Path) -> AsyncIterator[None]:
    from ringback.sound import CallRecorder  # noqa: PLC0415 - an optional dependency

    recorder = CallRecorder(file, there.listen(waits_ms=PATIENCE_MS), there.playout)
    with _naming(file):
        await recorder.start()
    try:
        yield
    finally:
        with _naming(file):
            await recorder.aclose()


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Whatever cannot be written is a sentence about the option."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise NotRecorded(f"--record {file}: {getattr(error, 'strerror', None) or error}.") from error


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
