"""What is loaded when it is needed, and what becomes of the elements where it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .gallery import CALL_BOB

if TYPE_CHECKING:
    from .gallery import Gallery

LOADED = """performance.getEntriesByType("resource")
    .map(({ name }) => name.match(/(german|spanish|quality-graphs)-/)?.[1])
    .filter(Boolean)"""


def test_graphs_are_fetched_when_they_are_first_opened(page: Gallery) -> None:
    page.show("phone-voice")
    assert page.do(LOADED) == []
    page.press("q")
    assert page.comes(f"({LOADED}).join() === 'quality-graphs'")
    assert page.sees(page.page.locator("canvas"))
    page.press("q", "q")
    assert page.sees(page.page.locator("canvas"))
    assert page.do(LOADED) == ["quality-graphs"]


def test_a_language_is_fetched_when_a_page_needs_it(page: Gallery) -> None:
    page.show("phone-people")
    assert page.do(LOADED) == []
    page.do("document.documentElement.lang = 'de'")
    assert page.sees(page.button("bob mit Video anrufen"))
    assert page.do(LOADED) == ["german"]


def test_without_its_graphs_the_quality_is_still_told_in_words(page: Gallery) -> None:
    page.wait(page.page.route("**/quality-graphs-*", lambda route: route.abort()))
    page.show("phone-voice")
    page.press("q")
    panel = page.page.get_by_role("region", name="Quality")
    assert page.sees(panel.get_by_text("Direct connection"))
    assert page.comes(f"({LOADED}).length > 0")
    page.press("q")
    assert page.sees_no(panel)
    assert all("ERR_FAILED" in fault for fault in page.faults), page.faults  # what the browser says of the request
    page.faults.clear()


@pytest.mark.parametrize("state", ["people-online", "call-button-video"])
def test_without_a_phone_a_call_that_is_refused_is_told_to_the_application(page: Gallery, state: str) -> None:
    page.show(state)
    page.do("void addEventListener('ringback-refused', ({ detail }) => { window.refused = detail; })")
    page.do("client.ring('carol')")
    page.click(CALL_BOB)
    assert page.comes("window.refused?.code === 'in_call' && window.refused.userId === 'bob'")


def test_calls_of_one_user_are_not_shown_to_another(page: Gallery) -> None:
    page.show("call-history-calls")
    assert page.sees(page.page.get_by_text("gustavo").or_(page.page.get_by_text("farah")))
    page.do("void (client.history = () => new Promise(() => undefined))")
    page.do("client.put({ userId: 'zoe' })")
    assert page.sees_no(page.page.get_by_text("farah"))
