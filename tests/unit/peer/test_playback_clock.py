"""Pacing, by arithmetic alone."""

from itertools import pairwise

import pytest

from ringback.peer.playback_clock import PlaybackClock


def sent_at(clock: PlaybackClock, times: int, *, start: float, delays: dict[int, float] | None = None) -> list[float]:
    """When each frame goes out; ``delays``: by how much something else holds up the wait before a frame."""
    now, sent = start, []
    for frame in range(times):
        now += (delays or {}).get(frame, 0.0)
        now += clock.wait_s(now)
        sent.append(now)
        clock.sent(now)
    return sent


def test_frames_go_out_at_their_times() -> None:
    sent = sent_at(PlaybackClock(0.01, start=5.0), 1001, start=5.0)
    assert sent == pytest.approx([5.0 + 0.01 * frame for frame in range(1001)])


def test_small_delays_never_add_up() -> None:
    clock = PlaybackClock(0.01, start=0.0)
    now = 0.0
    for _ in range(10_000):
        now += clock.wait_s(now) + 0.0011  # every timer is a little late
        clock.sent(now)
    assert now == pytest.approx(100, abs=0.02)


def test_late_frames_catch_up_without_a_burst() -> None:
    sent = sent_at(PlaybackClock(0.01, start=0.0), 40, start=0.0, delays={10: 0.1})
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert gaps[9] == pytest.approx(0.1, abs=0.001)
    assert gaps[10:28] == pytest.approx([0.005] * 18)
    assert sent[30:] == pytest.approx([0.01 * frame for frame in range(30, 40)])


def test_a_pause_is_forgotten() -> None:
    sent = sent_at(PlaybackClock(0.01, start=0.0), 30, start=0.0, delays={10: 3.0})
    assert sent[10] == pytest.approx(3.09, abs=0.001)
    assert sent[11:] == pytest.approx([sent[10] + 0.01 * frame for frame in range(1, 20)])


def test_what_is_due_when() -> None:
    clock = PlaybackClock(0.04, start=7.0)
    clock.sent(7.0)
    clock.sent(7.04)
    assert clock.due == pytest.approx(7.08)
