"""From one ICE restart with Firefox to the next."""

import math

from ringback.peer.firefox import made_by_firefox
from ringback.peer.lifetime import Lifetime
from ringback.peer.local_candidates import user_fragment_of

APART_S = 1.0
"""How long after an ICE restart with Firefox the next of ours begins at the earliest, in seconds."""


class RestartSpacing:
    """With Firefox on the other side no ICE restart begins before the last has had time to connect.

    Firefox keeps two generations of addresses: at the next restart it closes the older one, which may be the only one
    that has a path, and sends by the younger. If DTLS has something to send then (data, or SCTP's heartbeat), that
    fails, and Firefox 153 takes the failure for the end of DTLS. Source: ``SetIceCredentials()`` and ``SendPacket()``
    in its nricemediastream.cpp, ``SendPacket()`` in its transportlayerdtls.cpp. Nothing is lost by the wait: the last
    restart has renewed both sides' addresses.
    """

    def __init__(self, lifetime: Lifetime) -> None:
        self._lifetime = lifetime
        self._fragment: str | None = None
        self._until = -math.inf

    def described(self, remote: str) -> None:
        """For a description that has arrived, as it came."""
        before, self._fragment = self._fragment, user_fragment_of(remote)
        if before not in {None, self._fragment} and made_by_firefox(remote):
            self._until = self._lifetime.now() + APART_S

    @property
    def left_s(self) -> float:
        """How long a restart of ours has to wait, in seconds; none if it is not above zero."""
        return self._until - self._lifetime.now()
