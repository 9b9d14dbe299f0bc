"""How two people come to talk, and a call that test after test goes on with."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Error

from ..browsers import Engine, Pair
from ..peer import together
from .person import open_person
from .senses import assert_talk

if TYPE_CHECKING:
    from ..browsers import Browsers
    from .person import Person

MIXED_PAIRS = pytest.mark.parametrize(
    "pair",
    [Pair(Engine.CHROMIUM, Engine.FIREFOX), Pair(Engine.FIREFOX, Engine.CHROMIUM)],
    ids=str,
    indirect=True,
    scope="session",
)
"""Each engine as the caller and as the callee."""
ENGINES = pytest.mark.parametrize(
    "pair",
    [Pair(Engine.CHROMIUM, Engine.CHROMIUM), Pair(Engine.FIREFOX, Engine.FIREFOX)],
    ids=str,
    indirect=True,
    scope="session",
)
"""The same engine at both homes."""
CHROMIUM = pytest.mark.parametrize(
    "pair", [Pair(Engine.CHROMIUM, Engine.CHROMIUM)], ids=str, indirect=True, scope="session"
)
"""For what the page does by itself, whatever the engine."""


def begin(caller: Person, callee: Person, *, video: bool = True) -> str:
    """Have one call and the other accept, until both are connected; the id of the call."""
    call_id = caller.call(callee, video=video)
    callee.comes_to(phase="ringing", callId=call_id)
    callee.do("service.accept", {"video": video})
    together(*(person.expecting(phase="connected", callId=call_id) for person in (caller, callee)))
    return call_id


def talk(caller: Person, callee: Person) -> str:
    """The same, until both hear and see each other."""
    call_id = begin(caller, callee)
    assert_talk(caller, callee)
    return call_id


class Conversation:
    """Two people in a call that outlives a test which leaves it as it was."""

    def __init__(self, browsers: Browsers) -> None:
        self._browsers = browsers
        self._people: tuple[Person, Person] | None = None
        self._homes: tuple[tuple[str, Engine], ...] = ()

    def between(self, *homes: tuple[str, Engine], origin: str) -> tuple[Person, Person]:
        """The two who talk, in these homes' browsers; they begin anew if they do not talk any more."""
        if not self._people or homes != self._homes or not self._goes_on(*self._people):
            self.close()
            caller, callee = (open_person(home, self._browsers.at(home, engine), origin) for home, engine in homes)
            self._people, self._homes = (caller, callee), homes
            for person in self._people:
                person.sign_in()
            talk(caller, callee)
        return self._people

    def close(self) -> None:
        """Close both pages."""
        for person in self._people or ():
            with suppress(Error):  # it may be gone with its browser
                person.close()
        self._people = None

    def _goes_on(self, caller: Person, callee: Person) -> bool:
        with suppress(Error):
            together(*(person.expecting(phase="connected") for person in (caller, callee)))
            return True
        return False
