"""A message of somebody who may signal in a live call: what it changes, and whom it is passed on to."""

from typing import Final

from msgspec import Struct, structs

from ringback.core.authority import ONCE_ACCEPTED, Cause, Role, caused_by
from ringback.core.board import Board, call_error, expiring, hang_up
from ringback.core.call import Call, CallEvent, CallState, DeviceId
from ringback.core.directory import Party, is_plain
from ringback.core.effects import ConnectionId, Effect, Send
from ringback.core.ledger import told_to
from ringback.core.placement import NOBODY
from ringback.core.politeness import ringing, told_polite
from ringback.errors import CallRefused, CannotRejoin, DescriptionRequired
from ringback.messages import (
    CallAccept,
    CallAnswer,
    CallHangup,
    CallIceCandidate,
    CallMedia,
    CallMessage,
    CallOffer,
    CallReject,
    ForwardedAccept,
    ForwardedIceCandidate,
    ForwardedOffer,
    forwarded,
)

NEEDS_SOMEBODY: Final = (CallOffer, CallAnswer, CallAccept)
"""Sent to nobody, these are answered with ``recipient_offline``: their sender waits for something to come of them.
A candidate, a reject or a hang-up is dropped without a word."""

MAX_CANDIDATES: Final = 64
"""How many candidates wait with an offer for a device that begins to ring later."""

CAUSES: Final = {
    CallOffer: Cause.OFFER,
    CallAnswer: Cause.ANSWER,
    CallIceCandidate: Cause.CANDIDATE,
    CallAccept: Cause.ACCEPT,
    CallReject: Cause.REJECT,
    CallHangup: Cause.HANGUP,
    CallMedia: Cause.MEDIA,
}


class Delivery(Struct, frozen=True):
    """A message of somebody who may signal in a live call."""

    board: Board
    connection_id: ConnectionId
    call: Call
    role: Role
    message: CallMessage
    now: float

    @property
    def party(self) -> Party:
        """Who speaks."""
        return self.board.directory.party(self.connection_id)

    def to(self) -> tuple[ConnectionId, ...]:
        """The connections of the other side."""
        side = Role.WINNER if self.role is Role.CALLER else Role.CALLER
        return tuple(
            each
            for each in self.board.ledger.reach(self.call, side)
            if each != self.connection_id and self._understands(self.board.directory.party(each))
        )

    def _understands(self, party: Party) -> bool:
        """A plain client is sent only what it knows, and when the call was not taken nobody sends anything."""
        if CAUSES[type(self.message)] in ONCE_ACCEPTED:
            return self.call.accepted and not party.plain
        return not (self._undescribed and party.plain)

    @property
    def _undescribed(self) -> bool:
        return isinstance(self.message, CallOffer) and self.message.sdp is None

    def effects(self) -> list[Effect]:
        """What it changes, whom it is passed on to, and who else has to know."""
        if (refusal := self._refusal()) is not None:
            return [Send((self.connection_id,), call_error(refusal, call_id=self.call.call_id))]
        to = self.to()
        if not to and (missed := self._missed()) is not None:
            return missed
        devices = self._devices()
        after, effects = self.board.moved(self.call, self._events(devices), self.now, devices=devices)
        self._keep_for_late_devices()
        effects += self._passed_on(to, after)
        if after.accepted and not self.call.accepted:
            effects += self.board.taken(after, self.now)
        if not after.live and self.role is Role.RUNG:
            reason = told_to(after, Role.LOSER)
            effects += hang_up(self.board.ledger.others(after), after, after.caller, reason)
        return effects

    def _refusal(self) -> CallRefused | None:
        """Why nothing becomes of it."""
        if self._undescribed and not (self.role is Role.CALLER and self.call.state is CallState.RINGING):
            return DescriptionRequired("This call has begun: an offer in it needs `sdp`.")
        if self._cannot_rejoin:
            return CannotRejoin("The other side cannot begin another connection in this call.")
        return None

    def _missed(self) -> list[Effect] | None:
        """Nobody is there for a call that still rings: it ends, where its sender is answered so."""
        if self.call.state is not CallState.RINGING or not isinstance(self.message, NEEDS_SOMEBODY):
            return None
        if self.role is Role.RUNG and not self.board.ledger.caller_is_plain(self.call):
            return None  # the caller's device comes back, and is told then
        if self._rings_since_before_the_start:
            return None
        ended, effects = self.board.moved(self.call, (CallEvent.MISS,), self.now)
        others = tuple(each for each in self.board.ledger.others(ended) if each != self.connection_id)
        return [
            *effects,
            *answered_offline(self.connection_id, self.message),
            *hang_up(others, ended, ended.caller, ended.reason),
        ]

    @property
    def _rings_since_before_the_start(self) -> bool:
        """Whether the caller was only quicker to come back to a server that has started again: it rings on."""
        ringing = self.role is Role.CALLER and self.call.state is CallState.RINGING
        return ringing and not self.board.ledger.notes(self.call).complete

    def _events(self, devices: tuple[DeviceId, DeviceId | None]) -> tuple[CallEvent, ...]:
        reason = self.message.reason if isinstance(self.message, CallReject | CallHangup) else None
        events = caused_by(self.role, CAUSES[type(self.message)], reason)
        if self.role is Role.RUNG or devices == (self.call.caller_device, self.call.callee_device):
            return events
        returned = structs.replace(self.call, caller_device=devices[0], callee_device=devices[1])
        alone = self.call.state is CallState.RECONNECTING and not self.board.ledger.present(returned)
        return (CallEvent.LOSE if alone else CallEvent.RETURN, *events)

    def _devices(self) -> tuple[DeviceId, DeviceId | None]:
        """Who speaks for the two sides, when this message has done what it does."""
        if self.role is Role.CALLER:
            return self.party.device, self.call.callee_device
        return self.call.caller_device, self.party.device

    @property
    def _cannot_rejoin(self) -> bool:
        """Whether it begins another connection with a plain client, which has one and no more."""
        other = self.call.callee_device if self.role is Role.CALLER else self.call.caller_device
        begins = isinstance(self.message, CallOffer) and self.message.connection_id is not None
        return begins and other is not None and is_plain(other)

    def _passed_on(self, to: tuple[ConnectionId, ...], after: Call) -> list[Effect]:
        message = forwarded(self.message, sender_id=self.party.user)
        if isinstance(message, ForwardedOffer) and self.call.state is CallState.RINGING:
            message = expiring(message, self.call, self.now)
            if self.role is Role.CALLER and to:
                return [*ringing(self.board.directory, self.call, message, to)]
        if isinstance(message, ForwardedAccept) and self.role is not Role.CALLER and not is_plain(after.caller_device):
            message = structs.replace(message, polite=told_polite(after, Role.CALLER))
        if to:
            return [Send(to, message)]
        if self.role is Role.RUNG or self._rings_since_before_the_start:
            return []
        return answered_offline(self.connection_id, self.message)

    def _keep_for_late_devices(self) -> None:
        if self.role is not Role.CALLER or self.call.state is not CallState.RINGING:
            return
        notes = self.board.ledger.notes(self.call)
        message = forwarded(self.message, sender_id=self.party.user)
        if isinstance(message, ForwardedOffer):
            notes.offer = message
            notes.candidates.clear()
        elif isinstance(message, ForwardedIceCandidate) and len(notes.candidates) < MAX_CANDIDATES:
            notes.candidates.append(message)


def answered_offline(connection_id: ConnectionId, message: CallMessage) -> list[Effect]:
    """What its sender is answered when nobody was there to take ``message``."""
    if isinstance(message, NEEDS_SOMEBODY):
        return [Send((connection_id,), call_error(NOBODY, call_id=message.call_id))]
    return []
