"""An offer that begins a call: whom it rings, or why it rings nobody."""

from typing import Final

from msgspec import Struct, structs

from ringback.core.authority import Role
from ringback.core.board import Board, call_error, expiring, hang_up, in_order, rings
from ringback.core.call import Call, CallEvent, CallKey, CallState, place
from ringback.core.directory import Party, is_plain
from ringback.core.effects import ConnectionId, Effect, Notes, SaveCall, Send
from ringback.core.politeness import ringing, told_polite
from ringback.errors import CallRefused, DescriptionRequired, RecipientOffline
from ringback.messages import CallMerged, CallOffer, ForwardedAccept, ForwardedOffer, forwarded

NOBODY: Final = RecipientOffline("Nobody is connected under this id at the moment.")
UNDESCRIBED: Final = DescriptionRequired("Nobody there can be called without `sdp`: offer again with it.")


class Placement(Struct, frozen=True):
    """An offer from ``connection_id``, over the revision of an ended call of the same key, if there was one."""

    board: Board
    connection_id: ConnectionId
    offer: CallOffer
    now: float
    over: int = 0

    @property
    def party(self) -> Party:
        """Who calls."""
        return self.board.directory.party(self.connection_id)

    def decide(self) -> list[Effect]:
        """Ring, or say why not."""
        to = self._callee_connections()
        if not to:
            anybody = self.board.directory.online(self.offer.recipient_id) and self.offer.sdp is None
            return [*self._ended_at_once(CallEvent.MISS), self._error(UNDESCRIBED if anybody else NOBODY)]
        live = self.board.ledger.between(self.party.user, self.offer.recipient_id)
        crossing = [call for call in live if self._crosses(call)]
        if crossing and not self.party.plain:
            return self._merged(crossing[0])
        replaced = [call for call in live if call not in crossing and self._is_mine(call)]
        besides = frozenset(call.key for call in (*crossing, *replaced))
        if self._is_busy(besides):
            call = self._new()
            return [*self._ended_at_once(CallEvent.BUSY), *self._told(CallEvent.BUSY, call)]
        effects = [effect for call in replaced for effect in self._replaced(call)]
        return in_order([*effects, *self._rings(to, known=live)])

    def refused(self) -> list[Effect]:
        """The application does not allow it: recorded, and nobody rings."""
        return self._ended_at_once(CallEvent.REFUSE)

    def _callee_connections(self) -> tuple[ConnectionId, ...]:
        found = self.board.directory.reachable(self.offer.recipient_id)
        to = tuple(each for each in found if each != self.connection_id and self._can_ring(each))
        return to[: self.board.rules.max_devices]

    def _can_ring(self, connection_id: ConnectionId) -> bool:
        """Whether the client knows what to do with this offer: a plain one needs a description."""
        return self.offer.sdp is not None or not self.board.directory.party(connection_id).plain

    def _new(self) -> Call:
        caller = (self.party.user, self.party.device)
        call = place(self.offer.call_id, caller, self.offer.recipient_id, self.now, self.board.rules.timers)
        return structs.replace(call, revision=self.over + 1)

    def _ended_at_once(self, event: CallEvent) -> list[Effect]:
        ended, _ = self.board.moved(self._new(), (event,), self.now)
        return self._saved_with(ended, Notes())

    def _told(self, event: CallEvent, call: Call) -> list[Effect]:
        ended, _ = self.board.moved(call, (event,), self.now)
        return hang_up((self.connection_id,), ended, ended.callee, ended.reason)

    def _error(self, error: CallRefused) -> Send:
        return Send((self.connection_id,), call_error(error, call_id=self.offer.call_id))

    def _crosses(self, call: Call) -> bool:
        """Whether that call rings here while this one is placed there."""
        return call.state is CallState.RINGING and call.callee == self.party.user and call.caller != self.party.user

    def _is_mine(self, call: Call) -> bool:
        """Whether an older call with the same user was that of a device that is gone, or of this one, which has
        forgotten it; unless one of the two takes several calls at once."""
        own = call.caller_device if call.caller == self.party.user else call.callee_device
        if own == self.party.device:
            return not (self.party.call_waiting or self._callee_waits())
        return not self.board.directory.here(self.party.user, own)

    def _callee_waits(self) -> bool:
        """Whether the callee is rung while in a call."""
        directory = self.board.directory
        return self.board.rules.call_waiting or any(
            directory.party(each).call_waiting for each in directory.reachable(self.offer.recipient_id)
        )

    def _is_busy(self, besides: frozenset[CallKey]) -> bool:
        return not self._callee_waits() and self.board.ledger.busy(self.offer.recipient_id, besides=besides)

    def _merged(self, first: Call) -> list[Effect]:
        """Both call each other: the call that came first goes on, accepted on both sides."""
        ledger = self.board.ledger
        taken, effects = self.board.moved(
            first, (CallEvent.ACCEPT,), self.now, devices=(first.caller_device, self.party.device)
        )
        merged = CallMerged(
            sender_id=first.caller,
            call_id=self.offer.call_id,
            into=first.call_id,
            polite=told_polite(taken, Role.WINNER),
        )
        polite = None if is_plain(first.caller_device) else told_polite(taken, Role.CALLER)
        accept = ForwardedAccept(sender_id=first.callee, call_id=first.call_id, polite=polite)
        to = ledger.reach(first, Role.CALLER)
        return in_order(
            [
                *effects,
                *self._ended_at_once(CallEvent.MERGE),
                Send((self.connection_id,), merged),
                *([Send(to, accept)] if to else []),
                *self.board.taken(taken, self.now),
            ]
        )

    def _replaced(self, call: Call) -> list[Effect]:
        ended, effects = self.board.moved(call, (CallEvent.REPLACE,), self.now)
        told = [
            Send(tuple(to for to in effect.to if to != self.connection_id), effect.message)
            for effect in self.board.ended(ended)
            if isinstance(effect, Send)
        ]
        return [*effects, *(send for send in told if send.to)]

    def _rings(self, to: tuple[ConnectionId, ...], *, known: list[Call]) -> list[Effect]:
        call = self._new()
        offer = forwarded(self.offer, sender_id=self.party.user)
        assert isinstance(offer, ForwardedOffer)  # noqa: S101 # `forwarded` keeps the type
        rung = {self.board.directory.party(each).device: each for each in to}
        believed = {device for device in rung if is_plain(device)}
        beside = frozenset(each.key for each in known)
        saved = self._saved_with(call, Notes(offer=offer, rung=rung, proved=believed), beside=beside)
        offers = ringing(self.board.directory, call, expiring(offer, call, self.now), to)
        return [*saved, *offers, *rings(self.board, call, len(believed), self.now)]

    def _saved_with(self, call: Call, notes: Notes, *, beside: frozenset[CallKey] | None = None) -> list[Effect]:
        return [
            structs.replace(effect, notes=notes, beside=beside) if isinstance(effect, SaveCall) else effect
            for effect in self.board.saved(call, over=self.over)
        ]
