"""Both managers, over many schedules. What is found ends up in ``scripts/``, and stays mended.

``RINGBACK_SCHEDULES`` says how many for each language (20000), ``RINGBACK_SCHEDULES_SEED`` which ones (0).
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.explorer.explore import BATCH, Wrong, explore, verdict
from tests.explorer.languages import LANGUAGES, runner
from tests.explorer.run import Run, Runner, check
from tests.explorer.schedule import SIZE, decode, parse

SCHEDULES = int(os.environ.get("RINGBACK_SCHEDULES", "20000"))
SEED = int(os.environ.get("RINGBACK_SCHEDULES_SEED", "0"))
SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.txt"))

SAVE = """Save the script in tests/explorer/scripts/, and see what happens with
    python -m tests.explorer --language {language} tests/explorer/scripts/NAME.txt"""


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def managers(language: str) -> Iterator[Runner]:
    with runner(language) as running:
        yield running


def test_nothing_is_wrong_in_any_schedule(managers: Runner, language: str) -> None:
    print(f"{SCHEDULES} schedules for {language}, seed {SEED}")
    try:
        ran = explore(managers, SCHEDULES, SEED)
    except Wrong as wrong:
        pytest.fail(f"seed {SEED}\n\n{wrong}\n{SAVE.format(language=language)}", pytrace=False)
    assert ran >= SCHEDULES


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_what_was_wrong_once_stays_right(managers: Runner, script: Path) -> None:
    wrong = check(managers, [parse(script.read_text())])
    assert not wrong, verdict(wrong[0])


def test_schedules_reach_what_matters(managers: Runner) -> None:
    random = Random(SEED)
    seen: Counter[str] = Counter()
    for _ in range(500 // BATCH):
        runs = [Run(decode(random.randbytes(SIZE))) for _ in range(BATCH)]
        managers.run(runs)
        for run in runs:
            seen.update(run.world.seen.union(*(side.connection.seen for side in run.world.sides)))
    expected = {
        "the first offer rolled back",
        "a later offer rolled back",
        "an ICE restart rolled back",
        "a candidate of an ignored offer",
        "closed with operations under way",
        "messages kept by an outage",
        "candidates repeated after an outage",
    }
    assert {what for what in expected if seen[what] < 3} == set(), seen


def test_the_same_schedule_is_the_same_run_every_time(managers: Runner) -> None:
    drawn = Random(SEED).randbytes(SIZE)
    runs = [Run(decode(drawn)) for _ in range(2)]
    managers.run(runs)
    first, second = ([(side.offers, side.connection.gathered) for side in run.world.sides] for run in runs)
    assert first == second
    assert runs[0].world.events == runs[1].world.events > 10


def test_a_script_says_all_there_is_to_a_schedule() -> None:
    random = Random(SEED)
    for _ in range(200):
        schedule = decode(random.randbytes(SIZE))
        assert parse(str(schedule)) == schedule
    assert str(decode(bytes(SIZE))) == "polite A\n"


@pytest.mark.parametrize("script", ["0 A dance", "0 C restart", "tempo 5"])
def test_a_script_that_means_nothing_is_refused(script: str) -> None:
    with pytest.raises(ValueError, match=r"nothing to do|what is"):
        parse(script)
