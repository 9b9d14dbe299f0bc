"""The calls that the core knows of: a copy of what the store holds, and what is known only here and now."""

from typing import Final

from ringback.core.authority import Role
from ringback.core.call import Call, CallKey, CallState, DeviceId, EndReason
from ringback.core.directory import Directory, Party, is_plain
from ringback.core.effects import ConnectionId, Notes, SaveCall
from ringback.messages import UserId

KEPT_S: Final = 120.0
"""How long an ended call is remembered, in seconds, so that a device that slept through the end can be told."""


class Ledger:
    """Calls by key and by user, and where their parties can be reached."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._calls: dict[CallKey, Call] = {}
        self._notes: dict[CallKey, Notes] = {}
        self._keys_of: dict[UserId, dict[CallKey, None]] = {}

    def learn(self, call: Call) -> None:
        """This is what the store holds."""
        self._calls[call.key] = call
        self._notes.setdefault(call.key, Notes(complete=False))
        for user in call.key.pair:
            self._keys_of.setdefault(user, {})[call.key] = None

    def committed(self, save: SaveCall) -> None:
        """The store has taken ``save``."""
        if save.notes is not None:
            self._notes[save.call.key] = save.notes
        self.learn(save.call)

    def forget(self, key: CallKey) -> None:
        """The call is over, and everybody was told who was to be."""
        if self._calls.pop(key, None) is None:
            return
        del self._notes[key]
        for user in set(key.pair):
            del self._keys_of[user][key]
            if not self._keys_of[user]:
                del self._keys_of[user]

    def get(self, key: CallKey) -> Call | None:
        """The call, if it is known."""
        return self._calls.get(key)

    def caller_is_plain(self, call: Call) -> bool:
        """Whether the caller's client has named no device."""
        return is_plain(call.caller_device)

    def notes(self, call: Call) -> Notes:
        """What is known of ``call`` only here."""
        return self._notes[call.key]

    def of(self, user: UserId) -> list[Call]:
        """The calls of a user, ended ones too, the oldest first."""
        return [self._calls[key] for key in self._keys_of.get(user, ())]

    def between(self, one: UserId, other: UserId) -> list[Call]:
        """The live calls between two users, the oldest first."""
        return [call for call in self.of(one) if call.live and other == call.other(one)]

    def role(self, call: Call, party: Party) -> Role:
        """What ``party`` is to ``call``. A plain client that connected again is taken for who it was before."""
        if self.bound(call, Role.CALLER) == party.device and party.user == call.caller:
            return Role.CALLER
        if party.user == call.callee and call.callee_device is not None and call.callee_device == party.device:
            return Role.WINNER
        rung = party.device in self.notes(call).rung or (not self.notes(call).complete and not party.plain)
        if party.user == call.callee and (rung or call.state is CallState.RINGING):
            return Role.RUNG if call.state is CallState.RINGING else Role.LOSER
        if self.stands_in(call, Role.CALLER, party):
            return Role.CALLER
        if self.stands_in(call, Role.WINNER, party):
            return Role.WINNER
        return Role.STRANGER

    def bound(self, call: Call, side: Role) -> DeviceId | None:
        """The device that speaks for a side."""
        return call.caller_device if side is Role.CALLER else call.callee_device

    def stands_in(self, call: Call, side: Role, party: Party) -> bool:
        """Whether a plain client may take the place of one that is gone: nobody can say that it is not the same."""
        user = call.caller if side is Role.CALLER else call.callee
        device = self.bound(call, side)
        return (
            party.plain
            and party.user == user
            and device is not None
            and is_plain(device)
            and party.device not in self.notes(call).rung
            and self._directory.connection(user, device) is None
        )

    def reach(self, call: Call, side: Role) -> tuple[ConnectionId, ...]:
        """The connections that speak for one side: of its device, also when that is away, of those that may stand in,
        or all it rings."""
        if side is not Role.CALLER and call.callee_device is None:
            return self._ringing(call)
        user = call.caller if side is Role.CALLER else call.callee
        bound = self._directory.connection(user, self.bound(call, side))
        if bound is not None:
            return (bound,)
        return tuple(
            each
            for each in self._directory.connections(user)
            if self.stands_in(call, side, self._directory.party(each))
        )

    def others(self, call: Call) -> tuple[ConnectionId, ...]:
        """The connections of devices that rang, and did not take or end the call."""
        taken = self._directory.connection(call.callee, call.callee_device)
        return tuple(each for each in self._ringing(call) if each != taken)

    def present(self, call: Call) -> bool:
        """Whether the devices of both sides are here."""
        here = self._directory.here
        return here(call.caller, call.caller_device) and here(call.callee, call.callee_device)

    def attended(self, call: Call, side: Role) -> bool:
        """Whether somebody is here who speaks for a side, or who may turn out to."""
        return any(self._directory.is_here(each) for each in self.reach(call, side))

    def busy(self, user: UserId, *, besides: frozenset[CallKey]) -> bool:
        """Whether a device of ``user`` is in a call, or places one, that is here or has only just gone away."""
        return any(
            (call.accepted and self._directory.in_reach(user, self._own(call, user)))
            or (
                call.state is CallState.RINGING
                and user == call.caller
                and self._directory.in_reach(user, call.caller_device)
            )
            for call in self.of(user)
            if call.key not in besides
        )

    def _own(self, call: Call, user: UserId) -> DeviceId | None:
        return call.caller_device if user == call.caller else call.callee_device

    def _ringing(self, call: Call) -> tuple[ConnectionId, ...]:
        """Where it rings or rang: everywhere, as far as is known."""
        here = self._directory.connections(call.callee)
        caller = self._directory.connection(call.caller, call.caller_device)
        notes = self.notes(call)
        return tuple(
            each
            for each in here
            if each != caller and (not notes.complete or self._directory.party(each).device in notes.rung)
        )


def told_to(call: Call, role: Role) -> EndReason | None:
    """Why ``call`` has ended, or goes on without it, for a device in that role; None while nothing is over for it."""
    if role is not Role.LOSER:
        return call.reason
    if call.accepted_at is not None:
        return EndReason.ANSWERED_ELSEWHERE
    return EndReason.DECLINED_ELSEWHERE if call.reason in (EndReason.DECLINED, EndReason.BUSY) else call.reason
