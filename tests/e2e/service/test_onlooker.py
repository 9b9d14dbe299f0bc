"""Pages that nobody has touched, devices that are denied, pages that are not secure: browsers as people have them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ..browsers import Engine
from ..network import HOMES
from ..peer import together
from .ordinary import Onlooker, OrdinaryBrowser, open_onlooker
from .person import open_person
from .senses import assert_perceive, of

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from ..network import Network
    from ..server import RingbackServer
    from .conftest import Invite

BLOCKED = {"plays": False, "muted": False, "sinkId": ""}
HEARD = {"plays": True, "muted": False, "sinkId": ""}


CHROMIUM = pytest.mark.parametrize("ordinary", [Engine.CHROMIUM], indirect=True)
"""Firefox, as it is driven here, keeps no AudioContext back; players it does."""


@pytest.fixture(scope="module", params=[Engine.CHROMIUM, Engine.FIREFOX])
def ordinary(
    request: pytest.FixtureRequest, session_network: Network, runner: asyncio.Runner
) -> Iterator[OrdinaryBrowser]:
    """A browser in bob's home."""
    with OrdinaryBrowser(session_network.namespace(HOMES[1]), request.param, runner) as browser:
        yield browser


@pytest.fixture
def bob(ordinary: OrdinaryBrowser, server: RingbackServer) -> Iterator[Onlooker]:
    """Bob, who is signed in."""
    bob = open_onlooker(HOMES[1], ordinary.running, server.origin)
    yield bob
    bob.close()
    assert not bob.faults


@CHROMIUM
def test_a_page_that_nobody_has_touched_rings_visibly_until_somebody_does(invite: Invite, bob: Onlooker) -> None:
    alice = invite(HOMES[0], Engine.CHROMIUM)
    alice.sign_in()
    bob.come_to_front()
    alice.call(bob, video=True)
    bob.comes_to(phase="ringing")
    bob.app_comes_to(soundBlocked=True)
    bob.touch()
    bob.app_comes_to(soundBlocked=False)
    bob.do("census.becomes", {"loud": True})
    bob.do("service.hangUp")
    bob.do("census.becomes", {"loud": False})


def test_a_call_that_is_taken_without_a_touch_is_heard_after_one(invite: Invite, bob: Onlooker) -> None:
    alice = invite(HOMES[0], Engine.CHROMIUM)
    alice.sign_in()
    bob.come_to_front()
    alice.call(bob, video=True)
    bob.comes_to(phase="ringing")
    bob.do("service.accept")
    together(*(person.expecting(phase="connected") for person in (alice, bob)))
    bob.app_comes_to(soundBlocked=True)
    assert bob.do("census.players") == [BLOCKED]
    bob.touch()
    bob.app_comes_to(soundBlocked=False)
    assert bob.do("census.players") == [HEARD]
    assert_perceive({bob: of(alice)})


def test_a_camera_that_the_browser_denies(invite: Invite, ordinary: OrdinaryBrowser, server: RingbackServer) -> None:
    alice = invite(HOMES[0], Engine.CHROMIUM)
    alice.sign_in()
    with closing(open_person(HOMES[1], ordinary.running, server.origin)) as bob:
        bob.do("machine.unequip")
        ordinary.deny_camera(bob)
        bob.sign_in()
        assert bob.do("service.permission", "microphone") == "granted"
        assert bob.do("service.permission", "camera") == "denied"
        alice.call(bob, video=True)
        bob.comes_to(phase="ringing")
        bob.do("service.accept")
        alice.comes_to(phase="connected", other={"audio": True, "video": False})
        bob.comes_to(phase="connected", trouble="camera_denied", own={"audio": True, "video": False})
        assert_perceive({bob: of(alice)})


def test_a_page_that_is_not_secure_has_no_devices(ordinary: OrdinaryBrowser) -> None:
    with closing(ordinary.open_insecure(HOMES[1])) as bob:
        bob.do("service.make", {})
        for kind in ("microphone", "camera"):
            assert bob.do("service.permission", kind) == "insecure"
        bob.do("service.call", {"to": "alice"})
        bob.comes_to(phase="ended", reason="failed", trouble="microphone_insecure")
        assert bob.do("service.words")["said"][0]["next"] == "Open it by https."
