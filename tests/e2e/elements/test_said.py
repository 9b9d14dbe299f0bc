"""What is said to those who hear the page: all of it, in its order, and nothing twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.async_api import expect

if TYPE_CHECKING:
    from .gallery import Gallery

SAID = """[...document.querySelector("ringback-phone").shadowRoot.querySelectorAll("[role=status] p, [role=alert] p")]
    .map(({ parentElement, textContent }) => [parentElement.role, textContent])"""

HEARD = """void (window.heard = [], new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    window.heard.push(...added.map(({ textContent }) => textContent.trim()).filter(Boolean));
}).observe(document.querySelector("ringback-phone").shadowRoot, { childList: true, subtree: true }))"""
"""From now on `heard` is everything that is added to the page, as a reader of live regions is told of it."""


def test_of_two_things_that_happen_at_once_both_are_said_in_their_order(talking: Gallery) -> None:
    talking.do(HEARD)
    talking.do(
        """(client.change(call.callId, { own: { ...call.snapshot.own, audio: false } }), await undefined,
            client.put({ note: { code: "answered_elsewhere", userId: "carol" } }), await undefined,
            client.change(call.callId, { other: { ...call.snapshot.other, audio: false } }))"""
    )
    own, other = "Your microphone is off", "bob has muted the microphone"
    assert talking.comes(f"window.heard.includes({other!r})")
    heard = [text for text in talking.do("window.heard") if text in (own, other) or "another device" in text]
    assert heard[0] == own
    assert heard[-1] == other
    assert len(heard) >= 3
    assert [own, other] == [text for role, text in talking.do(SAID) if role == "status" and text in (own, other)]


def test_the_end_of_a_call_is_said_once_by_the_heading_that_has_the_focus(talking: Gallery) -> None:
    talking.do(HEARD)
    talking.change(connectedAt=1_000, endedAt=152_000, phase="ended", reason="lost")
    assert talking.comes("document.activeElement.localName === 'ringback-phone'")
    heading = talking.page.get_by_role("heading", name="The connection was lost.")
    assert talking.sees(heading)
    assert talking.focused == "The connection was lost."
    described = expect(heading).to_have_accessible_description
    assert talking.holds(described(re.compile(r"^The call lasted 2 minutes, 31 seconds\. \w")))
    assert not [text for text in talking.do("window.heard") if "connection was lost" in text]


def test_that_the_server_is_away_and_back_is_said(talking: Gallery) -> None:
    talking.do("client.put({ connection: 'waiting' })")
    away = talking.page.get_by_role("alert").filter(has_text="Reconnecting to the server…")
    assert talking.sees(away)
    talking.do("client.put({ connection: 'open' })")
    assert talking.sees(talking.page.get_by_role("status").filter(has_text="Online"))
    assert talking.sees_no(away)


def test_a_camera_that_is_unplugged_before_the_call_is_said_to_be_gone(page: Gallery) -> None:
    page.show("prejoin-video")
    video = "document.querySelector('ringback-prejoin').shadowRoot.querySelector('video')"
    assert page.comes(f"{video}?.srcObject")
    page.do(f"{video}.srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))")
    assert page.sees(page.page.get_by_role("status").filter(has_text="No camera was found."))
    assert page.sees(page.button("Start without video"))
    assert page.comes(f"{video} === null")
    page.click("Try again")
    assert page.comes(f"{video}?.srcObject")
