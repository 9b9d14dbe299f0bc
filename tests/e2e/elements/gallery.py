"""A page of the gallery, used as people do: by roles and names, with the keyboard and the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.async_api import Error, expect

from tools import gallery

from .reader import FOCUSED
from .snapshots import RINGING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

    from playwright.async_api import Locator, Page

PATIENCE_MS = 5_000

CALL_BOB = "Call bob with video"


class Gallery:
    """One state at a time; `client` in the page is the client that it is drawn from, which does what it is told."""

    def __init__(self, page: Page, runner: asyncio.Runner) -> None:
        self.page = page
        self._runner = runner
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)

    @property
    def states(self) -> list[str]:
        """The names of all states."""
        self.wait(gallery.show(self.page))
        states: list[str] = self.do("window.gallery.states")
        return states

    def show(self, state: str, **looks: str) -> None:
        """Show one state alone; `looks` are `theme`, `dir` and `lang`."""
        self.wait(gallery.show(self.page, state, **looks))

    def do(self, script: str, argument: object = None) -> Any:
        """What a script of the page answers, with `client`, `call` (the first one) and `argument` in it."""
        names = "const { client } = window.gallery, call = client?.calls[0];"
        return self.wait(self.page.evaluate(f"async (argument) => {{ {names} return {script}; }}", argument))

    def change(self, **snapshot: object) -> None:
        """Have the call's snapshot say this as well."""
        self.do("client.change(call.callId, argument)", snapshot)

    def button(self, name: str) -> Locator:
        """The button with exactly this name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def click(self, button: str) -> None:
        """Click the button with exactly this name."""
        self.wait(self.button(button).click(timeout=PATIENCE_MS))

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        for key in keys:
            self.wait(self.page.keyboard.press(key))

    def sees(self, what: Locator) -> bool:
        """Whether it comes to be visible."""
        return self.holds(expect(what.first).to_be_visible(timeout=PATIENCE_MS))

    def sees_no(self, what: Locator) -> bool:
        """Whether it goes, or was not there."""
        return self.holds(expect(what.filter(visible=True)).to_have_count(0, timeout=PATIENCE_MS))

    def reads(self, text: str) -> bool:
        """Whether exactly this text comes to stand somewhere."""
        return self.sees(self.page.get_by_text(text, exact=True).filter(visible=True))

    def comes(self, script: str) -> bool:
        """Whether a script of the page comes to say yes."""
        names = "const { client } = window.gallery, call = client?.calls[0];"
        waited = self.page.wait_for_function(f"() => {{ {names} return {script}; }}", timeout=PATIENCE_MS)
        return self.holds(waited)

    @property
    def focused(self) -> str:
        """The name of what has the focus, in shadow trees too."""
        name: str = self.wait(self.page.evaluate(FOCUSED))
        return name

    def wait(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Carry it out in the loop of the browsers."""
        return self._runner.run(what)

    def holds(self, what: Coroutine[Any, Any, Any]) -> bool:
        """Whether it comes to pass."""
        try:
            self.wait(what)
        except (AssertionError, Error):
            return False
        return True


def rings(page: Gallery, **different: object) -> Locator:
    """Somebody calls; the alert dialogue that says so."""
    page.do("client.put({ calls: [...client.store.getSnapshot().calls, argument] })", {**RINGING, **different})
    return page.page.get_by_role("alertdialog")
