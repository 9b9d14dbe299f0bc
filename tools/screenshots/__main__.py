"""Photograph every screen of the gallery, in every look and width.

The pictures themselves go to ``web/build/screens``; the contact sheets that are made of them, to ``docs/images``.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from playwright.async_api import BrowserContext, Page, async_playwright

from tools import gallery
from tools.screenshots.sheet import compressed, contact_sheet

ROOT: Final = Path(__file__).resolve().parents[2]
PICTURES: Final = ROOT / "web" / "build" / "screens"
IMAGES: Final = ROOT / "docs" / "images"

SIZES: Final = {360: 720, 768: 900, 1440: 900}
"""Widths, and the height of each, in CSS pixels."""


class Look(NamedTuple):
    """How everything looks on one contact sheet."""

    theme: str
    lang: str = "en"
    dir: str = "ltr"


LOOKS: Final = {
    "light": Look("light"),
    "dark": Look("dark"),
    "right-to-left": Look("light", dir="rtl"),
    "german": Look("dark", lang="de"),
}
ALONE: Final = {
    "people": ("phone-people", "light", 1440),
    "incoming": ("phone-incoming", "light", 1440),
    "in-call": ("phone-video", "dark", 1440),
    "ended": ("phone-ended", "light", 1440),
}
"""Pictures that the documentation shows by themselves: of which state, in which look, how wide."""


def picture(state: str, look: str, width: int) -> Path:
    """Where the picture of a state is."""
    return PICTURES / look / f"{state}-{width}.png"


async def photograph(context: BrowserContext, look: str, states: Sequence[str]) -> None:
    """Photograph states in one look, in every width."""
    page = await gallery.open_page(context)
    await page.emulate_media(reduced_motion="reduce")
    (PICTURES / look).mkdir(parents=True, exist_ok=True)
    for state in states:
        await gallery.show(page, state, **LOOKS[look]._asdict())
        for width, height in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            await page.screenshot(path=picture(state, look, width), animations="disabled", caret="hide")
    await page.close()


async def write(page: Page) -> None:
    """Write the contact sheets, and what stands alone."""
    ratios = [width / height for width, height in SIZES.items()]
    for look in LOOKS:
        rows = [(state, [picture(state, look, width) for width in SIZES]) for state in gallery.SCREENS]
        (IMAGES / f"elements-{look}.webp").write_bytes(await contact_sheet(page, rows, ratios))
    for name, (state, look, width) in ALONE.items():
        (IMAGES / f"{name}.webp").write_bytes(await compressed(page, picture(state, look, width), width))


async def main(named: Sequence[str]) -> None:
    """Everything; or only the pictures of the looks and states that are named, and no sheets."""
    gallery.build()
    looks = [look for look in LOOKS if look in named] or list(LOOKS)
    states = [word for word in named if word not in LOOKS] or gallery.SCREENS
    async with async_playwright() as driver:
        browser = await gallery.launch(driver)
        for look in looks:
            await photograph(await browser.new_context(), look, states)
        if not named:
            await write(await browser.new_page())
        await browser.close()
    print(f"{PICTURES.relative_to(ROOT)} has {len(states)} states in {len(SIZES)} widths: {', '.join(looks)}")


asyncio.run(main(sys.argv[1:]))
