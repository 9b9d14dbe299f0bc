"""What the negotiator does with an engine, in virtual time."""

import asyncio

import pytest

from ringback.core.negotiation import MOST_IN_A_ROW
from ringback.messages import CallAnswer, CallOffer
from ringback.peer.engine import SessionDescription
from ringback.peer.errors import EngineError
from ringback.peer.negotiator import CALM_S, FIRST_CANDIDATE_S, HOLD_S
from ringback.testing.virtual_time import rest, running_timers, virtual
from tests.unit.peer.fake_media import FakeStream, FakeTrack
from tests.unit.peer.rig import Rig, converse, negotiated

MOMENT = 0.001
SENDING = "\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=sendrecv\r\n"
"""A section in which media is sent: an answer in which it is new joins in."""


@virtual
async def test_an_offer_is_made_without_arguments_and_sent_to_the_other_side() -> None:
    rig = Rig(polite=False)
    rig.engine.need_negotiation()
    await rest()
    assert rig.sent == [CallOffer(recipient_id="them", call_id="call", sdp="impolite1")]
    assert rig.engine.calls == ["set_local_description"]


@virtual
async def test_an_offer_is_answered() -> None:
    rig = Rig(polite=True)
    await rig.offer()
    assert rig.sent == [CallAnswer(recipient_id="them", call_id="call", sdp="polite1")]


@virtual
async def test_who_is_told_late_that_it_is_polite_gives_way() -> None:
    told = [False]
    rig = Rig(polite=lambda: told[0])
    rig.engine.need_negotiation()
    await rest()
    told[0] = True
    await rig.offer()
    assert rig.said == ["offer", "answer"]


@virtual
async def test_impolite_an_offer_is_ignored_from_the_moment_ours_is_begun() -> None:
    rig = await negotiated(polite=False)
    rig.engine.fire("negotiationneeded")
    assert rig.engine.signaling_state == "stable"
    await rig.offer()
    assert rig.engine.calls == ["set_local_description"]


@virtual
async def test_polite_an_offer_that_crosses_ours_is_applied_and_answered_with_no_rollback_of_our_own() -> None:
    rig = await negotiated(polite=True)
    rig.engine.fire("negotiationneeded")
    await rig.offer()
    await rest()
    described = "set_local_description"
    assert rig.engine.calls == [described, "set_remote_description offer their offer", described]
    assert rig.engine.rollbacks == 1
    assert rig.said == ["offer", "answer"]


@virtual
async def test_polite_an_answer_that_joins_in_is_followed_by_an_offer_and_another_is_not() -> None:
    rig = await negotiated(polite=True)
    rig.engine.sections = SENDING
    await rig.offer()
    await rest()
    assert rig.said == ["answer", "offer"]
    await rig.answer()
    await rig.offer("a later one")
    await rest()
    assert rig.said == ["answer", "offer", "answer"]


@virtual
async def test_impolite_an_answer_that_does_not_join_in_holds_nothing() -> None:
    rig = await negotiated(polite=False)
    rig.engine.current_remote_description = SessionDescription("answer", SENDING)
    rig.engine.need_negotiation()
    await rest()
    await rig.answer(SENDING)
    rig.engine.need_negotiation()
    await rest()
    assert rig.said == ["offer", "offer"]


@virtual
async def test_an_offer_that_was_ignored_for_one_that_then_could_not_be_made_is_taken_after_all() -> None:
    rig = await negotiated(polite=False)
    rig.engine.refusals["set_local_description"] = EngineError("no")
    rig.engine.fire("negotiationneeded")
    await rig.offer()
    await rest()
    assert rig.codes == ["negotiation_failed"]
    assert rig.said == ["answer"]


@virtual
async def test_after_an_offer_that_could_not_be_made_the_next_one_of_the_other_side_is_no_collision() -> None:
    rig = await negotiated(polite=False)
    rig.engine.refusals["set_local_description"] = EngineError("no")
    rig.engine.fire("negotiationneeded")
    await rest()
    await rig.offer()
    assert rig.codes == ["negotiation_failed"]
    assert rig.said == ["answer"]


@virtual
async def test_an_offer_that_arrives_while_our_answer_is_being_applied_is_not_ignored() -> None:
    rig = Rig(polite=False)
    rig.engine.need_negotiation()
    await rest()
    await asyncio.gather(rig.answer(), rig.offer())
    assert rig.said == ["offer", "answer"]
    assert rig.engine.signaling_state == "stable"


@virtual
async def test_after_an_answer_that_was_refused_an_offer_in_the_middle_of_ours_is_a_collision_again() -> None:
    rig = await negotiated(polite=False)
    rig.engine.need_negotiation()
    await rest()
    rig.engine.refusals["set_remote_description"] = EngineError("bad answer")
    await rig.answer()
    await rig.offer()
    assert rig.codes == ["description_failed"]
    assert rig.said == ["offer"]


@virtual
async def test_a_refused_offer_is_not_answered() -> None:
    rig = await negotiated(polite=True)
    rig.engine.refusals["set_remote_description"] = EngineError("bad offer")
    await rig.offer()
    assert rig.engine.calls == ["set_remote_description offer their offer"]


@virtual
async def test_a_refused_description_is_fatal_only_before_anything_was_negotiated() -> None:
    rig, later = Rig(polite=True), await negotiated(polite=True)
    for each in (rig, later):
        each.engine.refusals["set_remote_description"] = EngineError("bad offer")
        await each.offer()
    (error,) = rig.errors
    assert (error.code, error.fatal, str(error.__cause__)) == ("description_failed", True, "bad offer")
    assert [error.fatal for error in later.errors] == [False]


@virtual
async def test_a_rollback_that_the_other_side_asks_for_is_refused() -> None:
    rig = Rig(polite=True)
    await rig.manager.handle_remote_description(SessionDescription("rollback", ""))  # type: ignore[arg-type]
    assert rig.codes == ["description_failed"]
    assert rig.engine.calls == []


@virtual
async def test_an_answer_is_applied_with_the_dtls_role_that_the_other_side_has() -> None:
    rig = await negotiated(polite=True)
    known = "a=fingerprint:sha-256 AA\r\na=setup:"
    rig.engine.current_remote_description = SessionDescription("answer", f"{known}passive\r\n")
    rig.engine.need_negotiation()
    await rest()
    await rig.answer(f"{known}active\r\n")
    assert rig.engine.current_remote_description == SessionDescription("answer", f"{known}passive\r\n")
    assert rig.engine.calls[-1] == f"set_remote_description answer {known}passive"


@virtual
async def test_what_is_sent_is_named_by_what_the_engine_made_also_when_it_answered_instead_of_offering() -> None:
    rig = await negotiated(polite=True)
    offered = rig.offer()
    rig.engine.fire("negotiationneeded")
    await offered
    await rest()
    assert rig.said[0] == "answer"


@virtual
async def test_what_is_sent_is_what_was_set_also_when_it_has_been_rolled_back_since() -> None:
    rig = await negotiated(polite=True)
    rig.engine.fire("negotiationneeded")
    rig.offer()
    await rest()
    assert [getattr(message, "sdp", None) for message in rig.sent] == ["polite2", "polite3"]


@virtual
async def test_polite_an_extra_offer_that_is_needed_as_well_is_made_once() -> None:
    rig = Rig(polite=True)
    rig.engine.sections = SENDING
    rig.engine.need_negotiation()
    await rest()
    await rig.offer()
    await rest()
    assert rig.said == ["offer", "answer", "offer"]
    await rig.answer()
    await rest()
    assert rig.said == ["offer", "answer", "offer"]
    assert rig.engine.signaling_state == "stable"


async def crossed_early() -> Rig:
    """The polite side with the very first offers crossed, before anything of its own was gathered."""
    rig = Rig(polite=True)
    rig.engine.gathers = False
    rig.engine.need_negotiation()
    await rest()
    rig.engine.calls.clear()
    rig.offer("crossing")
    rig.candidate("theirs")
    await rest()
    return rig


ROLLED_BACK = ["set_remote_description offer crossing", "add_ice_candidate theirs", "set_local_description"]


@virtual
async def test_polite_its_very_first_offer_is_not_rolled_back_before_it_has_gathered_something() -> None:
    rig = await crossed_early()
    assert rig.engine.calls == []
    rig.engine.fire("icecandidate", None)
    await rest()
    assert rig.engine.calls[:3] == ROLLED_BACK
    assert rig.said == ["offer", "candidate", "answer", "offer"]


@virtual
async def test_polite_where_nothing_can_be_gathered_its_first_offer_is_rolled_back_all_the_same() -> None:
    rig = await crossed_early()
    await asyncio.sleep(FIRST_CANDIDATE_S - MOMENT)
    assert rig.engine.calls == []
    await asyncio.sleep(MOMENT)
    await rest()
    assert rig.engine.calls[:3] == ROLLED_BACK
    assert rig.codes == []


@virtual
async def test_polite_closing_while_its_first_offer_waits_to_be_rolled_back_ends_that_too() -> None:
    rig = await crossed_early()
    rig.manager.close()
    await rest()
    assert (rig.engine.calls, rig.codes, running_timers()) == ([], [], 0)


@virtual
async def test_polite_later_offers_that_cross_owe_no_extra_offer() -> None:
    rig = await negotiated(polite=True)
    opened = rig.engine.set_local_description()
    await rig.offer()
    await opened
    await rest()
    assert rig.said == ["answer"]


async def holding() -> Rig:
    """The impolite side after the very first offers crossed, with an answer that joins in just applied."""
    rig = Rig(polite=False)
    rig.engine.need_negotiation()
    await rest()
    await rig.offer("crossing")
    await rig.answer(SENDING)
    await rest()
    rig.sent.clear()
    return rig


@virtual
async def test_impolite_its_own_offers_are_held_until_the_extra_offer_has_been_answered_and_then_made_once() -> None:
    rig = await holding()
    rig.engine.need_negotiation()
    await rest()
    assert rig.said == []
    await rig.offer("extra")
    await rest()
    assert rig.said == ["answer", "offer"]
    await rig.answer()
    await asyncio.sleep(HOLD_S)
    assert rig.said == ["answer", "offer"]


@virtual
async def test_impolite_what_was_held_is_offered_when_the_extra_offer_does_not_come_in_time() -> None:
    rig = await holding()
    rig.engine.need_negotiation()
    await asyncio.sleep(HOLD_S - MOMENT)
    assert rig.said == []
    await asyncio.sleep(MOMENT)
    assert rig.said == ["offer"]


@virtual
async def test_impolite_with_nothing_held_nothing_is_offered_at_the_end_of_the_hold() -> None:
    rig = await holding()
    await asyncio.sleep(HOLD_S + MOMENT)
    assert rig.said == []
    rig.engine.need_negotiation()
    await rest()
    assert rig.said == ["offer"]


@virtual
async def test_impolite_when_the_hold_ends_while_the_extra_offer_is_being_applied_that_goes_first() -> None:
    rig = await holding()
    rig.engine.need_negotiation()
    await rest()
    rig.engine.calls.clear()
    rig.engine.operation_s = 2 * HOLD_S
    rig.offer("extra")
    await asyncio.sleep(HOLD_S + MOMENT)
    assert rig.engine.calls == ["set_remote_description offer extra"]
    await asyncio.sleep(8 * HOLD_S)
    assert rig.said == ["answer", "offer"]


@virtual
async def test_impolite_an_extra_offer_that_the_engine_refuses_does_not_lose_what_was_held() -> None:
    rig = await holding()
    rig.engine.need_negotiation()
    await rest()
    rig.engine.refusals["set_remote_description"] = EngineError("bad offer")
    await rig.offer("extra")
    await asyncio.sleep(HOLD_S + MOMENT)
    assert rig.said == ["offer"]


@virtual
async def test_both_sides_begin_at_once_they_agree_with_one_extra_round_and_nothing_more() -> None:
    left, right = Rig(polite=False), Rig(polite=True)
    left.engine.need_negotiation()
    right.engine.need_negotiation()
    await converse(left, right)
    assert [left.engine.signaling_state, right.engine.signaling_state] == ["stable", "stable"]
    assert left.said == ["offer", "answer"]
    assert right.said == ["offer", "answer", "offer"]
    assert left.codes + right.codes == []


@virtual
async def test_both_sides_go_on_at_once_again_and_again_they_agree_every_time() -> None:
    left, right = Rig(polite=False), Rig(polite=True)
    for _ in range(5):
        left.engine.need_negotiation()
        right.engine.need_negotiation()
        await converse(left, right)
        await asyncio.sleep(HOLD_S)
        await converse(left, right)
        assert [left.engine.signaling_state, right.engine.signaling_state] == ["stable", "stable"]
    assert right.engine.rollbacks == 5
    assert left.codes + right.codes == []


async def asked_again_and_again(after_s: float = 0) -> Rig:
    """A rig whose engine asks for a negotiation each time as soon as the last one is done, or so long after it."""
    rig = Rig(polite=True)
    for _ in range(20):
        rig.engine.need_negotiation()
        await rest()
        if rig.engine.signaling_state == "have-local-offer":
            await rig.answer()
        await asyncio.sleep(after_s)
    return rig


@virtual
async def test_an_engine_that_asks_for_ever_with_nothing_changed_is_not_listened_to_until_something_is() -> None:
    rig = await asked_again_and_again()
    assert rig.said == MOST_IN_A_ROW * ["offer"]
    rig.manager.add_local_stream(FakeStream(FakeTrack("audio")))
    assert len(rig.sent) == MOST_IN_A_ROW, "the track comes first"
    await asyncio.sleep(MOMENT)
    await rest()
    assert len(rig.sent) == MOST_IN_A_ROW + 1
    assert rig.codes == []


@virtual
async def test_an_engine_that_asks_now_and_then_is_listened_to_every_time() -> None:
    rig = await asked_again_and_again(after_s=CALM_S)
    assert rig.said == 20 * ["offer"]


@virtual
async def test_what_is_changed_while_the_other_side_offers_is_left_to_the_engine() -> None:
    rig = await asked_again_and_again()
    rig.offer()
    rig.manager.add_local_stream(FakeStream(FakeTrack("audio")))
    await asyncio.sleep(MOMENT)
    await rest()
    assert rig.said[MOST_IN_A_ROW:] == ["answer", "offer"]


@pytest.mark.parametrize("polite", [True, False])
def test_cancelling_whoever_waits_for_a_description_stops_nothing(polite: bool) -> None:
    @virtual
    async def scenario() -> None:
        rig = Rig(polite)
        waiting = asyncio.ensure_future(rig.offer())
        waiting.cancel()
        await rest()
        assert rig.said[0] == "answer"
        assert rig.engine.current_remote_description is not None

    scenario()
