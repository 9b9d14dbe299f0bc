"""The plug-in as somebody meets it who has only installed ringback: the tests of the documentation run."""

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import ringback
from ringback import testing

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "test-your-calls.md"

SETTINGS = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
filterwarnings = error
"""

ORDINARY = """
from urllib.request import urlopen

def test_a_server(ringback_server):
    with urlopen(ringback_server.url + "/healthz") as answer:
        assert answer.status == 200
"""


def outcome(folder: Path, *options: str) -> str:
    """What pytest says of the tests in a folder, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return result.stdout + result.stderr


def test_what_the_page_shows_runs(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(SETTINGS)
    shown = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    for number, block in enumerate(shown):
        (tmp_path / f"test_block_{number}.py").write_text(block)
    tests = sum(block.count("def test_") for block in shown)
    assert f"{tests} passed" in (said := outcome(tmp_path)), said


def test_at_the_start_of_pytest_nothing_is_imported_that_only_a_fixture_needs() -> None:
    heavy = {"ringback.server", "uvicorn", "starlette", "sqlalchemy", "jwt", "msgspec", "numpy", "webrtc"}
    program = f"import ringback.testing.plugin, sys; print(*sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert result.stdout.split() == []


@pytest.mark.parametrize("package", [ringback, testing])
def test_what_is_imported_later_is_there_all_the_same(package: ModuleType) -> None:
    found = {name: getattr(package, name) for name in package.__all__}
    assert [name for name, value in found.items() if isinstance(value, ModuleType)] == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


def test_it_needs_no_asynchronous_plug_in(tmp_path: Path) -> None:
    (tmp_path / "test_ordinary.py").write_text(ORDINARY)
    assert "1 passed" in (said := outcome(tmp_path, "-p", "no:asyncio", "-W", "error")), said
