"""Replays scripts and shows what happens: ``python -m tests.explorer [--language python|typescript] FILE …``."""

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from tests.explorer.languages import LANGUAGES, runner
from tests.explorer.run import Run
from tests.explorer.schedule import parse
from tests.explorer.side import Side


class Shown(list[Any]):
    """The stimuli of a side, each printed as it comes."""

    def __init__(self, side: Side) -> None:
        super().__init__()
        self._side = side

    def append(self, stimulus: Any) -> None:
        super().append(stimulus)
        if stimulus[0] != "state":
            _print(self._side, "->", *stimulus)


def show(side: Side) -> None:
    """Have everything printed that a side is told and does."""
    side.stimuli = Shown(side)
    for name in dir(side):
        if name.startswith("do_"):
            setattr(side, name, partial(_done, side, name, getattr(side, name)))


def _done(side: Side, name: str, method: Any, *arguments: Any) -> Any:
    if name != "do_listeners":
        _print(side, "  <-", name.removeprefix("do_"), *arguments)
    return method(*arguments)


def _print(side: Side, *words: object) -> None:
    text = " ".join(str(word).partition("\\r\\n")[0].partition("\r\n")[0] for word in words)
    print(f"{side.world.now:>6} {side.name} [{side.connection.signaling_state}] {text[:160]}")


def main() -> int:
    """Replay every file in every language asked for; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.explorer", description=__doc__)
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("scripts", nargs="+", type=Path)
    options = parser.parse_args()
    failures = 0
    for language in options.language or LANGUAGES:
        with runner(language) as running:
            for script in options.scripts:
                print(f"{script} in {language}")
                run = Run(parse(script.read_text()))
                for side in run.world.sides:
                    show(side)
                running.run([run])
                print("wrong:", *run.wrong or ["nothing"], sep="\n  ")
                failures += bool(run.wrong)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
