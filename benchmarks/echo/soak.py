"""Many calls for a long time: whether delay or memory grow, and whether anything is lost on the way.

What the program holds is read as RSS, the only figure that a leak of any part of it must raise: Python's objects, the
engine's, and pages that the allocator does not get rid of. Of the last it knows only a high-water mark, which rises in
single steps of up to 200 KiB that become rare, while what is in use (by ``mallinfo2`` and ``getallocatedblocks``) is
level from the first minutes on. Such a step looks like MiBs an hour. So memory is judged only from ``SETTLED_S`` on,
in three parts, and by the middle one of their slopes: one step is in one part, a leak is in all of them.
"""

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
"""The part of the time in which the delay is still that of the first calls and their jitter buffers."""

SETTLED_S: Final = 480
"""From here on memory should stay: by now the allocator has seen nearly everything that happens at once."""

LONG_ENOUGH_S: Final = 300
"""What memory does in a shorter time says nothing of an hour: the limit allows 85 KiB in it, 21 pages."""

PARTS: Final = 3

MOST_GROWTH_MS: Final = 20
MOST_MIB_PER_HOUR: Final = 1.0
LEAST_HEARD: Final = 0.99


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much, for how long, and how often it is looked at. Times are in seconds."""

    calls: int = 20
    duration_s: float = 900
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
    mib_per_hour: float | None
    """None: it was not looked at for long enough."""
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
    slope = _mib_per_hour([look for look in looks if look.at_s >= SETTLED_S])
    heard = min(look.heard for look in warm)
    complaints = []
    if growth > MOST_GROWTH_MS:
        complaints.append(f"the delay has grown by {growth:.0f} ms")
    if slope is not None and slope > MOST_MIB_PER_HOUR:
        complaints.append(f"memory grows by {slope:.2f} MiB an hour")
    if heard < LEAST_HEARD:
        complaints.append(f"once only {heard:.1%} of what was said came back")
    return Findings(delay_growth_ms=growth, mib_per_hour=slope, heard=heard, complaints=tuple(complaints))


def _mib_per_hour(settled: list[Look]) -> float | None:
    if not settled or settled[-1].at_s - settled[0].at_s < LONG_ENOUGH_S:
        return None
    third = -(-len(settled) // PARTS)
    return median(_slope(settled[begin : begin + third]) for begin in range(0, len(settled), third)) * 3600 / 1024


def _slope(looks: list[Look]) -> float:
    """In KiB a second."""
    return linear_regression([look.at_s for look in looks], [look.rss_kib for look in looks]).slope


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
