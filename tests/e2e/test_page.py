"""The page of `ringback serve --demo`: what people do there, by clicking, and what reaches the other side."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

from .browsers import Engine
from .demo import DEMO_ORIGIN
from .media import Streams, assert_media_flows
from .network import HOMES
from .peer import at_once, together
from .visitor import ENDED, Visitor, sign_in, visit

if TYPE_CHECKING:
    from .browsers import Pair
    from .conftest import Visit
    from .demo import Demo


def test_a_call_by_clicking(arrive: Visit, pair: Pair) -> None:
    alice, bob = (arrive(home, engine) for home, engine in zip(HOMES, pair, strict=True))
    sign_in(alice, bob)
    _call(alice, bob)
    assert all(together(alice.order("demo.seesPicture"), bob.order("demo.seesPicture")))
    alice.click("Hang up")
    for visitor in (alice, bob):
        assert visitor.sees(ENDED)


def test_mute_silences(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    _call(alice, bob)
    alice.click("Mute")
    bob.do("demo.listen")  # what was on its way when the button was pressed
    muted = bob.do("demo.listen")
    assert muted["packets"] > 0
    assert muted["energy"] < 1e-6
    alice.click("Unmute", within="Call controls")  # a notice to who talks while muted has that button too
    assert bob.do("demo.listen")["energy"] > 1e-3


def test_a_camera_that_is_off_is_not_shown(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    _call(alice, bob)
    assert bob.do("demo.seesPicture")
    alice.click("Turn the camera off")
    assert bob.do("demo.seesNoPicture")
    alice.click("Turn the camera on")
    assert bob.do("demo.seesPicture")
    assert alice.do("demo.seesPicture")


def test_escape_declines(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    alice.click("Call bob with video")
    assert bob.sees("alice is calling")
    bob.press("Escape")
    assert alice.sees("bob declined.")
    assert bob.sees_no("alice is calling")


def test_who_cancels_is_missed(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    alice.click("Call bob, voice only")
    assert bob.sees("Voice call")
    alice.click("Cancel")
    assert bob.sees("alice called.")
    assert alice.is_at_home()


def test_a_page_that_is_left_ends_nothing_and_cannot_be_reached(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    _call(alice, bob)
    bob.leave()
    assert alice.sees("Reconnecting…")
    alice.click("Hang up")
    assert alice.sees(ENDED)
    alice.click("Call again")
    assert alice.sees("bob cannot be reached.")


def test_both_call_each_other_at_once(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    for _ in range(3):  # in the first round the devices open slowly, so that the offers cross at another moment
        at_once(alice.order("demo.call", "bob"), bob.order("demo.call", "alice"))
        for visitor in people:
            assert visitor.is_in_a_call()
        assert_media_flows(alice, bob)
        assert all(together(alice.order("demo.seesPicture"), bob.order("demo.seesPicture")))
        bob.click("Hang up")
        for visitor in people:
            assert visitor.sees(ENDED)
            visitor.click("Close")


def test_without_a_camera_the_call_goes_on_with_voice(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    alice.do("demo.unplugCamera")
    alice.click("Call bob with video")
    assert alice.sees("No camera was found. Connect one.")
    assert bob.sees("Voice call")
    bob.click("Accept")
    for visitor in (alice, bob):
        assert visitor.is_in_a_call()
    assert_media_flows(alice, bob, streams=Streams(videos=0))


def test_without_any_device_the_page_says_what_to_do(people: tuple[Visitor, Visitor]) -> None:
    alice, _ = people
    trusted = f"--unsafely-treat-insecure-origin-as-secure={DEMO_ORIGIN}"
    with closing(_other_chromium(alice, "carol", trusted)) as carol:
        carol.sign_in()
        carol.click("Call alice with video")
        assert carol.sees("No microphone was found.")
        assert carol.sees("Connect one.")


def test_an_insecure_page_says_what_to_do(people: tuple[Visitor, Visitor]) -> None:
    alice, _ = people
    with closing(_other_chromium(alice, "carol")) as carol:
        assert carol.sees("This page needs a secure address")


def test_every_device_rings_and_one_answers(arrive: Visit) -> None:
    alice, bob, tablet = _with_a_tablet(arrive)
    alice.click("Call bob with video")
    assert alice.sees("Ringing on 2 devices")
    for device in (bob, tablet):
        assert device.sees("alice is calling")
    tablet.press("Enter")
    assert bob.sees("You answered on another device. It goes on there.")
    for visitor in (alice, tablet):
        assert visitor.is_in_a_call()
    assert_media_flows(alice, tablet)


def test_what_one_device_declines_rings_nowhere(arrive: Visit) -> None:
    alice, bob, tablet = _with_a_tablet(arrive)
    alice.click("Call bob with video")
    assert tablet.sees("alice is calling")
    bob.press("Escape")
    assert tablet.sees("You declined. Call when you like.")
    assert alice.sees("bob declined.")


def test_a_tab_that_is_duplicated_is_a_device_of_its_own(people: tuple[Visitor, Visitor]) -> None:
    alice, bob = people
    bob.do("demo.duplicate")
    alice.click("Call bob, voice only")
    assert alice.sees("Ringing on 2 devices")


def test_media_goes_on_while_the_server_is_away(people: tuple[Visitor, Visitor], demo: Demo) -> None:
    alice, bob = people
    for visitor in people:
        visitor.tolerate("WebSocket|ERR_CONNECTION_REFUSED")
    _call(alice, bob)
    away = "Reconnecting to the server… A call under way goes on."
    demo.close()
    try:
        assert alice.sees_uncovered(away)
        assert_media_flows(alice, bob)
    finally:
        demo.restart()
    for visitor in people:
        assert visitor.sees_no(away)
        assert visitor.is_in_a_call()
    alice.click("Hang up")
    assert bob.sees(ENDED)


def _with_a_tablet(arrive: Visit) -> tuple[Visitor, Visitor, Visitor]:
    """Alice, and bob at two devices."""
    alice, bob, tablet = (arrive(home, Engine.CHROMIUM) for home in (*HOMES, HOMES[1]))
    sign_in(alice, bob, tablet)
    return alice, bob, tablet


def _call(caller: Visitor, callee: Visitor) -> None:
    """Call with video, accept by pressing Enter, and wait for media both ways."""
    caller.click(f"Call {callee.name} with video")
    assert callee.sees(f"{caller.name} is calling")
    callee.press("Enter")
    for visitor in (caller, callee):
        assert visitor.is_in_a_call()
    assert_media_flows(caller, callee)


def _other_chromium(beside: Visitor, name: str, *arguments: str) -> Visitor:
    """A Chromium without devices of its own, in the same home as another visitor's."""
    running = beside.page.context.browser
    assert running
    chromium = shutil.which("chromium")
    launch = running.browser_type.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", *arguments])
    return visit(name, beside.runner.run(launch), beside.runner, DEMO_ORIGIN)
