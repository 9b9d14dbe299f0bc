"""Every mutant is dead, and what is not mutated survives what kills them."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.explorer.languages import LANGUAGES
from tests.explorer.node import bundle
from tests.mutants.judge import MUTANTS
from tests.mutants.mutant import ROOT, SCRIPTS, Mutant, Outdated, mutate

ALL = [mutant for language in LANGUAGES for mutant in MUTANTS[language]]
BROKEN = re.compile(r"\b(Name|Type|Reference|Syntax|Attribute)Error\b")
ONE_LANGUAGE = {
    "create-and-set": "the Python engine protocol has no create_offer",
    "separate-rollback": "nor a rollback",
    "listener-left-after-close": "nor does it take handlers away",
    "candidates-overtake-our-description": "in JavaScript nothing can come between",
}


@cache
def judged(language: str) -> dict[str, list[str]]:
    """What went wrong with each mutant of a language."""
    judge = [sys.executable, "-m", "tests.mutants.judge", language]
    ran = subprocess.run(judge, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert ran.returncode == 0, ran.stderr
    verdicts: dict[str, list[str]] = json.loads(ran.stdout)
    return verdicts


@pytest.mark.parametrize(
    "mutant", [each for each in ALL if each.killed_by is None], ids=lambda each: f"{each.language}-{each.name}"
)
def test_a_script_kills_it(mutant: Mutant) -> None:
    faults = judged(mutant.language)[mutant.name]
    assert faults, f"it survives {mutant.script.name}: python -m tests.mutants.hunt {mutant.name} may find another"
    assert not faults[0].startswith("outdated"), faults[0]
    assert not [fault for fault in faults if BROKEN.search(fault)], "it is no mistake, it does not run at all"


@pytest.mark.parametrize(
    "mutant", [each for each in ALL if each.killed_by], ids=lambda each: f"{each.language}-{each.name}"
)
def test_a_unit_test_kills_it(mutant: Mutant, tmp_path: Path) -> None:
    mutate(mutant, tmp_path)
    assert mutant.killed_by
    if mutant.language == "python":
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", mutant.killed_by]
        output = _run(command, {"PYTHONPATH": str(tmp_path / "src")})
        assert "1 failed" in output, output
    else:
        file, name = mutant.killed_by.split(": ", 1)
        test = bundle(tmp_path / "web/test/peer" / f"{file}.test.ts", tmp_path / f"{file}.test.mjs")
        output = _run(["node", "--test", f"--test-name-pattern=^{re.escape(name)}$", str(test)], {})
        assert re.search(r"^. fail 1$", output, re.MULTILINE), output
    assert not BROKEN.search(output), output


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_mutated_survives_them_all(language: str) -> None:
    assert judged(language)[""] == []


def test_every_script_kills_a_mutant() -> None:
    assert {mutant.script for mutant in ALL if mutant.killed_by is None} == set(SCRIPTS.glob("*.txt"))


def test_the_languages_have_the_same_mistakes() -> None:
    names = [{mutant.name for mutant in MUTANTS[language]} for language in LANGUAGES]
    assert names[0] ^ names[1] == set(ONE_LANGUAGE)


def test_a_mutant_whose_text_is_gone_is_told(tmp_path: Path) -> None:
    gone = Mutant(name="gone", language="python", file="src/ringback/core/roles.py", old="no such text", new="")
    with pytest.raises(Outdated, match="occurs 0 times"):
        mutate(gone, tmp_path)


def _run(command: list[str], environment: dict[str, str]) -> str:
    ran = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
    )
    return ran.stdout + ran.stderr
