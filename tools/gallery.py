"""The gallery of the elements in a browser: every state of every element, without a server."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route

FOLDER: Final = Path(__file__).resolve().parents[1] / "web" / "build" / "gallery"
ADDRESS: Final = "http://localhost/gallery/"
"""Answered from the folder. Browsers take localhost for secure."""

SCREENS: Final = (
    "phone-people",
    "phone-calls",
    "phone-settings",
    "phone-nobody",
    "phone-waiting",
    "phone-note",
    "phone-incoming",
    "call-view-ringing-video",
    "phone-voice",
    "phone-video",
    "phone-second",
    "call-view-screen",
    "call-view-muted",
    "call-view-more",
    "call-view-keypad",
    "call-view-minimised",
    "phone-ended",
    "call-view-failed",
    "prejoin-video",
    "quality-graphs",
)
"""Of all states those that show each screen once."""

CHROMIUM: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
FIREFOX: Final[dict[str, str | float | bool]] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.cubeb.force_mock_context": True,  # an AudioContext stands still without a sound card
    "media.autoplay.default": 0,
}


def build() -> None:
    """Make the gallery of the sources as they are: within a second."""
    subprocess.run(["node", "build.mjs", "--gallery"], cwd=FOLDER.parents[1], check=True)


async def launch(driver: Playwright, engine: str = "chromium") -> Browser:
    """Start the Chromium or the Firefox of this machine."""
    if engine == "chromium":
        return await driver.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
    path = shutil.which("firefox-esr")
    return await driver.firefox.launch(channel="moz-firefox", executable_path=path, firefox_user_prefs=FIREFOX)


async def open_page(context: BrowserContext) -> Page:
    """A page to which the gallery is served."""
    page = await context.new_page()
    await page.route(f"{ADDRESS}**", _serve)
    return page


async def show(page: Page, state: str = "", **looks: str) -> None:
    """Show one state alone, or the index of all; `looks` are ``theme``, ``dir`` and ``lang``."""
    await page.goto(f"{ADDRESS}?{urlencode({'state': state, **looks})}")
    await page.wait_for_selector("html[data-ready]", state="attached")


async def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS).partition("?")[0]
    await route.fulfill(path=FOLDER / (name or "index.html"))
