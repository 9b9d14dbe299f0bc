"""One picture a benchmark: how many times better or worse we are in each quantity, as an SVG."""

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, log2
from typing import Final

from benchmarks.comparison import Comparison, Verdict

WIDTH: Final = 760
LABELS: Final = 300
MARGIN: Final = 60
ROW: Final = 30
TOP: Final = 44

STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 } .quiet { fill: #59636e; font-size: 12px }
  line { stroke: #d1d9e0 } .even { stroke: #59636e } .range { stroke-width: 5; stroke-linecap: round; opacity: .35 }
  .ahead { fill: #1a7f37; stroke: #1a7f37 }
  .behind { fill: #cf222e; stroke: #cf222e }
  .undecided { fill: #59636e; stroke: #59636e }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .quiet { fill: #9198a1 } line { stroke: #3d444d } .even { stroke: #9198a1 }
    .ahead { fill: #3fb950; stroke: #3fb950 }
    .behind { fill: #f85149; stroke: #f85149 }
    .undecided { fill: #9198a1; stroke: #9198a1 }
  }
"""


def chart(compared: Sequence[Comparison], *, title: str) -> str:
    """A row for each judged quantity: a dot at the median advantage, a bar over the rounds; a tick is a doubling."""
    rows = [comparison for comparison in compared if comparison.verdict is not Verdict.UNJUDGED]
    reach = max((abs(log2(value)) for row in rows for value in row.advantage), default=1)
    scale = _Scale(max(1, ceil(reach)))
    height = TOP + ROW * len(rows) + 10
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        *_axis(scale, height),
        *(line for number, row in enumerate(rows) for line in _row(row, scale, TOP + ROW * number + ROW // 2)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


class _Scale:
    """From a ratio to a place, as many doublings to the left of 1 as to the right."""

    def __init__(self, doublings: int) -> None:
        self.doublings = doublings

    def x(self, ratio: float) -> float:
        usable = WIDTH - LABELS - MARGIN
        return round(LABELS + usable * (log2(ratio) / self.doublings + 1) / 2, 1)


def _axis(scale: _Scale, height: int) -> Iterator[str]:
    yield f'<text class="quiet" x="{scale.x(1) - 24}" y="14" text-anchor="end">← behind</text>'
    yield f'<text class="quiet" x="{scale.x(1) + 24}" y="14">ahead →</text>'
    for power in range(-scale.doublings, scale.doublings + 1):
        x = scale.x(2.0**power)
        label = f"1/{2**-power}" if power < 0 else f"{2**power}×" if power else "1"
        yield f'<line class="{"even" if power == 0 else "tick"}" x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{height - 6}"/>'
        yield f'<text class="quiet" x="{x}" y="{TOP - 12}" text-anchor="middle">{label}</text>'


def _row(comparison: Comparison, scale: _Scale, y: int) -> Iterator[str]:
    css, advantage = comparison.verdict, comparison.advantage
    least, middle, greatest = scale.x(advantage.least), scale.x(advantage.median), scale.x(advantage.greatest)
    yield f'<text x="{LABELS - 16}" y="{y + 4}" text-anchor="end">{escape(comparison.metric.title)}</text>'
    yield f'<line class="range {css}" x1="{least}" x2="{greatest}" y1="{y}" y2="{y}"/>'
    yield f'<circle class="{css}" cx="{middle}" cy="{y}" r="5"/>'
    yield f'<text class="quiet" x="{WIDTH - 6}" y="{y + 4}" text-anchor="end">{advantage.median:.2f}×</text>'
