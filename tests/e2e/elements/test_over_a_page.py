"""A `<ringback-phone bare>` in a page of an application: the call lies over it, and there is no way behind it.

Source: WAI-ARIA Authoring Practices, Dialog (Modal) Pattern.
"""

from __future__ import annotations

import pytest

from .gallery import CALL_BOB, Gallery, rings
from .snapshots import ANSWERED, GOOD

engines = pytest.mark.parametrize("engine", ["chromium", "firefox"])

PAGE = """void (() => {
    const phone = document.querySelector("ringback-phone");
    phone.bare = true;
    const beside = document.createElement("aside");
    beside.innerHTML = "<a href='#'>A link</a> <ringback-call-button to=bob></ringback-call-button>";
    const dialog = document.createElement("dialog");
    dialog.innerHTML = "<button onclick='this.closest(`dialog`).close()'>Stay signed in</button>";
    phone.before(beside, dialog);
    document.body.append(Object.assign(document.createElement("input"), { ariaLabel: "A field" }));
})()"""
"""Something to get to before the phone, beside it and after it; and a dialogue that is not open yet."""

BEHIND = ("A link", "A field")
ROUND = 20
"""Presses of Tab that lead all around a page with a call."""


@pytest.fixture
def application(page: Gallery) -> Gallery:
    """A page with a link, a field, a button that calls bob, and a phone of which nothing is to be seen."""
    page.show("phone-people")
    page.do(PAGE)
    assert page.sees(page.button(CALL_BOB))
    return page


@pytest.fixture
def over(application: Gallery) -> Gallery:
    """A video call over it."""
    application.wait(application.button(CALL_BOB).focus())
    application.press("Enter")
    application.change(**ANSWERED, quality=GOOD)
    assert application.sees(application.button("Hang up"))
    return application


def reached(page: Gallery) -> set[str]:
    """The names of all that Tab leads to, once around."""
    names = set()
    for _ in range(ROUND):
        page.press("Tab")
        names.add(page.focused)
    return names


def told(page: Gallery) -> set[str]:
    """All that a screen reader is told of, by Chromium's accessibility tree."""
    session = page.wait(page.page.context.new_cdp_session(page.page))
    nodes = page.wait(session.send("Accessibility.getFullAXTree"))["nodes"]
    return {node["name"]["value"] for node in nodes if not node["ignored"] and "name" in node}


def behind(page: Gallery) -> set[str]:
    """Which of the things behind a screen reader is told of."""
    return told(page) & {*BEHIND}


@engines
def test_tab_does_not_lead_out_of_a_call_to_the_page_behind_it(over: Gallery) -> None:
    names = reached(over)
    assert {"Mute", "Hang up"} <= names
    assert not names & {*BEHIND, CALL_BOB}


def test_a_screen_reader_is_told_of_the_page_before_a_call_and_not_behind_it(application: Gallery) -> None:
    assert behind(application) == set(BEHIND)
    application.click(CALL_BOB)
    assert application.sees(application.button("Cancel"))
    assert behind(application) == set()


def test_a_small_window_leaves_the_page_free_and_the_large_one_takes_it_again(over: Gallery) -> None:
    over.press("n")
    assert over.sees(over.button("Make the call large again"))
    assert behind(over) == set(BEHIND)
    over.wait(over.page.get_by_label("A field").click())
    assert over.focused == "A field"
    over.click("Make the call large again")
    assert over.sees_no(over.button("Make the call large again"))
    assert behind(over) == set()


def test_the_page_is_free_again_and_has_the_focus_back_when_the_call_is_over(over: Gallery) -> None:
    over.press("Shift+L")
    assert over.sees(over.page.get_by_role("heading", name="The call has ended."))
    assert behind(over) == set()
    over.click("Close")
    assert over.comes("client.calls.length === 0")
    assert behind(over) == set(BEHIND)
    focus = over.page.locator("ringback-call-button:focus")
    assert over.sees(focus)


def test_there_is_no_way_to_the_component_that_the_phone_is_put_into(application: Gallery) -> None:
    application.do(
        """void (() => {
            const shell = document.createElement("div");
            shell.attachShadow({ mode: "open" }).innerHTML = "<a href='#'>A shell</a><slot></slot>";
            const main = document.querySelector("main");
            main.replaceWith(shell);
            shell.append(main);
        })()"""
    )
    assert "A shell" in reached(application)
    application.click(CALL_BOB)
    assert application.sees(application.button("Cancel"))
    assert not reached(application) & {"A shell", *BEHIND}


def test_a_phone_that_is_taken_away_leaves_nothing_of_the_page_behind(over: Gallery) -> None:
    over.do("document.querySelector('ringback-phone').remove()")
    assert behind(over) == set(BEHIND)


def test_another_call_can_be_accepted_over_it(over: Gallery) -> None:
    rings(over, userId="carol")
    over.click("Accept")
    assert over.comes("client.calls.at(-1).snapshot.phase === 'connected'")


def test_what_happens_is_said_over_it(over: Gallery) -> None:
    over.press("m")
    assert over.comes("!call.snapshot.own.audio")
    assert over.sees(over.page.get_by_role("status").filter(has_text="Your microphone is off"))
    assert "Your microphone is off" in told(over)


def test_a_call_view_without_a_phone_leaves_the_card_of_another_call_free(page: Gallery) -> None:
    page.show("call-view-voice")
    page.do(
        """void (() => {
            const view = document.querySelector("ringback-call-view");
            const cards = Object.assign(document.createElement("ringback-incoming-call"), { client: view.client });
            document.body.append(cards, Object.assign(document.createElement("input"), { ariaLabel: "A field" }));
            view.overlay = true;
        })()"""
    )
    assert page.comes("document.querySelector('input').inert")
    rings(page, userId="carol")
    page.click("Accept")
    assert page.comes("client.calls.at(-1).snapshot.phase === 'connected'")
    assert behind(page) == set()


def test_what_the_application_opens_itself_over_the_call_works(over: Gallery) -> None:
    """A dialogue that says the session runs out, say."""
    over.do("document.querySelector('dialog').showModal()")
    over.click("Stay signed in")
    assert over.sees_no(over.button("Stay signed in"))
    over.click("Mute")
    assert over.comes("!call.snapshot.own.audio")
