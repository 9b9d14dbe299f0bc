"""Draws schedules by hypothesis, runs them, and shrinks one in which something is wrong to a short script."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.explorer.run import Run, Runner, check
from tests.explorer.schedule import SIZE, decode

BATCH = 32
"""So many schedules are one example of hypothesis: they share the trips to Node."""

schedules = st.binary(min_size=SIZE, max_size=SIZE).map(decode)


class Wrong(Exception):
    """Something is wrong in a run."""

    def __init__(self, run: Run) -> None:
        super().__init__(verdict(run))
        self.run = run


def explore(runner: Runner, count: int, first_seed: int) -> int:
    """Run at least ``count`` schedules; returns how many. Raises Wrong with the shortest script it can find."""
    ran = 0

    @seed(first_seed)
    @settings(
        max_examples=-(-count // BATCH),
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.tuples(*[schedules] * BATCH))
    def run_all(batch: tuple[object, ...]) -> None:
        nonlocal ran
        ran += len(batch)
        for run in check(runner, batch):  # type: ignore[arg-type]
            raise Wrong(run)

    with _collecting_only_what_comes():
        run_all()
    return ran


@contextmanager
def _collecting_only_what_comes() -> Iterator[None]:
    """Every batch is followed by a collection, which finds what it has left behind. What was there before the first,
    all of the modules that is, need not be gone through each time."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def verdict(run: Run) -> str:
    """A schedule as a script, and what is wrong with it."""
    faults = "".join(f"# {fault}\n" for fault in run.wrong)
    return f"{run.world.schedule}{faults}"
