"""The elements for people who see little, hear little, or use no mouse."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools import gallery
from tools.generate.element_sources import elements, own_modules, sources, told

from ..browsers import Engine
from ..media import assert_media_flows
from ..network import HOMES
from ..visitor import sign_in
from .reader import Reader

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

    from ..conftest import Visit
    from .gallery import Gallery

INSPECT = Path(__file__).with_name("inspect.js")
AXE = Path(__file__).resolve().parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PARTS = {
    (element.tag, feature.name)
    for element in elements(sources())
    for feature in (*element.features, *told(sources(), own_modules(sources(), element.tag)))
    if feature.kind == "part"
}
TABS = {"chromium": 4, "firefox": 2}
"""How many states are looked at side by side."""

engines = pytest.mark.parametrize("engine", ["chromium", "firefox"])


async def _inspect(page: Page, engine: str, state: str) -> list[str]:
    """What is wrong with the state that is shown. Firefox computes sizes alike, and each colour is on a screen."""
    for script in (AXE, INSPECT):
        await page.add_script_tag(path=script)
    colours = engine == "chromium" or state in gallery.SCREENS
    found = list(await page.evaluate("inspect.violations()" if colours else "inspect.violationsButColours()"))
    if engine == "firefox":
        return found
    found += await page.evaluate("inspect.smallTargets()")
    parts = {(tag, part) for tag, part in await page.evaluate("inspect.parts()")}
    found += [f"no comment has the part {part} of {tag}" for tag, part in parts - PARTS]
    for lang in ("es", "de"):
        found += await page.evaluate("(lang) => inspect.tooWide(lang)", lang)
    return [*found, *await page.evaluate("inspect.contrastInTheDark()")]


async def _open(context: BrowserContext) -> Page:
    page = await gallery.open_page(context)
    await page.set_viewport_size({"width": 360, "height": 720})
    await page.emulate_media(reduced_motion="reduce")  # no colour is half way to another
    return page


@engines
def test_axe_finds_nothing_in_any_state_and_everything_fits_a_small_phone(page: Gallery, engine: str) -> None:
    """With targets of at least 44 by 44 pixels, and nothing wider than the window, in every language. Firefox, which
    is slower, looks at the colours of each screen once."""
    found: list[str] = []

    async def visit(tab: Page, states: list[str]) -> None:
        while states:
            state = states.pop()
            await gallery.show(tab, state)
            found.extend(f"{state}: {each}" for each in await _inspect(tab, engine, state))

    async def visit_all(states: list[str]) -> None:
        tabs = [await _open(page.page.context) for _ in range(TABS[engine])]
        await asyncio.gather(*(visit(tab, states[number :: len(tabs)]) for number, tab in enumerate(tabs)))

    page.wait(visit_all(page.states))
    assert not found, "\n".join(sorted(found))


def _both(arrive: Visit, engine: str) -> tuple[Reader, Reader]:
    alice, bob = (Reader(arrive(home, Engine(engine))) for home in HOMES)
    return alice, bob


def _talk(alice: Reader, bob: Reader) -> None:
    for reader in (alice, bob):
        reader.hears("Connected")
    assert_media_flows(alice.visitor, bob.visitor)


@engines
def test_a_whole_call_by_keyboard_alone(arrive: Visit, engine: str) -> None:
    alice, bob = _both(arrive, engine)
    for reader in (alice, bob):
        reader.tabs_to("Your name")
        reader.types(reader.visitor.name)
        reader.press("Enter")
    alice.meets("button", "Call bob with video")
    alice.tabs_to("Call bob with video")
    alice.press("Enter")
    bob.comes_to_focus("Accept")
    bob.press("Enter")
    _talk(alice, bob)
    alice.press("m")
    bob.hears("alice has muted the microphone")
    alice.press("m", "?")
    bob.hears("alice has turned the microphone on")
    alice.meets("dialog", "Keyboard shortcuts")
    alice.press("Escape", "Shift+L")
    bob.comes_to_focus("The call has ended.")
    alice.tabs_to("Close")
    alice.press("Enter")
    alice.comes_to_focus("Call bob with video")


@engines
def test_a_whole_call_by_roles_and_names_alone(arrive: Visit, engine: str) -> None:
    alice, bob = _both(arrive, engine)
    sign_in(alice.visitor, bob.visitor)
    alice.uses("button", "Call bob with video")
    alice.meets("region", "Call with bob")
    bob.uses("button", "Accept", within=("alertdialog", "alice is calling"))
    _talk(alice, bob)
    controls = ("group", "Call controls")
    alice.uses("button", "Turn the camera off", within=controls)
    bob.hears("alice has turned the camera off")
    alice.uses("button", "Hang up", within=controls)
    for reader in (alice, bob):
        reader.meets("heading", "The call has ended.")
    bob.uses("radio", "Excellent", within=("group", "How was the call?"))
    bob.uses("button", "Close")
    bob.meets("button", "Call alice with video")
