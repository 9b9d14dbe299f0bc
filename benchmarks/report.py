"""Results to the page ``docs/reference/benchmarks.md`` and its pictures."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.table import Table

from benchmarks.chart import chart
from benchmarks.comparison import Comparison, Spread, Verdict, comparisons
from benchmarks.results import Results

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "reference" / "benchmarks.md"
PICTURES: Final = ROOT / "docs" / "images"

HEAD: Final = """<!-- Generated from benchmarks/results by `python -m benchmarks report`. Do not edit. -->

# Benchmarks

ringback beside what one would otherwise use, on one machine, in turn: each round measures both, one after the other. A
number is the median over the rounds, with the least and the greatest behind it. A ratio is taken within a round; above
1 is better for ringback, whatever the quantity. Where not every round agrees, no difference is claimed.

## In short
"""
COLOURS: Final = {Verdict.AHEAD: "green", Verdict.BEHIND: "red", Verdict.OPEN: "dim", Verdict.UNJUDGED: ""}


def page(found: Sequence[Results]) -> str:
    """The page, as Markdown; the same results always make the same page."""
    lines = [HEAD] if found else [HEAD, "Nothing has been measured yet.", ""]
    for results in filter(_judged, found):
        lines += [f"**{results.title}**, beside {results.contestants[1]}:", "", *_summary(comparisons(results)), ""]
    for results in found:
        lines += _section(results)
    return "\n".join(lines)


def write(found: Sequence[Results], *, path: Path = PAGE, pictures: Path = PICTURES) -> None:
    """Write the page, and a picture for each benchmark that compares."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures.mkdir(parents=True, exist_ok=True)
    path.write_text(page(found))
    for results in filter(_judged, found):
        picture = chart(comparisons(results), title=_caption(results))
        (pictures / picture_name(results)).write_text(picture)


def picture_name(results: Results) -> str:
    """The file of a benchmark's picture."""
    return f"benchmarks-{results.name}.svg"


def terminal_table(results: Results) -> Table:
    """The same numbers for whoever has just run it."""
    ours, theirs = results.contestants
    table = Table("", ours, theirs, "advantage", "", title=results.title)
    for comparison in comparisons(results):
        table.add_row(*_cells(comparison), comparison.verdict, style=COLOURS[comparison.verdict])
    return table


def _judged(results: Results) -> bool:
    """Whether there is anything to be ahead or behind in."""
    return any(metric.better for metric in results.metrics)


def _summary(compared: Sequence[Comparison]) -> Iterator[str]:
    for verdict in (Verdict.AHEAD, Verdict.BEHIND, Verdict.OPEN):
        named = [
            f"{comparison.metric.title} ({comparison.advantage.median:.2f}×)"
            for comparison in compared
            if comparison.verdict is verdict
        ]
        if named:
            yield f"- {verdict}: {'; '.join(named)}"


def _section(results: Results) -> list[str]:
    ours, theirs = results.contestants
    machine = results.machine
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    rows = [f"| {' | '.join((*_cells(each), each.verdict))} |" for each in comparisons(results)]
    return [
        f"## {results.title}",
        "",
        *([f"![{_caption(results)}](../images/{picture_name(results)})", ""] if _judged(results) else []),
        f"| | {ours} | {theirs} | ratio | |",
        "|---|---|---|---|---|",
        *(" ".join(row.split()) for row in rows),
        "",
        results.about,
        f"Made on {results.date} by `{results.command}`: {len(results.rounds)} rounds on {machine.cores} cores of",
        f"{machine.processor}, {machine.memory_gib} GiB, {machine.system}, Python {machine.python}. The load average",
        f"was {machine.load} at the start. Versions: {versions}.",
        "",
    ]


def _caption(results: Results) -> str:
    return f"{results.title}: {' beside '.join(results.contestants)}, ratios with their range over the rounds"


def _cells(comparison: Comparison) -> tuple[str, str, str, str]:
    metric = comparison.metric
    title = f"{metric.title}, {metric.unit}" if metric.unit else metric.title
    ratio = _spread(comparison.advantage, "×") if metric.better else ""
    return title, _spread(comparison.ours), _spread(comparison.theirs), ratio


def _spread(spread: Spread, unit: str = "") -> str:
    if spread.least == spread.greatest:
        return f"{_number(spread.median)}{unit}"
    return f"{_number(spread.median)}{unit} ({_number(spread.least)}–{_number(spread.greatest)})"


def _number(value: float) -> str:
    """Three significant digits, or all before the point, where there are more."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
