"""What must hold when a schedule has come to rest, and again when both sides have closed."""

from collections.abc import Iterator

from tests.explorer.sdp import REVERSED, SEND
from tests.explorer.side import Side
from tests.explorer.world import World

HOLD = 1_000
"""For so long the impolite side holds its offers, in milliseconds (``HOLD_MS``)."""


def at_rest(world: World) -> list[str]:
    """What is wrong once nothing moves any more."""
    wrong = [f"{side.name} {fault}" for side in world.sides for fault in _told(side)]
    if not world.at_rest:
        wrong.append("never comes to rest")
    elif not any(side.closed for side in world.sides) and not world.excused:
        wrong += [f"{side.name} {fault}" for side in world.sides for fault in _side_at_rest(side)]
        if not any(side.refused for side in world.sides):
            wrong += _together(world)
    return wrong


def after_close(world: World) -> list[str]:
    """What is left over once both have closed."""
    return [f"{side.name} after close: {fault}" for side in world.sides for fault in _left_over(side)]


def most_offers(world: World) -> int:
    """How many offers a schedule can need.

    One for each change of either side, one more for each that was rolled back, which is void and made again, and the
    polite side's extra one for each answer of its own that joined in. And one that the impolite side had held and
    makes although the extra one has settled it.
    """
    changes = sum(side.changes for side in world.sides)
    void = sum(side.connection.rolled_back for side in world.sides)
    joined = sum(side.connection.transceivers.joined for side in world.sides if side.polite)
    return changes + void + joined + 1


def _told(side: Side) -> Iterator[str]:
    yield from side.faults
    allowed = {"negotiation_failed"} if side.refused else set()
    if side.world.excused:
        allowed.add("ice_recovery_failed")
    yield from (f"error {code}" for code in side.errors if code not in allowed)


def _side_at_rest(side: Side) -> Iterator[str]:
    connection = side.connection
    if connection.signaling_state != "stable":
        yield f"rests in {connection.signaling_state}"
    if side.refused or connection.signaling_state != "stable":
        return
    if connection.negotiation_needed():
        yield "still needs a negotiation"
    if connection.chain:
        yield "has operations under way"
    if side.pending:
        yield f"calls that never came back: {sorted(side.pending.values())}"
    if side.timers:
        yield "has timers running"
    yield from _tracks(side)
    yield from _credentials(side)
    yield from _lost_candidates(side)


def _lost_candidates(side: Side) -> Iterator[str]:
    if side.other.refused:
        return  # those of an offer that was ignored, and taken after all, may be lost: others find the path
    lost = [f"{ufrag} {line or 'end'}" for ufrag, line in _candidates(side) - side.other.connection.added]
    if lost:
        yield f"candidates never added by the other side: {sorted(lost)}"


def _tracks(side: Side) -> Iterator[str]:
    sending = {each.track: each for each in side.connection.transceivers.all if each.track is not None}
    if wrong := sending.keys() ^ {track for track, _ in side.tracks}:
        yield f"sends what it should not, or not what it should: {sorted(wrong)}"
    for track, transceiver in sending.items():
        if not (transceiver.current or 0) & SEND:
            yield f"{track} was never negotiated"


def _credentials(side: Side) -> Iterator[str]:
    local, remote = side.connection.current_local, side.connection.current_remote
    for ours, theirs in side.restarts:
        if local is None or local.ufrag in ours:
            yield "still has the credentials from before an ICE restart"
        if remote is None or remote.ufrag in theirs:
            yield "was never given new credentials in an ICE restart"


def _candidates(side: Side) -> set[tuple[str, str]]:
    local = side.connection.current_local
    return {(ufrag, line) for ufrag, line in side.connection.gathered if local and ufrag == local.ufrag}


def _together(world: World) -> Iterator[str]:
    a, b = (side.connection for side in world.sides)
    ours = {each.mid: (each.kind, each.current) for each in a.transceivers.all}
    theirs = {each.mid: (each.kind, _mirrored(each.current)) for each in b.transceivers.all}
    if ours != theirs:
        yield f"different transceivers: {ours} and {theirs}"
    offers = sum(side.offers for side in world.sides)
    if offers > most_offers(world):
        yield f"{offers} offers, where {most_offers(world)} are enough"
    if a.completed and a.ice_connection_state != "connected":
        yield f"the connection is {a.ice_connection_state}"
    if (a.faults.silent or b.faults.silent) and _in_time(world):
        yield "silence: rolled back right after a transceiver had been taken over"
    if a.faults.deaf or b.faults.deaf:
        yield "deaf: its first gathering was rolled back before it found anything"


def _mirrored(direction: int | None) -> int | None:
    return None if direction is None else REVERSED[direction]


def _in_time(world: World) -> bool:
    """Whether the polite side's extra offer cannot have been too late for the hold."""
    schedule = world.schedule
    slowest = max(max(schedule.delays("operations", side)) for side in "AB")
    farthest = max(max(schedule.delays("messages", side)) for side in "AB")
    return 10 * slowest + farthest < HOLD and not schedule.does("lose")


def _left_over(side: Side) -> Iterator[str]:
    yield from side.faults
    if side.pending:
        yield f"calls that never came back: {sorted(side.pending.values())}"
    if side.listeners:
        yield f"{side.listeners} listeners"
    if not side.connection.closed:
        yield "the engine is open"
