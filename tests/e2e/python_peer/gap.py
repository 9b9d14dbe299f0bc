"""Measures the longest time without media, as page/gap.js does."""

import asyncio

from .probe import POLL_S, Probe, Row

_COUNTED = {"video": "framesDecoded", "audio": "packetsReceived"}


class Gap:
    """From ``begin`` to ``end``; in milliseconds."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._longest: dict[str, float] = {}
        self._last: dict[str, tuple[float, float]] = {}
        self._watching: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to watch."""
        self._longest = dict.fromkeys(_COUNTED, 0.0)
        self._last = dict.fromkeys(_COUNTED, (-1.0, self._probe.now()))
        self._watching = asyncio.create_task(self._watch())

    async def end(self) -> dict[str, float]:
        """The longest gap of each kind, the one still open included."""
        assert self._watching, "begin first"
        self._watching.cancel()
        await asyncio.wait([self._watching])
        await self._look()
        return self._longest

    async def _watch(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(POLL_S)

    async def _look(self) -> None:
        inbound: list[Row] = (await self._probe.figures())["inbound"]
        for kind, field in _COUNTED.items():
            value = sum(row[field] for row in inbound if row["kind"] == kind)
            before, since = self._last[kind]
            moment = self._probe.now()
            self._longest[kind] = max(self._longest[kind], moment - since)
            if value != before:
                self._last[kind] = value, moment
