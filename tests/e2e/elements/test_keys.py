"""The keys of a call: what each does, where they do nothing, and that an application can do without them.

Source: WCAG 2.2, 2.1.4 Character Key Shortcuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .snapshots import ANSWERED

if TYPE_CHECKING:
    from .gallery import Gallery

FIELD = "void document.body.appendChild(document.createElement('input')).focus()"

HINTS = """(function hints(root) {
    const all = (selector) => [...root.querySelectorAll(selector)];
    const own = all("[aria-keyshortcuts], kbd").map((each) => each.ariaLabel ?? each.textContent);
    const tips = all("[data-tip]").map((each) => each.dataset.tip).filter((tip) => /\\(.+\\)/.test(tip));
    const inside = all("*").flatMap(({ shadowRoot }) => (shadowRoot ? hints(shadowRoot) : []));
    return [...own, ...tips, ...inside];
})(document)"""
"""Everything that names a key: to a screen reader, in a menu, in what comes up beside a button."""


def no_shortcuts(page: Gallery) -> None:
    """Have the application want none."""
    page.do("document.querySelector('ringback-phone').setAttribute('no-shortcuts', '')")


def test_s_shares_the_screen_and_stops(talking: Gallery) -> None:
    talking.press("s")
    assert talking.comes("call.snapshot.own.screen !== null")
    talking.press("s")
    assert talking.comes("call.snapshot.own.screen === null")


def test_f_fills_the_screen_and_leaves_it(talking: Gallery) -> None:
    talking.press("f")
    assert talking.comes("document.fullscreenElement?.localName === 'ringback-phone'")
    talking.press("f")
    assert talking.comes("document.fullscreenElement === null")


def test_p_takes_the_picture_out(talking: Gallery) -> None:
    talking.do(
        "HTMLVideoElement.prototype.requestPictureInPicture = async function () { window.shown = this.part[0] }"
    )
    talking.press("p")
    assert talking.comes("window.shown === 'remote'")


def test_q_shows_how_good_the_call_is_and_hides_it(talking: Gallery) -> None:
    panel = talking.page.get_by_role("region", name="Quality")
    talking.press("q")
    assert talking.sees(panel)
    talking.press("q")
    assert talking.sees_no(panel)


@pytest.mark.parametrize("key", ["s", "f", "p", "q"])
def test_in_a_text_field_a_key_is_a_letter(talking: Gallery, key: str) -> None:
    talking.do("HTMLVideoElement.prototype.requestPictureInPicture = async () => { window.shown = true }")
    talking.do(FIELD)
    talking.press(key)
    assert talking.comes(f"document.activeElement.value === '{key}'")
    assert talking.do("[call.snapshot.own.screen, document.fullscreenElement, window.shown ?? null]") == [None] * 3
    assert talking.sees_no(talking.page.get_by_role("region", name="Quality"))


def test_without_shortcuts_no_key_acts_and_none_is_named(talking: Gallery) -> None:
    talking.click("More")
    named = talking.do(HINTS)
    assert {"Mute", "Mute (M)", "H"} <= set(named)
    no_shortcuts(talking)
    assert talking.comes(f"{HINTS}.length === 0")
    assert talking.sees_no(talking.button("Keyboard shortcuts"))
    talking.press("m", "v", "s", "h", "n", "?", "Shift+L")
    assert talking.do("call.snapshot.own").items() >= ANSWERED["own"].items()
    assert talking.do("call.snapshot.phase") == "connected"
    assert talking.sees_no(talking.page.get_by_role("dialog"))


def test_the_keys_of_the_small_window_are_in_the_list(talking: Gallery) -> None:
    talking.press("?")
    listed = talking.page.get_by_role("dialog", name="Keyboard shortcuts")
    assert talking.sees(listed.get_by_text("Move the small window, on its picture"))
    assert talking.sees(listed.get_by_text("← ↑ → ↓"))
