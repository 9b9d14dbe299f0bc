"""The relay benchmark: what is measured, in which order, and what it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from benchmarks.programs import Program
from benchmarks.relay.contestants import Contestant, peerjs, ringback, versions
from benchmarks.relay.load import Answer, Load, load_on
from benchmarks.results import Metric, Results, Sample
from benchmarks.rounds import Step, interleaved

SMALL: Final = 300
LARGE: Final = 4096
STEPS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much of everything. Times are in seconds."""

    rounds: int
    clients: int = 2000
    warm_up_clients: int = 100
    idle_s: float = 1.0
    saturate_s: float = 2.0
    pace_s: float = 3.0
    rate: int = 2000
    in_flight: int = 100


FULL: Final = Plan(rounds=5)
QUICK: Final = Plan(
    rounds=1, clients=60, warm_up_clients=10, idle_s=0.1, saturate_s=0.2, pace_s=0.2, rate=500, in_flight=20
)

ABOUT: Final = """\
Clients of a load generator in C send real call messages to one another through the server: ICE candidates of 300
bytes and session descriptions of 4 KiB, each server's own form of them padded to the same length. The server has
one core and the load generator the other. {clients} clients are connected; {in_flight} messages are on their way at
any time while the server is loaded to the full, and {rate} messages a second are sent while delays are measured,
each from the writing of a message to the moment at which the kernel has it for its receiver. CPU
is that of the server and its children, as the kernel counts it, and memory is what they hold more than with
{warm_up_clients} connections.

The two servers do not do the same. Ours checks a signed token when a client connects, and decodes, checks and
bounds every field of a message; the PeerJS server takes each client's word for who it is and passes the payload on
as it came. Both run as their own command starts them.
"""

METRICS: Final = [
    Metric(key="relays_small", title=f"Relays per CPU-second, {SMALL} B", unit="", better="more"),
    Metric(key="relays_large", title=f"Relays per CPU-second, {LARGE // 1024} KiB", unit="", better="more"),
    Metric(key="connects", title="Connects per CPU-second", unit="", better="more"),
    Metric(key="memory", title="Memory per idle connection", unit="KiB", better="less"),
    Metric(key="p50", title="Delay at a fixed rate, median", unit="ms", better="less"),
    Metric(key="p99", title="Delay at a fixed rate, 99th percentile", unit="ms", better="less"),
    Metric(key="paced_cpu", title="CPU at a fixed rate", unit="% of a core", better="less"),
    Metric(key="server_share", title="Server's core in use at full load", unit="%", better=None),
    Metric(key="generator_share", title="Load generator's core in use at full load", unit="%", better=None),
]


def run(plan: Plan, *, command: str) -> Results:
    """Compare the two servers, round by round."""
    contestants = ringback(), peerjs()
    measurements = [(contestant.name, partial(_measure, contestant, plan)) for contestant in contestants]
    return Results(
        name="relay",
        title="Relay",
        about=ABOUT.format_map(vars(plan)),
        command=command,
        contestants=(contestants[0].name, contestants[1].name),
        versions=versions(),
        metrics=METRICS,
        rounds=interleaved(measurements, rounds=plan.rounds, steps=STEPS),
    )


def _measure(contestant: Contestant, plan: Plan, step: Step) -> Sample:
    step("starting")
    with contestant.serving() as (server, port), load_on(contestant, port, clients=plan.clients) as load:
        sample = _connect(server, load, plan, step)
        step(f"{SMALL} B at full load")
        load.saturate(contestant.candidate, SMALL, seconds=plan.saturate_s / 4, in_flight=plan.in_flight)
        saturate = partial(load.saturate, seconds=plan.saturate_s, in_flight=plan.in_flight)
        small, small_cpu = _metered(server, partial(saturate, contestant.candidate, SMALL))
        step(f"{LARGE // 1024} KiB at full load")
        large, large_cpu = _metered(server, partial(saturate, contestant.answer, LARGE))
        step(f"{plan.rate} messages a second")
        pace = partial(load.pace, contestant.candidate, SMALL, seconds=plan.pace_s, rate=plan.rate)
        paced, paced_cpu = _metered(server, pace)
    return {
        **sample,
        "relays_small": small.delivered / small_cpu,
        "relays_large": large.delivered / large_cpu,
        "p50": paced.p50_ms,
        "p99": paced.p99_ms,
        "paced_cpu": 100 * paced_cpu / paced.wall_s,
        "server_share": 100 * small_cpu / small.wall_s,
        "generator_share": 100 * small.cpu_s / small.wall_s,
    }


def _connect(server: Program, load: Load, plan: Plan, step: Step) -> Sample:
    """Connect everybody, counted from a server that has already seen a few come."""
    step(f"{plan.clients} connects")
    load.connect(plan.warm_up_clients)
    load.idle(plan.idle_s)
    before = server.usage()
    _, cpu = _metered(server, partial(load.connect, plan.clients))
    load.idle(plan.idle_s)
    new = plan.clients - plan.warm_up_clients
    return {"connects": new / cpu, "memory": (server.usage().rss_kib - before.rss_kib) / new}


def _metered(server: Program, act: Callable[[], Answer]) -> tuple[Answer, float]:
    """What ``act`` answers, and the seconds of CPU that the server spent on it."""
    before = server.usage()
    answer = act()
    return answer, server.usage().cpu_s - before.cpu_s
