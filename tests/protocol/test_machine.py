"""Random lives of calls, and faults that they have to find."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ringback.core import attendance, delivery, placement, politeness, switchboard
from ringback.core.authority import AUTHORITY, MAY_SIGNAL, Role
from ringback.core.board import Board
from ringback.core.call import TRANSITIONS, Call, CallEvent, CallState
from ringback.core.delivery import Delivery
from ringback.core.directory import Directory, Party
from ringback.core.effects import Effect, SaveCall
from ringback.core.ledger import Ledger
from ringback.core.session import Kept, Session
from ringback.core.switchboard import Switchboard
from ringback.messages import Resume
from tests.protocol.machine import Life

STEPS = int(os.environ.get("RINGBACK_STEPS", "20000"))
LENGTH = 50


def live(examples: int, *, seeded: bool) -> None:
    """Run the machine; a seeded fault is only to be found, not made small."""
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=LENGTH,
            derandomize=seeded,
            database=None,
            deadline=None,
            phases=(Phase.generate,) if seeded else (Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=not seeded,
            report_multiple_bugs=not seeded,
        ),
    )


def test_every_call_comes_to_one_end_that_all_are_told() -> None:
    Life.steps = 0
    while Life.steps < STEPS:
        live(max(1, (STEPS - Life.steps) // LENGTH + 1), seeded=False)


def nothing(*_: Any, **__: Any) -> list[Any]:
    return []


def believed_before_it_is_stored(patch: pytest.MonkeyPatch) -> None:
    handle = Switchboard.handle

    def hasty(self: Switchboard, *arguments: Any) -> list[Effect]:
        effects = handle(self, *arguments)
        for effect in effects:
            if isinstance(effect, SaveCall):
                self.committed(effect)
        return effects

    patch.setattr(Switchboard, "handle", hasty)


def a_loser_may_signal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(switchboard, "MAY_SIGNAL", MAY_SIGNAL | {Role.LOSER})


def a_stranger_is_taken_for_the_caller(patch: pytest.MonkeyPatch) -> None:
    role = Ledger.role

    def trusting(self: Ledger, call: Call, party: Party) -> Role:
        found = role(self, call, party)
        return Role.CALLER if found is Role.STRANGER and party.user == call.caller else found

    patch.setattr(Ledger, "role", trusting)


def an_id_is_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Ledger, "of", nothing)


def a_second_accept_wins_too(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(TRANSITIONS[CallState.CONNECTING], CallEvent.ACCEPT, CallState.CONNECTING)
    patch.setattr(switchboard, "MAY_SIGNAL", MAY_SIGNAL | {Role.LOSER})
    patch.setitem(AUTHORITY, Role.LOSER, AUTHORITY[Role.RUNG])


def the_others_go_on_ringing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Board, "taken", nothing)


def the_decline_stays_on_its_device(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Ledger, "others", lambda *_: ())


def who_slept_is_told_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Switchboard, "arrive", nothing)


def nobody_is_missed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Switchboard, "depart", nothing)


def time_does_not_matter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Switchboard, "expire", nothing)


def the_end_by_the_clock_is_told_to_one_side_only(patch: pytest.MonkeyPatch) -> None:
    ended = Board.ended

    def halved(self: Board, call: Call) -> list[Effect]:
        return ended(self, call)[:1]

    patch.setattr(Board, "ended", halved)


def a_start_forgets_the_live_calls_deadlines(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Switchboard, "recover", nothing)


def a_repeated_offer_rings_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Party, "plain", property(lambda _: True))


def replies_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Session, "reply_to", lambda *_: None)


def a_new_session_knows_no_replies(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Session, "inherit", nothing)


def the_first_event_that_was_missed_is_left_out(patch: pytest.MonkeyPatch) -> None:
    resume = Session.resume

    def partial(self: Session, *arguments: Any, **named: Any) -> list[Kept] | None:
        missed = resume(self, *arguments, **named)
        return missed[1:] if missed else missed

    patch.setattr(Session, "resume", partial)


def who_resumes_hears_what_it_has_heard_again(patch: pytest.MonkeyPatch) -> None:
    resume = Session.resume

    def generous(self: Session, claim: Resume, now: float, *, next_token: str) -> list[Kept] | None:
        everything = list(self._events)
        return everything if resume(self, claim, now, next_token=next_token) is not None else None

    patch.setattr(Session, "resume", generous)


def events_for_who_is_away_are_not_kept(patch: pytest.MonkeyPatch) -> None:
    keep = Session.keep

    def forgetful(self: Session, frame: bytes, now: float) -> int:
        return keep(self, frame, now) if self._detached_at is None else self.top_seq

    patch.setattr(Session, "keep", forgetful)


def who_is_away_counts_as_here(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Directory, "leave", nothing)


def who_comes_back_counts_as_away(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Directory, "come_back", nothing)


def who_resumes_is_not_awaited_no_more(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(attendance, "_awaited_no_more", nothing)


def it_is_said_to_ring_before_anybody_knows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(placement, "is_plain", lambda _: True)


def media_are_told_before_the_call_is_taken(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(delivery, "ONCE_ACCEPTED", frozenset())


def a_plain_client_is_to_begin_another_connection(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Delivery, "_cannot_rejoin", property(lambda _: False))


def both_sides_are_polite(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(politeness, "is_polite", lambda *_: True)


def a_program_is_taken_for_a_browser(patch: pytest.MonkeyPatch) -> None:
    introduce = Switchboard.introduce

    def unaware(self: Switchboard, *arguments: Any, **named: Any) -> tuple[Party, list[Effect]]:
        return introduce(self, *arguments, **{**named, "native": False})

    patch.setattr(Switchboard, "introduce", unaware)


FAULTS: list[Callable[[pytest.MonkeyPatch], None]] = [
    believed_before_it_is_stored,
    a_loser_may_signal,
    a_stranger_is_taken_for_the_caller,
    an_id_is_enough,
    a_second_accept_wins_too,
    the_others_go_on_ringing,
    the_decline_stays_on_its_device,
    who_slept_is_told_nothing,
    nobody_is_missed,
    time_does_not_matter,
    the_end_by_the_clock_is_told_to_one_side_only,
    a_start_forgets_the_live_calls_deadlines,
    a_repeated_offer_rings_again,
    replies_are_forgotten,
    a_new_session_knows_no_replies,
    the_first_event_that_was_missed_is_left_out,
    who_resumes_hears_what_it_has_heard_again,
    events_for_who_is_away_are_not_kept,
    who_is_away_counts_as_here,
    who_comes_back_counts_as_away,
    who_resumes_is_not_awaited_no_more,
    it_is_said_to_ring_before_anybody_knows,
    media_are_told_before_the_call_is_taken,
    a_plain_client_is_to_begin_another_connection,
    both_sides_are_polite,
    a_program_is_taken_for_a_browser,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.replace("_", " "))
def test_a_seeded_fault_is_found(fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        live(2000, seeded=True)
