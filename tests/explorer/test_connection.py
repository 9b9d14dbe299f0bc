"""The fake connection behaves as the standard says. No manager here: the tests do by hand what one would."""

from typing import Any

from tests.explorer.connection import FakeConnection
from tests.explorer.schedule import parse
from tests.explorer.sdp import RECV, SEND, Description
from tests.explorer.side import Side
from tests.explorer.world import World


class Pair:
    """Two connections, and what they tell."""

    def __init__(self, script: str = "") -> None:
        self.world = World(parse(script))
        self.a, self.b = (side.connection for side in self.world.sides)
        self._operations = 0

    def run(self) -> None:
        """Until nothing moves any more."""
        for _ in self.world.run():
            pass

    def begin(self, connection: FakeConnection, name: str, argument: Any = None) -> int:
        """Chain an operation."""
        self._operations += 1
        connection.operate(self._operations, name, argument)
        return self._operations

    def do(self, connection: FakeConnection, name: str, argument: Any = None) -> str | None:
        """The same, and see it through; returns its error."""
        number = self.begin(connection, name, argument)
        self.run()
        (end,) = [each for each in self.told(connection, "settled") if each[0] == number]
        return str(end[1]) if end[1] else None

    def offer(self, connection: FakeConnection) -> dict[str, str]:
        """Have one set an offer of its own."""
        assert self.do(connection, "set_local_description") is None
        return wire(connection.pending_local)

    def negotiate(self, offering: FakeConnection, answering: FakeConnection) -> None:
        """A whole offer and answer."""
        assert self.do(answering, "set_remote_description", self.offer(offering)) is None
        assert self.do(answering, "set_local_description") is None
        assert self.do(offering, "set_remote_description", wire(answering.current_local)) is None

    def told(self, connection: FakeConnection, kind: str = "event") -> list[list[Any]]:
        """What it has told since the beginning."""
        return [stimulus[1:] for stimulus in self.side(connection).stimuli if stimulus[0] == kind]

    def side(self, connection: FakeConnection) -> Side:
        return next(side for side in self.world.sides if side.connection is connection)

    def times_needed(self, connection: FakeConnection) -> int:
        """How often it fired negotiationneeded."""
        return sum(name == "negotiationneeded" for name, _ in self.told(connection))


def wire(description: Description | None) -> dict[str, str]:
    assert description
    return {"type": description.type, "sdp": description.sdp}


def test_an_offer_and_answer_make_the_same_transceivers_on_both_sides() -> None:
    pair = Pair()
    pair.a.add_track("tone", "audio", ("stream",))
    pair.negotiate(pair.a, pair.b)
    ours, theirs = pair.a.transceivers.all[0], pair.b.transceivers.all[0]
    assert (ours.mid, ours.current, theirs.mid, theirs.current) == ("0", SEND, "0", RECV)
    assert ["track", theirs.number] in pair.told(pair.b)
    assert not pair.a.negotiation_needed()
    assert not pair.b.negotiation_needed()


def test_a_colliding_offer_rolls_back_in_one_operation() -> None:
    pair = Pair()
    pair.a.add_track("ours", "audio", ("stream",))
    pair.b.add_track("theirs", "audio", ("stream",))
    offer = pair.offer(pair.a)
    pair.offer(pair.b)
    assert pair.do(pair.b, "set_remote_description", offer) is None
    states = [name for name, _ in pair.told(pair.b) if name == "signalingstatechange"]
    assert len(states) == 3, "have-local-offer, stable, have-remote-offer"
    assert pair.b.signaling_state == "have-remote-offer"
    assert pair.b.pending_local is None
    assert [each.mid for each in pair.b.transceivers.all] == ["0"], "addTrack's transceiver takes the section"


def test_negotiationneeded_is_coalesced_and_waits_for_an_empty_chain() -> None:
    pair = Pair()
    pair.begin(pair.a, "set_local_description")
    pair.a.add_track("one", "audio", ())
    pair.a.add_track("two", "video", ())
    assert pair.times_needed(pair.a) == 0
    pair.run()
    assert pair.times_needed(pair.a) == 0, "not in have-local-offer"
    pair.do(pair.a, "set_local_description", {"type": "rollback"})
    assert pair.times_needed(pair.a) == 1


def test_negotiationneeded_fires_again_on_the_return_to_stable_and_not_before() -> None:
    pair = Pair()
    pair.a.add_track("one", "audio", ())
    pair.run()
    pair.a.add_track("two", "video", ())
    pair.run()
    assert pair.times_needed(pair.a) == 1
    offer = pair.offer(pair.a)
    pair.a.add_track("three", "video", ())
    pair.do(pair.b, "set_remote_description", offer)
    pair.do(pair.b, "set_local_description")
    pair.do(pair.a, "set_remote_description", wire(pair.b.current_local))
    assert pair.times_needed(pair.a) == 2
    assert pair.times_needed(pair.b) == 0


def test_after_a_refused_offer_negotiationneeded_stays_set() -> None:
    pair = Pair()
    pair.a.refuse_offers = 1
    pair.a.create_data_channel()
    pair.run()
    assert pair.do(pair.a, "set_local_description") == "OperationError"
    pair.a.add_track("one", "audio", ())
    pair.run()
    assert pair.times_needed(pair.a) == 1


def test_set_local_description_decides_when_it_acts() -> None:
    pair = Pair()
    pair.a.create_data_channel()
    offer = pair.offer(pair.a)
    pair.begin(pair.b, "set_remote_description", offer)
    assert pair.do(pair.b, "set_local_description") is None
    assert pair.b.current_local is not None
    assert pair.b.current_local.type == "answer"


def test_a_restart_survives_a_rollback_and_changes_both_sides_credentials() -> None:
    pair = Pair()
    pair.a.create_data_channel()
    pair.negotiate(pair.a, pair.b)
    before = pair.a.ufrags | pair.b.ufrags
    pair.a.restart_ice()
    pair.offer(pair.a)
    pair.do(pair.a, "set_local_description", {"type": "rollback"})
    assert pair.a.negotiation_needed()
    pair.negotiate(pair.a, pair.b)
    assert not (pair.a.ufrags | pair.b.ufrags) & before
    assert not pair.a.negotiation_needed()


def test_an_answer_keeps_the_credentials_when_the_offer_does() -> None:
    pair = Pair()
    pair.a.create_data_channel()
    pair.negotiate(pair.a, pair.b)
    before = pair.b.ufrags
    pair.b.restart_ice()
    pair.negotiate(pair.a, pair.b)
    assert pair.b.ufrags == before
    assert pair.b.negotiation_needed(), "its own restart is still to come"


def test_a_rolled_back_remote_offer_takes_its_transceivers_along_unless_add_track_touched_them() -> None:
    pair = Pair()
    pair.a.add_track("one", "audio", ())
    pair.a.add_track("two", "video", ())
    pair.do(pair.b, "set_remote_description", pair.offer(pair.a))
    pair.b.add_track("mine", "audio", ())
    assert [each.mid for each in pair.b.transceivers.all] == ["0", "1"]
    pair.do(pair.b, "set_local_description", {"type": "rollback"})
    assert [(each.kind, each.mid) for each in pair.b.transceivers.all] == [("audio", None)]


def test_add_track_takes_a_sender_only_if_it_never_sent() -> None:
    pair = Pair()
    first = pair.a.add_track("one", "audio", ())
    pair.a.remove_track(first.number)
    assert pair.a.add_track("two", "audio", ()) is first
    pair.negotiate(pair.a, pair.b)
    pair.a.remove_track(first.number)
    assert pair.a.add_track("three", "audio", ()) is not first
    assert (pair.a.negotiation_needed(), first.direction) == (True, RECV)


def test_a_candidate_needs_a_description_of_its_generation() -> None:
    pair = Pair()
    candidate = {"candidate": "candidate:1", "sdpMid": "0", "usernameFragment": "A001"}
    assert pair.do(pair.b, "add_ice_candidate", candidate) == "InvalidStateError"
    pair.a.create_data_channel()
    pair.do(pair.b, "set_remote_description", pair.offer(pair.a))
    assert pair.a.pending_local is not None
    known = {**candidate, "usernameFragment": pair.a.pending_local.ufrag}
    assert pair.do(pair.b, "add_ice_candidate", known) is None
    assert pair.do(pair.b, "add_ice_candidate", {**known, "usernameFragment": "else"}) == "OperationError"
    assert pair.do(pair.b, "add_ice_candidate", {**known, "sdpMid": "7"}) == "OperationError"
    assert pair.b.added == {(pair.a.pending_local.ufrag, "candidate:1")}


def test_an_answer_out_of_place_is_refused() -> None:
    pair = Pair()
    pair.a.create_data_channel()
    pair.negotiate(pair.a, pair.b)
    assert pair.do(pair.a, "set_remote_description", wire(pair.b.current_local)) == "InvalidStateError"


def test_after_closing_nothing_settles_and_nothing_is_told() -> None:
    pair = Pair("operations_a 5")
    pair.a.create_data_channel()
    pair.begin(pair.a, "set_local_description")
    pair.a.close()
    told = len(pair.side(pair.a).stimuli)
    pair.run()
    assert len(pair.side(pair.a).stimuli) == told
    assert pair.do(pair.a, "add_ice_candidate", {"candidate": ""}) == "InvalidStateError"


def test_candidates_of_a_rolled_back_offer_are_not_told_of() -> None:
    pair = Pair("gathering_a 50")
    pair.a.create_data_channel()
    pair.begin(pair.a, "set_local_description")
    pair.begin(pair.a, "set_local_description", {"type": "rollback"})
    pair.run()
    assert pair.a.gathered == []


def test_the_channel_keeps_the_order_and_loses_nothing_in_an_outage() -> None:
    world = World(parse("3 A lose 100 1\nmessages_a 5 1 9"))
    a, b = world.sides
    for kind in ("offer", "candidate", "candidate"):
        a.do_send(kind, f"{kind} {world.now}")
    world.at(50, lambda: a.do_send("answer", "late"))
    for _ in world.run():
        pass
    assert [stimulus[2] for stimulus in b.stimuli] == ["offer", "candidate", "candidate", "answer"]
    assert world.now >= 103


def test_after_an_outage_only_candidates_of_the_newest_description_are_repeated() -> None:
    world = World(parse("50 A lose 100 3\nmessages_a 1"))
    a, b = world.sides
    for kind, payload in (("candidate", "old"), ("offer", "o"), ("candidate", "new")):
        a.do_send(kind, payload)
    for _ in world.run():
        pass
    assert [stimulus[3] for stimulus in b.stimuli] == ["old", "o", "new", "new"]
