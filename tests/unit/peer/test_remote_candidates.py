"""The other side's candidates keep their order, and their place behind a description."""

import asyncio

from ringback.peer.errors import EngineError
from ringback.peer.negotiator import HOLD_S
from ringback.peer.remote_candidates import MAX_WAITING
from ringback.testing.virtual_time import rest, virtual
from tests.unit.peer.rig import Rig


def added(rig: Rig) -> list[str]:
    return [call for call in rig.engine.calls if call.startswith("add_ice_candidate")]


@virtual
async def test_ahead_of_any_description_they_wait_and_go_in_behind_it_in_the_same_turn_and_order() -> None:
    rig = Rig(polite=True)
    rig.candidate("one")
    rig.candidate("two")
    assert rig.engine.calls == []
    offered = rig.offer()
    rig.candidate("three")
    assert rig.engine.calls == [
        "set_remote_description offer their offer",
        "add_ice_candidate one",
        "add_ice_candidate two",
        "add_ice_candidate three",
    ]
    await offered
    await rest()
    assert rig.codes == []


@virtual
async def test_behind_a_description_they_are_handed_over_in_the_turn_they_arrive_in() -> None:
    rig = Rig(polite=True)
    await rig.offer()
    rig.candidate("late")
    assert rig.engine.calls[-1] == "add_ice_candidate late"


@virtual
async def test_after_a_first_description_that_was_refused_they_wait_again() -> None:
    rig = Rig(polite=True)
    rig.engine.refusals["set_remote_description"] = EngineError("bad offer")
    await rig.offer()
    await rig.candidate("patient")
    assert added(rig) == []
    await rig.offer()
    assert added(rig) == ["add_ice_candidate patient"]


@virtual
async def test_those_of_an_ignored_first_offer_are_dropped_and_those_of_the_answer_are_added() -> None:
    rig = Rig(polite=False)
    rig.engine.need_negotiation()
    await rest()
    await rig.offer("crossing")
    await rig.candidate("of the ignored offer")
    rig.answer()
    await rig.candidate("of the answer")
    await rest()
    assert added(rig) == ["add_ice_candidate of the answer"]


@virtual
async def test_a_refused_one_is_told() -> None:
    rig = Rig(polite=True)
    await rig.offer()
    rig.engine.refusals["add_ice_candidate"] = EngineError("bad candidate")
    await rig.candidate("bad")
    (error,) = rig.errors
    assert (error.code, error.fatal, str(error.__cause__)) == ("candidate_failed", False, "bad candidate")


@virtual
async def test_a_refused_one_of_an_ignored_offer_is_not_told_until_a_description_has_been_applied() -> None:
    rig = Rig(polite=False)
    rig.engine.need_negotiation()
    await rest()
    await rig.answer()
    await asyncio.sleep(HOLD_S)
    rig.engine.need_negotiation()
    await rest()
    await rig.offer("crossing")
    rig.engine.refusals["add_ice_candidate"] = EngineError("of the ignored offer")
    await rig.candidate("unknown")
    rig.engine.refusals["set_remote_description"] = EngineError("bad answer")
    await rig.answer()
    rig.engine.refusals["add_ice_candidate"] = EngineError("still of the ignored offer")
    await rig.candidate("unknown")
    assert rig.codes == ["description_failed"]
    await rig.answer()
    rig.engine.refusals["add_ice_candidate"] = EngineError("bad candidate")
    await rig.candidate("bad")
    assert rig.codes == ["description_failed", "candidate_failed"]


@virtual
async def test_none_and_the_empty_one_both_say_that_there_are_no_more() -> None:
    rig = Rig(polite=True)
    await rig.offer()
    rig.engine.calls.clear()
    await rig.manager.handle_ice_candidate(None)
    await rig.candidate("")
    assert rig.engine.calls == ["add_ice_candidate", "add_ice_candidate"]
    assert rig.codes == []


@virtual
async def test_no_more_than_a_bounded_number_wait() -> None:
    rig = Rig(polite=True)
    for count in range(1_000):
        rig.candidate(str(count))
    await rig.offer()
    assert len(added(rig)) == MAX_WAITING
    assert added(rig)[0] == "add_ice_candidate 0"


@virtual
async def test_one_under_way_when_the_connection_closes_is_given_up_without_a_word() -> None:
    rig = Rig(polite=True)
    await rig.offer()
    adding = rig.candidate("one")
    rig.manager.close()
    await adding
    assert rig.codes == []
