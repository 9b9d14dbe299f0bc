"""What people expect of anything that makes calls. Bob is the other side; the client does at once what it is told.

What one hears while it rings is the client's: web/test/call/calls.test.ts listens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .gallery import CALL_BOB, rings
from .snapshots import ANSWERED, GOOD

if TYPE_CHECKING:
    from .gallery import Gallery

MOVING = """(function moving(root) {
    const inside = [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? [shadowRoot] : []));
    const own = root.getAnimations().filter(({ playState }) => playState === "running").length;
    return inside.reduce((sum, shadow) => sum + moving(shadow), own);
})(document)"""
"""How many animations run, in shadow trees too."""


def covered(page: Gallery, name: str) -> bool:
    """Whether something lies over the middle of the button."""
    return not page.holds(page.button(name).click(trial=True, timeout=500))


def test_an_incoming_call_is_an_alertdialog_that_does_not_cover_the_running_call(talking: Gallery) -> None:
    dialog = rings(talking, userId="carol")
    assert talking.sees(dialog.get_by_role("heading", name="carol is calling"))
    assert talking.wait(dialog.get_attribute("aria-modal")) == "false"
    for name in ("Mute", "Turn the camera off", "Share the screen", "More", "Hang up"):
        assert not covered(talking, name)


def test_an_incoming_call_is_accepted_by_enter(phone: Gallery) -> None:
    assert phone.sees(rings(phone))
    assert phone.focused == "Accept"
    phone.press("Enter")
    assert phone.comes("call.snapshot.phase === 'connected'")
    assert phone.do("call.snapshot.own.video") is True


def test_an_incoming_call_is_declined_by_escape(phone: Gallery) -> None:
    dialog = rings(phone)
    assert phone.sees(dialog)
    phone.press("Escape")
    assert phone.comes("call === undefined || call.snapshot.reason === 'declined'")
    assert phone.sees_no(dialog)


def test_an_incoming_call_does_not_take_the_focus_from_a_text_field(phone: Gallery) -> None:
    phone.wait(phone.page.get_by_role("searchbox").fill("c"))
    assert phone.sees(rings(phone))
    phone.press("a", "Enter")
    assert phone.do("call.snapshot.phase") == "ringing"


def test_a_video_call_is_accepted_without_video(phone: Gallery) -> None:
    rings(phone)
    phone.click("Accept without video")
    assert phone.comes("call.snapshot.phase === 'connected'")
    assert phone.do("call.snapshot.own.video") is False


def test_an_outgoing_call_says_in_words_where_it_stands(phone: Gallery) -> None:
    phone.click(CALL_BOB)
    for change, words in (
        ({"phase": "dialling", "devices": None}, "Calling…"),
        ({"phase": "ringing", "devices": 1}, "Ringing…"),
        ({"phase": "ringing", "devices": 2}, "Ringing on 2 devices"),
        ({"phase": "connecting"}, "Connecting…"),
    ):
        phone.change(**change)
        assert phone.reads(words)
    phone.change(**ANSWERED)
    phone.change(connectedAt=phone.do("performance.now() - 65_000"))
    assert phone.sees(phone.page.get_by_text("1:0").filter(visible=True))


def test_the_bar_has_microphone_camera_screen_more_and_the_red_one_last(talking: Gallery) -> None:
    bar = talking.page.get_by_role("group", name="Call controls")
    names = talking.wait(bar.get_by_role("button").evaluate_all("all => all.map((one) => one.ariaLabel)"))
    assert names == ["Mute", "Turn the camera off", "Share the screen", "More", "Hang up"]
    colours = talking.wait(
        bar.get_by_role("button").evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundColor)")
    )
    assert len({*colours[:-1]} & {colours[-1]}) == 0


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"audio": False}, "bob has muted the microphone"),
        ({"video": False}, "bob has turned the camera off"),
        ({"screen": "s"}, "bob is sharing a screen"),
        ({"hold": True}, "bob has put you on hold"),
        ({"reconnecting": True}, "bob is reconnecting…"),
    ],
    ids=["muted", "camera", "screen", "hold", "reconnecting"],
)
def test_what_the_other_side_does_is_shown_and_said(talking: Gallery, other: dict[str, object], words: str) -> None:
    talking.change(other={**ANSWERED["other"], **other})
    assert talking.sees(talking.page.get_by_role("status").filter(has_text=words))
    if "video" in other:
        assert talking.sees_no(talking.page.get_by_role("region", name="Call with bob").locator("video[part=remote]"))
    else:
        assert talking.reads(words)


def test_quality_is_shown_in_words_and_as_graphs_over_the_call(talking: Gallery) -> None:
    talking.click("Quality: Good connection")
    panel = talking.page.get_by_role("region", name="Quality")
    assert talking.sees(panel.get_by_text("Direct connection"))
    for name in ("Round trip", "Packet loss", "Jitter", "Received"):
        assert talking.sees(panel.get_by_text(name))
    assert talking.sees(panel.locator("canvas"))
    talking.change(quality={**GOOD, "level": 2, "why": "high_loss_received", "lossPercent": 9})
    assert talking.sees(talking.button("Quality: Poor connection"))
    talking.press("Escape")
    assert talking.sees_no(panel)


def test_before_a_call_there_are_a_preview_a_meter_and_the_choice_of_devices(phone: Gallery) -> None:
    phone.do("document.querySelector('ringback-phone').prejoin = true")
    phone.click(CALL_BOB)
    assert phone.sees(phone.page.get_by_role("heading", name="Ready to call bob?"))
    for role, name in (("combobox", "Microphone"), ("combobox", "Camera"), ("meter", "Microphone level")):
        assert phone.sees(phone.page.get_by_role(role, name=name))  # type: ignore[arg-type] # one of ARIA's
    assert phone.sees(phone.page.get_by_label("Your camera"))
    assert phone.do("client.calls.length") == 0
    phone.click("Start without video")
    assert phone.comes("call?.userId === 'bob'")
    assert phone.do("call.snapshot.withVideo") is False


def test_a_quick_answer_skips_the_preview(phone: Gallery) -> None:
    phone.do("document.querySelector('ringback-phone').prejoin = true")
    rings(phone)
    phone.press("Enter")
    assert phone.comes("call.snapshot.phase === 'connected'")


def test_keys_act_on_the_call(talking: Gallery) -> None:
    for key, said in (
        ("m", "!call.snapshot.own.audio"),
        ("v", "!call.snapshot.own.video"),
        ("h", "call.snapshot.own.hold"),
    ):
        talking.press(key)
        assert talking.comes(said), key
    talking.press("Space")  # talks while it is down
    assert talking.comes("!call.snapshot.own.audio")
    talking.press("Shift+L")
    assert talking.comes("call.snapshot.phase === 'ended'")


def test_keys_do_nothing_in_text_fields_and_on_focused_buttons(talking: Gallery) -> None:
    talking.wait(talking.button("Share the screen").focus())
    talking.press("m", "v", "h")
    talking.do("void document.body.appendChild(document.createElement('input')).focus()")
    talking.press("m", "v", "h", "Shift+L")
    own = talking.do("call.snapshot.own")
    assert (own["audio"], own["video"], own["hold"]) == (True, True, False)
    assert talking.do("call.snapshot.phase") == "connected"


def test_a_question_mark_lists_the_keys(talking: Gallery) -> None:
    talking.press("?")
    listed = talking.page.get_by_role("dialog", name="Keyboard shortcuts")
    assert talking.sees(listed.get_by_text("Mute / Unmute"))
    talking.press("Escape")
    assert talking.sees_no(listed)
    talking.press("m")
    assert talking.comes("!call.snapshot.own.audio")


def test_states_are_said_politely_and_failures_at_once(talking: Gallery) -> None:
    talking.press("m")
    assert talking.sees(talking.page.get_by_role("status").filter(has_text="Your microphone is off"))
    talking.change(phase="reconnecting")
    assert talking.sees(talking.page.get_by_role("alert").filter(has_text="Reconnecting…"))
    regions = talking.page.locator("[role=status], [role=alert]")
    assert talking.wait(regions.count()) == 2


def test_the_focus_goes_to_the_call_and_back_to_where_it_came_from(talking: Gallery) -> None:
    assert talking.focused.startswith("Call with bob")
    talking.press("Shift+L")
    assert talking.sees(talking.button("Close"))
    talking.click("Close")
    assert talking.comes("client.calls.length === 0")
    assert talking.sees(talking.button(CALL_BOB))
    assert talking.focused == CALL_BOB


def test_nothing_moves_for_those_who_want_it_still(page: Gallery) -> None:
    page.show("phone-people")
    page.click(CALL_BOB)
    assert page.comes(f"{MOVING} > 0")
    page.wait(page.page.emulate_media(reduced_motion="reduce"))
    assert page.comes(f"{MOVING} === 0")


def test_the_screen_stays_on_during_a_call(phone: Gallery) -> None:
    phone.do(
        """void Object.defineProperty(navigator, "wakeLock", { value: {
            request: async () => (window.awake = true, { release: async () => (window.awake = false) }) } })"""
    )
    phone.click(CALL_BOB)
    assert phone.comes("window.awake === true")
    phone.do("call.hangup()")
    assert phone.comes("window.awake === false")


def test_the_picture_goes_into_a_window_of_its_own(talking: Gallery) -> None:
    talking.do(
        "HTMLVideoElement.prototype.requestPictureInPicture = async function () { window.shown = this.part[0] }"
    )
    talking.click("More")
    talking.click("Picture in picture")
    assert talking.comes("window.shown === 'remote'")


def test_a_headset_mutes_and_hangs_up(phone: Gallery) -> None:
    phone.do(
        """void (window.handlers = {}, navigator.mediaSession.setActionHandler = (name, handler) => {
            window.handlers[name] = handler; })"""
    )
    phone.click(CALL_BOB)
    phone.change(**ANSWERED)
    assert phone.comes("navigator.mediaSession.metadata?.title === 'bob'")
    phone.do("window.handlers.togglemicrophone()")
    assert phone.do("call.snapshot.own.audio") is False
    phone.do("window.handlers.hangup()")
    assert phone.do("call.snapshot.phase") == "ended"
    assert phone.comes("window.handlers.hangup === null")


def test_the_tab_and_a_notification_say_who_is_calling_until_it_is_answered_elsewhere(phone: Gallery) -> None:
    title = phone.do("document.title")
    phone.do(
        """void (document.hasFocus = () => false, window.notes = {}, window.Notification = class {
            static permission = "granted";
            constructor(title, { tag }) { window.notes[tag] = title; this.tag = tag; }
            close() { delete window.notes[this.tag]; } })"""
    )
    rings(phone, callId="c7")
    assert phone.comes("document.title.startsWith('bob is calling')")
    assert phone.comes("window.notes.c7 === 'bob is calling'")
    phone.do("client.change('c7', { phase: 'ended', reason: 'answered_elsewhere', endedAt: 1 })")
    assert phone.comes("Object.keys(window.notes).length === 0")
    assert phone.comes(f"document.title === {title!r}")
    assert phone.sees_no(phone.page.get_by_role("alertdialog"))


def test_the_end_says_why_and_how_long_calls_back_and_takes_a_rating(talking: Gallery) -> None:
    talking.do("void (client.report = (...told) => { window.told = told; })")
    talking.change(connectedAt=1_000, endedAt=152_000, phase="ended", reason="lost")
    assert talking.sees(talking.page.get_by_role("heading", name="The connection was lost."))
    assert talking.sees(talking.page.get_by_text("The call lasted 2 minutes"))
    talking.wait(talking.page.get_by_role("radio", name="Good").check(force=True))
    assert talking.comes("window.told[1].rating === 4")
    assert talking.reads("Thank you.")
    assert talking.sees(talking.page.get_by_role("group", name="How was the call?"))
    talking.click("Call again")
    assert talking.comes("client.calls.at(-1).snapshot.phase === 'ringing'")


def test_missed_calls_are_counted_until_they_are_looked_at(page: Gallery) -> None:
    page.wait(page.page.set_viewport_size({"width": 390, "height": 700}))
    page.show("phone-people")
    tab = page.page.get_by_role("button", name="missed call")
    assert page.sees(tab)
    page.wait(tab.click())
    assert page.sees_no(tab)


def test_a_small_window_is_dragged_and_moved_by_the_arrow_keys(talking: Gallery) -> None:
    talking.press("n")
    window = talking.page.get_by_role("region", name="Call with bob")
    handle = talking.button("Move this window: drag it, or press an arrow key")
    assert talking.sees(handle)
    box = talking.wait(window.bounding_box())
    assert box["width"] < 500
    talking.wait(handle.focus())
    talking.press("ArrowLeft", "ArrowUp")
    moved = talking.wait(window.bounding_box())
    assert moved["x"] < box["x"]
    assert moved["y"] < box["y"]
    mouse = talking.page.mouse
    talking.wait(handle.hover())
    talking.wait(mouse.down())
    talking.wait(mouse.move(-500, -500))
    talking.wait(mouse.up())
    dragged = talking.wait(window.bounding_box())
    assert dragged["x"] >= 0
    assert dragged["y"] >= 0
    assert dragged["x"] < moved["x"]
    talking.click("Make the call large again")
    assert talking.sees_no(handle)


def test_the_preview_frees_its_devices_when_it_goes(phone: Gallery) -> None:
    phone.do(
        """void (window.tracks = [], client.devices.open = ((open) => async (...asked) => {
            const stream = await open(...asked);
            window.tracks.push(...stream.getTracks());
            return stream; })(client.devices.open.bind(client.devices)))"""
    )
    phone.do("document.querySelector('ringback-phone').prejoin = true")
    phone.click(CALL_BOB)
    assert phone.comes("window.tracks.length === 2")
    phone.click("Back")
    assert phone.comes("window.tracks.every(({ readyState }) => readyState === 'ended')")
    assert phone.do("window.tracks.length") == 2


def test_calling_again_begins_with_the_preview_too(talking: Gallery) -> None:
    talking.do("document.querySelector('ringback-phone').prejoin = true")
    talking.change(endedAt=152_000, phase="ended", reason="completed", withVideo=True)
    talking.click("Call again")
    assert talking.sees(talking.page.get_by_role("heading", name="Ready to call bob?"))


def test_a_call_that_comes_in_closes_the_keypad_and_can_be_accepted(talking: Gallery) -> None:
    talking.click("More")
    talking.click("Keypad")
    rings(talking, userId="carol")
    view = "document.querySelector('ringback-phone').shadowRoot.querySelector('ringback-call-view')"
    assert talking.comes(f"!{view}.shadowRoot.querySelector('dialog')")
    talking.click("Accept")
    assert talking.comes("client.calls.at(-1).snapshot.phase === 'connected'")
