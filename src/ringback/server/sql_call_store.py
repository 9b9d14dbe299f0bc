"""Calls in a database: each change is one transaction, a compare-and-set on the revision of each row."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

from msgspec import to_builtins
from sqlalchemy import ColumnElement, Select, and_, delete, insert, literal, not_, or_, select, tuple_, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from ringback.core.call import Call, CallKey, EndReason
from ringback.core.effects import SaveCall
from ringback.errors import StoreUnavailable
from ringback.messages import CallId, UserId
from ringback.server.call_store import KEPT_S, MISSED, HistoryQuery, Place, Record, Report
from ringback.server.call_table import NO_REPORTS, calls, nodes, report_column, to_call, to_report, to_row
from ringback.server.database import CommitUncertain, Database
from ringback.server.digests import digest
from ringback.server.group_commit import GroupCommit
from ringback.server.migration import migrate
from ringback.server.nodes import Nodes

RETRIES_S: Final = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)
"""How long until each next attempt. All are only made when the answer to a commit was lost."""

OVERDUE_S: Final = 5.0
"""How long the process that has a call may take to keep its deadline."""

LEAVE_S: Final = 2.0
"""How long saying goodbye to the other processes may take."""

AT_ONCE: Final = 500
"""How many calls are swept, or forgotten, in one go."""


class SqlCallStore:
    """The calls of a database, as one of the processes that use it. Its own times are those of ``clock``."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.time) -> None:
        self._url = url
        self._clock = clock
        self._node_id = uuid4().hex
        self._nodes = Nodes(self._node_id, clock())
        self._database = Database(url)
        self._together = GroupCommit(self._save_all)

    async def open(self) -> None:
        """As ``CallStore.open``: the tables are brought to this version."""
        await migrate(self._url)

    async def close(self) -> None:
        """As ``CallStore.close``; a database that does not answer finds out by itself that this process is gone."""
        with suppress(StoreUnavailable, TimeoutError):
            async with asyncio.timeout(LEAVE_S), self._database.writing() as connection:
                await self._nodes.leave(connection)
        await self._database.dispose()

    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:
        """As ``CallStore.save``. What has failed is tried once more: of a database that was restarted, all connections
        are dead. When the answer to a commit was lost, it is asked for until it is known.

        Raises:
            StoreUnavailable: nothing was stored.
            CommitUncertain: nobody knows, after half a minute.
        """
        uncertain: CommitUncertain | None = None
        for attempt, delay_s in enumerate(RETRIES_S):
            try:
                if attempt == 0 and self._database.has_one_writer:
                    return await self._together.write(saves)
                return await self._save(saves, again=uncertain is not None)
            except CommitUncertain as error:
                uncertain = error
            except StoreUnavailable:
                if uncertain is None and attempt > 0:
                    raise
            await asyncio.sleep(delay_s)
        raise uncertain or AssertionError("unreachable")

    async def recent(self) -> list[Call]:
        """As ``CallStore.recent``, the oldest first."""
        kept = or_(calls.c.ended_at.is_(None), calls.c.ended_at > self._clock() - KEPT_S)
        return await self._found(select(calls).where(kept).order_by(calls.c.placed_at))

    async def unattended(self, now: float) -> list[Call]:
        """As ``CallStore.unattended``, some of them."""
        alone = or_(calls.c.deadline < now - OVERDUE_S, calls.c.node_id.not_in(select(nodes.c.id)))
        return await self._found(select(calls).where(calls.c.ended_at.is_(None), alone).limit(AT_ONCE))

    async def report(self, user: UserId, call_id: CallId, report: Report, *, since: float) -> bool:
        """As ``CallStore.report``."""
        theirs = or_(calls.c.caller_digest == digest(user), calls.c.callee_digest == digest(user))
        lately = or_(calls.c.ended_at.is_(None), calls.c.ended_at >= since)
        latest = select(calls).where(calls.c.call_id == call_id, theirs, lately).order_by(*_NEWEST_FIRST).limit(1)
        async with self._database.writing() as connection:
            row = (await connection.execute(latest.with_for_update())).mappings().first()
            if row is None:
                return False
            said = {report_column(row, user): to_builtins(report.over(to_report(row, user)))}
            await connection.execute(update(calls).where(calls.c.digest == row["digest"]).values(said))
        return True

    async def history(self, query: HistoryQuery) -> list[Record]:
        """As ``CallStore.history``."""
        user, refused = digest(query.user), calls.c.reason == EndReason.NOT_ALLOWED
        to_user = and_(calls.c.callee_digest == user, or_(calls.c.reason.is_(None), not_(refused)))
        sides = [to_user] if query.missed else [to_user, calls.c.caller_digest == user]
        rows = [row for side in sides for row in await self._rows(_page(side, query))]
        found = {
            record.call.key: record for record in (Record(to_call(row), to_report(row, query.user)) for row in rows)
        }
        return sorted(found.values(), key=lambda record: Place.of(record.call), reverse=True)[: query.limit]

    async def purge(self, before: float) -> int:
        """As ``CallStore.purge``."""
        old = select(calls.c.digest).where(calls.c.ended_at < before).order_by(calls.c.ended_at).limit(AT_ONCE)
        async with self._database.writing() as connection:
            return (await connection.execute(delete(calls).where(calls.c.digest.in_(old)))).rowcount

    async def beat(self, now: float) -> int:
        """As ``CallStore.beat``."""
        async with self._database.writing() as connection:
            return await self._nodes.beat(connection, now)

    async def _found(self, query: Select[Any]) -> list[Call]:
        return [to_call(row) for row in await self._rows(query)]

    async def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        async with self._database.reading() as connection:
            found: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
        return found

    async def _save(self, saves: Sequence[SaveCall], *, again: bool) -> list[Call]:
        async with self._database.writing() as connection:
            # Pairs before rows, both in order, so that no two wait for each other; one row alone needs no more.
            if len(saves) > 1 or any(save.beside is not None for save in saves):
                for pair in sorted({save.call.key.pair for save in saves}):
                    await self._database.lock(connection, digest(*pair))
            in_the_way = await self._put_all(connection, saves, again=again)
            if in_the_way:
                await connection.rollback()
        return in_the_way

    async def _save_all(self, several: Sequence[Sequence[SaveCall]]) -> list[list[Call]]:
        """Each of ``several`` as if it came alone, in the transaction of the one writer."""
        answers = []
        async with self._database.writing() as connection:
            for saves in several:
                if len(saves) == 1:  # which is written or not, and never half
                    answers.append(await self._put(connection, saves[0], again=False))
                    continue
                savepoint = await connection.begin_nested()
                in_the_way = await self._put_all(connection, saves, again=False)
                await (savepoint.rollback() if in_the_way else savepoint.commit())
                answers.append(in_the_way)
        return answers

    async def _put_all(self, connection: AsyncConnection, saves: Sequence[SaveCall], *, again: bool) -> list[Call]:
        in_the_way: list[Call] = []
        for save in sorted(saves, key=lambda save: save.call.key):
            in_the_way += await self._put(connection, save, again=again)
        return in_the_way

    async def _put(self, connection: AsyncConnection, save: SaveCall, *, again: bool) -> list[Call]:
        """Write one, or return what is in its way. ``again``: it may have been written already."""
        call, row = save.call, to_row(save.call, self._node_id) | (NO_REPORTS if save.begins else {})
        mine = calls.c.digest == row["digest"]
        change = update(calls).where(mine)
        if save.expected_revision and save.beside is None:
            over = calls.c.revision == save.expected_revision
            if (await connection.execute(change.where(over), row)).rowcount:
                return []
        concerned = mine if save.beside is None else or_(mine, _live_between(row))
        found = await connection.execute(select(calls).where(concerned).with_for_update())
        held = {call.key: call for call in map(to_call, found.mappings())}
        if again and held.get(call.key) == call:
            return []
        in_the_way = _in_the_way(save, held)
        if not in_the_way:
            await connection.execute(change if call.key in held else insert(calls), row)
        return in_the_way


_NEWEST_FIRST: Final = (calls.c.placed_at.desc(), calls.c.digest.desc())


def _live_between(row: Mapping[str, Any]) -> ColumnElement[bool]:
    """The live calls between the two users of ``row``."""
    caller, callee = row["caller_digest"], row["callee_digest"]
    there = and_(calls.c.caller_digest == caller, calls.c.callee_digest == callee)
    back = and_(calls.c.caller_digest == callee, calls.c.callee_digest == caller)
    return and_(calls.c.ended_at.is_(None), or_(there, back))


def _in_the_way(save: SaveCall, held: Mapping[CallKey, Call]) -> list[Call]:
    key = save.call.key
    mine = held.get(key)
    if mine is not None and mine.revision != save.expected_revision:
        return [mine]
    if save.beside is None:
        return []
    return [other for other in held.values() if other.key != key and other.key not in save.beside]


def _page(side: ColumnElement[bool], query: HistoryQuery) -> Select[Any]:
    """The newest that are wanted of those on one side of a call."""
    order = tuple_(calls.c.placed_at, calls.c.digest)
    page = select(calls).where(side)
    if query.before is not None:
        page = page.where(order < tuple_(literal(query.before.placed_at), literal(query.before.digest)))
    if query.since is not None:
        page = page.where(calls.c.placed_at >= query.since)
    if query.missed:
        page = page.where(calls.c.reason.in_(MISSED))
    return page.order_by(*_NEWEST_FIRST).limit(query.limit)
