"""Rounds to medians and ratios, and what may be said of them."""

from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final, NamedTuple

from benchmarks.results import Metric, Results

MIN_ROUNDS: Final = 3
"""With fewer, that all rounds agree says little."""


class Verdict(StrEnum):
    """What a ratio shows. Where its range over the rounds holds 1, or the rounds are few, nothing is claimed."""

    AHEAD = "ahead"
    BEHIND = "behind"
    OPEN = "undecided"
    UNJUDGED = ""


class Spread(NamedTuple):
    """A median with the least and the greatest."""

    median: float
    least: float
    greatest: float


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One metric of both contestants, and how many times better ours is: the advantage, above 1 where we are ahead."""

    metric: Metric
    ours: Spread
    theirs: Spread
    advantage: Spread
    rounds: int

    @property
    def verdict(self) -> Verdict:
        """Ahead or behind only when every round agrees."""
        if self.metric.better is None:
            return Verdict.UNJUDGED
        if self.rounds < MIN_ROUNDS:
            return Verdict.OPEN
        if self.advantage.least > 1:
            return Verdict.AHEAD
        return Verdict.BEHIND if self.advantage.greatest < 1 else Verdict.OPEN


def comparisons(results: Results) -> list[Comparison]:
    """Every metric of ``results``. Ratios are taken within a round, whose two halves met the same conditions."""
    return [_comparison(metric, results) for metric in results.metrics]


def _comparison(metric: Metric, results: Results) -> Comparison:
    ours, theirs = ([each[name][metric.key] for each in results.rounds] for name in results.contestants)
    pairs = zip(theirs, ours, strict=True) if metric.better == "less" else zip(ours, theirs, strict=True)
    advantage = [better / worse if worse else 1.0 for better, worse in pairs]
    return Comparison(
        metric=metric,
        ours=_spread(ours),
        theirs=_spread(theirs),
        advantage=_spread(advantage),
        rounds=len(results.rounds),
    )


def _spread(values: list[float]) -> Spread:
    return Spread(median(values), min(values), max(values))
