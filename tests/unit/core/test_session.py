"""A client that comes back misses nothing and hears nothing twice, or is told to start anew."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.core.session import Kept, Session, SessionLimits
from ringback.messages import Resume

LIMITS = SessionLimits(max_events=4, max_bytes=100, window_s=120, max_replies=2, replies_s=600)


def a_session(events: int = 0) -> Session:
    session = Session(token="first", epoch="e", limits=LIMITS)
    for number in range(1, events + 1):
        assert session.keep(b"%d" % number, 0.0) == number
    return session


def claim(last_seq: int, *, token: str = "first", epoch: str = "e") -> Resume:
    return Resume(token=token, epoch=epoch, last_seq=last_seq)


def test_what_was_missed_comes_in_order() -> None:
    session = a_session(4)
    assert session.acknowledge(1)
    session.detach(10.0)
    assert session.resume(claim(2), 100.0, next_token="second") == [Kept(3, b"3", 0.0), Kept(4, b"4", 0.0)]
    assert session.resume(claim(4, token="second"), 100.0, next_token="third") == []
    assert session.keep(b"5", 100.0) == 5


@pytest.mark.parametrize(
    "wrong",
    [
        claim(2, token="other"),
        claim(2, epoch="before the restart"),
        claim(5),
        claim(0),
        claim(-1),
    ],
    ids=["token", "epoch", "from the future", "before what was acknowledged", "negative"],
)
def test_a_wrong_claim_starts_anew_and_uses_nothing_up(wrong: Resume) -> None:
    session = a_session(4)
    session.acknowledge(1)
    assert session.resume(wrong, 1.0, next_token="second") is None
    assert session.resume(claim(4), 1.0, next_token="second") == []


def test_a_token_is_good_for_once() -> None:
    session = a_session(1)
    assert session.resume(claim(1), 1.0, next_token="second") == []
    session.confirm()
    assert session.resume(claim(1), 1.0, next_token="third") is None


def test_who_never_heard_of_its_next_token_uses_the_old_one_again() -> None:
    session = a_session(1)
    assert session.resume(claim(1), 1.0, next_token="lost on its way") == []
    assert session.resume(claim(1), 1.0, next_token="third") == []
    session.confirm()
    assert session.resume(claim(1, token="lost on its way"), 1.0, next_token="fourth") is None
    assert session.resume(claim(1), 1.0, next_token="fourth") is None
    assert session.resume(claim(1, token="third"), 1.0, next_token="fourth") == []


@pytest.mark.parametrize(
    ("events", "size", "last_seq", "whole"),
    [(4, 1, 0, True), (5, 1, 0, False), (5, 1, 1, True), (3, 40, 0, False), (3, 40, 1, True)],
)
def test_a_replay_with_a_hole_is_none(events: int, size: int, last_seq: int, whole: bool) -> None:
    session = a_session()
    for _ in range(events):
        session.keep(b"x" * size, 0.0)
    replay = session.resume(claim(last_seq), 1.0, next_token="second")
    missed = [Kept(seq, b"x" * size, 0.0) for seq in range(last_seq + 1, events + 1)]
    assert replay == (missed if whole else None)


def test_an_event_and_a_session_grow_too_old() -> None:
    session = a_session(1)
    assert session.keep(b"2", 121.0) == 2
    assert session.resume(claim(0), 121.0, next_token="second") is None
    session.detach(121.0)
    session.detach(200.0)
    assert not session.expired(241.0)
    assert session.expired(242.0)
    assert session.resume(claim(2), 242.0, next_token="second") is None


def test_an_acknowledgement_of_what_was_never_sent_is_refused_and_an_old_one_says_nothing() -> None:
    session = a_session(3)
    assert not session.acknowledge(4)
    assert session.acknowledge(3)
    assert session.acknowledge(1)
    assert session.resume(claim(3), 1.0, next_token="second") == []


def test_a_repeated_command_has_the_reply_it_had() -> None:
    session = a_session()
    assert session.reply_to("a", 0.0) is None
    session.replied("a", b"yes", 0.0)
    assert session.reply_to("a", 600.0) == b"yes"
    assert session.reply_to("a", 601.0) is None
    session.replied("b", b"no", 0.0)
    session.replied("c", b"no", 0.0)
    assert session.reply_to("a", 0.0) is None
    assert session.reply_to("b", 0.0) == b"no"


def test_how_far_a_client_is_behind_counts_what_is_new_since_it_came() -> None:
    session = a_session(3)
    assert session.behind == 3
    session.acknowledge(1)
    assert session.behind == 2
    assert session.resume(claim(1), 1.0, next_token="second") is not None
    assert session.behind == 0
    session.keep(b"4", 1.0)
    assert session.behind == 1


def test_a_later_session_of_the_device_knows_the_replies() -> None:
    session, later = a_session(), a_session()
    session.replied("a", b"yes", 0.0)
    later.inherit(session)
    assert later.reply_to("a", 0.0) == b"yes"


class Client:
    """One that acknowledges what it has seen, and comes back after a cut."""

    def __init__(self) -> None:
        self.session = Session(token="0", epoch="e", limits=LIMITS)
        self.now = 0.0
        self.tokens = self.seen = 0
        self.on_its_way: list[int] = []
        self.connected = True

    def event(self) -> None:
        seq = self.session.keep(b"%d" % (self.session.top_seq + 1), self.now)
        if self.connected:
            self.on_its_way.append(seq)

    def deliver(self) -> None:
        if self.on_its_way:
            self.session.confirm()
            seq = self.on_its_way.pop(0)
            assert seq == self.seen + 1
            self.seen = seq

    def acknowledge(self) -> None:
        assert not self.connected or self.session.acknowledge(self.seen)

    def cut(self) -> None:
        self.connected = False
        self.on_its_way.clear()
        self.session.detach(self.now)

    def come_back(self) -> None:
        was = claim(self.seen, token=str(self.tokens))
        replay = self.session.resume(was, self.now, next_token=str(self.tokens + 1))
        if replay is None:  # it starts anew, from a snapshot
            self.__init__()  # type: ignore[misc]
            return
        self.tokens, self.connected = self.tokens + 1, True
        self.on_its_way = [event.seq for event in replay]
        assert self.on_its_way == list(range(self.seen + 1, self.session.top_seq + 1))

    def wait(self) -> None:
        self.now += 50.0


MOVES = (Client.event, Client.event, Client.deliver, Client.acknowledge, Client.cut, Client.come_back, Client.wait)


@given(st.lists(st.sampled_from(MOVES), max_size=60))
def test_a_client_never_hears_a_hole_or_a_repetition(moves: list[Callable[[Client], None]]) -> None:
    client = Client()
    for move in moves:
        move(client)
