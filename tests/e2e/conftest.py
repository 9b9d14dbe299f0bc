"""Fixtures of the end-to-end tests: one network and at most two browsers for the whole session."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from .browser_peer import open_browser_peer
from .browsers import PAIRS, Browsers, Engine, Pair
from .calls import sign_in
from .coturn import NEW_SECRET, OLD_SECRET, STUN_URI, TURN_TCP_URI, TURN_UDP_URI, start_coturn
from .demo import DEMO_ORIGIN, Demo
from .link import Conditions
from .network import HOMES, Nat, Network, RigUnavailableError
from .pages import PASSED, Pages
from .python_peer.peer import Programs, PythonPeer
from .server import Servers, TurnSettings
from .visitor import sign_in as sign_in_visitors
from .visitor import visit

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from .peer import Peer
    from .processes import Process
    from .server import RingbackServer
    from .visitor import Visitor

    Evidence = dict[str, Callable[[], str]]
    Visit = Callable[[str, Engine], Visitor]
    OpenPages = Callable[[str, Mapping[str, Engine]], list[Peer]]
    Gather = Callable[[Pair, str], tuple[Peer, Peer]]


NO_TURN = "503"  # the demo has no TURN server here, and browsers log every request that is refused


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach what the pages, the server and coturn have to say to the report of a test that failed."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    evidence: Evidence = getattr(item, "funcargs", {}).get("evidence", {})
    if report.when == "call" and report.failed:
        report.sections.extend((title, tell()) for title, tell in evidence.items())
    return report


@pytest.fixture
def evidence() -> Evidence:
    """What to attach if the test fails: a title, and a function that returns the text."""
    return {}


@pytest.fixture(scope="session")
def session_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """The namespaces, built once."""
    try:
        network = Network(tmp_path_factory.mktemp("link"))
    except RigUnavailableError as error:
        pytest.fail(str(error), pytrace=False)
    with network:
        yield network


@pytest.fixture
def network(session_network: Network, pages: Pages) -> Iterator[Network]:
    """The network, without NAT and delay until the test asks for them."""
    yield session_network
    if session_network.disturbed:
        pages.close()
        session_network.disturbed = False
    session_network.set_nat(Nat.NONE)
    session_network.set_conditions(Conditions())


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """The event loop that Playwright lives in; the tests themselves are plain functions."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def browsers(session_network: Network, runner: asyncio.Runner) -> Iterator[Browsers]:
    """The browsers of the session, started when a test first needs them."""
    browsers = Browsers(session_network, runner)
    yield browsers
    browsers.close()


@pytest.fixture(scope="session")
def pages(browsers: Browsers, runner: asyncio.Runner) -> Iterator[Pages]:
    """Alice's and bob's pages, which stay open for as long as they are fit for the next test."""
    with closing(Pages(browsers, runner)) as pages:
        yield pages


@pytest.fixture(scope="session")
def programs(session_network: Network) -> Iterator[Programs]:
    """The Python programs of the session, started when a test first needs them."""
    with closing(Programs(session_network)) as programs:
        yield programs


@pytest.fixture(scope="session", params=PAIRS, ids=str)
def pair(request: pytest.FixtureRequest) -> Pair:
    """What alice and bob call each other with: two browsers, if a test does not say otherwise."""
    assert isinstance(request.param, Pair)
    return request.param


@pytest.fixture(scope="session")
def coturn(session_network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A TURN server in the middle of a rotation: it knows the old secret and the new one."""
    namespace = session_network.namespace("internet")
    with closing(start_coturn(namespace, tmp_path_factory.mktemp("coturn"), [OLD_SECRET, NEW_SECRET])) as process:
        yield process


@pytest.fixture(scope="session")
def servers(session_network: Network) -> Iterator[Servers]:
    """The signalling servers of the session, one for each setting of TURN that tests ask for."""
    with closing(Servers(session_network.namespace("internet"))) as servers:
        yield servers


@pytest.fixture
def turn() -> TurnSettings:
    """What the server says about TURN, if a test does not say otherwise."""
    return TurnSettings((STUN_URI, TURN_UDP_URI, TURN_TCP_URI), NEW_SECRET)


@pytest.fixture
def server(servers: Servers, coturn: Process, turn: TurnSettings, evidence: Evidence) -> RingbackServer:
    """A running `ringback serve`, with coturn beside it."""
    server = servers.configured(turn)
    evidence["server"] = lambda: server.process.log
    evidence["coturn"] = lambda: coturn.log
    return server


@pytest.fixture
def open_pages(
    browsers: Browsers, pages: Pages, programs: Programs, runner: asyncio.Runner, evidence: Evidence
) -> Iterator[OpenPages]:
    """Opens pages in homes' browsers, side by side, or the programs there; an error that one throws or logs fails the
    test."""
    opened: list[Peer] = []

    def open_pages(origin: str, engines: Mapping[str, Engine]) -> list[Peer]:
        running = {home: browsers.at(home, each) for home, each in engines.items() if each is not Engine.PYTHON}
        if running:
            pages.close()  # their users have the same names

        async def open_page(home: str) -> Peer:
            if home in running:
                peer: Peer = await open_browser_peer(home, running[home], origin)
            else:
                peer = PythonPeer(home, programs.at(home), runner, origin)
            opened.append(peer)
            evidence[f"page of {home}"] = peer.story
            return peer

        async def open_all() -> list[Peer]:
            return list(await asyncio.gather(*map(open_page, engines)))

        return runner.run(open_all())

    yield open_pages
    for peer in opened:
        peer.close()
    assert not [fault for peer in opened for fault in peer.faults]


@pytest.fixture
def gather(pages: Pages, open_pages: OpenPages, evidence: Evidence) -> Gather:
    """Has alice and bob come, at pages that stay open and with programs that sign in for each test."""

    def gather(pair: Pair, origin: str) -> tuple[Peer, Peer]:
        engines = dict(zip(HOMES, pair, strict=True))
        at_pages = pages.at({home: each for home, each in engines.items() if each is not Engine.PYTHON}, origin)
        programs = open_pages(origin, {home: each for home, each in engines.items() if each is Engine.PYTHON})
        if programs:
            sign_in(*programs)
        evidence.update({f"page of {page.name}": page.story for page in at_pages})
        alice, bob = sorted([*at_pages, *programs], key=lambda peer: HOMES.index(peer.name))
        return alice, bob

    return gather


@pytest.fixture
def peers(
    request: pytest.FixtureRequest, network: Network, pair: Pair, server: RingbackServer, gather: Gather
) -> Iterator[tuple[Peer, Peer]]:
    """Alice and bob, at home and signed in; an error that their pages throw or log fails the test."""
    pages: Pages = request.getfixturevalue("pages")
    if network.disturbed:
        pages.close()
    yield gather(pair, server.origin)
    fit = request.node.stash.get(PASSED, False) and not network.disturbed
    assert not (pages.rest() if fit else pages.close())


@pytest.fixture(scope="session")
def demo(session_network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The server of the page, with what it stores in a folder of its own."""
    with closing(Demo(session_network.namespace("internet"), tmp_path_factory.mktemp("demo"))) as demo:
        yield demo


@pytest.fixture
def arrive(
    network: Network,  # noqa: ARG001 - it changes back after the pages are closed
    browsers: Browsers,
    demo: Demo,
    evidence: Evidence,
) -> Iterator[Visit]:
    """Opens the page in a home's browser; an error that the page throws or logs fails the test."""
    visitors: list[Visitor] = []
    evidence["demo"] = lambda: demo.process.log

    def arrive(home: str, engine: Engine) -> Visitor:
        running = browsers.at(home, engine)
        visitor = visit(home, running.browser, running.runner, DEMO_ORIGIN)
        visitor.tolerate(NO_TURN)
        visitors.append(visitor)
        evidence[f"page of {home}"] = visitor.story
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.end_call()
    for visitor in visitors:
        visitor.close()
    assert not [fault for visitor in visitors for fault in visitor.faults]


@pytest.fixture
def people(arrive: Visit) -> tuple[Visitor, Visitor]:
    """Alice and bob, signed in, both in Chromium."""
    alice, bob = (arrive(home, Engine.CHROMIUM) for home in HOMES)
    sign_in_visitors(alice, bob)
    return alice, bob
