"""The page says what the results say, and claims no more."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import report, results
from benchmarks.comparison import Spread, Verdict, comparisons
from benchmarks.results import Machine, Metric, Results

MACHINE = Machine(processor="An old one", cores=2, memory_gib=4, system="Linux 6", python="3.11.7", load=0.1)
SPEED = Metric(key="speed", title="Relays per CPU-second", unit="", better="more")
DELAY = Metric(key="delay", title="Delay", unit="ms", better="less")
DRIVER = Metric(key="driver", title="Driver's core in use", unit="%", better=None)


def found(*rounds: tuple[tuple[float, float], tuple[float, float]]) -> Results:
    """A run: of each round (speed, delay) of ours and of theirs."""

    def sample(speed: float, delay: float) -> dict[str, float]:
        return {"speed": speed, "delay": delay, "driver": 50.0}

    return Results(
        name="relay",
        title="Relay",
        about="What was measured.\n",
        command="python -m benchmarks relay",
        contestants=("ours", "theirs"),
        versions={"ours": "1.0", "theirs": "2.0"},
        metrics=[SPEED, DELAY, DRIVER],
        rounds=[{"ours": sample(*ours), "theirs": sample(*theirs)} for ours, theirs in rounds],
        date="2026-01-02",
        machine=MACHINE,
    )


FASTER_BUT_LATER = found(((200, 4), (100, 2)), ((300, 6), (100, 3)), ((240, 5), (120, 1)))


def test_medians_are_over_the_rounds_and_ratios_are_within_them() -> None:
    speed, delay, _ = comparisons(FASTER_BUT_LATER)
    assert speed.ours == Spread(240, 200, 300)
    assert speed.theirs == Spread(100, 100, 120)
    assert speed.advantage == Spread(2, 2, 3)
    assert delay.advantage == Spread(0.5, 0.2, 0.5)


def test_more_is_better_for_one_quantity_and_less_for_another() -> None:
    assert [comparison.verdict for comparison in comparisons(FASTER_BUT_LATER)] == [
        Verdict.AHEAD,
        Verdict.BEHIND,
        Verdict.UNJUDGED,
    ]


@pytest.mark.parametrize(
    "run",
    [
        found(((200, 1), (100, 1)), ((200, 1), (100, 1)), ((90, 1), (100, 1))),
        found(((200, 1), (100, 1)), ((200, 1), (100, 1))),
    ],
    ids=["rounds that disagree", "too few rounds"],
)
def test_nothing_is_claimed_without_evidence(run: Results) -> None:
    assert comparisons(run)[0].verdict is Verdict.OPEN
    assert "- undecided: Relays per CPU-second" in report.page([run])


def test_the_page_says_where_we_are_ahead_where_behind_and_what_made_it() -> None:
    page = report.page([FASTER_BUT_LATER])
    assert "- ahead: Relays per CPU-second (2.00×)" in page
    assert "- behind: Delay (0.50×)" in page
    assert "| Delay, ms | 5.00 (4.00–6.00) | 2.00 (1.00–3.00) | 0.50× (0.20–0.50) | behind |" in page
    assert "| Driver's core in use, % | 50.0 | 50.0 | | |" in page
    for fact in ("`python -m benchmarks relay`", "An old one", "2026-01-02", "3 rounds", "theirs 2.0"):
        assert fact in page


def test_the_picture_is_an_svg_with_a_row_for_each_judged_quantity(tmp_path: Path) -> None:
    report.write([FASTER_BUT_LATER], path=tmp_path / "reference" / "page.md", pictures=tmp_path / "images")
    picture = ElementTree.parse(tmp_path / "images" / "benchmarks-relay.svg").getroot()
    dots = {dot.get("class"): float(dot.get("cx", 0)) for dot in picture.iter("{http://www.w3.org/2000/svg}circle")}
    even = next(line for line in picture.iter("{http://www.w3.org/2000/svg}line") if line.get("class") == "even")
    assert dots.keys() == {"ahead", "behind"}
    assert dots["behind"] < float(even.get("x1", 0)) < dots["ahead"]
    assert "](../images/benchmarks-relay.svg)" in (tmp_path / "reference" / "page.md").read_text()


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    FASTER_BUT_LATER.save(tmp_path)
    assert results.load(tmp_path) == [FASTER_BUT_LATER]


def test_the_published_page_and_its_pictures_were_made_from_the_published_results(tmp_path: Path) -> None:
    published = results.load(results.FOLDER)
    report.write(published, path=tmp_path / "page.md", pictures=tmp_path)
    assert (tmp_path / "page.md").read_text() == report.PAGE.read_text()
    for run in published:
        if all(metric.better is None for metric in run.metrics):
            continue
        name = report.picture_name(run)
        assert (tmp_path / name).read_text() == (report.PICTURES / name).read_text()
