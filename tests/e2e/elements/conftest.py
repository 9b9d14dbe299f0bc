"""A gallery for each test, in browsers that need no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright

from tools import gallery

from .gallery import CALL_BOB, Gallery
from .snapshots import ANSWERED, GOOD

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from playwright.async_api import Browser

    from ..conftest import Evidence


class GalleryBrowsers:
    """The browsers of this folder, each started when a test first needs it."""

    def __init__(self, runner: asyncio.Runner) -> None:
        gallery.build()
        self._runner = runner
        self._driver = runner.run(async_playwright().start())
        self._running: dict[str, Browser] = {}

    def open(self, engine: str) -> Gallery:
        """A gallery in a profile of its own."""
        return self._runner.run(self._open(engine))

    async def _open(self, engine: str) -> Gallery:
        if engine not in self._running:
            self._running[engine] = await gallery.launch(self._driver, engine)
        context = await self._running[engine].new_context(viewport={"width": 1024, "height": 720}, timezone_id="UTC")
        return Gallery(await gallery.open_page(context), self._runner)

    def close(self) -> None:
        """Stop them."""
        for browser in self._running.values():
            self._runner.run(browser.close())
        self._runner.run(self._driver.stop())


@pytest.fixture(scope="package")
def gallery_browsers(runner: asyncio.Runner) -> Iterator[GalleryBrowsers]:
    """Chromium, and Firefox where a test asks for it."""
    browsers = GalleryBrowsers(runner)
    yield browsers
    browsers.close()


@pytest.fixture
def engine() -> str:
    """The browser, if a test does not say otherwise."""
    return "chromium"


@pytest.fixture
def page(gallery_browsers: GalleryBrowsers, engine: str, evidence: Evidence) -> Iterator[Gallery]:
    """The gallery; an error that its page throws or logs fails the test."""
    page = gallery_browsers.open(engine)
    evidence["page"] = lambda: "\n".join(page.faults)
    yield page
    page.wait(page.page.context.close())
    assert page.faults == []


@pytest.fixture
def phone(page: Gallery) -> Gallery:
    """A phone without a call."""
    page.show("phone-people")
    return page


@pytest.fixture
def talking(phone: Gallery) -> Gallery:
    """A video call that Alice has made from the list of people."""
    phone.click(CALL_BOB)
    phone.change(**ANSWERED, quality=GOOD)
    assert phone.sees(phone.button("Hang up"))
    return phone
