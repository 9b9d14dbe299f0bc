"""Somebody whose page makes calls with the SDK's `CallClient`, and with nothing below it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from ..browser_peer import LEFT_BEHIND, BrowserPeer
from ..media import SIGNATURES as TWO_SIGNATURES
from ..media import Signature
from ..server import token

if TYPE_CHECKING:
    import asyncio

    from playwright.async_api import BrowserContext, Page, Route

    from ..browsers import RunningBrowser
    from ..peer import Order

_PAGE = Path(__file__).parents[1] / "page"
_SCRIPTS = ("probe.js", "gap.js", "content.js", "census.js", "voice.js", "machine.js", "service.js", "remote.js")
_NUMBERS = count()

SIGNATURES = {**TWO_SIGNATURES, "carol": Signature(1500, "blue")}
SECOND_SIGNATURES = {
    "alice": Signature(1900, "cyan"),
    "bob": Signature(2300, "magenta"),
    "carol": Signature(2700, "red"),
}
"""Of the second devices of everybody's machine."""


@dataclass(frozen=True)
class Device:
    """A device of a person's machine."""

    deviceId: str  # noqa: N815 - as the page has it
    kind: str
    sends: int | str = ""
    """The frequency of a microphone, or "voice" for one that page/voice.js speaks at; the colour of a camera."""


def devices_of(name: str) -> list[Device]:
    """Two of each: the first ones, the system's defaults, sound and look as the person's signature."""
    first, second = SIGNATURES[name], SECOND_SIGNATURES[name]
    return [
        Device("first microphone", "microphone", first.hertz),
        Device("second microphone", "microphone", second.hertz),
        Device("first camera", "camera", first.colour),
        Device("second camera", "camera", second.colour),
        Device("first speaker", "speaker"),
        Device("second speaker", "speaker"),
    ]


class Person(BrowserPeer):
    """One side of a call, with the verbs of page/service.js; `name` is the role, `user` who it is to the server."""

    def __init__(self, name: str, user: str, page: Page, runner: asyncio.Runner) -> None:
        """Use `open_person`."""
        super().__init__(name, page, runner)
        self.user = user

    def sign_in(self, **config: object) -> None:
        """Connect to the server, with these settings of the CallClient."""
        self.do("service.signIn", {"token": token(self.user), "config": config})

    def call(self, other: Person, **wanted: bool) -> str:
        """Call somebody; the id of the call."""
        call_id: str = self.do("service.call", {"to": other.user, **wanted})
        return call_id

    def comes_to(self, **expected: object) -> float:
        """Wait until the call's snapshot holds all this; the moment (epoch, s). `True`: whatever is there."""
        return float(self.do("service.comesTo", expected)) / 1000

    def expecting(self, **expected: object) -> Order:
        """The same, to be given later by `together`."""
        return self.order("service.comesTo", expected)

    def app_comes_to(self, **expected: object) -> None:
        """Wait until the rest of the store holds all this."""
        self.do("service.appComesTo", expected)

    @property
    def devices(self) -> list[Device]:
        """What the person's machine has when nothing was unplugged."""
        return devices_of(self.name)

    @property
    def snapshot(self) -> dict[str, Any]:
        """The call as it stands."""
        snapshot: dict[str, Any] = self.do("service.snapshot")
        return snapshot

    @property
    def alive(self) -> dict[str, int]:
        """How many contexts, connections, tracks and players the page has in use."""
        alive: dict[str, int] = self.do("census.alive")
        return alive

    def story(self) -> str:
        """What has happened on this side, for a failed test's report; a page may be gone by then."""
        try:
            return super().story()
        except Error as error:
            return "\n".join([str(error), *self.faults])

    def vanish(self) -> None:
        """The page is gone, without a word to anybody; the browser and its other tabs stay."""
        self.tolerate(LEFT_BEHIND)
        self.runner.run(self.page.close())

    def reload(self) -> None:
        """As the browser's button does; the page signs in again by itself."""
        self.runner.run(self.reloading())

    async def reloading(self) -> None:
        """The same, to be done side by side with others."""
        self.tolerate(LEFT_BEHIND)
        await self.page.reload()

    def open_tab(self) -> Person:
        """Another tab of the same user, in the same browser; not signed in yet."""
        return self.runner.run(_open(self.name, self.page.context, self.runner, (self.page.url, self.user)))


def open_person(name: str, browser: RunningBrowser, origin: str) -> Person:
    """Open a page of this origin, in a profile of its own: equipped, and a user nobody has heard of before."""

    async def opening() -> Person:
        context = await browser.browser.new_context()
        return await _open(name, context, browser.runner, (f"{origin}/e2e", f"{name}.{next(_NUMBERS)}"))

    return browser.runner.run(opening())


async def _open(name: str, context: BrowserContext, runner: asyncio.Runner, where: tuple[str, str]) -> Person:
    page = await context.new_page()
    address, user = where
    person = Person(name, user, page, runner)
    await page.route(address, serve_document)
    await page.goto(address)
    await page.evaluate("(devices) => machine.equip(devices)", [asdict(device) for device in devices_of(name)])
    return person


async def serve_document(route: Route) -> None:
    """The page, with nothing in it but the scripts."""
    scripts = "".join(f"<script>{(_PAGE / name).read_text()}</script>" for name in _SCRIPTS)
    body = f'<!doctype html><meta charset="utf-8"><title>e2e</title><body>{scripts}</body>'
    await route.fulfill(body=body, content_type="text/html")
