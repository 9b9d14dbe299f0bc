"""The load generator, compiled when it is needed; what it does is written at the top of ``load.c``."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
from msgspec import Struct

from benchmarks.programs import CACHE, Driver, cores
from benchmarks.relay.contestants import Contestant, tool
from benchmarks.relay.messages import Compose

SOURCE: Final = Path(__file__).with_name("load.c")


class Answer(Struct, frozen=True):
    """What a command has done. Delays are from the sending of a message to its arrival; ``blocked`` writes had to wait
    for the server to read."""

    open: int
    failed: int
    sent: int
    blocked: int
    delivered: int
    others: int
    cpu_s: float
    wall_s: float
    p50_ms: float
    p99_ms: float
    max_ms: float


class Load:
    """Clients of one server. Each one's messages go to the next, so that every connection sends and receives."""

    def __init__(self, driver: Driver, folder: Path, users: list[str]) -> None:
        self._driver = driver
        self._folder = folder
        self._users = users

    def connect(self, upto: int, *, at_once: int = 32) -> Answer:
        """Open connections until ``upto`` are open."""
        answer = self._ask(f"connect {upto} {at_once}")
        if answer.failed or answer.open != upto:
            raise self._driver.failure(f"opened {answer.open} connections of {upto}, and {answer.failed} failed")
        return answer

    def idle(self, seconds: float) -> Answer:
        """Send nothing, but answer pings."""
        return self._ask(f"idle {seconds}")

    def saturate(self, compose: Compose, size: int, *, seconds: float, in_flight: int) -> Answer:
        """Keep ``in_flight`` messages on their way."""
        return self._carried(self._ask(f"saturate {self._messages(compose, size)} {seconds} {in_flight}"))

    def pace(self, compose: Compose, size: int, *, seconds: float, rate: int) -> Answer:
        """Send ``rate`` messages a second, however long each takes."""
        answer = self._carried(self._ask(f"pace {self._messages(compose, size)} {seconds} {rate}"))
        if answer.blocked:
            raise self._driver.failure(f"waited {answer.blocked} times until the server read: too much for delays")
        return answer

    def _messages(self, compose: Compose, size: int) -> Path:
        path = self._folder / "messages"
        recipients = [*self._users[1:], self._users[0]]
        path.write_text("".join(f"{compose(recipient, size)}\n" for recipient in recipients))
        return path

    def _carried(self, answer: Answer) -> Answer:
        if answer.failed or answer.delivered != answer.sent or not answer.sent:
            raise self._driver.failure(f"saw {answer.delivered} of {answer.sent} messages arrive")
        return answer

    def _ask(self, command: str) -> Answer:
        return msgspec.json.decode(self._driver.ask(command), type=Answer)


@contextmanager
def load_on(contestant: Contestant, port: int, *, clients: int) -> Iterator[Load]:
    """The load generator with ``clients`` users of that server, not connected yet."""
    users = [f"user-{number:05}" for number in range(clients)]
    with TemporaryDirectory() as folder:
        handshakes = Path(folder) / "handshakes"
        handshakes.write_text("".join(f"{contestant.handshake(user)}\n" for user in users))
        command: list[str | Path] = [compiled(), str(port), handshakes]
        with Driver(f"the load generator of {contestant.name}", command, core=cores()[1]) as driver:
            yield Load(driver, Path(folder), users)


def compiled() -> Path:
    """The program, compiled again when its source is newer."""
    program = CACHE / "load"
    if not program.exists() or program.stat().st_mtime < SOURCE.stat().st_mtime:
        CACHE.mkdir(exist_ok=True)
        subprocess.run([tool("gcc"), "-O2", "-o", program, SOURCE], check=True)
    return program
