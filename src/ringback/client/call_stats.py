"""How a call is, in a few figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ringback.peer.engine import StatsReport


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStats:
    """Counters are from the beginning of the present connection, over all its streams. None: not known yet."""

    round_trip_ms: float | None
    """To the other side and back."""
    jitter_ms: float | None
    """Of the sound that comes."""
    lost_percent: float
    """Of the packets that were sent to this side."""
    sent_lost_percent: float | None
    """Of those that this side sends, as the other one says."""
    level: float | None
    """How loud the sound is that comes: 0 to 1."""
    packets_received: int
    packets_sent: int
    bytes_received: int
    bytes_sent: int
    concealed_percent: float
    """Of the sound that comes: made up, since it was lost or late."""
    relayed: bool | None
    """Whether it goes through a TURN server."""
    dropped: int
    """Chunks of ``call.audio`` that were not read in time."""
    late: int
    """How many times 10 ms of silence went out since what followed was said too late."""
    waiting_ms: float
    """Sound that was said and has not gone out yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """What no engine counts."""

    dropped: int = 0
    late: int = 0
    waiting_s: float = 0.0


def stats_of(report: StatsReport, own: OwnFigures) -> CallStats:
    """Reads the engine's report. Source: W3C webrtc-stats."""
    received = entries_of(report, "inbound-rtp")
    heard = [each for each in received if each.kind == "audio"]
    sent = entries_of(report, "outbound-rtp")
    told = entries_of(report, "remote-inbound-rtp")
    pairs = [pair] if (pair := selected_pair(report)) else []
    packets, lost = sum_of(received, "packets_received"), sum_of(received, "packets_lost")
    concealed = sum_of(heard, "concealed_samples") - sum_of(heard, "silent_concealed_samples")
    local = report.get(pairs[0].local_candidate_id) if pairs else None
    return CallStats(
        round_trip_ms=_most(
            [*figures_of(pairs, "current_round_trip_time"), *figures_of(told, "round_trip_time")], 1000
        ),
        jitter_ms=_most(figures_of(heard, "jitter"), 1000),
        lost_percent=_percent(lost, packets + lost),
        sent_lost_percent=_most(figures_of(told, "fraction_lost"), 100),
        level=_most(figures_of(heard, "audio_level"), 1),
        packets_received=int(packets),
        packets_sent=int(sum_of(sent, "packets_sent")),
        bytes_received=int(sum_of(received, "bytes_received")),
        bytes_sent=int(sum_of(sent, "bytes_sent")),
        concealed_percent=_percent(concealed, sum_of(heard, "total_samples_received")),
        relayed=None if local is None else word_of(local, "candidate_type") == "relay",
        dropped=own.dropped,
        late=own.late,
        waiting_ms=own.waiting_s * 1000,
    )


def entries_of(report: StatsReport, kind: str) -> list[Any]:
    """The entries of one type."""
    return [entry for entry in report.values() if entry.type == kind]


def selected_pair(report: StatsReport) -> Any | None:
    """The candidate pair in use."""
    for transport in entries_of(report, "transport"):
        if transport.selected_candidate_pair_id:
            return report.get(transport.selected_candidate_pair_id)
    return None


def figures_of(entries: Iterable[Any], member: str) -> list[float]:
    """What those entries have that have it."""
    values = [getattr(entry, member, None) for entry in entries]
    return [float(value) for value in values if value is not None]


def sum_of(entries: Iterable[Any], member: str) -> float:
    """The sum of it."""
    return sum(figures_of(entries, member))


def word_of(entry: Any, member: str) -> str | None:
    """A member that is a word, or one of a list of words."""
    value = getattr(entry, member, None)
    return str(getattr(value, "value", value)) if value else None


def _most(values: Sequence[float], unit: float) -> float | None:
    return max(values) * unit if values else None


def _percent(part: float, whole: float) -> float:
    return max(0.0, 100 * part / whole) if whole else 0.0
