"""What a soak says of what it has seen, and that it runs."""

import pytest

from benchmarks.echo.soak import Findings, Look, Plan, findings, run


def looks(*, delay_ms: float = 0, kib: float = 0, heard: float = 1.0, seconds: int = 600) -> list[Look]:
    """One each ten seconds, with so much more at the end than at the beginning."""
    times = range(10, seconds + 1, 10)
    return [
        Look(at, 90 + delay_ms * at / seconds, heard, 50, 0.5, round(100_000 + kib * at / seconds)) for at in times
    ]


def test_what_stays_is_no_complaint() -> None:
    assert findings(looks()) == Findings(delay_growth_ms=0, mib_per_hour=0, heard=1, complaints=())


@pytest.mark.parametrize(
    ("seen", "complaint"),
    [
        (looks(delay_ms=60), "the delay has grown by 28 ms"),
        (looks(kib=300), "memory grows by 1.76 MiB an hour"),
        (looks(heard=0.98), "once only 98.0% of what was said came back"),
    ],
)
def test_what_grows_is_one(seen: list[Look], complaint: str) -> None:
    assert findings(seen).complaints == (complaint,)


def test_memory_is_not_judged_by_a_short_time() -> None:
    assert findings(looks(kib=300, seconds=60)).complaints == ()


def test_a_short_one_runs() -> None:
    seen: list[Look] = []
    found = run(Plan(calls=2, duration_s=3, look_s=1.5), seen.append)
    assert [look.rss_kib > 0 and look.cpu > 0 for look in seen] == [True, True]
    assert found.heard > 0
