"""Who receives what, without a socket."""

import pytest

from ringback.core.effects import Send
from ringback.core.switchboard import PRESENCE_CHUNK, Switchboard, call_error
from ringback.errors import InvalidField, NotAllowed
from ringback.messages import (
    CallAccept,
    CallAnswer,
    CallError,
    CallHangup,
    CallIceCandidate,
    CallMessage,
    CallOffer,
    CallReject,
    ForwardedAccept,
    ForwardedAnswer,
    ForwardedHangup,
    ForwardedIceCandidate,
    ForwardedMessage,
    ForwardedOffer,
    ForwardedReject,
    IceCandidate,
    Presence,
)

CANDIDATE = IceCandidate(candidate="candidate:1 1 udp 1 192.0.2.1 9 typ host", sdp_mid="0")

FORWARDED: list[tuple[CallMessage, ForwardedMessage]] = [
    (CallOffer(recipient_id="bob", call_id="c", sdp="o"), ForwardedOffer(sender_id="alice", call_id="c", sdp="o")),
    (CallAnswer(recipient_id="bob", call_id="c", sdp="a"), ForwardedAnswer(sender_id="alice", call_id="c", sdp="a")),
    (
        CallIceCandidate(recipient_id="bob", call_id="c", candidate=CANDIDATE),
        ForwardedIceCandidate(sender_id="alice", call_id="c", candidate=CANDIDATE),
    ),
    (CallAccept(recipient_id="bob", call_id="c"), ForwardedAccept(sender_id="alice", call_id="c")),
    (
        CallReject(recipient_id="bob", call_id="c", reason="busy"),
        ForwardedReject(sender_id="alice", call_id="c", reason="busy"),
    ),
    (
        CallHangup(recipient_id="bob", call_id="c", reason="cancelled"),
        ForwardedHangup(sender_id="alice", call_id="c", reason="cancelled"),
    ),
]
MESSAGES = [message for message, _ in FORWARDED]

ALICE, BOB, BOBS_PHONE, EVE = 1, 2, 3, 4


@pytest.fixture
def switchboard() -> Switchboard:
    board = Switchboard()
    for connection_id, user in ((ALICE, "alice"), (BOB, "bob"), (BOBS_PHONE, "bob"), (EVE, "eve")):
        board.connect(connection_id, user)
    return board


@pytest.mark.parametrize(("message", "forwarded"), FORWARDED, ids=lambda value: type(value).__name__)
def test_a_message_reaches_every_connection_of_its_recipient(
    switchboard: Switchboard, message: CallMessage, forwarded: ForwardedMessage
) -> None:
    assert switchboard.handle(ALICE, message) == [Send((BOB, BOBS_PHONE), forwarded)]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda value: type(value).__name__)
def test_a_message_for_nobody(switchboard: Switchboard, message: CallMessage) -> None:
    switchboard.disconnect(BOB)
    switchboard.disconnect(BOBS_PHONE)
    effects = switchboard.handle(ALICE, message)
    if isinstance(message, CallOffer | CallAnswer | CallAccept):
        (effect,) = effects
        assert effect.to == (ALICE,)
        assert isinstance(effect.message, CallError)
        assert (effect.message.call_id, effect.message.error) == ("c", "recipient_offline")
    else:
        assert effects == []


def test_a_gone_connection_receives_nothing_while_the_other_one_does(switchboard: Switchboard) -> None:
    switchboard.disconnect(BOB)
    (effect,) = switchboard.handle(ALICE, MESSAGES[0])
    assert effect.to == (BOBS_PHONE,)


def test_calling_oneself_rings_the_other_devices_only(switchboard: Switchboard) -> None:
    offer = CallOffer(recipient_id="bob", call_id="c", sdp="o")
    assert [effect.to for effect in switchboard.handle(BOB, offer)] == [(BOBS_PHONE,)]
    switchboard.disconnect(BOBS_PHONE)
    (effect,) = switchboard.handle(BOB, offer)
    assert isinstance(effect.message, CallError)


def test_ending_twice_does_no_harm(switchboard: Switchboard) -> None:
    switchboard.disconnect(ALICE)
    assert switchboard.disconnect(ALICE) == []


def test_a_watcher_is_told_everybody_and_then_every_change(switchboard: Switchboard) -> None:
    assert switchboard.watch(ALICE) == [Send((ALICE,), Presence(online=["alice", "bob", "eve"]))]
    assert switchboard.connect(9, "zoe") == [Send((ALICE,), Presence(online=["zoe"]))]
    assert switchboard.connect(10, "zoe") == []
    assert switchboard.disconnect(9) == []
    assert switchboard.disconnect(10) == [Send((ALICE,), Presence(offline=["zoe"]))]


def test_nobody_watches_unasked_or_after_the_end(switchboard: Switchboard) -> None:
    assert switchboard.connect(9, "zoe") == []
    switchboard.watch(ALICE)
    switchboard.disconnect(ALICE)
    assert switchboard.disconnect(9) == []


def test_a_long_list_comes_in_parts() -> None:
    board = Switchboard()
    for number in range(PRESENCE_CHUNK + 1):
        board.connect(number, f"user {number}")
    parts = [effect.message for effect in board.watch(0)]
    assert [len(part.online) for part in parts if isinstance(part, Presence)] == [PRESENCE_CHUNK, 1]


def test_an_error_as_its_sender_receives_it() -> None:
    assert call_error(InvalidField("`sdp`: …", field="sdp"), call_id="c") == CallError(
        call_id="c", error="invalid_field", message="`sdp`: …", field="sdp"
    )
    assert call_error(NotAllowed("no"), call_id="c") == CallError(call_id="c", error="not_allowed", message="no")
