"""Who is polite: the side that gives way when both offer at once. Exactly one side of a call is."""

from dataclasses import dataclass

from ringback.messages import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One end of a call."""

    user_id: UserId
    device_id: str = ""
    """Matters only when a user calls another of their own devices."""
    native: bool = False
    """A program with libwebrtc in it, not a browser."""


def is_polite(local: Party, remote: Party) -> bool:
    """Whether the local side is the polite one.

    Towards a browser a native side is not: libwebrtc outside a browser cannot always take back an offer that Firefox
    has seen ("A BUNDLE group contains a codec collision"). Otherwise the lower user id is, or the lower device id of
    the same user, compared by Unicode code point, as Python does; ``web/src/peer/roles.ts`` goes to some length to do
    so.
    """
    if local.native != remote.native:
        return remote.native
    return (local.user_id, local.device_id) < (remote.user_id, remote.device_id)
