"""When our candidates go out."""

import asyncio

import pytest

from ringback.messages import IceCandidate
from ringback.peer.engine import SessionDescription
from ringback.peer.lifetime import Lifetime
from ringback.peer.local_candidates import HEARING_S, LocalCandidates
from ringback.testing.virtual_time import virtual
from tests.unit.peer.fake_engine import FakeEngine

FIREFOX = "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\n"
TWO_SECTIONS = "a=group:BUNDLE 0 1\r\nm=audio 9\r\n{}a=mid:0\r\nm=video 9\r\n{}a=mid:1\r\n"
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
        self.candidates = LocalCandidates(self.engine, Lifetime(), self._send)
        self.candidates.described(remote or "")

    def _send(self, candidate: IceCandidate | None) -> None:
        self.sent.append(candidate.candidate if candidate else None)

    def describe(self, fragment: str) -> None:
        sdp = f"{LIBWEBRTC}a=ice-ufrag:{fragment}\r\n"
        self.engine.current_local_description = SessionDescription("offer", sdp)

    def gather(self, name: str | None, fragment: str = "now") -> None:
        one = None if name is None else IceCandidate(candidate=name, username_fragment=fragment)
        self.candidates.gathered(one)

    def find(self, name: str, fragment: str | None = None, mid: str | None = None) -> None:
        self.candidates.found(IceCandidate(candidate=name, username_fragment=fragment, sdp_mid=mid))

    def answered(self) -> None:
        self.engine.signaling_state = "stable"
        self.candidates.state_changed()


@virtual
async def test_those_of_the_first_offer_go_out_at_once() -> None:
    gathering = Gathering(remote=None)
    gathering.gather("a")
    gathering.gather(None)
    assert gathering.sent == ["a", None]


@virtual
async def test_those_of_a_later_offer_to_firefox_wait_for_its_answer_and_keep_their_order() -> None:
    gathering = Gathering()
    gathering.gather("a")
    gathering.gather("b")
    assert gathering.sent == []
    gathering.answered()
    gathering.gather(None)
    assert gathering.sent == ["a", "b", None]


@virtual
async def test_nor_do_they_go_out_inside_the_description_which_has_them_when_they_are_found_fast() -> None:
    gathering = Gathering()
    candidates = "a=candidate:1 1 udp\r\na=candidate:2 1 udp\r\na=end-of-candidates\r\n"
    sdp = f"v=0\r\nm=audio 9\r\n{candidates}a=mid:0\r\n"
    assert gathering.candidates.in_description(sdp) == "v=0\r\nm=audio 9\r\na=mid:0\r\n"
    gathering.answered()
    assert gathering.candidates.in_description(sdp) == sdp


@virtual
async def test_one_that_comes_before_the_change_of_state_is_told_does_not_overtake() -> None:
    gathering = Gathering()
    gathering.gather("a")
    gathering.engine.signaling_state = "stable"
    gathering.gather("b")
    gathering.answered()
    assert gathering.sent == ["a", "b"]


@virtual
async def test_those_of_an_offer_that_was_rolled_back_are_not_sent_also_when_they_come_late() -> None:
    gathering = Gathering()
    gathering.gather("a")
    gathering.describe("after")
    gathering.answered()
    gathering.gather("c")
    gathering.gather("d", "after")
    assert gathering.sent == ["d"]


@virtual
async def test_those_of_an_answer_go_out_at_once() -> None:
    gathering = Gathering()
    gathering.answered()
    gathering.gather("a")
    assert gathering.sent == ["a"]


@virtual
async def test_a_later_offer_to_libwebrtc_does_not_hold_them() -> None:
    gathering = Gathering(remote=LIBWEBRTC)
    gathering.gather("a")
    assert gathering.sent == ["a"]


@virtual
async def test_none_overtakes_the_description_it_belongs_to() -> None:
    for remote in (None, LIBWEBRTC):
        gathering = Gathering(remote)
        with gathering.candidates.behind_description():
            gathering.gather("a")
            gathering.gather("b")
            assert gathering.sent == []
        assert gathering.sent == ["a", "b"]


@virtual
async def test_when_the_description_could_not_be_set_they_do_not_wait_for_ever() -> None:
    gathering = Gathering(remote=None)
    with pytest.raises(ValueError, match="refused"), gathering.candidates.behind_description():
        gathering.gather("a")
        raise ValueError("refused")
    assert gathering.sent == ["a"]


def restarted(remote: str = FIREFOX, *, found: str = "") -> Gathering:
    """A restart has been agreed on; the other side has told of ``found``, candidates in its description."""
    gathering = Gathering(remote)
    gathering.candidates.described(f"{remote}a=ice-ufrag:before\r\n")
    gathering.candidates.described(f"{remote}a=ice-ufrag:after\r\n{found}")
    gathering.answered()
    return gathering


@virtual
async def test_those_of_a_restart_wait_for_the_first_candidate_of_firefox() -> None:
    gathering = restarted()
    gathering.gather("a")
    gathering.find("late", "before")
    assert gathering.sent == []
    gathering.find("theirs", "after")
    gathering.gather("b")
    assert gathering.sent == ["a", "b"]


@virtual
async def test_candidates_of_a_section_that_does_not_carry_the_bundle_end_no_wait() -> None:
    gathering = restarted(found=TWO_SECTIONS.format("", "a=candidate:1 1 udp\r\n"))
    gathering.gather("a")
    gathering.find("aside", mid="1")
    assert gathering.sent == []
    gathering.find("theirs", mid="0")
    assert gathering.sent == ["a"]


@virtual
async def test_nor_do_they_go_out_inside_the_description_meanwhile() -> None:
    gathering = restarted()
    assert gathering.candidates.in_description("v=0\r\na=candidate:1 1 udp\r\n") == "v=0\r\n"


@virtual
async def test_the_end_of_firefoxs_candidates_ends_no_wait_it_may_be_that_of_one_that_was_broken_off() -> None:
    gathering = restarted()
    gathering.gather("a")
    gathering.find("")
    assert gathering.sent == []


@virtual
async def test_where_firefox_finds_none_for_long_they_go_out_all_the_same() -> None:
    gathering = restarted()
    gathering.gather("a")
    await asyncio.sleep(HEARING_S - 0.01)
    assert gathering.sent == []
    await asyncio.sleep(0.02)
    assert gathering.sent == ["a"]


@virtual
async def test_the_wait_of_an_earlier_restart_does_not_end_that_of_a_later_one() -> None:
    gathering = restarted()
    gathering.gather("a")
    await asyncio.sleep(HEARING_S - 0.01)
    gathering.candidates.described(f"{FIREFOX}a=ice-ufrag:later\r\n")
    await asyncio.sleep(HEARING_S - 0.01)
    assert gathering.sent == []


@virtual
async def test_candidates_in_firefoxs_description_count_as_heard_and_libwebrtc_is_not_waited_for() -> None:
    one = "a=candidate:1 1 udp\r\n"
    for gathering in (restarted(found=one), restarted(found=TWO_SECTIONS.format(one, "")), restarted(LIBWEBRTC)):
        gathering.gather("a")
        assert gathering.sent == ["a"]
