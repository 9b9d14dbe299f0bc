"""What it means for calls that a device comes or goes."""

from typing import Final, Literal

from ringback.core.authority import MAY_SIGNAL, Role
from ringback.core.board import Board, expires_in_ms, expiring, hang_up, in_order, rings
from ringback.core.call import Call, CallEvent, CallState, DeviceId
from ringback.core.directory import Party
from ringback.core.effects import ConnectionId, Effect, Send
from ringback.core.ledger import told_to
from ringback.core.politeness import ringing, told_polite
from ringback.messages import ForwardedAccept, LiveCall

LEAST_RING_S: Final = 3.0
"""A call that has less than that left to ring rings nowhere else."""

LIVE_STATES: Final[dict[CallState, Literal["ringing", "connecting", "connected", "reconnecting"]]] = {
    CallState.RINGING: "ringing",
    CallState.CONNECTING: "connecting",
    CallState.CONNECTED: "connected",
    CallState.RECONNECTING: "reconnecting",
}
"""The states of calls that have not ended, as they are named on the wire."""


def arrived(board: Board, connection_id: ConnectionId, now: float, *, resumed: bool) -> list[Effect]:
    """The connection is there: it rings where it should, is awaited no more, and learns what it slept through, unless
    that has been waiting for it (``resumed``)."""
    if not board.directory.has(connection_id):
        return []
    party = board.directory.party(connection_id)
    if board.directory.connection(party.user, party.device) != connection_id:
        return []  # the device has connected once more since
    effects: list[Effect] = []
    for call in board.ledger.of(party.user):
        role = board.ledger.role(call, party)
        if call.state is CallState.RINGING and role is Role.RUNG:
            effects += _rings_here(board, call, party, connection_id, now)
        else:
            effects += [] if resumed else _told(board, call, role, connection_id)
            effects += _awaited_no_more(board, call, now)
    return in_order(effects)


def departed(board: Board, party: Party, now: float) -> list[Effect]:
    """The device is gone: its calls wait for it, for a while."""
    effects: list[Effect] = []
    for call in board.ledger.of(party.user):
        if not call.live:
            continue
        if party.device in (call.caller_device, call.callee_device):
            board.ledger.notes(call).left[party.device] = now
        if board.awaits(call) or (call.state is CallState.CONNECTED and not board.ledger.present(call)):
            effects += board.moved(call, (CallEvent.LOSE,), now)[1]
    return in_order(effects)


def seen(board: Board, call: Call, party: Party, now: float) -> LiveCall:
    """A live call as a device of one of its parties sees it."""
    role = board.ledger.role(call, party)
    outgoing = party.user == call.caller and role not in (Role.RUNG, Role.WINNER, Role.LOSER)
    return LiveCall(
        call_id=call.call_id,
        user_id=call.callee if outgoing else call.caller,
        direction="outgoing" if outgoing else "incoming",
        state=LIVE_STATES[call.state],
        here=role in MAY_SIGNAL,
        expires_in_ms=expires_in_ms(call, now),
        polite=told_polite(call, role),
    )


def _told(board: Board, call: Call, role: Role, connection_id: ConnectionId) -> list[Effect]:
    party = board.directory.party(connection_id)
    if told := told_to(call, role):
        sender = call.callee if role is Role.CALLER else call.caller
        return hang_up((connection_id,), call, sender, told) if _slept(board, call, party, role) else []
    if call.state is CallState.CONNECTING and role is Role.CALLER and not party.plain:
        # it may have been away when the call was taken
        accept = ForwardedAccept(sender_id=call.callee, call_id=call.call_id, polite=told_polite(call, role))
        return [Send((connection_id,), accept)]
    return []


def _awaited_no_more(board: Board, call: Call, now: float) -> list[Effect]:
    if call.state is CallState.RECONNECTING and board.ledger.present(call):
        return board.moved(call, (CallEvent.RETURN,), now)[1]
    if call.state is CallState.RECONNECTING and not board.awaits(call) and not _presumed(board, call, now):
        return board.moved(call, (CallEvent.PRESUME,), now)[1]
    return []


def _rings_here(board: Board, call: Call, party: Party, connection_id: ConnectionId, now: float) -> list[Effect]:
    notes = board.ledger.notes(call)
    room = party.device in notes.rung or len(notes.rung) < board.rules.max_devices
    late = call.deadline is not None and call.deadline - now < LEAST_RING_S
    if notes.offer is None or (party.plain and notes.offer.sdp is None):
        return []
    if late or not room or notes.rung.get(party.device) == connection_id:
        return []
    notes.rung[party.device] = connection_id
    candidates = [Send((connection_id,), candidate) for candidate in notes.candidates]
    believed = proved(board, call, party.device, now) if party.plain else []
    offer = ringing(board.directory, call, expiring(notes.offer, call, now), (connection_id,))
    return [*offer, *candidates, *believed]


def proved(board: Board, call: Call, device: DeviceId, now: float) -> list[Effect]:
    """The device is known to ring: the caller learns on how many it does."""
    notes = board.ledger.notes(call)
    if call.state is not CallState.RINGING or device not in notes.rung or device in notes.proved:
        return []
    notes.proved.add(device)
    there = [each for each in notes.proved if board.directory.connection(call.callee, each) is not None]
    return rings(board, call, len(there), now)


def _slept(board: Board, call: Call, party: Party, role: Role) -> bool:
    """Whether the device may not know of the end. A plain one is told once, in the place of one that is gone."""
    if not party.plain:
        return role is not Role.STRANGER
    notes = board.ledger.notes(call)
    bound = board.ledger.bound(call, role) if role in (Role.CALLER, Role.WINNER) else None
    if bound is None or bound == party.device or bound in notes.told:
        return False
    left = notes.left.get(bound, 0.0 if not notes.complete else None)
    if left is None or call.ended_at is None or left > call.ended_at:
        return False
    notes.told.add(bound)
    return True


def _presumed(board: Board, call: Call, now: float) -> bool:
    return call.deadline is not None and call.deadline > now + board.rules.timers.lost_s
