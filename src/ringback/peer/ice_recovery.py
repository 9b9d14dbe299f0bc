"""When to restart ICE, and when to give up."""

import math
from collections.abc import Callable

from ringback.peer.engine import IceConnectionState
from ringback.peer.errors import PeerError, Report
from ringback.peer.lifetime import Cancel, Lifetime

# Times in seconds.
DISCONNECTED_S = 2.0
"""How long a connection may be disconnected before it is restarted; most come back by themselves."""
BETWEEN_TRIES_S = 8.0
"""From one try to the next."""
LEAST_GAP_S = 2.0
"""From one restart to the next at the least, whatever happens."""
GIVE_UP_S = 30.0
"""From the beginning of the trouble to giving up."""
CONNECT_S = 30.0
"""From the first complete negotiation to a connection."""
TRIES = 3


class IceRecovery:
    """Restarts ICE (RFC 8445 §9) at once on ``failed`` and on a change of network, and after two seconds of
    ``disconnected``: three tries in thirty seconds. What still flows, flows on during a restart."""

    def __init__(self, lifetime: Lifetime, report: Report, restart: Callable[[], object]) -> None:
        self._lifetime = lifetime
        self._report = report
        self._restart = restart
        self._state: IceConnectionState = "new"
        self._negotiated = False
        self._ever_connected = False
        self._gave_up = False
        self._tries = 0
        self._last_restart = -math.inf
        self._cancel_try: Cancel | None = None
        self._cancel_connect_deadline: Cancel | None = None
        self._cancel_giving_up: Cancel | None = None

    def negotiated(self) -> None:
        """An offer and answer have been completed: from now on there is something to connect."""
        if self._negotiated:
            return
        self._negotiated = True
        if not self._ever_connected:
            self._cancel_connect_deadline = self._lifetime.after(CONNECT_S, self._connect_deadline)

    def state_changed(self, state: IceConnectionState) -> None:
        """``ice_connection_state`` has changed."""
        self._state = state
        if state in {"connected", "completed"}:
            self._recovered()
        if state == "disconnected":
            self._trouble(lambda: self._try_in(DISCONNECTED_S))
        if state == "failed":
            self._trouble(self._try_now)

    def network_changed(self) -> None:
        """This machine's network has changed. A new network is a new start: it gets all the tries, not more time."""
        if not self._negotiated or self._gave_up:
            return
        self._tries = 0
        self._try_now()

    def _recovered(self) -> None:
        self._ever_connected = True
        self._gave_up = False
        self._stop_timers()

    def _trouble(self, act: Callable[[], None]) -> None:
        if self._gave_up:
            return
        if self._cancel_giving_up is None:
            self._tries = 0
            self._cancel_giving_up = self._lifetime.after(GIVE_UP_S, self._give_up)
        act()

    def _try_now(self) -> None:
        if self._cancel_try:
            self._cancel_try()
            self._cancel_try = None
        earliest = self._last_restart + LEAST_GAP_S
        self._try_in(max(0.0, earliest - self._lifetime.now()))

    def _try_in(self, delay: float) -> None:
        if self._tries >= TRIES:
            return
        if delay == 0:
            self._try()
        elif self._cancel_try is None:
            self._cancel_try = self._lifetime.after(delay, self._try)

    def _try(self) -> None:
        self._cancel_try = None
        self._last_restart = self._lifetime.now()
        self._tries += 1
        self._restart()
        if self._cancel_giving_up:
            self._try_in(BETWEEN_TRIES_S)

    def _give_up(self) -> None:
        sentence = f"The connection was lost and could not be restored within {GIVE_UP_S:g} s."
        self._end(PeerError("ice_recovery_failed", sentence, fatal=True, reason=self._state))

    def _connect_deadline(self) -> None:
        sentence = f"No network path to the other side was found within {CONNECT_S:g} s."
        self._end(PeerError("connection_timeout", sentence, fatal=True, reason=self._state))

    def _end(self, error: PeerError) -> None:
        self._gave_up = True
        self._stop_timers()
        self._report(error)

    def _stop_timers(self) -> None:
        for cancel in (self._cancel_try, self._cancel_connect_deadline, self._cancel_giving_up):
            if cancel:
                cancel()
        self._cancel_try = self._cancel_connect_deadline = self._cancel_giving_up = None
