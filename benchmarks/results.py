"""What a benchmark has found: one JSON file, from which the page is made."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

Sample = dict[str, float]
"""What one contestant showed in one round, by the keys of the metrics."""

FOLDER: Final = Path(__file__).with_name("results")


class Metric(Struct, frozen=True, kw_only=True):
    """One quantity. ``better`` is None for one that is shown but not judged, such as the driver's own CPU."""

    key: str
    title: str
    unit: str
    better: Literal["more", "less"] | None


class Machine(Struct, frozen=True, kw_only=True):
    """Where it ran, and how busy that was when it began."""

    processor: str
    cores: int
    memory_gib: int
    system: str
    python: str
    load: float

    @classmethod
    def this(cls) -> "Machine":
        """This machine, now."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return cls(
            processor=_processor(),
            cores=len(os.sched_getaffinity(0)),
            memory_gib=round(memory / 2**30),
            system=f"{platform.system()} {platform.release()}",
            python=platform.python_version(),
            load=round(os.getloadavg()[0], 2),
        )


class Results(Struct, kw_only=True):
    """A whole run. The first of ``contestants`` is ours; each round holds a sample of each of them."""

    name: str
    title: str
    about: str
    command: str
    contestants: tuple[str, str]
    versions: dict[str, str]
    metrics: list[Metric]
    rounds: list[dict[str, Sample]] = []
    date: str = msgspec.field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    machine: Machine = msgspec.field(default_factory=Machine.this)

    def save(self, folder: Path) -> Path:
        """Write it into ``folder`` under its name."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")
        return path


def load(folder: Path) -> list[Results]:
    """Every result in ``folder``, by name."""
    files = sorted(folder.glob("*.json"))
    return [msgspec.json.decode(path.read_bytes(), type=Results) for path in files]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
