"""Pages that stay open from test to test: to open one and to sign in takes longer than what many a test does there."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Error

from .browser_peer import open_browser_peer
from .calls import sign_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .browser_peer import BrowserPeer
    from .browsers import Browsers, Engine, RunningBrowser

    Place = tuple[str, Engine, str]

PASSED = pytest.StashKey[bool]()
"""Of a test, for the fixtures that would have the next one go on with what it leaves."""


class Pages:
    """Pages in homes' browsers, each signed in under the name of its home; between tests they are in no call."""

    def __init__(self, browsers: Browsers, runner: asyncio.Runner) -> None:
        self._browsers = browsers
        self._runner = runner
        self._open: dict[Place, BrowserPeer] = {}
        self._present: list[BrowserPeer] = []

    def at(self, engines: Mapping[str, Engine], origin: str) -> list[BrowserPeer]:
        """The pages of this origin in these homes' browsers. Others of the same origin are closed: its users would
        have two devices."""
        wanted = [(home, engine, origin) for home, engine in engines.items()]
        unfit = [
            place
            for place, page in self._open.items()
            if page.page.is_closed() or (place[-1] == origin and place not in wanted)
        ]
        self._close(unfit)
        new = {place: self._browsers.at(*place[:2]) for place in wanted if place not in self._open}
        self._open |= self._runner.run(self._open_all(new))
        if new:
            sign_in(*(self._open[place] for place in new))
        self._present = [self._open[place] for place in wanted]
        return self._present

    def rest(self) -> list[str]:
        """End what the pages do; their faults."""

        async def rest() -> list[list[str]]:
            return await asyncio.gather(*(page.rest() for page in self._present))

        return [fault for faults in self._runner.run(rest()) for fault in faults]

    def close(self) -> list[str]:
        """Close them all; their faults."""
        faults = [fault for page in self._open.values() for fault in page.faults]
        self._close(list(self._open))
        return faults

    def _close(self, places: Collection[Place]) -> None:
        for place in places:
            with suppress(Error):  # it may be gone with its browser
                self._open.pop(place).close()

    async def _open_all(self, browsers: Mapping[Place, RunningBrowser]) -> dict[Place, BrowserPeer]:
        opening = (open_browser_peer(home, browser, origin) for (home, _, origin), browser in browsers.items())
        return dict(zip(browsers, await asyncio.gather(*opening), strict=True))
