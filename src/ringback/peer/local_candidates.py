"""Our candidates on their way to the other side."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ringback.messages import IceCandidate
from ringback.peer.engine import Engine

_FIREFOX = re.compile(r"^o=mozilla", re.MULTILINE)
"""The origin line (RFC 8866 §5.2) of every description that Firefox makes."""
_CANDIDATES = re.compile(r"^a=(candidate:.*|end-of-candidates)\r?\n", re.MULTILINE)


class LocalCandidates:
    """Sends our candidates at once, each behind the description it belongs to; but those of an ICE restart that is
    offered to Firefox wait for its answer.

    Firefox 153 would check them before libwebrtc has seen the answer. libwebrtc then takes each check for one from a
    peer-reflexive address, puts that pair aside for one between its new and Firefox's old address, on which Firefox
    takes no media, and never comes back to it: no media for seconds, or for good. That this is the reason is concluded
    from candidate-pair statistics; that the wait helps was measured.
    """

    def __init__(self, engine: Engine, send: Callable[[IceCandidate | None], None]) -> None:
        self._engine = engine
        self._send = send
        self._waiting: list[IceCandidate | None] = []
        self._describing = 0
        self._remote_is_firefox = False

    def described(self, remote: str) -> None:
        """For a description that has arrived, as it came: libwebrtc keeps it with an origin of its own."""
        self._remote_is_firefox = bool(_FIREFOX.search(remote))

    @contextmanager
    def behind_description(self) -> Iterator[None]:
        """While a local description is being set and sent. In JavaScript nothing can come between; here the engine may
        tell of candidates before the task that sends their description has had its turn."""
        self._describing += 1
        try:
            yield
        finally:
            self._describing -= 1
            self.state_changed()

    def in_description(self, sdp: str) -> str:
        """A description of ours as it is to be sent: without the candidates in it that have to wait."""
        return _CANDIDATES.sub("", sdp) if self._answer_due() else sdp

    def gathered(self, candidate: IceCandidate | None) -> None:
        """For ``icecandidate``; None says that there are no more."""
        self._waiting.append(candidate)
        self.state_changed()

    def state_changed(self) -> None:
        """For ``signalingstatechange``."""
        if self._describing or self._answer_due():
            return
        waiting, self._waiting = self._waiting, []
        for candidate in waiting:
            if self._counts(candidate):
                self._send(candidate)

    def _answer_due(self) -> bool:
        """Whether candidates have to wait for the answer of Firefox."""
        restarting = self._engine.current_remote_description is not None
        return self._remote_is_firefox and restarting and self._engine.signaling_state == "have-local-offer"

    def _counts(self, candidate: IceCandidate | None) -> bool:
        """Engines go on telling of candidates that they gathered for an offer which has been rolled back."""
        if candidate is None or not candidate.username_fragment:
            return True
        local = self._engine.local_description
        return local is not None and f"a=ice-ufrag:{candidate.username_fragment}" in local.sdp
