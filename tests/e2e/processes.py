"""Child processes of the rig: they die with the test process, and keep their output for a failed test's report."""

from __future__ import annotations

import queue
import socket
import subprocess
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_STARTUP_SECONDS = 30
_STOP_SECONDS = 5
_LOG_LINES = 400


class Process:
    """One child, in a namespace if one is named; everything it prints is kept, the newest 400 lines of it."""

    def __init__(
        self,
        title: str,
        command: Sequence[str],
        *,
        namespace: str | None = None,
        env: Mapping[str, str] | None = None,
        interactive: bool = False,
        on_line: Callable[[str], None] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Start the child, in `folder` if one is named; `interactive` opens its stdin for `write_line`.

        `on_line` gets every line that it prints, in a thread of its own, in place of `wait_for`.
        """
        enter = ["ip", "netns", "exec", namespace] if namespace else []
        self.title = title
        self._log: deque[str] = deque(maxlen=_LOG_LINES)
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._on_line = on_line or self._lines.put
        self._child = subprocess.Popen(
            [*enter, "setpriv", "--pdeathsig", "KILL", "--", *command],
            stdin=subprocess.PIPE if interactive else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=env,
            cwd=folder,
        )
        self._reader = threading.Thread(target=self._read, name=f"log of {title}", daemon=True)
        self._reader.start()

    @property
    def running(self) -> bool:
        """Whether the child has not ended."""
        return self._child.poll() is None

    @property
    def log(self) -> str:
        """What the child printed, stdout and stderr together."""
        return "\n".join(self._log)

    def wait_for(self, text: str) -> None:
        """Wait until the child prints a line that contains `text`.

        Raises:
            RuntimeError: the child ended first, or 30 s passed; the message holds its log.
        """
        deadline = time.monotonic() + _STARTUP_SECONDS
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise RuntimeError(f"{self.title} never printed {text!r}:\n{self.log}")
            if text in line:
                return

    def wait_for_port(self, address: str, port: int) -> None:
        """Wait until the child accepts TCP connections; call it from inside the child's namespace.

        Raises:
            RuntimeError: the child ended first, or 30 s passed; the message holds its log.
        """
        deadline = time.monotonic() + _STARTUP_SECONDS
        while self.running and time.monotonic() < deadline:
            try:
                socket.create_connection((address, port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"{self.title} does not listen on {address}:{port}:\n{self.log}")

    def write_line(self, line: str) -> None:
        """Send one line to the child's stdin."""
        assert self._child.stdin, "started without interactive=True"
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()

    def kill(self) -> None:
        """End the child by SIGKILL, which it cannot notice."""
        self._child.kill()
        self.close()

    def close(self) -> None:
        """Stop the child and wait for it; safe to call twice."""
        if self._child.stdin:
            self._child.stdin.close()
        if self.running:
            self._child.terminate()
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._reader.join(_STOP_SECONDS)
        if self._child.stdout:
            self._child.stdout.close()

    def _read(self) -> None:
        assert self._child.stdout
        for line in self._child.stdout:
            self._log.append(line.rstrip("\n"))
            self._on_line(line)
        self._lines.put(None)
