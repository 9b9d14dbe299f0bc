"""Chromium and the stock Firefox, driven from inside a home's namespace, one of each in each home."""

from __future__ import annotations

import asyncio
import shutil
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from playwright.async_api import async_playwright

from .network import SERVER_ADDRESS, SERVER_PORTS, inside

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

    from .network import Network


class Engine(StrEnum):
    """What makes calls at home: a browser the product must work in, or a program with its Python peer."""

    CHROMIUM = "chromium"
    FIREFOX = "firefox"
    PYTHON = "python"


class Pair(NamedTuple):
    """What alice and bob use."""

    alice: Engine
    bob: Engine

    def __str__(self) -> str:
        return f"{self.alice}-{self.bob}"


PAIRS = [
    Pair(Engine.CHROMIUM, Engine.CHROMIUM),
    Pair(Engine.CHROMIUM, Engine.FIREFOX),
    Pair(Engine.FIREFOX, Engine.FIREFOX),
    Pair(Engine.FIREFOX, Engine.CHROMIUM),
]  # in this order only one browser is exchanged from pair to pair

PY_PAIRS = [
    Pair(Engine.CHROMIUM, Engine.PYTHON),
    Pair(Engine.FIREFOX, Engine.PYTHON),
    Pair(Engine.PYTHON, Engine.PYTHON),
    Pair(Engine.PYTHON, Engine.FIREFOX),
    Pair(Engine.PYTHON, Engine.CHROMIUM),
]

_CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # A page that Playwright serves is from nowhere, and would have to ask whether it may talk to this machine.
    "--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--unsafely-treat-insecure-origin-as-secure="
    + ",".join(f"http://{SERVER_ADDRESS}:{port}" for port in SERVER_PORTS),
]
_FIREFOX_PREFERENCES: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.devices.insecure.enabled": True,
    "media.getusermedia.insecure.enabled": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.cubeb.force_mock_context": True,  # an AudioContext stands still without a sound card
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "dom.securecontext.allowlist": SERVER_ADDRESS,
    # Firefox's own connections have nowhere to go in these namespaces.
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class RunningBrowser(NamedTuple):
    """A browser, and the event loop that it is driven from."""

    engine: Engine
    browser: Browser
    runner: asyncio.Runner


class Browsers:
    """The browsers of a test session, each started when a test first wants this engine in this home."""

    def __init__(self, network: Network, runner: asyncio.Runner) -> None:
        self._network = network
        self._runner = runner
        self._drivers: dict[str, Playwright] = {}
        self._running: dict[tuple[str, Engine], RunningBrowser] = {}

    def at(self, home: str, engine: Engine) -> RunningBrowser:
        """The running browser of this engine in this home, started if need be (0.3 to 2.5 s)."""
        running = self._running.get((home, engine))
        if running is None or not running.browser.is_connected():
            browser = self._runner.run(self._launch(home, engine))
            running = self._running[home, engine] = RunningBrowser(engine, browser, self._runner)
        return running

    def close(self) -> None:
        """Close every browser and its driver."""
        self._runner.run(self._close())
        self._running.clear()
        self._drivers.clear()

    async def _close(self) -> None:
        await asyncio.gather(*(running.browser.close() for running in self._running.values()))
        await asyncio.gather(*(driver.stop() for driver in self._drivers.values()))

    async def _launch(self, home: str, engine: Engine) -> Browser:
        driver = self._drivers.get(home)
        if driver is None:
            # The driver is a child process: born inside the namespace, it starts its browsers there too.
            with inside(self._network.namespace(home)):
                driver = await async_playwright().start()
            self._drivers[home] = driver
        if engine is Engine.CHROMIUM:
            return await driver.chromium.launch(executable_path=_path("chromium"), args=_CHROMIUM_ARGUMENTS)
        return await driver.firefox.launch(
            channel="moz-firefox",
            executable_path=_path("firefox-esr"),
            firefox_user_prefs=_FIREFOX_PREFERENCES,
        )


def _path(program: str) -> str:
    path = shutil.which(program)
    assert path, program  # require_machine has looked for it
    return path
