"""The negotiation-needed flag of a fake connection (W3C webrtc-pc §4.7.3)."""

from collections.abc import Callable

from tests.explorer.chain import Chain, Clock


class NegotiationNeeded:
    """Fires once when a negotiation is needed, in ``stable`` and with an empty chain; again only once it was cleared.

    ``needed`` checks the state of the connection, ``stable`` its signalling state.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        chain: Chain,
        stable: Callable[[], bool],
        needed: Callable[[], bool],
        fire: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._chain = chain
        chain.emptied = self._chain_emptied
        self._stable = stable
        self._needed = needed
        self._fire = fire
        self._set = False
        """[[NegotiationNeeded]]"""
        self._update_on_empty_chain = False
        """[[UpdateNegotiationNeededFlagOnEmptyChain]]"""

    def update(self) -> None:
        """Something has changed that may need a negotiation."""
        if self._chain:
            self._update_on_empty_chain = True
        else:
            self._clock.after(0, self._check)

    def clear(self) -> None:
        """It has returned to ``stable``: what is still needed has to be told again."""
        self._set = False
        self.update()

    def _chain_emptied(self) -> None:
        if self._update_on_empty_chain:
            self._update_on_empty_chain = False
            self.update()

    def _check(self) -> None:
        if self._chain:
            self._update_on_empty_chain = True
        elif self._stable():
            needed = self._needed()
            if needed and not self._set:
                self._fire()
            self._set = needed
