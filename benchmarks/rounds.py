"""Rounds in turn, A B A B …, so that whatever else the machine does meets both contestants alike."""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks.results import Sample

Step = Callable[[str], None]
"""Says what a measurement does now, and that what it did before is done."""

Measurement = tuple[str, Callable[[Step], Sample]]
"""A contestant's name, and how it is measured once."""


def interleaved(measurements: Sequence[Measurement], *, rounds: int, steps: int) -> list[dict[str, Sample]]:
    """Measure every contestant once in each round, showing the progress; each measurement has so many ``steps``."""
    found: list[dict[str, Sample]] = []
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=rounds * len(measurements) * steps, completed=-1)
        for number in range(1, rounds + 1):
            samples: dict[str, Sample] = {}
            for name, measure in measurements:

                def step(what: str, at: str = f"round {number} of {rounds} · {name}") -> None:
                    progress.update(task, advance=1, description=f"{at} · {what}")

                samples[name] = measure(step)
            found.append(samples)
    return found
