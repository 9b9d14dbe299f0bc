"""Finds the short script that kills a mutant: ``python -m tests.mutants.hunt [--language L] [NAME …]``.

Writes it to ``scripts/``. For a mutant that is new, or that has outlived its script.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.explorer.explore import Wrong, explore, verdict
from tests.explorer.run import check
from tests.explorer.schedule import parse
from tests.mutants.mutant import SCRIPTS, Mutant, copy, mutate, runner_of_copy
from tests.mutants.python import MUTANTS as PYTHON
from tests.mutants.typescript import MUTANTS as TYPESCRIPT


def dead(mutant: Mutant) -> bool:
    """Whether the script that it has kills it."""
    with TemporaryDirectory() as folder:
        mutate(mutant, Path(folder))
        with runner_of_copy(mutant.language, Path(folder)) as runner:
            return mutant.script.exists() and bool(check(runner, [parse(mutant.script.read_text())]))


def hunt(mutant: Mutant, schedules: int) -> str | None:
    """The script that kills it, and what it makes go wrong; None when none was found."""
    with TemporaryDirectory() as folder:
        mutate(mutant, Path(folder))
        with runner_of_copy(mutant.language, Path(folder)) as runner:
            try:
                explore(runner, schedules, 0)
            except Wrong as wrong:
                return verdict(wrong.run)
    return None


def survives(language: str, script: str) -> bool:
    """Whether nothing is wrong with the script where nothing has been mutated."""
    with TemporaryDirectory() as folder:
        copy(language, Path(folder))
        with runner_of_copy(language, Path(folder)) as runner:
            return not check(runner, [parse(script)])


def main() -> int:
    """Hunt those named, or all that have no script that kills them; 1 when one got away."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.hunt", description=__doc__)
    parser.add_argument("--language", choices=("python", "typescript"))
    parser.add_argument("--schedules", type=int, default=3_200)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    escaped = 0
    for mutant in TYPESCRIPT + PYTHON:
        if mutant.killed_by or options.language not in (None, mutant.language):
            continue
        if mutant.name not in options.names if options.names else dead(mutant):
            continue
        script = hunt(mutant, options.schedules)
        print(f"{mutant.name} ({mutant.language})\n{script}")
        if script is None or not survives(mutant.language, script):
            escaped += 1
            continue
        shared = SCRIPTS / f"{mutant.name}.txt"
        path = SCRIPTS / f"{mutant.name}.{mutant.language}.txt" if shared.exists() else shared
        path.write_text(script)
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
