"""The page of `ringback serve --demo`: what people do there, by clicking, and what reaches the other side."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .browsers import Engine
from .media import Streams, assert_media_flows
from .network import HOMES, SERVER_ADDRESS, SERVER_PORTS, inside
from .peer import at_once, together
from .processes import Process
from .server import SIGNING_KEY
from .visitor import Visitor, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .browsers import Browsers, Pair
    from .conftest import Evidence
    from .network import Network

    Visit = Callable[[str, Engine], Visitor]

_PORT = SERVER_PORTS[-1]
_ORIGIN = f"http://{SERVER_ADDRESS}:{_PORT}"
_NO_TURN = "503"  # the demo has no TURN server here, and browsers log every request that is refused


class Demo:
    """A running `ringback serve --demo`, which can be stopped and started again."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self.process = self._start()

    def restart(self) -> None:
        """Start it after `close`."""
        self.process = self._start()

    def close(self) -> None:
        """Stop it."""
        self.process.close()

    def _start(self) -> Process:
        script = str(Path(sys.executable).with_name("ringback"))
        command = [script, "serve", "--demo", "--host", SERVER_ADDRESS, "--port", str(_PORT)]
        process = Process("demo", command, namespace=self._namespace, env={"RINGBACK_SECRET": SIGNING_KEY})
        with inside(self._namespace):
            process.wait_for_port(SERVER_ADDRESS, _PORT)
        return process


@pytest.fixture(scope="module")
def demo(session_network: Network) -> Iterator[Demo]:
    """The server of the page."""
    with closing(Demo(session_network.namespace("internet"))) as demo:
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
        visitor = visit(home, running.browser, running.runner, _ORIGIN)
        visitor.tolerate(_NO_TURN)
        visitors.append(visitor)
        evidence[f"page of {home}"] = visitor.story
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.close()
    assert not [fault for visitor in visitors for fault in visitor.faults]


@pytest.fixture
def people(arrive: Visit) -> tuple[Visitor, Visitor]:
    """Alice and bob, signed in, both in Chromium."""
    return _signed_in(arrive, Engine.CHROMIUM, Engine.CHROMIUM)


def test_a_call_by_clicking(arrive: Visit, pair: Pair) -> None:
    alice, bob = _signed_in(arrive, *pair)
    _call(alice, bob)
    assert all(together(alice.order("demo.seesPicture"), bob.order("demo.seesPicture")))
    alice.click("Hang up")
    for visitor in (alice, bob):
        assert visitor.sees("Call ended")


def test_mute_silences(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    _call(alice, bob)
    alice.click("Mute")
    bob.do("demo.listen")  # what was on its way when the button was pressed
    muted = bob.do("demo.listen")
    assert muted["packets"] > 0
    assert muted["energy"] < 1e-6
    alice.click("Unmute")
    assert bob.do("demo.listen")["energy"] > 1e-3


def test_a_camera_that_is_off_is_not_shown(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    _call(alice, bob)
    assert bob.do("demo.seesPicture")
    alice.click("Camera off")
    assert bob.do("demo.seesNoPicture")
    alice.click("Camera on")
    assert bob.do("demo.seesPicture")
    assert alice.do("demo.seesPicture")


def test_escape_declines(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    alice.click("Call bob with video")
    assert bob.sees("alice is calling")
    bob.press("Escape")
    assert alice.sees("bob declined")
    assert bob.sees_no("alice is calling")


def test_who_cancels_is_missed(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    alice.click("Call bob, voice only")
    assert bob.sees("Voice call")
    alice.click("Cancel")
    assert bob.sees("You missed a call from alice")
    assert alice.sees("Who is here")


def test_a_page_that_is_closed_hangs_up_and_cannot_be_reached(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    _call(alice, bob)
    bob.leave()
    assert alice.sees("Call ended")
    alice.click("Call again")
    assert alice.sees("bob is not reachable")


def test_both_call_each_other_at_once(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    for _ in range(3):  # in the first round the devices open slowly, so that the offers cross at another moment
        at_once(alice.order("demo.call", "bob"), bob.order("demo.call", "alice"))
        for visitor in people:
            assert visitor.sees("Connected")
        assert_media_flows(alice, bob)
        assert all(together(alice.order("demo.seesPicture"), bob.order("demo.seesPicture")))
        bob.click("Hang up")
        for visitor in people:
            assert visitor.sees("Call ended")
            visitor.click("Back")


def test_without_a_camera_the_call_goes_on_with_voice(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    alice.do("demo.unplugCamera")
    alice.click("Call bob with video")
    assert alice.sees("No camera was found. Connect one, then try again. The call goes on with voice only.")
    assert bob.sees("Voice call")
    bob.click("Accept")
    for visitor in (alice, bob):
        assert visitor.sees("Connected")
    assert_media_flows(alice, bob, streams=Streams(videos=0))


def test_without_any_device_the_page_says_what_to_do(people: tuple[Visitor, Visitor]) -> None:
    alice, _ = people
    with closing(_other_chromium(alice, "carol", f"--unsafely-treat-insecure-origin-as-secure={_ORIGIN}")) as carol:
        carol.sign_in()
        carol.click("Call alice with video")
        assert carol.sees("The call could not be made")
        assert carol.sees("No microphone was found. Connect one, then try again.")


def test_an_insecure_page_says_what_to_do(people: tuple[Visitor, Visitor]) -> None:
    alice, _ = people
    with closing(_other_chromium(alice, "carol")) as carol:
        assert carol.sees("This page needs a secure address")


def test_media_goes_on_while_the_server_is_away(people: tuple[Visitor, Visitor], demo: Demo) -> None:
    alice, bob = people
    for visitor in people:
        visitor.tolerate("WebSocket|ERR_CONNECTION_REFUSED")
    _call(alice, bob)
    away = "Reconnecting to the server… A call under way goes on."
    demo.close()
    try:
        assert alice.sees(away)
        assert_media_flows(alice, bob)
    finally:
        demo.restart()
    for visitor in people:
        assert visitor.sees_no(away)
        assert visitor.sees("Connected")
    alice.click("Hang up")
    assert bob.sees("Call ended")


def _signed_in(arrive: Visit, *engines: Engine) -> tuple[Visitor, Visitor]:
    alice, bob = (arrive(home, engine) for home, engine in zip(HOMES, engines, strict=True))
    for visitor in (alice, bob):
        visitor.sign_in()
    return alice, bob


def _call(caller: Visitor, callee: Visitor) -> None:
    """Call with video, accept by pressing Enter, and wait for media both ways."""
    caller.click(f"Call {callee.name} with video")
    assert callee.sees(f"{caller.name} is calling")
    callee.press("Enter")
    for visitor in (caller, callee):
        assert visitor.sees("Connected")
    assert_media_flows(caller, callee)


def _other_chromium(beside: Visitor, name: str, *arguments: str) -> Visitor:
    """A Chromium without devices of its own, in the same home as another visitor's."""
    running = beside.page.context.browser
    assert running
    chromium = shutil.which("chromium")
    launch = running.browser_type.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", *arguments])
    return visit(name, beside.runner.run(launch), beside.runner, _ORIGIN)
