"""What has been said is said again until it is answered, in order."""

import math

import pytest

from ringback.client.outbox import UNANSWERED, WAITING, Outbox
from ringback.client.signaling_errors import OutboxFull
from ringback.messages import (
    CallAccept,
    CallAnswer,
    CallHangup,
    CallIceCandidate,
    CallMessage,
    CallOffer,
    CallReject,
    IceCandidate,
)

CALL = ("c1", "bob")


def offer(call_id: str = "c1") -> CallOffer:
    return CallOffer(recipient_id="bob", call_id=call_id, sdp="v=0")


def candidate(call_id: str = "c1") -> CallIceCandidate:
    return CallIceCandidate(recipient_id="bob", call_id=call_id, candidate=IceCandidate(candidate="candidate:1"))


def hangup(call_id: str = "c1") -> CallHangup:
    return CallHangup(recipient_id="bob", call_id=call_id)


def said(messages: list[CallMessage]) -> list[str]:
    return [f"{type(message).__name__} {message.command_id}" for message in messages]


@pytest.fixture
def outbox() -> Outbox:
    begun = Outbox()
    begun.begin(answered=True)
    return begun


def test_each_is_sent_once_on_one_connection_under_an_id_of_its_own(outbox: Outbox) -> None:
    outbox.put(offer())
    outbox.put(candidate())
    assert said(outbox.take(0.0)) == ["CallOffer 1", "CallIceCandidate 2"]
    assert outbox.take(0.0) == []
    assert not outbox.empty


def test_the_next_connection_begins_with_what_has_had_no_answer_in_order_under_the_same_ids(outbox: Outbox) -> None:
    for message in (offer(), candidate(), candidate()):
        outbox.put(message)
    outbox.take(0.0)
    settled = outbox.settle("2")
    assert settled is not None
    outbox.put(CallAccept(recipient_id="bob", call_id="c2"))
    outbox.begin(answered=True)
    assert said(outbox.take(0.0)) == ["CallOffer 1", "CallIceCandidate 3", "CallAccept 4"]
    for command_id in ("1", "3", "4", "4", "unknown", None):
        outbox.settle(command_id)
    assert outbox.empty


def test_where_nothing_is_answered_sent_is_done() -> None:
    outbox = Outbox()
    outbox.put(offer())
    outbox.begin(answered=False)
    for _ in range(2 * UNANSWERED):
        outbox.put(candidate())
    assert len(outbox.take(0.0)) == UNANSWERED
    assert len(outbox.take(0.0, room=10)) == 10
    assert outbox.take(0.0, room=-1) == []
    outbox.begin(answered=False)
    assert len(outbox.take(0.0)) == UNANSWERED - 9
    assert outbox.empty


def test_so_many_are_on_their_way_and_so_many_wait(outbox: Outbox) -> None:
    for _ in range(UNANSWERED):
        outbox.put(candidate())
    assert len(outbox.take(0.0)) == UNANSWERED
    for _ in range(WAITING):
        outbox.put(candidate("c2"))
    with pytest.raises(OutboxFull):
        outbox.put(candidate("c2"))
    assert outbox.take(0.0) == []
    outbox.settle("1")
    assert said(outbox.take(0.0)) == [f"CallIceCandidate {UNANSWERED + 1}"]


def test_what_is_not_carried_out_for_now_goes_out_later_and_nothing_overtakes_it(outbox: Outbox) -> None:
    assert outbox.due == math.inf
    for call_id in ("c1", "c2", "c3"):
        outbox.put(offer(call_id))
    outbox.take(0.0)
    assert outbox.postpone("3", 10.0)
    assert outbox.postpone("2", 9.0)
    assert not outbox.postpone("2", 11.0)
    assert not outbox.postpone(None, 11.0)
    outbox.put(offer("c4"))
    assert outbox.take(9.9) == []
    assert outbox.due == 10.0
    assert said(outbox.take(10.0)) == ["CallOffer 2", "CallOffer 3", "CallOffer 4"]
    assert outbox.due == math.inf


def test_an_end_always_finds_room(outbox: Outbox) -> None:
    for _ in range(WAITING):
        outbox.put(offer("another"))
    outbox.put(hangup())
    outbox.put(CallReject(recipient_id="bob", call_id="c2"))
    with pytest.raises(OutboxFull):
        outbox.put(offer())


def test_an_end_takes_the_place_of_what_has_not_gone_out_but_an_accept(outbox: Outbox) -> None:
    outbox.put(offer())
    outbox.put(candidate())
    outbox.take(0.0)
    outbox.put(CallAccept(recipient_id="bob", call_id="c1"))
    outbox.put(CallAnswer(recipient_id="bob", call_id="c1", sdp="v=0"))
    outbox.put(offer())
    outbox.put(candidate())
    outbox.put(candidate("another"))
    outbox.put(hangup())
    outbox.begin(answered=True)
    assert said(outbox.take(0.0)) == ["CallOffer 1", "CallAccept 3", "CallIceCandidate 7", "CallHangup 8"]


def test_it_knows_whose_end_is_not_confirmed(outbox: Outbox) -> None:
    assert not outbox.ends(CALL)
    outbox.put(hangup())
    assert outbox.ends(CALL)
    assert not outbox.ends(("c1", "mallory"))
    outbox.take(0.0)
    assert outbox.ends(CALL)
    outbox.settle("1")
    assert not outbox.ends(CALL)


def test_a_call_that_is_no_more_and_candidates_of_one_that_is_over_are_dropped(outbox: Outbox) -> None:
    for message in (offer(), candidate(), offer("c2"), candidate("c2")):
        outbox.put(message)
    outbox.take(0.0)
    for message in (offer(), candidate(), offer("c2"), candidate("c2")):
        outbox.put(message)
    outbox.drop_candidates(("c2", "bob"))
    outbox.drop(CALL)
    outbox.begin(answered=True)
    assert said(outbox.take(0.0)) == ["CallOffer 3", "CallOffer 7"]
