"""The client's half of a session, which outlives its connections; ``core/session.py`` is the server's.

Every event has a number, one more than the one before: one that was seen is passed over, and where one is missing the
connection is given up, because the next one brings it. Every command has an id, and is sent again on each new
connection until it is answered. Sans-IO: messages in, messages out; times are arguments, in seconds.
"""

import math
from typing import Final

from msgspec import structs

from ringback.client.outbox import UNANSWERED, CallOf, Outbox
from ringback.client.signaling_errors import ConnectionLost
from ringback.client.silence import Silence
from ringback.errors import RateLimited
from ringback.messages import (
    Ack,
    CallAccept,
    CallError,
    CallHangup,
    CallMerged,
    CallMessage,
    CallOffer,
    CallReject,
    CallRinging,
    ClientMessage,
    Done,
    Event,
    ForwardedAccept,
    ForwardedHangup,
    ForwardedOffer,
    ForwardedReject,
    Hello,
    LiveCall,
    Ping,
    Pong,
    Presence,
    PresenceWatch,
    Resume,
    ServerMessage,
    SessionGrant,
    TokenRefresh,
    Welcome,
)

ACK_EVENTS: Final = 16
ACK_S: Final = 0.5
"""An event is acknowledged together with so many more, or after so long; an offer, which may ring, at once."""

NOT_NOW: Final = frozenset({RateLimited.code, "store_unavailable"})
"""Errors that pass: the command is sent again, after ``retryInMs`` or so many seconds."""
RETRY_S: Final = 1.0

TELL_S: Final = 0.3
"""How long a server that does not know a call any more has to tell how it ended, before it is asked if it has."""


class Session:
    """What a client knows of its session, and owes to it.

    ``hello`` begins a connection. From then on everything that comes goes to ``received``, and whenever something
    has happened, or ``due`` has come, what ``outgoing`` returns is sent.
    """

    def __init__(self, device_id: str) -> None:
        self._device_id = device_id
        self._outbox = Outbox()
        self._grant: SessionGrant | None = None
        self._last_seq = 0
        self._placing: set[CallOf] = set()
        """Begun by this side, and the server has not said yet what became of it."""
        self._calls: set[CallOf] = set()
        """Known to the server, and not over."""
        self._missing: dict[CallOf, str] = {}
        """Of those, what the server does not know any more, and why: until it has told everything that it knows."""
        self._ask_at = math.inf
        self._asked = False
        self._watched: PresenceWatch | None = None
        self._welcomed = False
        self._early: list[ServerMessage] = []
        """Events of this connection before its welcome, which do not count where there is a session: then they come
        again, numbered."""
        self._next: list[ClientMessage] = []
        self._silence = Silence(None, 0.0)
        self._unacknowledged = 0
        self._acknowledge_at = math.inf

    @property
    def settled(self) -> bool:
        """Whether the server has carried out everything that this program has said."""
        return self._outbox.empty

    @property
    def is_awaited(self) -> bool:
        """Whether somebody may be waiting: there is a call, or something to be said, such as the end of one."""
        return self._in_call or not self.settled

    @property
    def due(self) -> float:
        """When there is something to do if nothing happens before; infinity is never."""
        if not self._welcomed:
            return math.inf
        return min(self._acknowledge_at, self._ask_at, self._outbox.due, self._silence.due(in_call=self._in_call))

    def hello(self, *, token: str | None, presence: bool) -> Hello:
        """The first message of a connection; none but its ``welcome`` counts before that has come."""
        self._welcomed = False
        self._next.clear()
        self._early.clear()
        # a program takes several calls at once, or rejects what it cannot take
        hello = Hello(token=token, presence=presence, device_id=self._device_id, call_waiting=True, native=True)
        if self._grant is None:
            return hello
        resume = Resume(token=self._grant.resume_token, epoch=self._grant.epoch, last_seq=self._last_seq)
        return structs.replace(hello, resume=resume)

    def send(self, message: CallMessage | PresenceWatch) -> None:
        """Have ``message`` sent: one about a call until it is answered, a list of users until there is another one.

        Raises:
            OutboxFull: too much is waiting already.
        """
        if isinstance(message, PresenceWatch):
            self._watched = message
            self._say(message)
            return
        self._outbox.put(message)
        call = (message.call_id, message.recipient_id)
        if isinstance(message, CallHangup | CallReject):
            self._over(call)
        elif isinstance(message, CallOffer) and call not in self._calls and not self._is_plain:
            self._placing.add(call)

    def refresh(self, token: str) -> None:
        """Show the server a newer token; without a connection the next ``hello`` does."""
        self._say(TokenRefresh(token=token))

    def doubt(self, now: float) -> None:
        """This machine's network has changed: the connection may be gone."""
        self._silence.doubt(now)

    def heard(self, now: float) -> None:
        """Something has come that this version does not know: a sign of life."""
        self._silence.heard(now)

    def received(self, message: ServerMessage, now: float) -> list[ServerMessage]:
        """What the program is to learn from ``message``. A call that a ``welcome`` does not name, and whose end the
        server does not tell either, ends with a ``call-hangup``, for the reason ``lost``.

        Raises:
            ConnectionLost: an event is missing.
        """
        self._silence.heard(now)
        match message:
            case Welcome():
                return self._welcome(message, now)
            case Done():
                self._done(message)
            case Ping():
                self._say(Pong())
            case Pong() if self._asked:
                self._asked = False
                return self._lost()
            case CallError():
                return self._refused(message, now)
            case Presence():
                return [message]
            case _ if isinstance(message, Event):
                return self._event(message, now)
        return []

    def outgoing(self, now: float, *, room: int = UNANSWERED) -> list[ClientMessage]:
        """What is to be sent now; of what can wait, ``room`` messages at the most.

        Raises:
            ConnectionLost: nothing has been heard for too long.
        """
        if not self._welcomed:
            return []
        if self._silence.is_over(now, in_call=self._in_call):
            raise ConnectionLost("The server has been silent for too long.")
        if self._acknowledge_at <= now:
            self._acknowledge_at, self._unacknowledged = math.inf, 0
            self._say(Ack(seq=self._last_seq))
        if self._ask_at <= now:
            self._ask_at, self._asked = math.inf, True
            self._say(Ping())
        elif self._silence.asks(now, in_call=self._in_call):
            self._say(Ping())
        said, self._next = self._next, []
        return [*said, *self._outbox.take(now, room)]

    @property
    def _in_call(self) -> bool:
        return bool(self._calls or self._placing)

    @property
    def _is_plain(self) -> bool:
        """Whether the server has no sessions, and never says what became of a command."""
        return self._welcomed and self._grant is None

    def _say(self, message: ClientMessage) -> None:
        if self._welcomed:
            self._next.append(message)

    def _welcome(self, welcome: Welcome, now: float) -> list[ServerMessage]:
        grant, before = welcome.session, self._grant
        self._grant, self._welcomed = grant, True
        self._silence = Silence(grant.heartbeat if grant else None, now)
        self._acknowledge_at, self._unacknowledged, self._asked = math.inf, 0, False
        self._outbox.begin(answered=grant is not None)
        if self._watched is not None:
            self._say(self._watched)
        if grant is None:
            self._placing.clear()
            early, self._early = self._early, []
            return early
        if not grant.resumed:
            self._last_seq = grant.seq
            self._look_for(grant.calls)
        self._ask_at = now + TELL_S if self._missing else math.inf
        return [welcome] if before and not grant.resumed else []

    def _look_for(self, live: list[LiveCall]) -> None:
        """Find the calls that are not among those that the server knows to live here."""
        here = {(call.call_id, call.user_id): call.here for call in live}
        self._missing = {
            call: "answered_elsewhere" if call in here else "lost" for call in self._calls if not here.get(call)
        }
        for call in self._missing:
            self._outbox.drop(call)

    def _lost(self) -> list[ServerMessage]:
        missing, self._missing = self._missing, {}
        self._calls -= missing.keys()
        return [
            ForwardedHangup(sender_id=user_id, call_id=call_id, reason=reason)
            for (call_id, user_id), reason in sorted(missing.items())
        ]

    def _done(self, done: Done) -> None:
        settled = self._outbox.settle(done.command_id)
        if isinstance(settled, CallOffer) and (call := (settled.call_id, settled.recipient_id)) in self._placing:
            self._placing.discard(call)
            self._calls.add(call)

    def _refused(self, error: CallError, now: float) -> list[ServerMessage]:
        if error.error in NOT_NOW:
            delay_s = RETRY_S if error.retry_in_ms is None else error.retry_in_ms / 1000
            if self._outbox.postpone(error.command_id, now + delay_s):
                return []
        settled = self._outbox.settle(error.command_id)
        if isinstance(settled, CallOffer):
            self._placing.discard((settled.call_id, settled.recipient_id))
        elif isinstance(settled, CallAccept):
            self._over((settled.call_id, settled.recipient_id))
        return [error]

    def _event(self, event: Event, now: float) -> list[ServerMessage]:
        if not self._welcomed:
            self._early.append(event)
            return []
        if event.seq is not None:
            if event.seq <= self._last_seq:
                return []
            if event.seq > self._last_seq + 1:
                raise ConnectionLost("An event is missing.")
            self._last_seq = event.seq
            self._owe_acknowledgement(now, at_once=isinstance(event, ForwardedOffer))
        call = (event.call_id, event.sender_id)
        if self._outbox.ends(call):
            return []  # this side has ended it, and the server is about to hear so
        self._follow(event, call)
        return [event]

    def _owe_acknowledgement(self, now: float, *, at_once: bool) -> None:
        self._unacknowledged += 1
        at_once |= self._unacknowledged >= ACK_EVENTS
        self._acknowledge_at = min(self._acknowledge_at, now if at_once else now + ACK_S)

    def _follow(self, event: Event, call: CallOf) -> None:
        match event:
            case ForwardedHangup() | ForwardedReject():
                self._over(call)
            case CallMerged(into=into, sender_id=user_id):
                self._over(call)
                self._calls.add((into, user_id))
            case ForwardedOffer() | ForwardedAccept() | CallRinging() if self._grant is not None:
                self._placing.discard(call)
                self._calls.add(call)

    def _over(self, call: CallOf) -> None:
        self._calls.discard(call)
        self._placing.discard(call)
        self._missing.pop(call, None)
        self._outbox.drop_candidates(call)
