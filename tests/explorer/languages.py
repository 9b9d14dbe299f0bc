"""The two languages that have a manager, and who runs each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.explorer.node import NodeRunner, bundle
from tests.explorer.run import Runner

LANGUAGES = ("python", "typescript")

ROOT = Path(__file__).resolve().parents[2]
HOST = ROOT / "web" / "test" / "explorer" / "explorer-host.ts"


@contextmanager
def runner(language: str, host: Path = HOST) -> Iterator[Runner]:
    """Runs managers of ``language``: of Python those that can be imported, of TypeScript those that ``host`` takes."""
    if language == "python":
        from tests.explorer.python import PythonRunner

        yield PythonRunner()
        return
    with TemporaryDirectory() as folder, NodeRunner(bundle(host, Path(folder) / "host.mjs")) as node:
        yield node
