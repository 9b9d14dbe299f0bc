"""What really arrives on the connection, by the names of page/probe.js. Moments are epoch milliseconds."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from ringback.peer.engine import Configuration, Engine, Event
from ringback.peer.wrtc_engine import WrtcEngine

POLL_S = 0.05
PATIENCE_S = 10.0
"""When the rig stops waiting and the test fails."""

Row = dict[str, Any]

_STATES: tuple[Event, ...] = ("signalingstatechange", "iceconnectionstatechange", "connectionstatechange")
_ARRIVED = {
    "framesDecoded": "frames_decoded",
    "samplesReceived": "total_samples_received",
    "packetsReceived": "packets_received",
    "audioEnergy": "total_audio_energy",
}
_EVIDENCE = {
    "video": ("packetsReceived", "framesDecoded"),
    # Samples also grow while a loss is concealed, so packets must grow with them; and silence is no sound.
    "audio": ("packetsReceived", "samplesReceived", "audioEnergy"),
}


class Probe:
    """Remembers the newest engine, and everything that was noted."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._events: list[str] = []
        self._faults: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self._faults.append(repr(context)))
        logging.getLogger().addHandler(_Faults(self._faults))

    def begin(self) -> None:
        """Nothing has happened yet."""
        self._events.clear()
        self._faults.clear()

    def now(self) -> float:
        """The moment."""
        return time.time() * 1000

    async def sleep(self, milliseconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(milliseconds / 1000)

    def note(self, *words: object) -> None:
        """Write down what has happened, for a failed test's report."""
        moment = f"{self.now():.0f}"[-6:]
        self._events.append(" ".join(map(str, (f"{moment} ms", *words))))

    def story(self) -> list[str]:
        """What was noted."""
        return self._events

    def faults(self) -> list[str]:
        """What was logged as an error, or nobody has caught."""
        return self._faults

    def forget(self) -> None:
        """The connection is closed."""
        self._engine = None

    @property
    def engine(self) -> Engine:
        """Under the newest connection."""
        assert self._engine, "there is no connection"
        return self._engine

    def create_engine(self, configuration: Configuration) -> Engine:
        """For the environment of a connection: the engine in use, watched."""
        self.note("new connection")
        engine = self._engine = WrtcEngine(configuration)
        for event in _STATES:
            engine.on(event, lambda: self.note(engine.signaling_state, engine.connection_state))
        engine.on("negotiationneeded", lambda: self.note("negotiationneeded"))
        engine.on("icecandidateerror", lambda error: self.note("icecandidateerror", error.error_code))
        return engine

    async def until(self, what: str, holds: Callable[[], bool]) -> None:
        """Return as soon as it holds."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: not within {PATIENCE_S:g} s")
            await asyncio.sleep(POLL_S)

    async def figures(self) -> Row:
        """What has arrived and left so far, and what the selected candidate pair is."""
        report = await self.engine.get_stats()
        rows = list(report.values())
        return {
            "connectionState": self.engine.connection_state,
            "signalingState": self.engine.signaling_state,
            "inbound": [_inbound(row) for row in rows if row.type == "inbound-rtp"],
            "outbound": [_outbound(row) for row in rows if row.type == "outbound-rtp"],
            "selectedPair": _selected_pair(report, rows),
        }

    async def flowing(self, wanted: dict[str, int]) -> float | None:
        """Wait until so many "videos" and "audios" have each brought something new since this call. The moment, or
        None when that does not happen."""
        deadline = time.monotonic() + PATIENCE_S
        first: dict[str, Row] = {}
        while time.monotonic() < deadline:
            kinds = [row["kind"] for row in _grown(first, (await self.figures())["inbound"])]
            if kinds.count("video") >= wanted["videos"] and kinds.count("audio") >= wanted["audios"]:
                return self.now()
            await asyncio.sleep(POLL_S)
        return None


class _Faults(logging.Handler):
    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        self._faults.append(self.format(record))


def _inbound(row: Any) -> Row:
    return {"id": row.id, "kind": row.kind, **{name: getattr(row, ours) or 0 for name, ours in _ARRIVED.items()}}


def _outbound(row: Any) -> Row:
    return {"id": row.id, "kind": row.kind, "packetsSent": row.packets_sent or 0}


def _selected_pair(report: Any, rows: Sequence[Any]) -> Row | None:
    selected = [row.selected_candidate_pair_id for row in rows if row.type == "transport"]
    pair = report.get(next(filter(None, selected), None))
    if pair is None:
        return None
    local, remote = report[pair.local_candidate_id], report[pair.remote_candidate_id]
    return {
        "local": local.candidate_type,
        "remote": remote.candidate_type,
        "relayProtocol": local.relay_protocol,
        "localAddress": local.address,
        "remoteAddress": remote.address,
    }


def _grown(first: dict[str, Row], rows: Sequence[Row]) -> list[Row]:
    """Those that have grown since each was ``first`` seen, or began to count from nothing again."""
    grown = []
    for row in rows:
        fields = _EVIDENCE[row["kind"]]
        was = first.get(row["id"])
        if was is None or any(row[field] < was[field] for field in fields):
            first[row["id"]] = row
        elif all(row[field] > was[field] for field in fields):
            grown.append(row)
    return grown
