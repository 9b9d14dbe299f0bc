"""Figures from the engine's report."""

from types import SimpleNamespace
from typing import Any

from ringback.client.call_stats import OwnFigures, stats_of


def report(*entries: dict[str, Any]) -> Any:
    """A report of these; an entry is known by its id, or by its place."""
    return {entry.get("id", str(at)): SimpleNamespace(**entry) for at, entry in enumerate(entries)}


def test_the_figures() -> None:
    audio = {"type": "inbound-rtp", "kind": "audio", "packets_received": 90, "packets_lost": 10, "jitter": 0.004}
    audio |= {"audio_level": 0.25, "total_samples_received": 1000, "concealed_samples": 60, "bytes_received": 700}
    stats = stats_of(
        report(
            {**audio, "silent_concealed_samples": 10},
            {
                "type": "inbound-rtp",
                "kind": "video",
                "packets_received": 100,
                "packets_lost": 0,
                "bytes_received": 300,
            },
            {"type": "outbound-rtp", "kind": "audio", "packets_sent": 7, "bytes_sent": 70},
            {"type": "remote-inbound-rtp", "fraction_lost": 0.5, "round_trip_time": 0.02},
            {"type": "transport", "selected_candidate_pair_id": "pair"},
            {"type": "candidate-pair", "id": "pair", "current_round_trip_time": 0.03, "local_candidate_id": "here"},
            {"type": "local-candidate", "id": "here", "candidate_type": "relay"},
        ),
        OwnFigures(dropped=3, late=4, waiting_s=0.1),
    )
    assert (stats.packets_received, stats.lost_percent, stats.sent_lost_percent) == (190, 5.0, 50.0)
    assert (stats.round_trip_ms, stats.jitter_ms, stats.level, stats.concealed_percent) == (30, 4, 0.25, 5.0)
    assert (stats.bytes_received, stats.packets_sent, stats.bytes_sent, stats.relayed) == (1000, 7, 70, True)
    assert (stats.dropped, stats.late, stats.waiting_ms) == (3, 4, 100)


def test_of_a_call_of_which_nothing_is_known_yet() -> None:
    stats = stats_of(report(), OwnFigures())
    assert (stats.round_trip_ms, stats.jitter_ms, stats.sent_lost_percent, stats.level, stats.relayed) == (None,) * 5
    assert (stats.lost_percent, stats.concealed_percent, stats.packets_received) == (0, 0, 0)
