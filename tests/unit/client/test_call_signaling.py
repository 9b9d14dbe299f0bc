"""What a connection says to the other side, when it is said, and when it is said again."""

import pytest

from ringback.client.call_signaling import CallSignaling
from ringback.messages import (
    CallAnswer,
    CallIceCandidate,
    CallOffer,
    ForwardedAnswer,
    ForwardedOffer,
    IceCandidate,
)
from ringback.peer import PeerMessage


def offer(sdp: str = "offer", call_id: str = "c1") -> CallOffer:
    return CallOffer(recipient_id="bob", call_id=call_id, sdp=sdp)


def answer(sdp: str = "answer", call_id: str = "c1") -> CallAnswer:
    return CallAnswer(recipient_id="bob", call_id=call_id, sdp=sdp)


def candidate(line: str = "candidate:1", call_id: str = "c1") -> CallIceCandidate:
    return CallIceCandidate(recipient_id="bob", call_id=call_id, candidate=IceCandidate(candidate=line))


def their_offer(sdp: str = "their offer") -> ForwardedOffer:
    return ForwardedOffer(sender_id="bob", call_id="c1", sdp=sdp)


def their_answer(sdp: str = "their answer") -> ForwardedAnswer:
    return ForwardedAnswer(sender_id="bob", call_id="c1", sdp=sdp)


@pytest.fixture
def said() -> list[PeerMessage]:
    return []


@pytest.fixture
def signaling(said: list[PeerMessage]) -> CallSignaling:
    return CallSignaling(said.append, "c1", is_open=True)


def test_what_is_said_goes_out_at_once(signaling: CallSignaling, said: list[PeerMessage]) -> None:
    signaling.send(offer())
    signaling.send(candidate())
    assert said == [offer(), candidate()]


def test_before_the_call_is_taken_it_waits(said: list[PeerMessage]) -> None:
    signaling = CallSignaling(said.append, "c1", is_open=False)
    signaling.send(offer())
    signaling.send(candidate())
    assert said == []
    signaling.open()
    assert said == [offer(), candidate()]
    signaling.open()
    assert said == [offer(), candidate()]


def test_the_impolite_side_of_merged_calls_offers_in_the_other_one(
    signaling: CallSignaling, said: list[PeerMessage]
) -> None:
    signaling.send(offer())
    signaling.send(candidate())
    said.clear()
    signaling.merged("c2", polite=False)
    signaling.send(candidate("candidate:2"))
    assert said == [offer(call_id="c2"), candidate(call_id="c2"), candidate("candidate:2", call_id="c2")]


def test_the_polite_side_waits_for_the_other_ones_offer(signaling: CallSignaling, said: list[PeerMessage]) -> None:
    signaling.send(offer())
    said.clear()
    signaling.merged("c2", polite=True)
    assert said == []
    signaling.send(answer())
    assert said == [answer(call_id="c2")]


def test_a_description_is_news_once(signaling: CallSignaling) -> None:
    assert signaling.is_news(their_offer())
    assert not signaling.is_news(their_offer())
    assert signaling.is_news(their_offer("another"))
    assert signaling.is_news(their_answer())
    assert not signaling.is_news(their_answer())


def test_an_offer_that_comes_again_is_answered_again(signaling: CallSignaling, said: list[PeerMessage]) -> None:
    signaling.is_news(their_offer())
    signaling.is_news(their_offer())
    assert said == []
    signaling.send(answer())
    signaling.send(candidate())
    said.clear()
    assert not signaling.is_news(their_offer())
    assert said == [answer(), candidate()]


def test_an_answer_that_comes_again_brings_nothing(signaling: CallSignaling, said: list[PeerMessage]) -> None:
    signaling.send(offer())
    signaling.is_news(their_answer())
    said.clear()
    assert not signaling.is_news(their_answer())
    assert said == []


def test_only_an_offer_without_an_answer_is_repeated(signaling: CallSignaling, said: list[PeerMessage]) -> None:
    signaling.repeat()
    signaling.send(offer("an earlier one"))
    signaling.send(candidate("candidate:0"))
    signaling.send(offer())
    signaling.send(candidate())
    said.clear()
    signaling.repeat()
    assert said == [offer(), candidate()]
    signaling.is_news(their_answer())
    signaling.is_news(their_offer())
    said.clear()
    signaling.repeat()
    assert said == []
    signaling.send(answer())
    signaling.repeat()
    assert said == [answer()]


def test_an_offer_that_crossed_theirs_is_still_without_an_answer(
    signaling: CallSignaling, said: list[PeerMessage]
) -> None:
    signaling.send(offer())
    signaling.is_news(their_offer())
    said.clear()
    signaling.repeat()
    assert said == [offer()]
