"""Draws schedules by hypothesis, runs them, and shrinks one in which something is wrong to a short script."""

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

    run_all()
    return ran


def verdict(run: Run) -> str:
    """A schedule as a script, and what is wrong with it."""
    faults = "".join(f"# {fault}\n" for fault in run.wrong)
    return f"{run.world.schedule}{faults}"
