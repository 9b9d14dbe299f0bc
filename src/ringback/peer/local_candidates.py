"""Our candidates on their way to the other side."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ringback.messages import IceCandidate
from ringback.peer.engine import Engine
from ringback.peer.firefox import made_by_firefox
from ringback.peer.lifetime import Lifetime

HEARING_S = 0.5
"""How long our candidates wait for the first of Firefox's, in seconds."""

_USER_FRAGMENT = re.compile(r"^a=ice-ufrag:(.*?)\r?$", re.MULTILINE)
_CANDIDATES = re.compile(r"^a=(candidate:.*|end-of-candidates)\r?\n", re.MULTILINE)
_BUNDLE = re.compile(r"^a=group:BUNDLE (\S+)", re.MULTILINE)


class LocalCandidates:
    """Sends our candidates at once, each behind the description it belongs to; but those of an ICE restart with
    Firefox wait until the answer has been applied and its first candidate has come. Firefox offers candidates for
    every section; those of the one that carries the bundle (RFC 9143 §7.2) count.

    Firefox 153 would check ours before. libwebrtc then takes each check for one from a peer-reflexive address, puts
    that pair aside for one between its new and Firefox's old address, on which Firefox takes no media, and never comes
    back to it: no media for seconds, or for good. Seen in the packets.
    """

    def __init__(self, engine: Engine, lifetime: Lifetime, send: Callable[[IceCandidate | None], None]) -> None:
        self._engine = engine
        self._lifetime = lifetime
        self._send = send
        self._waiting: list[IceCandidate | None] = []
        self._describing = 0
        self._remote_is_firefox = False
        self._remote_fragment: str | None = None
        """The ICE user name fragment of the other side."""
        self._unheard = False
        """A restart has brought it, without a candidate so far."""
        self._carrier: str | None = None
        """The section that carries the other side's bundle."""

    def described(self, remote: str) -> None:
        """For a description that has arrived, as it came: libwebrtc keeps it with an origin of its own."""
        before, restart = self._remote_fragment, user_fragment_of(remote)
        self._remote_fragment = restart
        self._remote_is_firefox = made_by_firefox(remote)
        self._carrier = _first(_BUNDLE, remote)
        if before not in {None, restart}:
            self._unheard = not _CANDIDATES.search(_section(remote, self._carrier))
            self._lifetime.after(HEARING_S, lambda: self._hear(restart))

    def found(self, remote: IceCandidate) -> None:
        """For a candidate that has arrived. The empty one says nothing: it may end a gathering that was broken off."""
        carried = self._carrier is None or remote.sdp_mid in {None, self._carrier}
        if remote.candidate and carried:
            self._hear(self._remote_fragment if remote.username_fragment is None else remote.username_fragment)

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
        return _CANDIDATES.sub("", sdp) if self._has_to_wait() else sdp

    def gathered(self, candidate: IceCandidate | None) -> None:
        """For ``icecandidate``; None says that there are no more."""
        self._waiting.append(candidate)
        self.state_changed()

    def state_changed(self) -> None:
        """For ``signalingstatechange``."""
        if self._describing or self._has_to_wait():
            return
        waiting, self._waiting = self._waiting, []
        for candidate in waiting:
            if self._counts(candidate):
                self._send(candidate)

    def _hear(self, fragment: str | None) -> None:
        if self._unheard and fragment == self._remote_fragment:
            self._unheard = False
            self.state_changed()

    def _has_to_wait(self) -> bool:
        answer_due = (
            self._engine.signaling_state == "have-local-offer" and self._engine.current_remote_description is not None
        )
        return self._remote_is_firefox and (answer_due or self._unheard)

    def _counts(self, candidate: IceCandidate | None) -> bool:
        """Engines go on telling of candidates that they gathered for an offer which has been rolled back."""
        if candidate is None or not candidate.username_fragment:
            return True
        local = self._engine.local_description
        return local is not None and f"a=ice-ufrag:{candidate.username_fragment}" in local.sdp


def user_fragment_of(sdp: str) -> str | None:
    """The ICE user name fragment of a description (RFC 8839 §5.4): another one makes an ICE restart."""
    return _first(_USER_FRAGMENT, sdp)


def _first(pattern: re.Pattern[str], sdp: str) -> str | None:
    found = pattern.search(sdp)
    return found[1] if found else None


def _section(sdp: str, mid: str | None) -> str:
    """The section of this name; the whole description if there is none."""
    sections = re.split(r"^m=", sdp, flags=re.MULTILINE)
    return next((section for section in sections if f"\na=mid:{mid}\r\n" in section), sdp)
