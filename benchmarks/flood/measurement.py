"""The flood benchmark: the delays of everybody else's messages, while one client floods and while nobody does."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.programs import Driver, cores
from benchmarks.relay.contestants import Contestant, our_versions, ringback
from benchmarks.relay.load import Answer, Load, load_on
from benchmarks.relay.measurement import SMALL
from benchmarks.results import Metric, Results, Sample
from benchmarks.rounds import Step, interleaved

FLOODER: Final = Path(__file__).with_name("flooder.py")
FLOODED: Final = "during the floods"
QUIET: Final = "before"
STEPS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much of everything. Times are in seconds."""

    rounds: int
    clients: int = 200
    pace_s: float = 2.0
    rate: int = 1000
    messages: int = 10_000


FULL: Final = Plan(rounds=15)
QUICK: Final = Plan(rounds=1, clients=60, pace_s=0.5, rate=200)

ABOUT: Final = """\
{clients} clients send call messages of {size} bytes to one another through our server, {rate} a second, as in the
relay benchmark. One more client sends {messages} messages in one piece to one of them, is cut off for it with close
code 4029, comes back after a fifth of a second, and does it again, all the time. A ratio of 1 means that nobody else
notices.
"""

METRICS: Final = [
    Metric(key="p50", title="Delay of the others' messages, median", unit="ms", better="less"),
    Metric(key="p99", title="Delay of the others' messages, 99th percentile", unit="ms", better="less"),
    Metric(key="max", title="Delay of the others' messages, longest", unit="ms", better="less"),
    Metric(key="floods", title="Floods a second, each cut off", unit="", better=None),
]


def run(plan: Plan, *, command: str) -> Results:
    """Measure both, round by round."""
    limited = contestant()
    measurements = [(name, partial(_measure, limited, plan, name)) for name in (FLOODED, QUIET)]
    return Results(
        name="flood",
        title="Flood",
        about=ABOUT.format(size=SMALL, **vars(plan)),
        command=command,
        contestants=(FLOODED, QUIET),
        versions=our_versions(),
        metrics=METRICS,
        rounds=interleaved(measurements, rounds=plan.rounds, steps=STEPS),
    )


def contestant() -> Contestant:
    """Our server, with the bounds that it has by default."""
    server = ringback()
    return replace(server, env={name: value for name, value in server.env.items() if not name.endswith("_RATE")})


def _measure(server: Contestant, plan: Plan, name: str, step: Step) -> Sample:
    step("starting")
    with server.serving() as (_, port), load_on(server, port, clients=plan.clients) as load:
        step(f"{plan.clients} connects")
        load.connect(plan.clients)
        _paced(load, server, plan, seconds=plan.pace_s / 5)
        step(f"{plan.rate} messages a second")
        if name == QUIET:
            return _sample(_paced(load, server, plan, seconds=plan.pace_s), floods=0.0)
        with _flooder(server, port) as flooder, ThreadPoolExecutor(1) as beside:
            answer = beside.submit(flooder.ask, f"flood {plan.pace_s} {plan.messages}")
            paced = _paced(load, server, plan, seconds=plan.pace_s)
            floods = msgspec.json.decode(answer.result(), type=dict[str, int])
    if not floods["cut_off"] or floods["cut_off"] != floods["floods"]:
        raise flooder.failure(f"was cut off {floods['cut_off']} times of {floods['floods']}")
    return _sample(paced, floods=floods["floods"] / plan.pace_s)


def _flooder(server: Contestant, port: int) -> Driver:
    path, _, header = server.handshake("mallory").partition("\t")
    token = header.rpartition(" ")[2]
    command: list[str | Path] = [sys.executable, FLOODER, f"ws://127.0.0.1:{port}{path}", token, "user-00000"]
    return Driver("the flooder", command, core=cores()[1])


def _paced(load: Load, server: Contestant, plan: Plan, *, seconds: float) -> Answer:
    return load.pace(server.candidate, SMALL, seconds=seconds, rate=plan.rate)


def _sample(answer: Answer, *, floods: float) -> Sample:
    return {"p50": answer.p50_ms, "p99": answer.p99_ms, "max": answer.max_ms, "floods": floods}
