"""Many calls for a long time: whether delay or memory grow, and whether anything is lost on the way."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import linear_regression, median
from typing import Final, NamedTuple

import msgspec

from benchmarks.echo.caller import Answer
from benchmarks.echo.measurement import CONTESTANTS, ECHO, stage
from benchmarks.programs import Driver, Program, cores

WARM_UP: Final = 0.3
"""The part of the time in which memory is still taken: for the first calls, and by jitter buffers."""

LONG_ENOUGH_S: Final = 300
"""What memory does in a shorter time says nothing of an hour."""

MOST_GROWTH_MS: Final = 20
MOST_MIB_PER_HOUR: Final = 1.0
LEAST_HEARD: Final = 0.99


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much, for how long, and how often it is looked at. Times are in seconds."""

    calls: int = 20
    duration_s: float = 600
    look_s: float = 10


class Look(NamedTuple):
    """How it was for a while."""

    at_s: float
    delay_ms: float
    """From mouth to ear, median."""
    heard: float
    """The part of what was said that came back."""
    packets_per_s: float
    """In each call."""
    cpu: float
    """Of a core."""
    rss_kib: int


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What came out. Whatever should not be stands in ``complaints``."""

    delay_growth_ms: float
    mib_per_hour: float
    heard: float
    complaints: tuple[str, ...]


def run(plan: Plan, tell: Callable[[Look], None]) -> Findings:
    """Have a program answer so many calls on one core, and look at it again and again."""
    looks: list[Look] = []
    with stage() as on:
        program = [sys.executable, "-m", CONTESTANTS[0].module, on.url, on.token(ECHO)]
        caller = [sys.executable, "-m", "benchmarks.echo.caller", on.url, on.token("caller"), ECHO]
        with (
            Program("the echo", program, core=cores()[0]) as echo,
            Driver("the caller", caller, core=cores()[1]) as driver,
        ):
            driver.ask(f"call {plan.calls}")
            while not looks or looks[-1].at_s < plan.duration_s:
                looks.append(_look(echo, driver, plan, looks[-1].at_s if looks else 0.0))
                tell(looks[-1])
    return findings(looks)


def findings(looks: list[Look]) -> Findings:
    """What the looks say, once it was warm."""
    warm = looks[int(len(looks) * WARM_UP) :]
    third = max(1, len(warm) // 3)
    growth = median(look.delay_ms for look in warm[-third:]) - median(look.delay_ms for look in warm[:third])
    slope = 0.0
    if warm[-1].at_s - warm[0].at_s > 0:
        slope = linear_regression([look.at_s for look in warm], [look.rss_kib for look in warm]).slope * 3600 / 1024
    heard = min(look.heard for look in warm)
    complaints = []
    if growth > MOST_GROWTH_MS:
        complaints.append(f"the delay has grown by {growth:.0f} ms")
    if looks[-1].at_s >= LONG_ENOUGH_S and slope > MOST_MIB_PER_HOUR:
        complaints.append(f"memory grows by {slope:.2f} MiB an hour")
    if heard < LEAST_HEARD:
        complaints.append(f"once only {heard:.1%} of what was said came back")
    return Findings(delay_growth_ms=growth, mib_per_hour=slope, heard=heard, complaints=tuple(complaints))


def _look(echo: Program, driver: Driver, plan: Plan, since_s: float) -> Look:
    before = echo.usage()
    answer = msgspec.json.decode(driver.ask(f"listen {plan.look_s}"), type=Answer)
    after = echo.usage()
    return Look(
        at_s=since_s + answer.wall_s,
        delay_ms=median(answer.delays_ms) if answer.delays_ms else float("inf"),
        heard=len(answer.delays_ms) / answer.said if answer.said else 0.0,
        packets_per_s=answer.packets_per_s,
        cpu=(after.cpu_s - before.cpu_s) / answer.wall_s,
        rss_kib=after.rss_kib,
    )
