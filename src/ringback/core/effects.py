"""What the core asks the adapter to do. Plain values, performed once, in order.

``SaveCall`` stands before everything else. All of one list are stored together or not at all; only then does the
adapter tell the core (``Switchboard.learn``) and perform the rest. When a race was lost it tells the core what won
instead, and asks again.
"""

from msgspec import Struct, field

from ringback.core.call import Call, CallKey, DeviceId
from ringback.messages import CloseCode, ForwardedIceCandidate, ForwardedOffer, ServerMessage

ConnectionId = int
"""One open connection of one user, numbered by the adapter that carries it."""


class Notes(Struct):
    """What is known of a call only here and now, and is not stored: what rings, and where."""

    offer: ForwardedOffer | None = None
    candidates: list[ForwardedIceCandidate] = field(default_factory=list)
    rung: dict[DeviceId, ConnectionId] = field(default_factory=dict)
    """The devices that ring or rang, and on which of their connections."""
    proved: set[DeviceId] = field(default_factory=set)
    """Those of them that are known to be there; a plain client can only be believed."""
    left: dict[DeviceId, float] = field(default_factory=dict)
    """When a device of a party went away."""
    told: set[DeviceId] = field(default_factory=set)
    """The devices in whose place another connection has been told the end."""
    complete: bool = True
    """False after a start of the server: what happened before is not known."""

    def silenced(self, device: DeviceId) -> None:
        """The device has not rung after all."""
        self.rung.pop(device, None)
        self.proved.discard(device)


class SaveCall(Struct, frozen=True):
    """Store ``call`` over revision ``expected_revision`` of the same key; 0 means that there is none yet.

    ``beside``, when it is given, are the live calls between the same two users that the core knew of: one that it did
    not know of is a lost race too.
    """

    call: Call
    expected_revision: int
    beside: frozenset[CallKey] | None = None
    notes: Notes | None = None
    """Of a new call: for ``Switchboard.committed``, not for the store."""

    @property
    def begins(self) -> bool:
        """Whether it is a new call, be it in the place of one that has ended: nothing was said of it yet."""
        return self.notes is not None


class SetDeadline(Struct, frozen=True):
    """Call ``Switchboard.expire(key, now)`` at ``at``, in seconds since 1970. Later than that does no harm, nor does
    a call of it that is no longer needed."""

    key: CallKey
    at: float


class Send(Struct, frozen=True):
    """Put ``message`` into the outbox of each of the connections ``to``."""

    to: tuple[ConnectionId, ...]
    message: ServerMessage


class Disconnect(Struct, frozen=True):
    """Close the connection with ``code``."""

    connection_id: ConnectionId
    code: CloseCode


Effect = SaveCall | SetDeadline | Send | Disconnect
