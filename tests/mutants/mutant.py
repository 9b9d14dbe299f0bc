"""A mutant: one exact replacement in one source file, made in a temporary copy."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.explorer.node import NodeRunner, bundle
from tests.explorer.run import Runner

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(__file__).parent / "scripts"
SOURCES = {"python": ("src/ringback",), "typescript": ("web/src", "web/test")}


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """``name`` says what is wrong with it. A script of that name kills it, or else the unit test ``killed_by``."""

    name: str
    language: str
    file: str
    old: str
    new: str
    killed_by: str | None = None

    @property
    def script(self) -> Path:
        """The schedule that kills it: one for both languages, or its own."""
        own = SCRIPTS / f"{self.name}.{self.language}.txt"
        return own if own.exists() else SCRIPTS / f"{self.name}.txt"


class Outdated(Exception):
    """The text that a mutant replaces is not there, or is there twice."""


def copy(language: str, folder: Path) -> None:
    """Copy the sources of a language, and what it takes to run them."""
    for source in SOURCES[language]:
        shutil.copytree(ROOT / source, folder / source, ignore=shutil.ignore_patterns("_static", "__pycache__"))


def mutate(mutant: Mutant, folder: Path) -> None:
    """Copy the sources, with the mistake. Raises Outdated when it cannot be made."""
    copy(mutant.language, folder)
    path = folder / mutant.file
    text = path.read_text()
    if text.count(mutant.old) != 1:
        raise Outdated(
            f"{mutant.name}: its text occurs {text.count(mutant.old)} times in {mutant.file}:\n{mutant.old}"
        )
    path.write_text(text.replace(mutant.old, mutant.new))


@contextmanager
def runner_of_copy(language: str, folder: Path) -> Iterator[Runner]:
    """Runs the managers of a copy. For Python, it takes the place of what this process has imported."""
    if language == "typescript":
        with NodeRunner(bundle(folder / "web/test/explorer/explorer-host.ts", folder / "host.mjs")) as node:
            yield node
        return
    sys.path.insert(0, str(folder / "src"))
    try:
        for name in [
            name for name in sys.modules if name.partition(".")[0] == "ringback" or "explorer.python" in name
        ]:
            del sys.modules[name]
        from tests.explorer.python import PythonRunner

        yield PythonRunner()
    finally:
        sys.path.remove(str(folder / "src"))
