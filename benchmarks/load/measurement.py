"""The load benchmark: from an address to a phone that one can call with, over an emulated link."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

from playwright.async_api import BrowserContext

import ringback
from benchmarks.results import Metric, Results, Sample
from benchmarks.rounds import Step, interleaved
from tests.e2e.browsers import Browsers, Engine, RunningBrowser
from tests.e2e.link import Conditions
from tests.e2e.network import HOMES, SERVER_ADDRESS, SERVER_PORTS, Network, inside
from tests.e2e.processes import Process

ROOT: Final = Path(__file__).resolve().parents[2]
ORIGIN: Final = f"http://{SERVER_ADDRESS}:{SERVER_PORTS[0]}"
FIRST: Final = "first visit"
NEXT: Final = "next visit"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How often, and over what link."""

    rounds: int
    round_trip_ms: int = 50
    rate_mbit: int = 10


FULL: Final = Plan(rounds=15)
QUICK: Final = Plan(rounds=1)

ABOUT: Final = """\
A page of two lines of HTML, `elements.js` and `<ringback-phone>`, is opened in Chromium over a link with a round trip
of {round_trip_ms} ms and {rate_mbit} Mbit/s, by HTTP/1.1 without encryption. The phone is usable when it is connected
to the server and shows the field in which one says whom to call. Bytes are those of the responses, compressed, with
300 for the headers of each (Resource Timing, `transferSize`); requests include the WebSocket. The first visit has an
empty cache, the next one what the first has left there. The two are not compared, so there is no ratio.
"""

METRICS: Final = [
    Metric(key="requests", title="Requests", unit="", better=None),
    Metric(key="kib", title="Transferred", unit="KiB", better=None),
    Metric(key="painted_ms", title="First content painted", unit="ms", better=None),
    Metric(key="usable_ms", title="Phone usable", unit="ms", better=None),
]

WATCH: Final = """(() => {
  const usable = () => {
    const phone = document.querySelector("ringback-phone");
    const field = phone?.shadowRoot?.querySelector("ringback-people")?.shadowRoot?.querySelector("input");
    return field && phone.client.store.getSnapshot().connection === "open";
  };
  const look = () => {
    if (usable()) window.usableAt = performance.now();
    else requestAnimationFrame(look);
  };
  look();
})()"""

READ: Final = """() => {
  const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return {
    requests: loaded.length + 1,
    kib: loaded.reduce((sum, entry) => sum + entry.transferSize, 0) / 1024,
    painted_ms: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    usable_ms: window.usableAt,
  };
}"""


def run(plan: Plan, *, command: str) -> Results:
    """Visit the page twice in each round: with an empty cache, and once more."""
    with _browser(plan) as running:
        visitor = _Visitor(running)
        found = interleaved(
            [(FIRST, partial(visitor.visit, first=True)), (NEXT, partial(visitor.visit, first=False))],
            rounds=plan.rounds,
            steps=1,
        )
        version = running.browser.version
    return Results(
        name="load",
        title="First load",
        about=ABOUT.format(round_trip_ms=plan.round_trip_ms, rate_mbit=plan.rate_mbit),
        command=command,
        contestants=(FIRST, NEXT),
        versions={"ringback": ringback.__version__, "Chromium": version},
        metrics=METRICS,
        rounds=found,
    )


class _Visitor:
    """Somebody's browser, with a new profile for each first visit."""

    def __init__(self, running: RunningBrowser) -> None:
        self._running = running
        self._profiles: list[BrowserContext] = []

    def visit(self, step: Step, *, first: bool) -> Sample:
        step("loading")
        return self._running.runner.run(self._visit(first=first))

    async def _visit(self, *, first: bool) -> Sample:
        if first:
            profile = await self._running.browser.new_context()
            await profile.add_init_script(WATCH)
            self._profiles.append(profile)
        page = await self._profiles[-1].new_page()
        await page.goto(ORIGIN)
        await page.wait_for_function("() => window.usableAt !== undefined")
        sample = cast("Sample", await page.evaluate(READ))
        await page.close()
        return sample


@contextmanager
def _browser(plan: Plan) -> Iterator[RunningBrowser]:
    """A browser at home, the page's server on the internet, and the link between them."""
    with (
        TemporaryDirectory() as folder,
        Network(Path(folder)) as network,
        asyncio.Runner() as runner,
        closing(_serve(network.namespace("internet"))),
        closing(Browsers(network, runner)) as browsers,
    ):
        network.set_conditions(Conditions(delay_ms=plan.round_trip_ms / 2, rate_kbit=plan.rate_mbit * 1000))
        yield browsers.at(HOMES[0], Engine.CHROMIUM)


def _serve(namespace: str) -> Process:
    command = [sys.executable, "-m", "uvicorn", "benchmarks.load.page:app"]
    command += ["--host", SERVER_ADDRESS, "--port", str(SERVER_PORTS[0])]
    process = Process("the page's server", command, namespace=namespace, folder=ROOT)
    with inside(namespace):
        process.wait_for_port(SERVER_ADDRESS, SERVER_PORTS[0])
    return process
