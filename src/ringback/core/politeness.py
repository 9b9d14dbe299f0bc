"""Which side of a call is polite, as the server decides it, and who is told so. The rule stands in ``roles.py``.

It is decided between two devices: for each that rings when it begins to, and for the call when one has taken it. From
then on it stays, also when the server starts again. A plain client is told nothing and goes by the user ids alone, so
that this is what counts in a call with one.
"""

from collections.abc import Sequence

from msgspec import structs

from ringback.core import roles
from ringback.core.authority import Role
from ringback.core.call import Call
from ringback.core.directory import Directory, Party
from ringback.core.effects import ConnectionId, Send
from ringback.messages import ForwardedOffer


def is_polite(local: Party, remote: Party) -> bool:
    """Whether ``local`` is the polite one of the two."""
    told = not local.plain and not remote.plain
    return roles.is_polite(_end(local, told=told), _end(remote, told=told))


def caller_is_polite(directory: Directory, call: Call) -> bool | None:
    """Whether the caller of ``call`` is; None while nobody has taken it."""
    if call.callee_device is None:
        return None
    caller = directory.party_of(call.caller, call.caller_device)
    return is_polite(caller, directory.party_of(call.callee, call.callee_device))


def told_polite(call: Call, role: Role) -> bool | None:
    """What a device in that role is told; None when that is nothing."""
    match role:
        case Role.CALLER:
            return call.caller_polite
        case Role.WINNER:
            return None if call.caller_polite is None else not call.caller_polite
        case _:
            return None


def ringing(directory: Directory, call: Call, offer: ForwardedOffer, to: Sequence[ConnectionId]) -> list[Send]:
    """``offer`` as it rings: each device learns what it is."""
    caller = directory.party_of(call.caller, call.caller_device)
    told: dict[bool | None, list[ConnectionId]] = {}
    for each in to:
        party = directory.party(each)
        told.setdefault(None if party.plain else is_polite(party, caller), []).append(each)
    return [Send(tuple(those), structs.replace(offer, polite=polite)) for polite, those in told.items()]


def _end(party: Party, *, told: bool) -> roles.Party:
    if not told:
        return roles.Party(user_id=party.user)
    return roles.Party(user_id=party.user, device_id=party.device, native=party.native)
