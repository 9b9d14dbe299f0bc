"""Runs the scripts that kill mutants, in a process of its own: ``python -m tests.mutants.judge LANGUAGE``.

Prints a JSON object: for each mutant what went wrong, and under ``""`` what went wrong without any.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.explorer.run import check
from tests.explorer.schedule import parse
from tests.mutants.mutant import SCRIPTS, Outdated, copy, mutate, runner_of_copy
from tests.mutants.python import MUTANTS as PYTHON
from tests.mutants.typescript import MUTANTS as TYPESCRIPT

MUTANTS = {"python": PYTHON, "typescript": TYPESCRIPT}


def faults(language: str, folder: Path, scripts: list[Path]) -> list[str]:
    """What goes wrong in a copy."""
    with runner_of_copy(language, folder) as runner:
        wrong = check(runner, [parse(script.read_text()) for script in scripts])
        return [fault for run in wrong for fault in run.wrong]


def main(language: str) -> None:
    """Judge all mutants of one language."""
    found = {}
    for mutant in MUTANTS[language]:
        if mutant.killed_by is None:
            with TemporaryDirectory() as folder:
                try:
                    mutate(mutant, Path(folder))
                except Outdated as outdated:
                    found[mutant.name] = [f"outdated: {outdated}"]
                else:
                    found[mutant.name] = faults(language, Path(folder), [mutant.script])
    with TemporaryDirectory() as folder:
        copy(language, Path(folder))
        found[""] = faults(language, Path(folder), sorted(SCRIPTS.glob("*.txt")))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
