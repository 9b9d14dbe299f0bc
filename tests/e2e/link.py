"""A point-to-point link between two namespaces with delay, loss, rate and outages, changed while it runs.

It stands in for `tc netem`, which many kernels are built without. The work is done by link.c between two TUN devices.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .processes import Process


@dataclass(frozen=True)
class Conditions:
    """What a packet meets on the link, in each direction."""

    delay_ms: float = 0
    loss_percent: float = 0
    rate_kbit: float = 0  # 0 means unlimited
    down: bool = False


@dataclass(frozen=True)
class LinkEnd:
    """One end: the TUN device that the link makes in a namespace."""

    namespace: str
    device: str


def build_link(folder: Path) -> Path:
    """Compile link.c into `folder` and return the program."""
    program = folder / "link"
    source = Path(__file__).with_name("link.c")
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source], check=True)
    return program


class Link:
    """A running link; both devices exist when the constructor returns, without addresses."""

    def __init__(self, program: Path, one: LinkEnd, other: LinkEnd) -> None:
        ends = [one.namespace, one.device, other.namespace, other.device]
        self._process = Process(f"link {one.device} {other.device}", [str(program), *ends], interactive=True)
        self._process.wait_for("ready")

    def set(self, conditions: Conditions) -> None:
        """Apply conditions; packets that are already under way keep theirs."""
        words = (conditions.delay_ms, conditions.loss_percent, conditions.rate_kbit, int(conditions.down))
        self._process.write_line(" ".join(str(word) for word in words))
        self._process.wait_for("ok")

    def close(self) -> None:
        """Stop the link; its devices disappear with it."""
        self._process.close()
