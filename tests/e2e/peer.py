"""One side of a call: a page in a home's browser, and the verbs that its script understands."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Page, Route

    from .browsers import RunningBrowser

_PAGE = Path(__file__).with_name("page")
_SCRIPTS = ("probe.js", "gap.js", "content.js", "bare.js", "call.js", "harness.js")
_ORDER_SECONDS = 40
_HEAD_START_SECONDS = 0.3  # until both browsers have received what they will do at the same moment

_OBEY = """async ([object, verb, argument, moment]) => {
    if (moment !== null) await probe.sleep(moment - probe.now());
    return window[object][verb](argument);
}"""


@dataclass(frozen=True)
class Order:
    """A verb for one peer that has not been given yet; see `at_once`."""

    peer: Peer
    target: str
    argument: object = None


class Peer:
    """A page that holds one side of a call. What the page throws or logs as an error ends up in `faults`."""

    def __init__(self, name: str, page: Page, runner: asyncio.Runner) -> None:
        """Use `open_peer`."""
        self.name = name
        self.page = page
        self.faults: list[str] = []
        self.runner = runner
        self._tolerated: list[re.Pattern[str]] = []
        page.on("pageerror", lambda error: self._on_fault(f"uncaught {error}"))
        page.on("console", self._on_console)

    def do(self, target: str, argument: object = None) -> Any:
        """Call `window.<object>.<verb>(argument)`, `target` being "object.verb", and return what it resolves to."""
        return self.runner.run(self.obey(Order(self, target, argument), None))

    def order(self, target: str, argument: object = None) -> Order:
        """The same as `do`, to be given later by `at_once`."""
        return Order(self, target, argument)

    async def obey(self, order: Order, moment: float | None) -> Any:
        """Carry out an order at a moment (epoch, ms), or at once."""
        name, _, verb = order.target.partition(".")
        arguments = [name, verb, order.argument, moment]
        return await asyncio.wait_for(self.page.evaluate(_OBEY, arguments), _ORDER_SECONDS)

    def tolerate(self, pattern: str) -> None:
        """Let console errors that match pass: browsers log each refused request as an error."""
        self._tolerated.append(re.compile(pattern))

    def story(self) -> str:
        """What has happened on this page, for a failed test's report."""
        events = self.do("probe.story")
        return "\n".join([*events, *self.faults])

    def close(self) -> None:
        """Close the page and its context."""
        self.runner.run(self.page.context.close())

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._on_fault(message.text)

    def _on_fault(self, text: str) -> None:
        if not any(pattern.search(text) for pattern in self._tolerated):
            self.faults.append(text)


def together(*orders: Order, moment: float | None = None) -> list[Any]:
    """Carry out orders of several pages side by side, and return what each resolved to."""

    async def carry_out() -> list[Any]:
        return list(await asyncio.gather(*(order.peer.obey(order, moment) for order in orders)))

    return orders[0].peer.runner.run(carry_out())


def at_once(*orders: Order) -> float:
    """Carry out orders of several pages at the same moment of the common clock; return it (epoch, s)."""
    moment = time.time() + _HEAD_START_SECONDS
    together(*orders, moment=moment * 1000)
    return moment


def open_peer(name: str, browser: RunningBrowser, origin: str) -> Peer:
    """Open a page of this origin with the rig's scripts in it, in a context of its own."""

    async def open_page() -> Peer:
        context = await browser.browser.new_context()
        page = await context.new_page()
        peer = Peer(name, page, browser.runner)
        address = f"{origin}/e2e"
        await page.route(address, _serve_document)
        await page.goto(address)
        return peer

    return browser.runner.run(open_page())


async def _serve_document(route: Route) -> None:
    scripts = "".join(f"<script>{(_PAGE / name).read_text()}</script>" for name in _SCRIPTS)
    body = f'<!doctype html><meta charset="utf-8"><title>e2e</title><body>{scripts}</body>'
    await route.fulfill(body=body, content_type="text/html")
