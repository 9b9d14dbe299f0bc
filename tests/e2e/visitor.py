"""Somebody at the page of `ringback serve --demo`, who clicks and reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error, expect
from playwright.async_api import TimeoutError as NotInTimeError

from .browser_peer import BrowserPeer
from .media import PATIENCE_S

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

    from playwright.async_api import Browser, Locator, Page

_SCRIPTS = [Path(__file__).with_name("page") / name for name in ("probe.js", "gap.js", "demo.js")]
_PATIENCE_MS = PATIENCE_S * 1000
_ENDS_A_CALL = re.compile("^(Hang up|Cancel|Decline)$")

ENDED = "The call has ended."


class Visitor(BrowserPeer):
    """A peer whose page is the product's own; it knows the verbs of probe.js, gap.js and demo.js."""

    def sign_in(self) -> None:
        """Choose the name, and wait for the list of people."""
        self._do(self.page.get_by_label("Your name").fill(self.name))
        self.click("Continue")
        assert self.is_at_home()

    def click(self, button: str, *, within: str | None = None) -> None:
        """Click the button with exactly this name, in the group of that name where another may have the same."""
        place = self.page if within is None else self.page.get_by_role("group", name=within, exact=True)
        self._do(place.get_by_role("button", name=button, exact=True).click(timeout=_PATIENCE_MS))

    def press(self, key: str) -> None:
        """Press a key, wherever the focus is."""
        self._do(self.page.keyboard.press(key))

    def sees(self, text: str) -> bool:
        """Whether exactly this text comes to stand on the page."""
        return self._comes(self._shown(text).first.wait_for(timeout=_PATIENCE_MS))

    def sees_uncovered(self, text: str) -> bool:
        """Whether exactly this text comes to stand on the page, with nothing in front of it."""
        return self._comes(self._shown(text).last.click(trial=True, timeout=_PATIENCE_MS))

    def is_at_home(self) -> bool:
        """Whether the list of people comes to be there to be clicked, with no call in front of it."""
        return self._comes(self.page.get_by_role("searchbox").click(trial=True, timeout=_PATIENCE_MS))

    def is_in_a_call(self) -> bool:
        """Whether the page comes to show how long the call has lasted, as it does while that is connected."""
        lasting = self.page.get_by_text(re.compile(r"^\d+:\d\d$")).filter(visible=True)
        return self._comes(expect(lasting).not_to_have_count(0, timeout=_PATIENCE_MS))

    def sees_no(self, text: str) -> bool:
        """Whether this text leaves the page, or was not there."""
        return self._comes(self._shown(text).first.wait_for(state="hidden", timeout=_PATIENCE_MS))

    def end_call(self) -> None:
        """End the call that there may be here: the next page of the same name would hear of it."""
        button = self.page.get_by_role("button", name=_ENDS_A_CALL)
        self._do(button.evaluate_all("(buttons) => buttons.forEach((button) => button.click())"))
        self._comes(button.first.wait_for(state="hidden", timeout=_PATIENCE_MS))

    def leave(self) -> None:
        """Close the page as a person does, so that it notices."""
        self._do(self.page.goto("about:blank"))

    def _shown(self, text: str) -> Locator:
        return self.page.get_by_text(text, exact=True).filter(visible=True)

    def _comes(self, what: Coroutine[Any, Any, None]) -> bool:
        try:
            self._do(what)
        except (AssertionError, NotInTimeError):
            return False
        return True

    def _do(self, what: Coroutine[Any, Any, Any]) -> None:
        self.runner.run(what)


def sign_in(*visitors: Visitor) -> None:
    """Everybody under their own name, one after the other."""
    for visitor in visitors:
        visitor.sign_in()


def visit(name: str, browser: Browser, runner: asyncio.Runner, origin: str) -> Visitor:
    """Open the page, in a context of its own."""

    async def open_page() -> Visitor:
        context = await browser.new_context()
        for script in _SCRIPTS:
            await context.add_init_script(path=script)
        page = await context.new_page()
        visitor = Visitor(name, page, runner)
        await _load(page, origin)
        return visitor

    return runner.run(open_page())


async def _load(page: Page, origin: str) -> None:
    """Load the page; once more when the namespace's own IPv6 address came up meanwhile: Chromium gives up then."""
    try:
        await page.goto(origin)
    except Error as error:
        if "ERR_NETWORK_CHANGED" not in error.message:
            raise
        await page.goto(origin)
