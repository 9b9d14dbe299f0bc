"""What every decision about a call needs: who is connected, which calls there are, and the rules."""

from collections.abc import Iterable

from msgspec import Struct, field, structs

from ringback.core.authority import Role
from ringback.core.call import Call, CallEvent, CallState, DeviceId, EndReason, Timers, step
from ringback.core.directory import Directory
from ringback.core.effects import ConnectionId, Effect, SaveCall, Send, SetDeadline
from ringback.core.ledger import KEPT_S, Ledger
from ringback.core.politeness import caller_is_polite
from ringback.errors import ProtocolError, RingbackError
from ringback.messages import CallError, CallRinging, ForwardedHangup, ForwardedOffer


class Rules(Struct, frozen=True, kw_only=True):
    """How calls are treated here."""

    timers: Timers = field(default_factory=Timers)
    call_waiting: bool = False
    """Whether everybody is rung while in a call, instead of being busy."""
    max_devices: int = 10
    """On how many devices of a user a call rings."""


class Board:
    """The state of the core, and the changes that are made to it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.directory = Directory()
        self.ledger = Ledger(self.directory)

    def moved(
        self,
        call: Call,
        events: Iterable[CallEvent],
        now: float,
        *,
        devices: tuple[DeviceId, DeviceId | None] | None = None,
    ) -> tuple[Call, list[Effect]]:
        """``call`` after ``events``, and how to make it so; what does nothing in its state is passed over."""
        after = call
        for event in events:
            transition = step(after, event, now, self.rules.timers, devices=devices)
            after = transition.call if transition else after
        if after is call:
            return call, []
        if after.accepted and not call.accepted:
            after = structs.replace(after, caller_polite=caller_is_polite(self.directory, after))
        if after.state is CallState.CONNECTED and not self.ledger.present(after):
            after = self._stepped(after, CallEvent.LOSE, now)
        if after.state is CallState.RECONNECTING and not self.awaits(after):
            after = self._stepped(after, CallEvent.PRESUME, now)
        return after, self.saved(after, over=call.revision)

    def awaits(self, call: Call) -> bool:
        """Whether nobody is here who speaks for one of the sides, or who may turn out to."""
        return not (self.ledger.attended(call, Role.CALLER) and self.ledger.attended(call, Role.WINNER))

    def taken(self, call: Call, now: float) -> list[Effect]:
        """A device has taken ``call``: the others stop ringing, and a call that crossed it is merged into it."""
        effects = hang_up(self.ledger.others(call), call, call.caller, EndReason.ANSWERED_ELSEWHERE)
        for twin in self.ledger.between(call.caller, call.callee):
            if twin.state is CallState.RINGING and twin.caller == call.callee != call.caller:
                ended, saved = self.moved(twin, (CallEvent.MERGE,), now)
                effects += [*saved, *self.ended(ended)]
        return effects

    def _stepped(self, call: Call, event: CallEvent, now: float) -> Call:
        transition = step(call, event, now, self.rules.timers)
        return transition.call if transition else call

    def saved(self, call: Call, *, over: int) -> list[Effect]:
        """The effects that store ``call``, and have it looked at when its time is up."""
        return [SaveCall(call, over), *self.watched(call)]

    def watched(self, call: Call) -> list[SetDeadline]:
        """When ``call`` has to be looked at again, if ever."""
        at = call.deadline if call.ended_at is None else call.ended_at + KEPT_S
        return [] if at is None else [SetDeadline(call.key, at)]

    def ended(self, call: Call) -> list[Effect]:
        """Tell everybody whom the end of ``call`` concerns, as what it has become."""
        reason = call.reason
        to_callee = self.ledger.reach(call, Role.WINNER)
        return [
            *hang_up(self.ledger.reach(call, Role.CALLER), call, call.callee, reason),
            *hang_up(to_callee, call, call.caller, reason),
        ]


def hang_up(to: tuple[ConnectionId, ...], call: Call, sender_id: str, reason: EndReason | None) -> list[Effect]:
    """``call-hangup`` to some connections, if there are any."""
    message = ForwardedHangup(sender_id=sender_id, call_id=call.call_id, reason=reason and reason.value)
    return [Send(to, message)] if to else []


def expires_in_ms(call: Call, now: float) -> int | None:
    """How much longer ``call`` may stay in its state; None when there is no end to that."""
    return None if call.deadline is None else max(0, round((call.deadline - now) * 1000))


def expiring(offer: ForwardedOffer, call: Call, now: float) -> ForwardedOffer:
    """``offer`` as it rings: with how much longer it does."""
    return structs.replace(offer, expires_in_ms=expires_in_ms(call, now))


def rings(board: Board, call: Call, devices: int, now: float) -> list[Effect]:
    """Tell the caller, if it knows what that is, that the call rings on so many devices."""
    if board.ledger.caller_is_plain(call) or not devices:
        return []
    message = CallRinging(
        sender_id=call.callee, call_id=call.call_id, devices=devices, expires_in_ms=expires_in_ms(call, now) or 0
    )
    return [Send(board.ledger.reach(call, Role.CALLER), message)]


def call_error(error: RingbackError, *, call_id: str | None, command_id: str | None = None) -> CallError:
    """``error`` as the message that its sender receives."""
    named = error.field if isinstance(error, ProtocolError) else None
    return CallError(call_id=call_id, error=error.code, message=str(error), field=named, command_id=command_id)


def in_order(effects: Iterable[Effect]) -> list[Effect]:
    """What is stored first, as one; then the rest, as it came."""
    effects = list(effects)
    return effects if len(effects) < 2 else sorted(effects, key=lambda effect: not isinstance(effect, SaveCall))
