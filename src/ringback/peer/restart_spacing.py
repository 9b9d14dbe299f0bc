"""From one ICE restart with Firefox to the next."""

from collections.abc import Callable

from ringback.peer.engine import SessionDescription
from ringback.peer.firefox import made_by_firefox
from ringback.peer.lifetime import Cancel, Lifetime
from ringback.peer.local_candidates import user_fragment_of

APART_S = 1.0
"""How long after an ICE restart with Firefox the next offer of ours is made at the earliest, in seconds."""


class RestartSpacing:
    """With Firefox on the other side no ICE restart begins before the last has had time to connect.

    Firefox keeps two generations of addresses: at the next restart it closes the older one, which may be the only one
    that has a path, and sends by the younger. If DTLS has something to send then (data, or SCTP's heartbeat), that
    fails, and Firefox 153 takes the failure for the end of DTLS. Source: ``SetIceCredentials()`` and ``SendPacket()``
    in its nricemediastream.cpp, ``SendPacket()`` in its transportlayerdtls.cpp. Nothing is lost by the wait: the last
    restart has renewed both sides' addresses.
    """

    def __init__(self, lifetime: Lifetime, settled: Callable[[], None]) -> None:
        self._lifetime = lifetime
        self._settled = settled
        self._cancel: Cancel | None = None

    def begins(self, description: SessionDescription, previous: SessionDescription | None) -> bool:
        """Whether ``description``, as it came, restarts ICE with Firefox; then ``settled`` is called after APART_S.
        ``previous`` is the one that it replaces."""
        restarts = previous is not None and user_fragment_of(description.sdp) != user_fragment_of(previous.sdp)
        begins = restarts and made_by_firefox(description.sdp)
        if begins:
            if self._cancel:
                self._cancel()
            self._cancel = self._lifetime.after(APART_S, self._settled)
        return begins
