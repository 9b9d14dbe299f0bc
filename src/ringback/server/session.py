"""The session of one device: the exchange's line to it, which outlives its sockets."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from secrets import token_urlsafe
from typing import Final, Protocol, get_args

import msgspec

from ringback.codec import encode
from ringback.core.call import CallKey
from ringback.core.effects import ConnectionId
from ringback.core.session import Kept, Session, SessionLimits
from ringback.errors import InternalError, RateLimited, StoreUnavailable
from ringback.messages import (
    CallRinging,
    CloseCode,
    CommandId,
    DeviceId,
    Done,
    Event,
    ForwardedOffer,
    Resume,
    ServerMessage,
    UserId,
)
from ringback.server.turns import Answer, done

EVENTS: Final = frozenset(get_args(Event))

EXPIRING: Final = (b'{"type":"call-offer"', b'{"type":"call-ringing"')
"""How the frames begin that may say how much longer something lasts."""

NOT_FINAL: Final = frozenset({InternalError.code, RateLimited.code, StoreUnavailable.code})
"""What a command was answered that may be tried again: its reply is not kept."""

Owner = tuple[UserId, DeviceId]

Work = Callable[[], Answer | Awaitable[Answer]]


class Socket(Protocol):
    """What carries a session for now."""

    def put(self, frame: bytes) -> None:
        """Queue ``frame``, or close the socket when its queue is full. Never waits."""

    def replay(self, frames: Sequence[bytes]) -> None:
        """Queue what was missed; that counts towards no bound. Never waits."""

    def close(self, code: CloseCode) -> None:
        """End the socket soon. Never waits; closing twice does no harm."""


class Watcher(Protocol):
    """Who has to know what becomes of a session."""

    def detached(self, session: "DeviceSession") -> None:
        """It has no socket any more."""

    def over(self, session: "DeviceSession") -> None:
        """It has ended for good."""

    def proved(self, session: "DeviceSession", key: CallKey) -> None:
        """Its client has the offer of a call, so that it rings."""


class DeviceSession:
    """A session: its events are numbered and kept, and its commands answered once.

    ``clock`` is monotonic, in seconds.
    """

    def __init__(
        self,
        connection_id: ConnectionId,
        owner: Owner,
        *,
        watcher: Watcher,
        limits: SessionLimits,
        clock: Callable[[], float],
    ) -> None:
        self.connection_id = connection_id
        self.owner = owner
        self.heard_at = clock()
        self.detached_at: float | None = None
        self.pinged = self.faded = False
        self.token = token_urlsafe(32)
        self._watcher = watcher
        self._limits = limits
        self._clock = clock
        self._kept = Session(token=self.token, epoch=token_urlsafe(12), limits=limits)
        self._socket: Socket | None = None
        self._rings: dict[int, CallKey] = {}
        self._working: dict[CommandId, asyncio.Task[bytes]] = {}
        self._over = False

    # --- the exchange's line ---

    def put(self, frame: bytes, message: ServerMessage) -> None:
        """Keep an event and send it; what is no event is sent, or lost with its socket."""
        if type(message) not in EVENTS:
            if self._socket is not None:
                self._socket.put(frame)
            return
        seq = self._kept.keep(frame, self._clock())
        if isinstance(message, ForwardedOffer) and message.expires_in_ms is not None:
            self._rings[seq] = CallKey.between(message.call_id, self.owner[0], message.sender_id)
        if self._socket is None:
            return
        self._socket.put(numbered(seq, frame))
        if self._kept.behind > self._limits.max_behind:
            self.drop(CloseCode.SLOW_CONSUMER)

    def close(self, code: CloseCode) -> None:
        """End the session for good."""
        if self._over:
            return
        self._over = True
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.close(code)
        self._watcher.over(self)

    # --- its socket ---

    @property
    def epoch(self) -> str:
        """What its numbers belong to."""
        return self._kept.epoch

    @property
    def top_seq(self) -> int:
        """The number of its latest event."""
        return self._kept.top_seq

    def is_on(self, socket: Socket) -> bool:
        """Whether ``socket`` is the one that carries it."""
        return self._socket is socket

    def attach(self, socket: Socket) -> None:
        """From now on ``socket`` carries it; the one that did is closed."""
        before, self._socket = self._socket, socket
        self.heard_at, self.pinged = self._clock(), False
        self.detached_at, self.faded = None, False
        if before is not None:
            before.close(CloseCode.REPLACED)

    def drop(self, code: CloseCode) -> None:
        """Close the socket and wait for another one."""
        if self._socket is not None:
            self._socket.close(code)
            self.lose(self._socket)

    def lose(self, socket: Socket) -> None:
        """``socket`` is gone. Of one that does not carry it any more that says nothing."""
        if self._socket is not socket:
            return
        self._socket = None
        self.detached_at = self._clock()
        self._kept.detach(self.detached_at)
        self._watcher.detached(self)

    def resume(self, claim: Resume) -> list[bytes] | None:
        """The frames that its client has missed, after which it has a new token; None when it has to start anew."""
        token, now = token_urlsafe(32), self._clock()
        missed = self._kept.resume(claim, now, next_token=token)
        if missed is None:
            return None
        self.token = token
        return [late(event, now) for event in missed]

    def replay(self, frames: Sequence[bytes]) -> None:
        """Send what was missed."""
        if self._socket is not None:
            self._socket.replay(frames)

    # --- its client ---

    def heard(self) -> None:
        """The client has sent something: it is there."""
        self.heard_at = self._clock()
        self.pinged = False
        self._kept.confirm()

    def ping(self, frame: bytes) -> None:
        """Ask the client whether it is there."""
        self.pinged = True
        if self._socket is not None:
            self._socket.put(frame)

    def acknowledge(self, seq: int) -> bool:
        """The client has everything up to ``seq``; False when it cannot have that."""
        if not self._kept.acknowledge(seq):
            return False
        while self._rings and (first := next(iter(self._rings))) <= seq:
            self._watcher.proved(self, self._rings.pop(first))
        return True

    def answer(self, command_id: CommandId, work: Work) -> bytes | Awaitable[bytes]:
        """The reply to a command: the one that it has had, or what comes of ``work``, which is carried out to its end
        whatever becomes of the socket."""
        reply = self._kept.reply_to(command_id, self._clock())
        if reply is not None:
            return reply
        if command_id in self._working:
            return self._answer_again(command_id, work)
        answer = work()
        if not isinstance(answer, Awaitable):
            return self._replied(command_id, answer)
        task = asyncio.get_running_loop().create_task(self._carried_out(command_id, answer))
        self._working[command_id] = task
        return asyncio.shield(task)

    def inherit(self, other: "DeviceSession") -> None:
        """Take over the replies of an earlier session of the same device, and what is still to be answered there."""
        self._kept.inherit(other._kept)
        self._working = other._working

    async def _answer_again(self, command_id: CommandId, work: Work) -> bytes:
        while first := self._working.get(command_id):
            await asyncio.wait((first,))
        return await done(self.answer(command_id, work))

    async def _carried_out(self, command_id: CommandId, work: Awaitable[Answer]) -> bytes:
        try:
            error = await work
        finally:
            del self._working[command_id]
        return self._replied(command_id, error)

    def _replied(self, command_id: CommandId, error: Answer) -> bytes:
        if error is None:
            reply = encode(Done(command_id=command_id))
        else:
            reply = encode(msgspec.structs.replace(error, command_id=command_id))
        if error is None or error.error not in NOT_FINAL:
            self._kept.replied(command_id, reply, self._clock())
        return reply


def numbered(seq: int, frame: bytes) -> bytes:
    """An event with its number."""
    return b'{"seq":%d,%b' % (seq, frame[1:])


_late_decoder: Final[msgspec.json.Decoder[ForwardedOffer | CallRinging]] = msgspec.json.Decoder(
    ForwardedOffer | CallRinging
)


def late(event: Kept, now: float) -> bytes:
    """An event that comes late: how late it is, and how much is left of what it says."""
    age_ms = round((now - event.at) * 1000)
    frame = event.frame
    if frame.startswith(EXPIRING):
        message = _late_decoder.decode(frame)
        if message.expires_in_ms is not None:
            frame = encode(msgspec.structs.replace(message, expires_in_ms=max(0, message.expires_in_ms - age_ms)))
    return b'{"seq":%d,"ageMs":%d,%b' % (event.seq, age_ms, frame[1:])
