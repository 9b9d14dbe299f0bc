"""What an application can make of the looks, and what a language does to words, direction, figures and dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from .gallery import CALL_BOB, rings
from .snapshots import GOOD

if TYPE_CHECKING:
    from .gallery import Gallery

IN_SHADOWS = """(function find(root, selector) {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const { shadowRoot } of root.querySelectorAll("*")) {
        const inside = shadowRoot && find(shadowRoot, selector);
        if (inside) return inside;
    }
    return null;
})"""


def style(page: Gallery, css: str) -> None:
    """A style sheet of the application."""
    page.wait(page.page.add_style_tag(content=css))


def computed(page: Gallery, selector: str, name: str) -> str:
    """What an element, wherever it is, looks like."""
    value: str = page.do(f"getComputedStyle({IN_SHADOWS}(document, argument)).{name}", selector)
    return value


def left(page: Gallery, name: str) -> float:
    """Where a button of the bar begins, in pixels from the left."""
    box: dict[str, Any] = page.wait(page.button(name).bounding_box())
    return float(box["x"])


@pytest.mark.parametrize(("direction", "mirrored"), [("ltr", False), ("rtl", True)])
def test_from_right_to_left_the_bar_is_mirrored_and_the_small_window_lies_on_the_other_side(
    page: Gallery, direction: str, mirrored: bool
) -> None:
    page.show("phone-video", dir=direction)
    places = [left(page, name) for name in ("Mute", "Turn the camera off", "Share the screen", "More", "Hang up")]
    assert places == sorted(places, reverse=mirrored)
    page.press("n")
    window = page.wait(page.page.get_by_role("region", name="Call with bob").bounding_box())
    width = page.do("innerWidth")
    assert (window["x"] < width - window["x"] - window["width"]) is mirrored
    page.wait(page.button("Move this window: drag it, or press an arrow key").focus())
    page.press("ArrowRight" if mirrored else "ArrowLeft")
    moved = page.wait(page.page.get_by_role("region", name="Call with bob").bounding_box())
    assert abs(moved["x"] - window["x"]) == pytest.approx(24)


def test_a_part_of_the_phone_is_restyled_however_deep_it_lies(page: Gallery) -> None:
    page.show("phone-people")
    style(
        page,
        """ringback-phone::part(person) { padding-top: 31px; }
        ringback-phone::part(accept) { border-radius: 3px; }
        ringback-phone::part(hang-up) { border-radius: 5px; }
        ringback-phone::part(bar) { padding-top: 7px; }""",
    )
    assert computed(page, "[part~=person]", "paddingTop") == "31px"
    assert page.sees(rings(page))
    assert computed(page, "[part~=accept]", "borderTopLeftRadius") == "3px"
    page.click("Accept")
    assert page.sees(page.button("Hang up"))
    assert computed(page, "[part~='hang-up']", "borderTopLeftRadius") == "5px"
    assert computed(page, "[part~=bar]", "paddingTop") == "7px"


def test_custom_properties_reach_every_element(page: Gallery) -> None:
    page.show("phone-people")
    style(
        page, "ringback-phone { --ringback-accent: rgb(1, 2, 3); --ringback-font: monospace; --ringback-radius: 2px; }"
    )
    assert computed(page, "[part~=video]", "color") == "rgb(1, 2, 3)"
    assert computed(page, "[part~=person]", "fontFamily") == "monospace"
    page.click(CALL_BOB)
    page.change(phase="ended", reason="busy", endedAt=1)
    assert page.sees(page.button("Call again"))
    assert computed(page, "[part~='call-again']", "backgroundColor") == "rgb(1, 2, 3)"


def test_the_theme_is_the_systems_unless_the_application_says_otherwise(page: Gallery) -> None:
    page.show("phone-people")
    schemes = {}
    for theme in ("light", "dark"):
        page.do("document.querySelector('ringback-phone').setAttribute('theme', argument)", theme)
        schemes[theme] = computed(page, "ringback-people", "color")
    page.do("document.querySelector('ringback-phone').removeAttribute('theme')")
    page.wait(page.page.emulate_media(color_scheme="dark"))
    assert computed(page, "ringback-people", "color") == schemes["dark"] != schemes["light"]


@pytest.mark.parametrize(
    ("lang", "received", "duration", "time"),
    [
        ("en-GB", "1,600 kbit/s", "The call lasted 2 minutes, 31 seconds.", "07:48"),
        ("en-US", "1,600 kbit/s", "The call lasted 2 minutes, 31 seconds.", "7:48 AM"),
        ("de", "1.600 kbit/s", "Der Anruf dauerte 2 Minuten, 31 Sekunden.", "07:48"),
        ("es", "1600 kbit/s", "La llamada duró 2 minutos, 31 segundos.", "7:48"),
    ],
)
def test_figures_durations_and_times_are_written_as_the_language_does(
    page: Gallery, lang: str, received: str, duration: str, time: str
) -> None:
    page.wait(page.page.clock.set_fixed_time("2026-03-18T08:00:00Z"))  # in the morning languages differ most
    page.show("phone-voice", lang=lang)
    page.change(quality=GOOD)
    page.press("q")
    assert page.reads(received)
    page.change(phase="ended", reason="completed", connectedAt=1_000, endedAt=152_000)
    assert page.sees(page.page.get_by_text(duration).filter(visible=True))
    page.show("call-history-calls", lang=lang)
    assert re.sub(r"\s", " ", page.wait(page.page.locator("time").first.inner_text())) == time


@pytest.mark.parametrize(
    ("lang", "days"),
    [
        ("en", ["Today", "Yesterday", "Sunday, March 15"]),
        ("en-GB", ["Today", "Yesterday", "Sunday 15 March"]),
        ("de", ["Heute", "Gestern", "Sonntag, 15. März"]),
        ("es", ["Hoy", "Ayer", "Domingo, 15 de marzo"]),
    ],
)
def test_days_are_named_as_the_language_does(page: Gallery, lang: str, days: list[str]) -> None:
    page.wait(page.page.clock.set_fixed_time("2026-03-18T12:00:00Z"))
    page.show("call-history-calls", lang=lang)
    assert page.wait(page.page.get_by_role("heading", level=3).all_inner_texts()) == days


def test_a_language_holds_from_the_nearest_element_that_names_one_and_can_be_changed(page: Gallery) -> None:
    page.show("call-button-video")
    assert page.sees(page.button(CALL_BOB))
    page.do("document.querySelector('main').setAttribute('lang', 'de')")
    assert page.sees(page.button("bob mit Video anrufen"))
    page.do("document.querySelector('main').setAttribute('lang', 'es')")
    assert page.sees(page.button("Llamar a bob con vídeo"))
    page.do("document.querySelector('main').removeAttribute('lang')")
    assert page.sees(page.button(CALL_BOB))
