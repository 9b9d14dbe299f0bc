"""The commands run from end to end, against the real servers and echoes, and are quick when asked to be."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import results
from benchmarks.results import Results

ROOT = Path(__file__).resolve().parents[2]


def benchmarks(*arguments: str | Path) -> None:
    """Run the command as a person would; what it prints is in the report of a failed test."""
    subprocess.run([sys.executable, "-m", "benchmarks", *map(str, arguments)], check=True, cwd=ROOT, timeout=120)


def everything_is_measured(run: Results) -> None:
    """Assert that every metric of both contestants has a value in each round."""
    keys = {metric.key for metric in run.metrics}
    assert len(run.rounds) == 1
    for name in run.contestants:
        assert run.rounds[0][name].keys() == keys


def test_a_quick_visit_measures_both_visits_and_makes_a_page_without_a_picture(tmp_path: Path) -> None:
    benchmarks("load", "--quick", "--results", tmp_path)
    [run] = results.load(tmp_path)
    everything_is_measured(run)
    first, again = (run.rounds[0][name] for name in run.contestants)
    assert first["kib"] > again["kib"] > 0
    assert first["usable_ms"] > 100  # two round trips at least
    benchmarks("report", "--results", tmp_path, "--page", tmp_path / "page.md", "--pictures", tmp_path)
    assert "| Requests | " in (tmp_path / "page.md").read_text()
    assert not list(tmp_path.glob("*.svg"))


@pytest.mark.parametrize("name", ["relay", "echo", "flood"])
def test_a_quick_run_measures_everything_and_makes_a_page(name: str, tmp_path: Path) -> None:
    benchmarks(name, "--quick", "--results", tmp_path)
    [run] = results.load(tmp_path)
    assert run.name == name
    everything_is_measured(run)
    benchmarks("report", "--results", tmp_path, "--page", tmp_path / "page.md", "--pictures", tmp_path)
    assert f"## {run.title}" in (tmp_path / "page.md").read_text()
    assert (tmp_path / f"benchmarks-{name}.svg").exists()
