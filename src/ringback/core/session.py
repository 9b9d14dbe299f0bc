"""A session outlives its socket: numbered events, what was acknowledged, and a replay that has no holes.

The server numbers each event of a session; the client acknowledges cumulatively, and after a lost socket names the
last one it has. It then receives all that came after it, or is told that this is not possible and starts from a
snapshot: never a part. What a client sends carries a command id, under which its reply is kept, so that sending it
twice has one effect. Sans-IO: times and tokens are arguments, and frames are bytes that somebody else has encoded.
"""

from collections import deque
from hashlib import sha256
from hmac import compare_digest

from msgspec import Struct

from ringback.messages import Resume


class SessionLimits(Struct, frozen=True, kw_only=True):
    """How much is kept for a client, and for how long."""

    max_events: int = 256
    max_bytes: int = 256 * 1024
    max_behind: int = 128
    """How many events a client that is connected may leave unacknowledged before it counts as too slow. The rest of
    ``max_events`` is for what comes until it is back."""
    window_s: float = 120.0
    """For how many seconds a session waits for its client after the socket is gone, and an event for its replay."""
    max_replies: int = 512
    replies_s: float = 600.0


class Kept(Struct, frozen=True):
    """An event as it is kept: its number, its frame without that, and when it was sent."""

    seq: int
    frame: bytes
    at: float


class _Reply(Struct, frozen=True):
    frame: bytes
    at: float


class Session:
    """What the server keeps for one client.

    ``token`` lets its client, and nobody else, come back once; only its hash is kept. ``epoch`` names this server's
    memory: another epoch means that the numbers are not comparable.
    """

    def __init__(self, *, token: str, epoch: str, limits: SessionLimits | None = None) -> None:
        self._limits = limits or SessionLimits()
        self._token_hash = _hash(token)
        self._used_hash: bytes | None = None
        self._epoch = epoch
        self._top = 0
        self._acknowledged = 0
        self._resumed_at = 0
        self._events: deque[Kept] = deque()
        self._bytes = 0
        self._detached_at: float | None = None
        self._replies: dict[str, _Reply] = {}

    @property
    def epoch(self) -> str:
        """The name of this server's memory."""
        return self._epoch

    @property
    def behind(self) -> int:
        """How many events the client has left unacknowledged, of those that were new since it came."""
        return self._top - max(self._acknowledged, self._resumed_at)

    @property
    def top_seq(self) -> int:
        """The number of the latest event; the next one has one more."""
        return self._top

    def keep(self, frame: bytes, now: float) -> int:
        """Keep an event until it is acknowledged or too old; returns its number."""
        self._top += 1
        self._events.append(Kept(self._top, frame, now))
        self._bytes += len(frame)
        while len(self._events) > self._limits.max_events or self._bytes > self._limits.max_bytes:
            self._drop_oldest()
        self._drop_old(now)
        return self._top

    def acknowledge(self, seq: int) -> bool:
        """The client has everything up to ``seq``. False when it cannot have that; older numbers say nothing new."""
        if seq > self._top:
            return False
        self._acknowledged = max(self._acknowledged, seq)
        while self._events and self._events[0].seq <= self._acknowledged:
            self._drop_oldest()
        return True

    def detach(self, now: float) -> None:
        """The socket is gone; the client has ``window_s`` to come back."""
        if self._detached_at is None:
            self._detached_at = now

    def expired(self, now: float) -> bool:
        """Whether the client has stayed away for too long."""
        return self._detached_at is not None and now - self._detached_at > self._limits.window_s

    def resume(self, claim: Resume, now: float, *, next_token: str) -> list[Kept] | None:
        """The events that the client has missed, in order; None when it has to start from a snapshot.

        From then on ``next_token`` is good, and the one that was used until ``confirm``: who has lost its socket
        before it has heard of the next one may use it again. The old socket may not have been seen to go: whoever
        calls this closes it.
        """
        used = _hash(claim.token)
        if not compare_digest(used, self._token_hash) and not compare_digest(used, self._used_hash or b""):
            return None
        if claim.epoch != self._epoch or self.expired(now) or not self._acknowledged <= claim.last_seq <= self._top:
            return None
        self._drop_old(now)
        missed = [event for event in self._events if event.seq > claim.last_seq]
        if len(missed) != self._top - claim.last_seq:
            return None
        self.acknowledge(claim.last_seq)
        self._token_hash, self._used_hash = _hash(next_token), used
        self._detached_at = None
        self._resumed_at = self._top
        return missed

    def confirm(self) -> None:
        """The client has been heard since it resumed: it has its next token, and the one before is no longer good."""
        self._used_hash = None

    def reply_to(self, command_id: str, now: float) -> bytes | None:
        """The reply that a command has had, if it is a repetition; None when it is new."""
        reply = self._replies.get(command_id)
        return None if reply is None or now - reply.at > self._limits.replies_s else reply.frame

    def replied(self, command_id: str, frame: bytes, now: float) -> None:
        """Keep the reply to a command for its repetitions."""
        self._replies.pop(command_id, None)
        self._replies[command_id] = _Reply(frame, now)
        while len(self._replies) > self._limits.max_replies:
            del self._replies[next(iter(self._replies))]

    def inherit(self, other: "Session") -> None:
        """Take over the replies of an earlier session of the same device."""
        self._replies = other._replies

    def _drop_old(self, now: float) -> None:
        while self._events and now - self._events[0].at > self._limits.window_s:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        self._bytes -= len(self._events.popleft().frame)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
