"""Who is connected, which calls there are, and what becomes of a message. Sans-IO: a message in, effects out.

Nothing here waits, and no call is changed here: the effects say what is to be stored, and only what the store has
taken is believed (``committed``). So whatever is asked again after a lost race is decided on what won.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from ringback.core.attendance import arrived, departed, proved, seen
from ringback.core.authority import MAY_SIGNAL, Role
from ringback.core.board import Board, Rules, call_error, hang_up, in_order
from ringback.core.call import Call, CallEvent, CallKey, DeviceId
from ringback.core.delivery import NEEDS_SOMEBODY, Delivery, answered_offline
from ringback.core.directory import PLAIN, Party
from ringback.core.effects import ConnectionId, Disconnect, Effect, SaveCall, Send
from ringback.core.ledger import told_to
from ringback.core.placement import Placement
from ringback.errors import InternalError, NotInCall
from ringback.messages import CallMedia, CallMessage, CallOffer, CloseCode, LiveCall, UserId, forwarded

__all__ = ["Rules", "Switchboard", "call_error"]

GONE: Final = InternalError("The connection that this came on is closed. Send it again.")


class Switchboard:
    """The core of a server: connections and calls."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._board = Board(rules or Rules())

    # --- connections ---

    def connect(self, connection_id: ConnectionId, user_id: UserId, device: DeviceId | None = None) -> list[Effect]:
        """A connection of ``user_id`` is open from now on; ``arrive`` comes next."""
        party = Party(user=user_id, device=device or f"{PLAIN}{connection_id}")
        return self._board.directory.add(connection_id, party)

    def introduce(
        self,
        connection_id: ConnectionId,
        device: DeviceId | None,
        *,
        call_waiting: bool = False,
        native: bool = False,
    ) -> tuple[Party, list[Effect]]:
        """The client has said hello. When it has named its device, the earlier connection of that is closed; the one
        it was taken for, which is returned, has to ``depart``, and ``arrive`` comes next."""
        before = self._board.directory.party(connection_id)
        device = device or before.device
        party = Party(user=before.user, device=device, call_waiting=call_waiting, native=native)
        replaced = self._board.directory.rename(connection_id, party)
        if before.device != party.device:
            self._stops_ringing(before)
        if replaced in (None, connection_id):
            return before, []
        return before, [Disconnect(replaced, CloseCode.REPLACED)]

    def arrive(self, connection_id: ConnectionId, now: float, *, resumed: bool = False) -> list[Effect]:
        """The device rings, and is told, where it should; calls that waited for it go on. When it has ``resumed``,
        what it was told meanwhile has been waiting for it."""
        return arrived(self._board, connection_id, now, resumed=resumed)

    def user(self, connection_id: ConnectionId) -> UserId:
        """Whose connection it is."""
        return self._board.directory.party(connection_id).user

    def is_plain(self, connection_id: ConnectionId) -> bool:
        """Whether the connection is that of a client that has named no device."""
        return self._board.directory.has(connection_id) and self._board.directory.party(connection_id).plain

    def leave(self, connection_id: ConnectionId) -> Party:
        """The connection of a device has lost its socket. Returns who has to ``depart``; ``fade`` comes later, and
        ``come_back`` or ``disconnect`` at last."""
        self._board.directory.leave(connection_id)
        return self._board.directory.party(connection_id)

    def fade(self, connection_id: ConnectionId) -> list[Effect]:
        """The device has been away for long: it counts as offline, and is not rung until it comes back."""
        return self._board.directory.fade(connection_id)

    def come_back(self, connection_id: ConnectionId, instead_of: ConnectionId) -> list[Effect]:
        """The connection has a socket again, that of ``instead_of``, which has to ``disconnect``; ``arrive`` comes
        next."""
        self._stops_ringing(self._board.directory.party(instead_of))
        return self._board.directory.come_back(connection_id)

    def prove(self, connection_id: ConnectionId, key: CallKey, now: float) -> list[Effect]:
        """The device has received the offer of a call: its caller may be told that it rings."""
        call = self._board.ledger.get(key)
        if call is None or not self._board.directory.has(connection_id):
            return []
        return proved(self._board, call, self._board.directory.party(connection_id).device, now)

    def disconnect(self, connection_id: ConnectionId) -> tuple[Party | None, list[Effect]]:
        """The connection is no more. Returns who has to ``depart``; nobody when it is unknown, or was away."""
        was_here = self._board.directory.is_here(connection_id)
        party, effects = self._board.directory.remove(connection_id)
        return party if was_here else None, effects

    def depart(self, party: Party, now: float) -> list[Effect]:
        """The device is gone or away: its calls wait for it, for a while."""
        if self._board.directory.here(party.user, party.device):
            return []
        return departed(self._board, party, now)

    def live_calls(self, connection_id: ConnectionId, now: float) -> list[LiveCall]:
        """The calls of the connection's user that have not ended, as its device sees them, the oldest first."""
        party = self._board.directory.party(connection_id)
        return [seen(self._board, call, party, now) for call in self._board.ledger.of(party.user) if call.live]

    def in_call(self, connection_id: ConnectionId) -> bool:
        """Whether the device is in a call that was accepted."""
        party = self._board.directory.party(connection_id)
        return any(
            call.accepted and self._board.ledger.role(call, party) in MAY_SIGNAL
            for call in self._board.ledger.of(party.user)
        )

    def watch(self, connection_id: ConnectionId) -> list[Effect]:
        """Tell this connection who is online, now and from now on."""
        return self._board.directory.watch(connection_id)

    def watch_users(self, connection_id: ConnectionId, users: Sequence[UserId]) -> list[Effect]:
        """Tell this connection who of ``users`` is online, now and from now on, in place of those before."""
        return (
            self._board.directory.watch_users(connection_id, users) if self._board.directory.has(connection_id) else []
        )

    # --- the store ---

    def committed(self, save: SaveCall) -> None:
        """The store has taken ``save``."""
        self._board.ledger.committed(save)

    def learn(self, call: Call) -> None:
        """The store holds ``call``, whoever has put it there."""
        self._board.ledger.learn(call)

    def recover(self, calls: Iterable[Call], now: float) -> list[Effect]:
        """From now on look after ``calls`` of the store, as nobody else does, and wait for their parties for a while:
        for all calls after a start, later for those of a process that is gone."""
        effects: list[Effect] = []
        for stored in calls:
            known = self._board.ledger.get(stored.key)
            call = stored if known is None or known.revision < stored.revision else known
            self.learn(call)
            event = CallEvent.RETURN if self._board.ledger.present(call) else CallEvent.LOSE
            moved = self._board.moved(call, (event,), now)[1] if call.live else []
            effects += moved or self._board.watched(call)
        return in_order(effects)

    # --- time ---

    def expire(self, key: CallKey, now: float) -> list[Effect]:
        """End a call whose time is up, and forget one that ended long ago. Too early, it says when to come again."""
        call = self._board.ledger.get(key)
        if call is None:
            return []
        (due,) = self._board.watched(call) or (None,)
        if due is None or due.at > now:
            return [due] if due else []
        if not call.live:
            self._board.ledger.forget(key)
            return []
        ended, effects = self._board.moved(call, (CallEvent.EXPIRE,), now)
        return in_order([*effects, *self._board.ended(ended)])

    def _stops_ringing(self, party: Party) -> None:
        """What a client was sent before it named its device does not count: it is sent it again."""
        for call in self._board.ledger.of(party.user):
            self._board.ledger.notes(call).silenced(party.device)

    # --- messages ---

    def is_new(self, connection_id: ConnectionId, offer: CallOffer) -> bool:
        """Whether ``offer`` begins a call."""
        if not self._board.directory.has(connection_id):
            return True
        key = CallKey.between(offer.call_id, self._board.directory.party(connection_id).user, offer.recipient_id)
        call = self._board.ledger.get(key)
        return call is None or not call.live

    def refuse(self, connection_id: ConnectionId, offer: CallOffer, now: float) -> list[Effect]:
        """``offer`` is not allowed: recorded, if it would have begun a call."""
        if not self._board.directory.has(connection_id):
            return []
        party = self._board.directory.party(connection_id)
        known = self._board.ledger.get(CallKey.between(offer.call_id, party.user, offer.recipient_id))
        return [] if known else Placement(self._board, connection_id, offer, now).refused()

    def handle(self, connection_id: ConnectionId, message: CallMessage, now: float) -> list[Effect]:
        """What becomes of a message about a call. Asked again, it decides again; on a closed connection nothing does,
        which its session, if there is one, has to know."""
        if not self._board.directory.has(connection_id):
            return [Send((connection_id,), call_error(GONE, call_id=message.call_id))]
        party = self._board.directory.party(connection_id)
        call = self._board.ledger.get(CallKey.between(message.call_id, party.user, message.recipient_id))
        if call is None:
            return self._unknown(connection_id, message, now)
        if not call.live:
            return self._after_the_end(connection_id, call, message, now)
        role = self._board.ledger.role(call, party)
        if role not in MAY_SIGNAL:
            return self._not_in_call(connection_id, call, role, message)
        return in_order(Delivery(self._board, connection_id, call, role, message, now).effects())

    def _unknown(self, connection_id: ConnectionId, message: CallMessage, now: float) -> list[Effect]:
        """A call that is not known here: begun by an offer; otherwise passed on, as it may well be known to both."""
        if isinstance(message, CallOffer):
            return Placement(self._board, connection_id, message, now).decide()
        if isinstance(message, CallMedia):
            return []
        others = self._board.ledger.of(message.recipient_id)
        if others and any(call.live and call.call_id == message.call_id for call in others):
            return []  # a stranger who has got hold of the id of somebody's call learns and does nothing
        party = self._board.directory.party(connection_id)
        connections = self._board.directory.connections(message.recipient_id)
        to = tuple([each for each in connections if each != connection_id])
        if to:
            return [Send(to, forwarded(message, sender_id=party.user))]
        return answered_offline(connection_id, message)

    def _after_the_end(
        self, connection_id: ConnectionId, call: Call, message: CallMessage, now: float
    ) -> list[Effect]:
        party = self._board.directory.party(connection_id)
        if isinstance(message, CallOffer) and party.plain:
            return Placement(self._board, connection_id, message, now, over=call.revision).decide()
        return self._told(connection_id, call, message)

    def _not_in_call(self, connection_id: ConnectionId, call: Call, role: Role, message: CallMessage) -> list[Effect]:
        if role is Role.LOSER:
            return self._told(connection_id, call, message)
        if not isinstance(message, NEEDS_SOMEBODY):
            return []
        error = NotInCall("Another device of yours is in this call.")
        return [Send((connection_id,), call_error(error, call_id=call.call_id))]

    def _told(self, connection_id: ConnectionId, call: Call, message: CallMessage) -> list[Effect]:
        """The state that won, to a device that waits for something to come of ``message``."""
        role = self._board.ledger.role(call, self._board.directory.party(connection_id))
        if not isinstance(message, NEEDS_SOMEBODY):
            return []
        return hang_up((connection_id,), call, message.recipient_id, told_to(call, role))
