"""Who receives what, without a socket. What becomes of calls is in tests/protocol and test_authority.py."""

import pytest

from ringback.core.effects import Disconnect, Effect, SaveCall, Send, SetDeadline
from ringback.core.switchboard import Switchboard, call_error
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
    CloseCode,
    ForwardedAccept,
    ForwardedAnswer,
    ForwardedHangup,
    ForwardedIceCandidate,
    ForwardedMessage,
    ForwardedOffer,
    ForwardedReject,
    IceCandidate,
)

CANDIDATE = IceCandidate(candidate="candidate:1 1 udp 1 192.0.2.1 9 typ host", sdp_mid="0")

FORWARDED: list[tuple[CallMessage, ForwardedMessage]] = [
    (
        CallOffer(recipient_id="bob", call_id="c", sdp="o"),
        ForwardedOffer(sender_id="alice", call_id="c", sdp="o", expires_in_ms=60_000),
    ),
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
NOW = 1000.0


@pytest.fixture
def switchboard() -> Switchboard:
    board = Switchboard()
    for connection_id, user in ((ALICE, "alice"), (BOB, "bob"), (BOBS_PHONE, "bob"), (EVE, "eve")):
        board.connect(connection_id, user)
    return board


def sends(effects: list[Effect]) -> list[Send]:
    return [effect for effect in effects if isinstance(effect, Send)]


@pytest.mark.parametrize(("message", "forwarded"), FORWARDED, ids=lambda value: type(value).__name__)
def test_a_message_reaches_every_connection_of_its_recipient(
    switchboard: Switchboard, message: CallMessage, forwarded: ForwardedMessage
) -> None:
    assert sends(switchboard.handle(ALICE, message, NOW)) == [Send((BOB, BOBS_PHONE), forwarded)]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda value: type(value).__name__)
def test_a_message_for_nobody(switchboard: Switchboard, message: CallMessage) -> None:
    switchboard.disconnect(BOB)
    switchboard.disconnect(BOBS_PHONE)
    effects = sends(switchboard.handle(ALICE, message, NOW))
    if isinstance(message, CallOffer | CallAnswer | CallAccept):
        (effect,) = effects
        assert effect.to == (ALICE,)
        assert isinstance(effect.message, CallError)
        assert (effect.message.call_id, effect.message.error) == ("c", "recipient_offline")
    else:
        assert effects == []


def test_a_gone_connection_receives_nothing_while_the_other_one_does(switchboard: Switchboard) -> None:
    switchboard.disconnect(BOB)
    (effect,) = sends(switchboard.handle(ALICE, MESSAGES[0], NOW))
    assert effect.to == (BOBS_PHONE,)


def test_calling_oneself_rings_the_other_devices_only(switchboard: Switchboard) -> None:
    offer = CallOffer(recipient_id="bob", call_id="c", sdp="o")
    assert [effect.to for effect in sends(switchboard.handle(BOB, offer, NOW))] == [(BOBS_PHONE,)]
    switchboard.disconnect(BOBS_PHONE)
    (effect,) = sends(switchboard.handle(BOB, offer, NOW))
    assert isinstance(effect.message, CallError)


def test_what_is_stored_stands_first_and_nothing_is_believed_before_it_is_committed(switchboard: Switchboard) -> None:
    first = switchboard.handle(ALICE, MESSAGES[0], NOW)
    save, deadline, *_ = first
    assert isinstance(save, SaveCall)
    assert isinstance(deadline, SetDeadline)
    assert (save.expected_revision, save.call.revision, deadline.at) == (0, 1, NOW + 60)
    assert switchboard.handle(ALICE, MESSAGES[0], NOW) == first
    assert switchboard.expire(save.call.key, NOW + 60) == []
    switchboard.committed(save)
    assert switchboard.handle(ALICE, MESSAGES[0], NOW) != first
    assert switchboard.expire(save.call.key, NOW + 59) == [deadline]
    assert isinstance(switchboard.expire(save.call.key, NOW + 60)[0], SaveCall)


def test_an_ended_call_is_forgotten_after_a_while(switchboard: Switchboard) -> None:
    for message in (MESSAGES[0], CallHangup(recipient_id="bob", call_id="c")):
        effects = switchboard.handle(ALICE, message, NOW)
        for effect in effects:
            if isinstance(effect, SaveCall):
                switchboard.committed(effect)
    deadline = next(effect for effect in effects if isinstance(effect, SetDeadline))
    assert sends(switchboard.handle(BOB, CallAnswer(recipient_id="alice", call_id="c", sdp="a"), NOW))[0].to == (BOB,)
    assert switchboard.expire(deadline.key, deadline.at) == []
    assert switchboard.expire(deadline.key, deadline.at) == []
    answer = CallAnswer(recipient_id="alice", call_id="c", sdp="a")
    assert sends(switchboard.handle(BOB, answer, NOW))[0].to == (ALICE,)


def test_who_is_gone_says_nothing(switchboard: Switchboard) -> None:
    switchboard.disconnect(ALICE)
    (answer,) = sends(switchboard.handle(ALICE, MESSAGES[0], NOW))
    assert answer.to == (ALICE,)
    assert isinstance(answer.message, CallError)
    assert switchboard.arrive(ALICE, NOW) == []


def test_a_device_that_connects_again_closes_its_old_connection(switchboard: Switchboard) -> None:
    assert switchboard.introduce(BOB, "telephone")[1] == []
    assert switchboard.introduce(BOB, "telephone")[1] == []
    assert switchboard.introduce(BOBS_PHONE, "telephone")[1] == [Disconnect(BOB, CloseCode.REPLACED)]


def test_an_offer_that_is_not_allowed_is_recorded_once(switchboard: Switchboard) -> None:
    offer = CallOffer(recipient_id="bob", call_id="c", sdp="o")
    save, *_ = switchboard.refuse(ALICE, offer, NOW)
    assert isinstance(save, SaveCall)
    assert save.call.reason == "not_allowed"
    switchboard.committed(save)
    assert switchboard.refuse(ALICE, offer, NOW) == []


def test_an_error_as_its_sender_receives_it() -> None:
    assert call_error(InvalidField("`sdp`: …", field="sdp"), call_id="c") == CallError(
        call_id="c", error="invalid_field", message="`sdp`: …", field="sdp"
    )
    assert call_error(NotAllowed("no"), call_id="c") == CallError(call_id="c", error="not_allowed", message="no")
