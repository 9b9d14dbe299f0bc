"""Browsers as people have them: they keep sound back until a gesture, and may deny devices."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from playwright.async_api import async_playwright

import ringback

from ..browsers import Engine, RunningBrowser
from ..network import SERVER_ADDRESS, SERVER_PORTS, inside
from ..peer import ORDER_SECONDS
from ..server import token
from .person import Person, open_person, serve_document

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Playwright, Route

    from ..peer import Order

INSECURE_ORIGIN = "http://insecure.test"
_SDK = Path(ringback.__file__).with_name("_static") / "sdk"
_ORIGINS = ",".join(f"http://{SERVER_ADDRESS}:{port}" for port in SERVER_PORTS)
_CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    f"--unsafely-treat-insecure-origin-as-secure={_ORIGINS}",
    "--autoplay-policy=document-user-activation-required",
]
_FIREFOX_PREFERENCES: dict[str, str | float | bool] = {
    "media.cubeb.force_mock_context": True,  # an AudioContext stands still without a sound card
    # Only while a gesture is handled: Playwright takes a page that it looks into for one that was touched.
    "media.autoplay.blocking_policy": 2,
    "media.navigator.streams.fake": True,
    "permissions.default.microphone": 1,  # allowed
    "permissions.default.camera": 2,  # denied
    "dom.securecontext.allowlist": SERVER_ADDRESS,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class OrdinaryBrowser:
    """One such browser in a home, beside the one that is driven there."""

    def __init__(self, namespace: str, engine: Engine, runner: asyncio.Runner) -> None:
        self._runner = runner
        self._driver, browser = runner.run(_launch(namespace, engine))
        self.running = RunningBrowser(engine, browser, runner)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self.running.browser.close())
        self._runner.run(self._driver.stop())

    def deny_camera(self, person: Person) -> None:
        """Have this page's profile allow microphones, and deny cameras; Firefox here always does."""
        if self.running.engine is Engine.CHROMIUM:
            self._runner.run(self._deny_camera(person))

    def open_insecure(self, name: str) -> Person:
        """A page that has come by plain http from another machine."""
        return self._runner.run(self._open_insecure(name))

    async def _deny_camera(self, person: Person) -> None:
        page = await person.page.context.new_cdp_session(person.page)
        profile = (await page.send("Target.getTargetInfo"))["targetInfo"]["browserContextId"]
        browser = await self.running.browser.new_browser_cdp_session()
        for device, setting in (("microphone", "granted"), ("camera", "denied")):
            permission = {"permission": {"name": device}, "setting": setting, "browserContextId": profile}
            await browser.send("Browser.setPermission", permission)

    async def _open_insecure(self, name: str) -> Person:
        context = await self.running.browser.new_context()
        page = await context.new_page()
        await page.route(f"{INSECURE_ORIGIN}/e2e", serve_document)
        await page.route(f"{INSECURE_ORIGIN}/sdk/*", _serve_sdk)
        await page.goto(f"{INSECURE_ORIGIN}/e2e")
        return Person(name, name, page, self._runner)


class Onlooker(Person):
    """Somebody whose page nobody has touched: orders come from another tab."""

    controls: Page

    async def obey(self, order: Order, moment: float | None) -> Any:
        """Carry out an order at once; `moment` is for pages that are driven."""
        assert moment is None
        name, _, verb = order.target.partition(".")
        said = self.controls.evaluate("(order) => remote.obey(order)", [name, verb, order.argument])
        return await asyncio.wait_for(said, ORDER_SECONDS)

    def touch(self) -> None:
        """Click somewhere on the page, as its user."""
        self.runner.run(self.page.mouse.click(5, 5))

    def come_to_front(self) -> None:
        """The user looks at the page."""
        self.runner.run(self.page.bring_to_front())


def open_onlooker(name: str, browser: RunningBrowser, origin: str) -> Onlooker:
    """A page that signs in by itself, so that nobody has touched it, and the tab that it gets its orders from."""
    onlooker = browser.runner.run(_open_signed_in(open_person(name, browser, origin)))
    onlooker.do("service.ready")
    return onlooker


async def _open_signed_in(beside: Person) -> Onlooker:
    page = await beside.page.context.new_page()
    kept = {
        "e2e-machine": {"devices": [asdict(device) for device in beside.devices], "refusals": {}},
        "e2e-service": {"token": token(beside.user), "config": {}},
    }
    entries = json.dumps([[key, json.dumps(value)] for key, value in kept.items()])
    keep = f"for (const entry of {entries}) sessionStorage.setItem(...entry)"
    await page.add_init_script(f"if (origin !== 'null') {keep}")  # a blank page has no storage
    await page.route(beside.page.url, serve_document)
    onlooker = Onlooker(beside.name, beside.user, page, beside.runner)
    onlooker.controls = beside.page
    await page.goto(beside.page.url)
    return onlooker


async def _serve_sdk(route: Route) -> None:
    await route.fulfill(path=_SDK / Path(route.request.url).name, content_type="text/javascript")


async def _launch(namespace: str, engine: Engine) -> tuple[Playwright, Browser]:
    with inside(namespace):
        driver = await async_playwright().start()
    if engine is Engine.CHROMIUM:
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=_CHROMIUM_ARGUMENTS)
        return driver, await chromium
    firefox = driver.firefox.launch(
        channel="moz-firefox",
        executable_path=shutil.which("firefox-esr"),
        firefox_user_prefs=_FIREFOX_PREFERENCES,
    )
    return driver, await firefox
