"""A side of a call that is a page in a home's browser."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .peer import ORDER_SECONDS, Order, Peer

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Page, Route

    from .browsers import RunningBrowser

_PAGE = Path(__file__).with_name("page")
_SCRIPTS = ("probe.js", "gap.js", "content.js", "bare.js", "call.js", "harness.js")

# What Firefox says of a WebSocket that was closed with its page, if the connection breaks before that is confirmed.
LEFT_BEHIND = r"The connection to wss?://\S+ was interrupted while the page was loading\."

_OBEY = """async ([object, verb, argument, moment]) => {
    if (moment !== null) await probe.sleep(moment - probe.now());
    return window[object][verb](argument);
}"""


class BrowserPeer(Peer):
    """A page that holds one side of a call; its verbs are `window.<object>.<verb>(argument)`."""

    native = False

    def __init__(self, name: str, page: Page, runner: asyncio.Runner) -> None:
        """Use `open_browser_peer`."""
        super().__init__(name, runner)
        self.page = page
        self._tolerated: list[re.Pattern[str]] = []
        page.on("pageerror", lambda error: self._on_fault(f"uncaught {error}"))
        page.on("console", self._on_console)

    async def obey(self, order: Order, moment: float | None) -> Any:
        """Carry out an order at a moment (epoch, ms), or at once."""
        name, _, verb = order.target.partition(".")
        arguments = [name, verb, order.argument, moment]
        return await asyncio.wait_for(self.page.evaluate(_OBEY, arguments), ORDER_SECONDS)

    async def rest(self) -> list[str]:
        """Be in no call any more; the faults so far. What was tolerated is no longer."""
        await self.obey(self.order("peer.close"), None)
        await self.obey(self.order("probe.begin"), None)
        self._tolerated.clear()
        faults, self.faults[:] = [*self.faults], []
        return faults

    def tolerate(self, pattern: str) -> None:
        """Let console errors that match pass: browsers log each refused request as an error."""
        self._tolerated.append(re.compile(pattern))

    def close(self) -> None:
        """Close the page and its context."""
        self.tolerate(LEFT_BEHIND)
        self.runner.run(self.page.context.close())

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._on_fault(message.text)

    def _on_fault(self, text: str) -> None:
        if not any(pattern.search(text) for pattern in self._tolerated):
            self.faults.append(text)


async def open_browser_peer(name: str, browser: RunningBrowser, origin: str) -> BrowserPeer:
    """Open a page of this origin with the rig's scripts in it, in a context of its own."""
    context = await browser.browser.new_context()
    page = await context.new_page()
    peer = BrowserPeer(name, page, browser.runner)
    address = f"{origin}/e2e"
    await page.route(address, _serve_document)
    await page.goto(address)
    return peer


async def _serve_document(route: Route) -> None:
    scripts = "".join(f"<script>{(_PAGE / name).read_text()}</script>" for name in _SCRIPTS)
    body = f'<!doctype html><meta charset="utf-8"><title>e2e</title><body>{scripts}</body>'
    await route.fulfill(body=body, content_type="text/html")
