"""A role stays for as long as the association."""

from ringback.core.negotiation import DescriptionType
from ringback.peer.dtls_role import keep_dtls_role
from ringback.peer.engine import SessionDescription
from tests.unit.peer.fake_engine import FakeEngine


def sdp(setup: str, fingerprint: str = "sha-256 AA") -> str:
    section = f"a=setup:{setup}\r\n"
    return f"v=0\r\na=fingerprint:{fingerprint}\r\nm=audio 9\r\n{section}m=video 9\r\n{section}"


def negotiated(local: tuple[DescriptionType, str], remote: tuple[DescriptionType, str]) -> FakeEngine:
    engine = FakeEngine("described")
    engine.current_local_description = SessionDescription(local[0], sdp(local[1], "sha-256 BB"))
    engine.current_remote_description = SessionDescription(remote[0], sdp(remote[1]))
    return engine


WE_OFFERED = negotiated(("offer", "actpass"), ("answer", "passive"))
WE_ANSWERED = negotiated(("answer", "active"), ("offer", "actpass"))


def test_the_other_side_stays_passive_when_it_answered_so_before() -> None:
    assert keep_dtls_role(sdp("active"), WE_OFFERED) == sdp("passive")


def test_the_other_side_stays_passive_when_we_answered_as_active() -> None:
    assert keep_dtls_role(sdp("active"), WE_ANSWERED) == sdp("passive")


def test_the_other_side_stays_active_when_we_answered_as_passive() -> None:
    passive = negotiated(("answer", "passive"), ("offer", "actpass"))
    assert keep_dtls_role(sdp("passive"), passive) == sdp("active")


def test_an_answer_that_is_right_is_left_as_it_is() -> None:
    assert keep_dtls_role(sdp("passive"), WE_OFFERED) == sdp("passive")


def test_an_answer_with_another_fingerprint_makes_a_new_association() -> None:
    fresh = sdp("active", "sha-256 CC")
    assert keep_dtls_role(fresh, WE_OFFERED) == fresh


def test_the_first_answer_is_left_as_it_is() -> None:
    assert keep_dtls_role(sdp("active"), FakeEngine("new")) == sdp("active")


def test_an_answer_without_a_fingerprint_is_left_for_the_engine_to_refuse() -> None:
    assert keep_dtls_role("v=0\r\na=setup:active\r\n", WE_OFFERED) == "v=0\r\na=setup:active\r\n"
