"""The echo benchmark: what is measured, in which order, and what it is called."""

import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import jwt
import msgspec

from benchmarks.echo.caller import Answer
from benchmarks.programs import Driver, Program, Usage, cores, free_port
from benchmarks.results import Metric, Results, Sample
from benchmarks.rounds import Step, interleaved

STEPS: Final = 4
ECHO: Final = "echo"
TOKEN_TTL_S: Final = 3600


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much of everything. Times are in seconds."""

    rounds: int
    calls: int = 10
    settle_s: float = 2.0
    listen_s: float = 6.0
    ladder: tuple[int, ...] = tuple(range(15, 51, 5))
    """More and more calls at once, until they are too many for a core."""


FULL: Final = Plan(rounds=5)
QUICK: Final = Plan(rounds=1, calls=2, settle_s=0.1, listen_s=2.5, ladder=(3,))

WHOLE: Final = 0.95
"""A core has room for so many calls as have this part of their bursts, and of 50 packets a second, back."""

ABOUT: Final = """\
A driver calls a user who echoes, through our server, once and then {calls} times at once. The driver is the same
for both: libwebrtc alone, which says a burst of a 1 kHz tone once a second in each call and finds it again in what
it hears. The delay is from mouth to ear: the driver's own encoder and jitter buffer are in it, alike for both, so
the difference between the two is what one echo adds more than the other. There is audio only. The echo has one
core, the driver and the server the other. CPU is that of the echo's process, as the kernel counts it; memory per
call is what {calls} calls hold more than one, divided by those that were added. Then there are more calls, and
more: a core has room for as many as still have 95 % of their bursts, and of 50 packets a second, back. More than
{most} are not tried, for the driver has one core too.

Both echoes are what one writes: sound in, the same sound out. Both decode what they receive and encode it again.
"""


def metrics(plan: Plan) -> list[Metric]:
    """What is compared, with one call and with as many as the plan has."""
    many = f"{plan.calls} calls"
    return [
        Metric(key="cpu_one", title="CPU of one call", unit="% of a core", better="less"),
        Metric(key="cpu_many", title=f"CPU per call, {many}", unit="% of a core", better="less"),
        Metric(key="calls_a_core", title="Calls that a core has room for", unit="calls", better="more"),
        Metric(key="memory", title="Memory per call", unit="KiB", better="less"),
        Metric(key="delay_one", title="Mouth to ear, one call, median", unit="ms", better="less"),
        Metric(key="delay_many", title=f"Mouth to ear, {many}, median", unit="ms", better="less"),
        Metric(key="delay_many_p90", title=f"Mouth to ear, {many}, 90th percentile", unit="ms", better="less"),
        Metric(key="heard", title=f"Bursts that came back, {many}", unit="%", better=None),
        Metric(key="packets", title=f"Packets that came back per call, {many}", unit="a second", better=None),
        Metric(key="driver", title=f"Driver's core in use, {many}", unit="%", better=None),
    ]


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """An echo: a module that is run with the server's address and a token."""

    name: str
    module: str


CONTESTANTS: Final = (
    Contestant(name="ringback echo", module="benchmarks.echo.ringback_echo"),
    Contestant(name="aiortc echo", module="benchmarks.echo.aiortc_echo"),
)


class Stage:
    """Our server, which carries the calls' messages, and tokens for it."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self._secret = secret

    def token(self, user: str) -> str:
        """What lets ``user`` in."""
        return jwt.encode({"sub": user, "exp": time.time() + TOKEN_TTL_S}, self._secret, algorithm="HS256")


def run(plan: Plan, *, command: str) -> Results:
    """Compare the two echoes, round by round."""
    versions = _versions()
    with stage() as on:
        measurements = [(contestant.name, partial(_measure, on, contestant, plan)) for contestant in CONTESTANTS]
        return Results(
            name="echo",
            title="Echo",
            about=ABOUT.format_map({**vars(plan), "most": plan.ladder[-1]}),
            command=command,
            contestants=(CONTESTANTS[0].name, CONTESTANTS[1].name),
            versions=versions,
            metrics=metrics(plan),
            rounds=interleaved(measurements, rounds=plan.rounds, steps=STEPS),
        )


def _versions() -> dict[str, str]:
    try:
        return {name: version(name) for name in ("ringback", "wrtc", "aiortc", "aioice", "av")}
    except PackageNotFoundError as missing:
        raise RuntimeError(f"{missing.name} is not installed: `uv sync --all-extras --group bench`.") from None


@contextmanager
def stage() -> Iterator[Stage]:
    """Run our server, beside the driver, with no limits that are meant for people."""
    port, secret = free_port(), secrets.token_urlsafe(48)
    command: list[str | Path] = [
        Path(sys.executable).with_name("ringback"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    environment = {
        "RINGBACK_SECRET": secret,
        "RINGBACK_DATABASE_URL": "memory:",
        "RINGBACK_CALL_RATE": "1000000/1000000",
        "RINGBACK_CANDIDATE_RATE": "1000000/1000000",
        "RINGBACK_MESSAGE_RATE": "1000000/1000000",
    }
    with Program("ringback serve", command, core=cores()[1], env=environment) as server:
        server.wait_for_port(port)
        yield Stage(f"http://127.0.0.1:{port}", secret)


def _measure(on: Stage, contestant: Contestant, plan: Plan, step: Step) -> Sample:
    step("starting")
    arguments: list[str | Path] = [sys.executable, "-m", contestant.module, on.url, on.token(ECHO)]
    caller = [sys.executable, "-m", "benchmarks.echo.caller", on.url, on.token("caller"), ECHO]
    with (
        Program(contestant.name, arguments, core=cores()[0]) as echo,
        Driver("the caller", caller, core=cores()[1]) as driver,
    ):
        step("1 call")
        one, one_cpu, one_usage = _heard(echo, driver, 1, plan)
        step(f"{plan.calls} calls")
        many, many_cpu, many_usage = _heard(echo, driver, plan.calls, plan)
        step("more and more calls")
        room = _room(echo, driver, plan, many)
    return {
        "calls_a_core": room,
        "cpu_one": 100 * one_cpu / one.wall_s,
        "cpu_many": 100 * many_cpu / many.wall_s / plan.calls,
        "memory": (many_usage.rss_kib - one_usage.rss_kib) / (plan.calls - 1),
        "delay_one": median(one.delays_ms),
        "delay_many": median(many.delays_ms),
        "delay_many_p90": quantiles(many.delays_ms, n=10)[-1],
        "heard": 100 * len(many.delays_ms) / many.said,
        "packets": many.packets_per_s,
        "driver": 100 * many.cpu_s / many.wall_s,
    }


def _room(echo: Program, driver: Driver, plan: Plan, answer: Answer) -> int:
    """How many calls a core has room for, of the numbers that are tried."""
    room = 0
    with suppress(RuntimeError):  # a call that cannot even be connected any more
        for calls in plan.ladder:
            if not _is_whole(answer):
                return room
            room = answer.calls
            answer, _, _ = _heard(echo, driver, calls, plan)
    return answer.calls if _is_whole(answer) else room


def _is_whole(answer: Answer) -> bool:
    return min(len(answer.delays_ms) / answer.said, answer.packets_per_s / 50) >= WHOLE


def _heard(echo: Program, driver: Driver, calls: int, plan: Plan) -> tuple[Answer, float, Usage]:
    """What is heard in so many calls, once settled; the seconds of CPU that it took; and what the echo holds then."""
    driver.ask(f"call {calls}")
    driver.ask(f"listen {plan.settle_s}")
    before = echo.usage()
    answer = msgspec.json.decode(driver.ask(f"listen {plan.listen_s}"), type=Answer)
    after = echo.usage()
    if not answer.delays_ms:
        raise driver.failure("heard nothing of what it said")
    return answer, after.cpu_s - before.cpu_s, after
