"""Which processes run on one database, told by each moving its own row. Nobody's clock is compared with another's."""

from typing import Final

from msgspec import Struct
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ringback.server.call_table import nodes

STALE_S: Final = 15.0
"""After that a process that does not move its row is taken for dead."""


class _Seen(Struct):
    beats: int
    at: float
    moved: bool = False


class Nodes:
    """This process among the others. Times are this process's own, in seconds, from any start."""

    def __init__(self, node_id: str, started_at: float) -> None:
        self._id = node_id
        self._started_at = started_at
        self._beats = 0
        self._seen: dict[str, _Seen] = {}

    async def beat(self, connection: AsyncConnection, now: float) -> int:
        """Say that this process is alive, and bury those that are not. Returns how many others are alive.

        One whose row has never been seen to move may have died before; it is not counted.
        """
        self._beats += 1
        moved = await connection.execute(update(nodes).where(nodes.c.id == self._id).values(beats=self._beats))
        if not moved.rowcount:
            row = {"id": self._id, "started_at": self._started_at, "beats": self._beats}
            await connection.execute(insert(nodes).values(row))
        rows = await connection.execute(select(nodes.c.id, nodes.c.beats).where(nodes.c.id != self._id))
        self._look({row.id: row.beats for row in rows}, now)
        for node_id, seen in self._seen.items():
            if now - seen.at > STALE_S:
                where = (nodes.c.id == node_id, nodes.c.beats == seen.beats)
                await connection.execute(delete(nodes).where(*where))
        return sum(seen.moved and now - seen.at <= STALE_S for seen in self._seen.values())

    async def leave(self, connection: AsyncConnection) -> None:
        """This process stops."""
        await connection.execute(delete(nodes).where(nodes.c.id == self._id))

    def _look(self, beats_of: dict[str, int], now: float) -> None:
        self._seen = {node_id: self._seen.get(node_id, _Seen(beats, now)) for node_id, beats in beats_of.items()}
        for node_id, seen in self._seen.items():
            if seen.beats != beats_of[node_id]:
                self._seen[node_id] = _Seen(beats_of[node_id], now, moved=True)
