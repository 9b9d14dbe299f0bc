"""One schedule from beginning to end, whoever runs the managers."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from tests.explorer.invariants import after_close, at_rest
from tests.explorer.schedule import Schedule
from tests.explorer.world import World


class Run:
    """Iterate over it, and after each step give every side the stimuli that wait for it; then see ``wrong``."""

    def __init__(self, schedule: Schedule) -> None:
        self.world = World(schedule)
        self.wrong: list[str] = []

    def __iter__(self) -> Iterator[bool]:
        for _ in self.world.run():
            yield True
        self.wrong = at_rest(self.world)
        for side in self.world.sides:
            side.act("close", ())
        yield True
        for _ in self.world.run():
            yield True
        for side in self.world.sides:
            side.stimuli.append(["count"])
        yield True
        self.wrong += [fault for fault in after_close(self.world) if fault not in self.wrong]


class Runner(Protocol):
    """Runs managers of one language."""

    def run(self, runs: Sequence[Run]) -> None:
        """Run all of them to their end."""
        ...


def check(runner: Runner, schedules: Sequence[Schedule]) -> list[Run]:
    """Run the schedules; returns the runs in which something is wrong."""
    runs = [Run(schedule) for schedule in schedules]
    runner.run(runs)
    return [run for run in runs if run.wrong]
