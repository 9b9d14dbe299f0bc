"""What a soak says of what it has seen, and that it runs."""

import pytest

from benchmarks.echo.soak import Findings, Look, Plan, findings, run


def looks(*, delay_ms: float = 0, kib: float = 0, heard: float = 1.0, seconds: int = 900) -> list[Look]:
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
        (looks(kib=450), "memory grows by 1.76 MiB an hour"),
        (looks(heard=0.98), "once only 98.0% of what was said came back"),
    ],
)
def test_what_grows_is_one(seen: list[Look], complaint: str) -> None:
    assert findings(seen).complaints == (complaint,)


def test_memory_is_not_judged_by_a_short_time() -> None:
    found = findings(looks(kib=450, seconds=700))
    assert (found.mib_per_hour, found.complaints) == (None, ())


def test_a_step_of_the_allocator_is_no_growth() -> None:
    for at in range(0, 90, 10):
        seen = [look._replace(rss_kib=100_000 + 300 * (number >= at)) for number, look in enumerate(looks())]
        assert findings(seen).complaints == ()


def test_a_hundred_bytes_a_second_and_call_are_growth_whatever_the_allocator_does() -> None:
    leak = [look._replace(rss_kib=100_000 + 4 * round(look.at_s * 20 * 100 / 4096)) for look in looks()]
    stepped = [look._replace(rss_kib=look.rss_kib + 300 * (look.at_s > 600)) for look in leak]
    for seen in (leak, stepped):
        assert findings(seen).complaints[0].startswith("memory grows by")
        assert (findings(seen).mib_per_hour or 0) > 6


def test_a_short_one_runs() -> None:
    seen: list[Look] = []
    found = run(Plan(calls=2, duration_s=3, look_s=1.5), seen.append)
    assert [look.rss_kib > 0 and look.cpu > 0 for look in seen] == [True, True]
    assert found.heard > 0
