"""What a person does who has a keyboard and a screen reader, and neither mouse nor eyes for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.async_api import expect

from ..media import PATIENCE_S

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from ..visitor import Visitor

PATIENCE_MS = PATIENCE_S * 1000
TAB_STOPS = 60

Named = tuple[Any, str]
"""A role of ARIA, and an accessible name."""

FOCUSED = """() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    const label = focused?.getAttribute("aria-label") ?? focused?.labels?.[0]?.textContent ?? focused?.textContent;
    return label?.trim() ?? "";
}"""
"""The name of what has the focus, in shadow trees too."""


def find(page: Page, named: Named, *, within: Named | None = None) -> Locator:
    """What has this role and exactly this name."""
    place = find(page, within) if within else page
    role, name = named
    return place.get_by_role(role, name=name, exact=True)


class Reader:
    """Somebody who goes by roles, names, what is said, and where the focus is."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self._page = visitor.page
        self._run = visitor.runner.run

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        for key in keys:
            self._run(self._page.keyboard.press(key))

    def types(self, text: str) -> None:
        """Write something, wherever the focus is."""
        self._run(self._page.keyboard.type(text))

    def tabs_to(self, name: str) -> None:
        """Press Tab until the focus is on what has this name."""
        for _ in range(TAB_STOPS):
            if self.focused == name:
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {name!r}; it is on {self.focused!r} now")

    @property
    def focused(self) -> str:
        """The name of what has the focus."""
        name: str = self._run(self._page.evaluate(FOCUSED))
        return name

    def meets(self, *named: str, within: Named | None = None) -> None:
        """Come upon what has this role and this name."""
        role, name = named
        element = find(self._page, (role, name), within=within)
        self._run(expect(element).to_be_visible(timeout=PATIENCE_MS))

    def uses(self, *named: str, within: Named | None = None) -> None:
        """Activate what has this role and this name, as a screen reader does."""
        role, name = named
        self._run(find(self._page, (role, name), within=within).click(timeout=PATIENCE_MS))

    def hears(self, words: str) -> None:
        """Be told this, by the live region."""
        said = self._page.locator("[role=status], [role=alert]").filter(has_text=words)
        self._run(expect(said).not_to_have_count(0, timeout=PATIENCE_MS))

    def comes_to_focus(self, name: str) -> None:
        """Find the focus on what has this name, after a while."""
        there = f"(name) => ({FOCUSED})() === name"
        self._run(self._page.wait_for_function(there, arg=name, timeout=PATIENCE_MS))
