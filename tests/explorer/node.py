"""Runs schedules over the TypeScript manager: many at once, in step, so that a trip over the pipe serves them all."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from tests.explorer.run import Run, Runner
from tests.explorer.side import Side

WEB = Path(__file__).resolve().parents[2] / "web"


def bundle(host: Path, outfile: Path) -> Path:
    """Bundle the host (``web/test/explorer/explorer-host.ts``, or a copy of it) for Node."""
    esbuild = WEB / "node_modules" / ".bin" / "esbuild"
    options = (
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--target=node20",
        "--log-level=warning",
        "--tsconfig-raw={}",
    )
    subprocess.run([esbuild, host, *options, f"--outfile={outfile}"], check=True)
    return outfile


class NodeRunner(Runner):
    """One Node process with a bundled host. Use as a context manager."""

    def __init__(self, host: Path) -> None:
        self._process = subprocess.Popen(
            ["node", host], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="ascii"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def run(self, runs: Sequence[Run]) -> None:
        sides = {f"{number}{side.name}": side for number, run in enumerate(runs) for side in run.world.sides}
        keys = {side: key for key, side in sides.items()}
        self._exchange([(key, 0, side.polite) for key, side in sides.items()], sides)
        going = [iter(run) for run in runs]
        while going:
            going = [steps for steps in going if next(steps, None) is not None]
            self._exchange(list(self._stimuli(keys)), sides)
        self._exchange([(key, 0, None) for key in sides], sides)

    @staticmethod
    def _stimuli(keys: dict[Side, str]) -> Iterator[tuple[str, int, Any]]:
        for side, key in keys.items():
            if side.stimuli:
                yield key, side.world.now, side.stimuli[:]
                side.stimuli.clear()

    def _exchange(self, entries: list[tuple[str, int, Any]], sides: dict[str, Side]) -> None:
        if not entries:
            return
        self._write(entries)
        answer = self._read()
        while isinstance(answer, dict):
            side = sides[answer["key"]]
            self._perform(side, answer["before"])
            command, *values = answer["ask"]
            self._write(getattr(side, f"do_{command}")(*values))
            answer = self._read()
        for (key, _, _), commands in zip(entries, answer, strict=True):
            self._perform(sides[key], commands)

    @staticmethod
    def _perform(side: Side, commands: list[list[Any]]) -> None:
        for command, *values in commands:
            getattr(side, f"do_{command}")(*values)

    def _write(self, value: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value, separators=(",", ":")) + "\n")
        self._process.stdin.flush()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the Node process has ended")
        return json.loads(line)
