"""When our candidates go out."""

import pytest

from ringback.messages import IceCandidate
from ringback.peer.engine import SessionDescription
from ringback.peer.local_candidates import LocalCandidates
from tests.unit.peer.fake_engine import FakeEngine

FIREFOX = "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\n"
LIBWEBRTC = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n"


class Gathering:
    """One side with an offer out. ``remote`` is what the other side has agreed to before; None for the first offer."""

    def __init__(self, remote: str | None = FIREFOX) -> None:
        self.engine = FakeEngine("gathering")
        self.engine.signaling_state = "have-local-offer"
        self.describe("now")
        if remote is not None:  # libwebrtc writes an origin of its own into what it was given
            self.engine.current_remote_description = SessionDescription("answer", LIBWEBRTC)
        self.sent: list[str | None] = []
        self.candidates = LocalCandidates(self.engine, lambda one: self.sent.append(one.candidate if one else None))
        self.candidates.described(remote or "")

    def describe(self, fragment: str) -> None:
        sdp = f"{LIBWEBRTC}a=ice-ufrag:{fragment}\r\n"
        self.engine.current_local_description = SessionDescription("offer", sdp)

    def gather(self, name: str | None, fragment: str = "now") -> None:
        one = None if name is None else IceCandidate(candidate=name, username_fragment=fragment)
        self.candidates.gathered(one)

    def answered(self) -> None:
        self.engine.signaling_state = "stable"
        self.candidates.state_changed()


def test_those_of_the_first_offer_go_out_at_once() -> None:
    gathering = Gathering(remote=None)
    gathering.gather("a")
    gathering.gather(None)
    assert gathering.sent == ["a", None]


def test_those_of_a_later_offer_to_firefox_wait_for_its_answer_and_keep_their_order() -> None:
    gathering = Gathering()
    gathering.gather("a")
    gathering.gather("b")
    assert gathering.sent == []
    gathering.answered()
    gathering.gather(None)
    assert gathering.sent == ["a", "b", None]


def test_nor_do_they_go_out_inside_the_description_which_has_them_when_they_are_found_fast() -> None:
    gathering = Gathering()
    candidates = "a=candidate:1 1 udp\r\na=candidate:2 1 udp\r\na=end-of-candidates\r\n"
    sdp = f"v=0\r\nm=audio 9\r\n{candidates}a=mid:0\r\n"
    assert gathering.candidates.in_description(sdp) == "v=0\r\nm=audio 9\r\na=mid:0\r\n"
    gathering.answered()
    assert gathering.candidates.in_description(sdp) == sdp


def test_one_that_comes_before_the_change_of_state_is_told_does_not_overtake() -> None:
    gathering = Gathering()
    gathering.gather("a")
    gathering.engine.signaling_state = "stable"
    gathering.gather("b")
    gathering.answered()
    assert gathering.sent == ["a", "b"]


def test_those_of_an_offer_that_was_rolled_back_are_not_sent_also_when_they_come_late() -> None:
    gathering = Gathering()
    gathering.gather("a")
    gathering.describe("after")
    gathering.answered()
    gathering.gather("c")
    gathering.gather("d", "after")
    assert gathering.sent == ["d"]


def test_those_of_an_answer_go_out_at_once() -> None:
    gathering = Gathering()
    gathering.answered()
    gathering.gather("a")
    assert gathering.sent == ["a"]


def test_a_later_offer_to_libwebrtc_does_not_hold_them() -> None:
    gathering = Gathering(remote=LIBWEBRTC)
    gathering.gather("a")
    assert gathering.sent == ["a"]


@pytest.mark.parametrize("remote", [None, LIBWEBRTC])
def test_none_overtakes_the_description_it_belongs_to(remote: str | None) -> None:
    gathering = Gathering(remote)
    with gathering.candidates.behind_description():
        gathering.gather("a")
        gathering.gather("b")
        assert gathering.sent == []
    assert gathering.sent == ["a", "b"]


def test_when_the_description_could_not_be_set_they_do_not_wait_for_ever() -> None:
    gathering = Gathering(remote=None)
    with pytest.raises(ValueError, match="refused"), gathering.candidates.behind_description():
        gathering.gather("a")
        raise ValueError("refused")
    assert gathering.sent == ["a"]
