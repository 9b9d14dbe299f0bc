"""Token buckets: a burst, a rate in the long run, and the end of patience."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.core.limits import Allowance, Allowances, Kind, Meter

ALLOWANCES = Allowances(call=Allowance(3, 2.0))


def sent(meter: Meter, count: int, now: float, kind: Kind = Kind.CALL) -> int:
    """How many of ``count`` are let through."""
    return sum(meter.wait_s(kind, now) == 0 for _ in range(count))


def test_a_burst_and_then_the_rate() -> None:
    meter = Meter(ALLOWANCES)
    assert sent(meter, 10, 100.0) == 3
    assert meter.wait_s(Kind.CALL, 100.0) == pytest.approx(0.5)
    assert sent(meter, 10, 100.4) == 0
    assert sent(meter, 10, 100.5) == 1
    assert sent(meter, 10, 200.0) == 3


def test_what_is_refused_is_not_counted_and_comes_through_when_it_was_told_to() -> None:
    meter = Meter(ALLOWANCES)
    sent(meter, 1000, 0.0)
    wait_s = meter.wait_s(Kind.CALL, 0.0)
    assert meter.wait_s(Kind.CALL, wait_s) == 0


def test_each_kind_has_its_own() -> None:
    meter = Meter(ALLOWANCES)
    assert sent(meter, 10, 0.0) == 3
    assert sent(meter, 1000, 0.0, Kind.CANDIDATE) == 200
    assert sent(meter, 1000, 0.0, Kind.MESSAGE) == 60
    assert sent(meter, 1000, 0.0, Kind.CONTROL) == 60


def test_who_goes_on_is_cut_off_and_who_is_only_a_little_too_fast_is_not() -> None:
    flood, eager = Meter(ALLOWANCES), Meter(ALLOWANCES)
    assert [flood.cut_off(5.0) for _ in range(250)].index(True) in (149, 150)
    assert not any(eager.cut_off(number / 14) for number in range(10_000))


@given(st.lists(st.floats(0, 5), max_size=200))
def test_never_more_than_the_burst_and_the_rate(gaps: list[float]) -> None:
    meter, now, allowed = Meter(ALLOWANCES), 0.0, 0
    for gap in gaps:
        now += gap
        allowed += meter.wait_s(Kind.CALL, now) == 0
    assert allowed <= 3 + 2.0 * now + 1e-6
