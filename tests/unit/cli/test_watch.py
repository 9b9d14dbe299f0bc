"""``ringback watch``: every change of every call of a user is told once."""

import asyncio
import signal
from datetime import UTC, datetime

from ringback.cli.watch import Watching
from ringback.client import Call
from ringback.messages import CallHistory, CallRecord
from ringback.testing import RingbackServer
from tests.unit.cli.invoking import event, running


class Book:
    """Calls that change as a test wants it, the newest first."""

    def __init__(self, *states: str) -> None:
        self.states = dict(enumerate(states))
        self.pages = 0

    async def page(self, *, limit: int, cursor: str | None) -> CallHistory:
        self.pages += 1
        numbers = [number for number in sorted(self.states, reverse=True) if number < int(cursor or 10_000)]
        more = str(numbers[limit - 1]) if len(numbers) > limit else None
        return CallHistory(calls=[record(number, self.states[number]) for number in numbers[:limit]], next_cursor=more)


def record(number: int, state: str) -> CallRecord:
    return CallRecord(
        call_id=str(number),
        user_id="bob",
        direction="incoming",
        state=state,  # type: ignore[arg-type] # one of them
        reason=None,
        missed=False,
        placed_at=datetime.now(UTC),
        connected_at=None,
        ended_at=None,
        duration_ms=None,
        quality=None,
        rating=None,
    )


async def seen(watching: Watching) -> list[tuple[str, str]]:
    return [(call.call_id, call.state) for call in await watching.look()]


async def test_at_first_those_are_told_that_live_and_then_each_change() -> None:
    book = Book("ended", "connected", "ended")
    watching = Watching(book)
    assert await seen(watching) == [("1", "connected")]
    assert await seen(watching) == []
    book.states |= {1: "reconnecting", 3: "ringing"}
    assert await seen(watching) == [("1", "reconnecting"), ("3", "ringing")]
    book.states |= {1: "ended", 3: "connected", 4: "ended"}
    assert await seen(watching) == [("1", "ended"), ("3", "connected"), ("4", "ended")]


async def test_more_calls_than_a_page_between_two_looks_are_all_told() -> None:
    book = Book("ended")
    watching = Watching(book)
    await watching.look()
    book.states |= dict.fromkeys(range(1, 121), "ended")
    assert len(await seen(watching)) == 120
    book.pages = 0
    assert await seen(watching) == []
    assert book.pages == 1, "where nothing is new the first page is enough"


async def test_a_call_that_lives_is_looked_after_however_old_it_is() -> None:
    book = Book("connected")
    watching = Watching(book)
    await watching.look()
    book.states |= dict.fromkeys(range(1, 121), "ended")
    await watching.look()
    book.states[0] = "ended"
    assert await seen(watching) == [("0", "ended")]


async def test_a_call_is_told_as_it_happens_also_when_the_server_was_away(ringback_server: RingbackServer) -> None:
    alice, bob = ringback_server.user("alice"), ringback_server.user("bob").client()

    @bob.on_call
    async def take(call: Call) -> None:
        await call.accept()
        await call.ended

    async with running(alice, "watch", "--every", "0.2", "--json") as process, bob, alice.client() as me:
        call = await me.call("bob")
        while (told := await event(process, "call"))["call"]["state"] != "connected":
            pass
        assert (told["call"]["userId"], told["call"]["direction"]) == ("bob", "outgoing")
        ringback_server.kill()
        assert (await event(process, "server"))["state"] == "away"
        ringback_server.start()
        assert (await event(process, "server"))["state"] == "back"
        call.hangup()
        while (told := await event(process, "call"))["call"]["state"] != "ended":
            pass
        assert told["call"]["reason"] == "completed"
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(5):
            assert await process.wait() == 0
