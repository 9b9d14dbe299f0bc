"""The client's half of a session, without sockets: what it says, what it passes on, and when. Times in seconds."""

import math

import pytest

from ringback.client.session import ACK_EVENTS, ACK_S, TELL_S, Session
from ringback.client.signaling_errors import ConnectionLost
from ringback.messages import (
    Ack,
    CallAccept,
    CallError,
    CallHangup,
    CallMerged,
    CallMessage,
    CallOffer,
    CallRinging,
    Done,
    Event,
    ForwardedAccept,
    ForwardedHangup,
    ForwardedIceCandidate,
    ForwardedOffer,
    GoingAway,
    Heartbeat,
    IceCandidate,
    LiveCall,
    Ping,
    Pong,
    Presence,
    PresenceWatch,
    Resume,
    ServerMessage,
    SessionGrant,
    TokenRefresh,
    TokenRefreshed,
    Welcome,
)

HEARTBEAT = Heartbeat(interval_ms=20_000, timeout_ms=30_000, in_call_interval_ms=5_000, in_call_timeout_ms=15_000)
OFFER = CallOffer(recipient_id="bob", call_id="c1", sdp="v=0")
HANGUP = CallHangup(recipient_id="bob", call_id="c1")
ACCEPT = CallAccept(recipient_id="bob", call_id="c1")
PLAIN = Welcome(protocol=1, user_id="alice", token_expires_in_ms=None)


def welcome(*, resumed: bool = False, seq: int = 0, calls: tuple[LiveCall, ...] = (), token: str = "t1") -> Welcome:
    grant = SessionGrant(
        resumed=resumed,
        resume_token=token,
        epoch="e1",
        seq=seq,
        window_ms=120_000,
        heartbeat=HEARTBEAT,
        calls=list(calls),
    )
    return Welcome(protocol=1, user_id="alice", token_expires_in_ms=None, session=grant)


def live(call_id: str, *, here: bool = True) -> LiveCall:
    return LiveCall(
        call_id=call_id, user_id="bob", direction="outgoing", state="connected", here=here, expires_in_ms=None
    )


def lost(call_id: str, reason: str = "lost") -> ForwardedHangup:
    return ForwardedHangup(sender_id="bob", call_id=call_id, reason=reason)


def candidate(seq: int | None = None) -> ForwardedIceCandidate:
    return ForwardedIceCandidate(
        sender_id="bob", call_id="c1", candidate=IceCandidate(candidate="candidate:1"), seq=seq
    )


def connect(session: Session, answer: Welcome, now: float = 0.0) -> list[ServerMessage]:
    session.hello(token=None, presence=False)
    return session.received(answer, now)


@pytest.fixture
def session() -> Session:
    opened = Session("device")
    assert connect(opened, welcome()) == []
    return opened


def commands(session: Session, now: float = 0.0) -> list[str]:
    """What it says about calls now, by command id."""
    said = [each for each in session.outgoing(now) if isinstance(each, CallMessage)]
    return [f"{type(each).__name__} {each.command_id}" for each in said]


# --- hello ---


def test_the_first_hello_names_the_device() -> None:
    hello = Session("device").hello(token="secret", presence=True)
    assert (hello.token, hello.presence, hello.device_id, hello.call_waiting) == ("secret", True, "device", True)
    assert hello.resume is None


def test_the_next_one_resumes_from_the_last_event(session: Session) -> None:
    session.received(candidate(1), 1.0)
    session.received(candidate(2), 1.0)
    hello = session.hello(token=None, presence=False)
    assert hello.resume == Resume(token="t1", epoch="e1", last_seq=2)
    session.received(welcome(resumed=True, token="t2"), 2.0)
    hello = session.hello(token=None, presence=False)
    assert hello.resume == Resume(token="t2", epoch="e1", last_seq=2)


def test_after_a_server_without_sessions_there_is_nothing_to_resume(session: Session) -> None:
    connect(session, PLAIN)
    assert session.hello(token=None, presence=False).resume is None


# --- events ---


def test_an_event_is_passed_on_once(session: Session) -> None:
    assert session.received(candidate(1), 1.0) == [candidate(1)]
    assert session.received(candidate(1), 1.0) == []
    assert session.received(candidate(2), 1.0) == [candidate(2)]
    connect(session, welcome(resumed=True))
    assert session.received(candidate(1), 2.0) == []
    assert session.received(candidate(2), 2.0) == []
    assert session.received(candidate(3), 2.0) == [candidate(3)]


def test_a_gap_gives_the_connection_up_and_the_next_one_closes_it(session: Session) -> None:
    session.received(candidate(1), 1.0)
    with pytest.raises(ConnectionLost):
        session.received(candidate(3), 1.0)
    resume = session.hello(token=None, presence=False).resume
    assert resume is not None
    assert resume.last_seq == 1
    session.received(welcome(resumed=True), 1.0)
    assert [session.received(candidate(seq), 1.0) for seq in (2, 3)] == [[candidate(2)], [candidate(3)]]


def test_the_numbers_begin_where_the_welcome_says() -> None:
    session = Session("device")
    connect(session, welcome(seq=41))
    with pytest.raises(ConnectionLost):
        session.received(candidate(43), 1.0)
    connect(session, welcome(seq=7))
    assert session.received(candidate(8), 1.0) == [candidate(8)]


def test_without_numbers_everything_is_passed_on() -> None:
    session = Session("device")
    connect(session, PLAIN)
    assert session.received(candidate(), 1.0) == session.received(candidate(), 1.0) == [candidate()]
    assert session.outgoing(1e6) == []
    assert session.due == math.inf


@pytest.mark.parametrize("message", [Presence(online=["bob"]), CallError(call_id="c1", error="x", message="")])
def test_what_has_no_number_is_passed_on(session: Session, message: ServerMessage) -> None:
    assert session.received(message, 1.0) == [message]


@pytest.mark.parametrize("message", [Pong(), TokenRefreshed(token_expires_in_ms=1), GoingAway(reconnect_in_ms=1)])
def test_what_is_only_between_the_two_is_not(session: Session, message: ServerMessage) -> None:
    assert session.received(message, 1.0) == []


# --- acknowledgement ---


def test_an_event_is_acknowledged_after_a_moment(session: Session) -> None:
    session.received(candidate(1), 1.0)
    session.received(candidate(2), 1.2)
    assert session.due == 1.0 + ACK_S
    assert session.outgoing(1.4) == []
    assert session.outgoing(1.5) == [Ack(seq=2)]
    assert session.outgoing(1.6) == []


def test_sixteen_are_acknowledged_at_once(session: Session) -> None:
    for seq in range(1, ACK_EVENTS):
        session.received(candidate(seq), 1.0)
        assert session.outgoing(1.0) == []
    session.received(candidate(ACK_EVENTS), 1.0)
    assert session.outgoing(1.0) == [Ack(seq=ACK_EVENTS)]


def test_an_offer_is_acknowledged_at_once(session: Session) -> None:
    session.received(ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", expires_in_ms=60_000, seq=1), 1.0)
    assert session.outgoing(1.0) == [Ack(seq=1)]


def test_a_new_connection_owes_no_acknowledgement_and_no_answer(session: Session) -> None:
    session.received(candidate(1), 1.0)
    session.received(Ping(), 1.0)
    connect(session, welcome(resumed=True), 1.1)
    assert session.outgoing(2.0) == []


# --- commands ---


def test_a_command_waits_for_the_welcome_and_is_sent_again_until_it_is_answered(session: Session) -> None:
    session.hello(token=None, presence=False)
    session.send(OFFER)
    assert session.outgoing(1.0) == []
    session.received(welcome(resumed=True), 1.0)
    assert commands(session) == ["CallOffer 1"]
    connect(session, welcome())
    assert commands(session) == ["CallOffer 1"]
    assert session.received(Done(command_id="1"), 1.0) == []
    assert session.settled
    connect(session, welcome(calls=(live("c1"),)))
    assert commands(session) == []


def test_an_end_that_the_server_has_not_heard_of_is_awaited(session: Session) -> None:
    awaited = [session.is_awaited]
    session.send(HANGUP)
    awaited.append(session.is_awaited)
    session.outgoing(0.0)
    session.received(Done(command_id="1"), 1.0)
    awaited.append(session.is_awaited)
    assert awaited == [False, True, False]


def test_a_server_without_sessions_is_told_once(session: Session) -> None:
    connect(session, PLAIN)
    session.send(OFFER)
    assert commands(session) == ["CallOffer 1"]
    connect(session, PLAIN)
    assert commands(session) == []


def test_an_error_answers_too(session: Session) -> None:
    session.send(OFFER)
    session.outgoing(0.0)
    error = CallError(call_id="c1", error="recipient_offline", message="", command_id="1")
    assert session.received(error, 1.0) == [error]
    assert session.settled


@pytest.mark.parametrize(("retry_in_ms", "at"), [(300, 1.3), (None, 2.0)])
@pytest.mark.parametrize("code", ["rate_limited", "store_unavailable"])
def test_an_error_that_passes_is_not_told_and_the_command_is_sent_again(
    session: Session, code: str, retry_in_ms: int | None, at: float
) -> None:
    session.send(OFFER)
    session.outgoing(0.0)
    error = CallError(call_id="c1", error=code, message="", command_id="1", retry_in_ms=retry_in_ms)
    assert session.received(error, 1.0) == []
    assert commands(session, at - 0.01) == []
    assert session.due == at
    assert commands(session, at) == ["CallOffer 1"]
    session.received(Done(command_id="1"), at)
    assert session.received(error, at) == [error]


def test_what_comes_before_the_welcome_of_a_session_comes_again_numbered(session: Session) -> None:
    session.hello(token=None, presence=False)
    assert session.received(candidate(), 1.0) == []
    assert session.received(welcome(resumed=True), 1.0) == []
    assert session.received(candidate(1), 1.0) == [candidate(1)]


def test_what_comes_before_a_welcome_without_a_session_is_kept(session: Session) -> None:
    session.hello(token=None, presence=False)
    assert session.received(candidate(), 1.0) == []
    assert session.received(PLAIN, 1.0) == [candidate()]
    assert session.received(PLAIN, 1.0) == []
    session.hello(token=None, presence=False)
    session.received(candidate(), 2.0)
    assert connect(session, PLAIN) == [], "that connection is gone"


def test_what_comes_for_a_call_that_this_side_has_ended_is_passed_over_until_the_server_knows(
    session: Session,
) -> None:
    session.send(HANGUP)
    again = ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", seq=1)
    assert session.received(again, 1.0) == []
    assert Ack(seq=1) in session.outgoing(1.0)
    session.received(Done(command_id="1"), 1.0)
    anew = ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", seq=2)
    assert session.received(anew, 1.0) == [anew]


def test_whoever_is_watched_is_watched_again(session: Session) -> None:
    session.send(PresenceWatch(user_ids=["bob"]))
    session.send(PresenceWatch(user_ids=["carol"]))
    assert session.outgoing(0.0) == [PresenceWatch(user_ids=["bob"]), PresenceWatch(user_ids=["carol"])]
    connect(session, welcome(resumed=True))
    assert session.outgoing(0.0) == [PresenceWatch(user_ids=["carol"])]


def test_a_newer_token_is_shown_on_this_connection_only(session: Session) -> None:
    session.refresh("new")
    assert session.outgoing(0.0) == [TokenRefresh(token="new")]
    session.hello(token=None, presence=False)
    session.refresh("newer")
    session.received(welcome(resumed=True), 1.0)
    assert session.outgoing(1.0) == []


# --- heartbeat ---


def test_a_silent_server_is_asked_and_then_given_up(session: Session) -> None:
    assert session.due == 20.0
    assert session.outgoing(20.0) == [Ping()]
    assert session.outgoing(29.9) == []
    with pytest.raises(ConnectionLost):
        session.outgoing(30.0)


def test_a_server_that_asks_is_answered(session: Session) -> None:
    assert session.received(Ping(), 1.0) == []
    assert session.outgoing(1.0) == [Pong()]


def test_any_sign_of_life_counts(session: Session) -> None:
    session.heard(10.0)
    assert session.due == 30.0
    session.received(Pong(), 15.0)
    assert session.due == 35.0


def test_after_a_change_of_network_it_is_asked_at_once(session: Session) -> None:
    session.doubt(1.0)
    assert session.outgoing(1.0) == [Ping()]
    with pytest.raises(ConnectionLost):
        session.outgoing(4.0)


@pytest.mark.parametrize(
    "begins",
    [
        ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", seq=1),
        CallRinging(sender_id="bob", call_id="c1", devices=1, expires_in_ms=60_000, seq=1),
        ForwardedAccept(sender_id="bob", call_id="c1", seq=1),
    ],
)
def test_in_a_call_it_is_asked_sooner_until_the_call_is_over(session: Session, begins: Event) -> None:
    session.received(begins, 0.0)
    session.outgoing(0.5)
    assert session.due == 5.0
    session.received(ForwardedHangup(sender_id="bob", call_id="c1", seq=2), 1.0)
    session.outgoing(1.5)
    assert session.due == 21.0


def test_a_call_that_was_placed_counts_until_it_is_refused_hung_up_or_ended(session: Session) -> None:
    for command, call_id in (("1", "c1"), ("2", "c2"), ("3", "c3")):
        session.send(CallOffer(recipient_id="bob", call_id=call_id, sdp="v=0"))
        session.outgoing(0.0)
        if command != "1":
            session.received(Done(command_id=command), 0.0)
    session.received(CallError(call_id="c1", error="recipient_offline", message="", command_id="1"), 0.0)
    session.send(CallHangup(recipient_id="bob", call_id="c2"))
    assert session.due == 5.0
    session.received(ForwardedHangup(sender_id="bob", call_id="c3", seq=1), 0.0)
    session.outgoing(0.5)
    assert session.due == 20.0


def test_a_call_that_ended_before_its_offer_was_answered_does_not_count(session: Session) -> None:
    session.send(OFFER)
    session.outgoing(0.0)
    session.received(ForwardedHangup(sender_id="bob", call_id="c1", reason="busy", seq=1), 0.0)
    session.received(Done(command_id="1"), 0.0)
    session.outgoing(0.5)
    assert session.due == 20.0


def test_an_accept_that_is_refused_leaves_no_call(session: Session) -> None:
    session.received(ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", seq=1), 0.0)
    session.send(ACCEPT)
    session.outgoing(0.0)
    session.received(CallError(call_id="c1", error="recipient_offline", message="", command_id="1"), 0.0)
    assert session.due == 20.0


# --- a session that could not be resumed ---


def missed(session: Session, answer: Welcome, now: float = 0.0) -> list[ServerMessage]:
    """What ends when the server answers so, and tells no more."""
    assert connect(session, answer, now) == [answer]
    told = session.outgoing(now + TELL_S - 0.01)
    assert Ping() not in told
    if Ping() not in session.outgoing(now + TELL_S):
        return []
    return session.received(Pong(), now + TELL_S)


def test_a_call_that_the_server_has_no_more_is_lost(session: Session) -> None:
    for seq in (1, 2, 3):
        session.received(ForwardedOffer(sender_id="bob", call_id=f"c{seq}", sdp="v=0", seq=seq), 0.0)
    session.send(ACCEPT)
    anew = welcome(calls=(live("c2"), live("c3", here=False)))
    assert connect(session, anew) == [anew]
    assert commands(session) == []  # nothing is said about a call that is no more
    assert missed(session, anew) == [lost("c1"), lost("c3", "answered_elsewhere")]
    assert missed(session, anew) == []
    assert missed(session, welcome()) == [lost("c2")]
    assert connect(session, anew) == [anew]
    assert session.due == 20.0


def test_a_call_whose_end_the_server_knows_has_ended_so(session: Session) -> None:
    session.received(ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", seq=1), 0.0)
    connect(session, welcome())
    told = ForwardedHangup(sender_id="bob", call_id="c1", reason="completed", seq=1)
    assert session.received(told, 0.0) == [told]
    session.outgoing(TELL_S)
    assert session.received(Pong(), 1.0) == []


def test_a_connection_that_is_lost_before_the_server_has_told_everything_says_nothing(session: Session) -> None:
    session.received(ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", seq=1), 0.0)
    connect(session, welcome())
    session.outgoing(TELL_S)
    connect(session, welcome(resumed=True), 1.0)
    assert session.received(Pong(), 1.0) == []
    assert session.due == 1.0 + TELL_S
    assert session.outgoing(1.0 + TELL_S) == [Ping()]
    assert session.received(Pong(), 2.0) == [lost("c1")]
    assert session.received(Pong(), 2.0) == []


def test_a_call_that_the_server_has_not_heard_of_is_not_lost(session: Session) -> None:
    session.send(OFFER)
    session.outgoing(0.0)
    assert missed(session, welcome()) == []
    session.received(Done(command_id="1"), 0.0)
    assert session.settled
    assert missed(session, welcome()) == [lost("c1")]
    assert session.due == TELL_S + 20.0


def test_a_call_that_has_ended_is_not_lost_as_well(session: Session) -> None:
    session.received(ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", seq=1), 0.0)
    session.send(HANGUP)
    anew = welcome()
    assert connect(session, anew) == [anew]
    assert commands(session) == ["CallHangup 1"]
    assert missed(session, anew) == []


def test_a_session_that_was_resumed_loses_nothing(session: Session) -> None:
    session.received(ForwardedOffer(sender_id="bob", call_id="c1", sdp="v=0", seq=1), 0.0)
    assert connect(session, welcome(resumed=True)) == []
    assert session.due == 5.0


def test_an_old_server_leaves_no_calls_behind(session: Session) -> None:
    session.send(OFFER)
    connect(session, PLAIN)
    session.outgoing(0.0)
    session.received(CallError(call_id="c1", error="recipient_offline", message=""), 0.0)
    session.send(CallOffer(recipient_id="bob", call_id="c2", sdp="v=0"))
    session.outgoing(0.0)
    assert connect(session, welcome()) == []
    assert session.due == 20.0


def test_of_two_calls_that_were_merged_the_other_one_goes_on(session: Session) -> None:
    session.send(OFFER)
    session.outgoing(0.0)
    merged = CallMerged(sender_id="bob", call_id="c1", into="theirs", seq=1)
    assert session.received(merged, 0.0) == [merged]
    session.received(Done(command_id="1"), 0.0)
    assert missed(session, welcome(calls=(live("theirs"),))) == []
    assert missed(session, welcome()) == [lost("theirs")]
