"""The programs of a benchmark: each on a core of its own, with what the kernel says it has used."""

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, Final, NamedTuple, Self, cast

STARTUP_S: Final = 30
STOP_S: Final = 5
ANSWER_S: Final = 120
LOG_BYTES: Final = 4000

PROC: Final = Path("/proc")
CACHE: Final = Path(__file__).with_name(".cache")
"""What is built, installed or only tried."""


class Usage(NamedTuple):
    """What a program and its children have used so far, or hold now."""

    cpu_s: float
    rss_kib: int


def cores() -> tuple[int, int]:
    """The core for what is measured and the core for what drives it; the same one twice on a machine with one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def free_port() -> int:
    """A TCP port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Program:
    """A child process on one core, from ``with`` to its end; it dies with this process.

    What it prints is kept for the message of an error.
    """

    def __init__(
        self, title: str, command: Sequence[str | Path], *, core: int, env: Mapping[str, str] | None = None
    ) -> None:
        self.title = title
        self._command = ["setpriv", "--pdeathsig", "KILL", "taskset", "--cpu-list", str(core), *map(str, command)]
        self._env = {**os.environ, **(env or {})}
        self._log = TemporaryFile()  # noqa: SIM115 - closed in __exit__

    def __enter__(self) -> Self:
        """Start it."""
        self._child = subprocess.Popen(
            self._command, env=self._env, stderr=self._log, bufsize=0, start_new_session=True, **self._pipes()
        )
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop it and its children, at last by force."""
        self._ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(STOP_S)
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout, self._log):
            if pipe is not None:
                pipe.close()

    def wait_for_port(self, port: int) -> None:
        """Wait until it accepts connections on loopback.

        Raises:
            RuntimeError: it ended first, or 30 s passed; with what it printed.
        """
        deadline = time.monotonic() + STARTUP_S
        while self._child.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise self.failure(f"does not listen on port {port}")

    def usage(self) -> Usage:
        """What it and its children have used.

        CPU is read per thread from ``schedstat``, which counts nanoseconds; ``stat`` counts hundredths of a second.
        """
        processes = list(_tree(self._child.pid))
        cpu_ns = sum(int((task / "schedstat").read_text().split()[0]) for pid in processes for task in _tasks(pid))
        return Usage(cpu_ns / 1e9, sum(map(_rss_kib, processes)))

    def failure(self, what: str) -> RuntimeError:
        """An error about it that says what it printed last."""
        self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - LOG_BYTES))
        return RuntimeError(f"{self.title} {what}.\n{self._log.read().decode(errors='replace')}")

    def _pipes(self) -> dict[str, Any]:
        return {"stdin": subprocess.DEVNULL, "stdout": self._log}

    def _ask_to_stop(self) -> None:
        self._child.terminate()


class Driver(Program):
    """A program that takes one command a line on stdin, answers each with one line on stdout, and ends with stdin."""

    def ask(self, command: str) -> bytes:
        """Its answer to ``command``.

        Raises:
            RuntimeError: it ended, or did not answer within two minutes; with what it printed.
        """
        stdout = cast("IO[bytes]", self._child.stdout)
        cast("IO[bytes]", self._child.stdin).write(f"{command}\n".encode())
        ready, _, _ = select.select([stdout], [], [], ANSWER_S)
        answer = stdout.readline() if ready else b""
        if not answer:
            raise self.failure(f"does not answer “{command}”")
        return answer

    def _pipes(self) -> dict[str, Any]:
        return {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}

    def _ask_to_stop(self) -> None:
        cast("IO[bytes]", self._child.stdin).close()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in _tasks(pid):
        for child in (task / "children").read_text().split():
            yield from _tree(int(child))


def _tasks(pid: int) -> list[Path]:
    return list((PROC / str(pid) / "task").iterdir())


def _rss_kib(pid: int) -> int:
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
