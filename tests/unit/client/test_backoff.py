"""How long it waits before connecting again."""

import pytest

from ringback.client.backoff import backoff


@pytest.mark.parametrize(
    ("failures", "least", "most"),
    [(0, 0, 0), (1, 0.3, 0.3), (2, 1.2, 2.2), (3, 2.7, 3.7), (4, 4.8, 5.8), (5, 7, 8), (6, 7, 8), (1000, 7, 8)],
)
def test_each_try_waits_longer_and_from_the_third_on_nobody_as_long_as_the_next(
    failures: int, least: float, most: float
) -> None:
    assert backoff(failures, lambda: 0.0) == least
    assert backoff(failures, lambda: 1.0) == pytest.approx(most)


def test_in_a_call_nobody_waits_for_longer_than_5_8_s() -> None:
    assert [backoff(failures, lambda: 1.0, in_call=True) for failures in (3, 4, 5, 1000)] == [3.7, 5.8, 5.8, 5.8]
