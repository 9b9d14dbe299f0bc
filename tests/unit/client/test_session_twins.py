"""The two halves of a session, the client's and the server's, over a link that drops and repeats frames and breaks at
any moment: every event arrives once and in order, and every command has its effect once and in order."""

import random
from collections import deque
from dataclasses import dataclass, field

import msgspec
import pytest

from ringback.client.session import Session
from ringback.client.signaling_errors import ConnectionLost
from ringback.core import session as server_half
from ringback.messages import (
    Ack,
    CallIceCandidate,
    CallMessage,
    ClientMessage,
    Done,
    ForwardedIceCandidate,
    Heartbeat,
    Hello,
    IceCandidate,
    Ping,
    Pong,
    ServerMessage,
    SessionGrant,
    Welcome,
)

STEPS = 400
HEARTBEAT = Heartbeat(interval_ms=20_000, timeout_ms=30_000, in_call_interval_ms=5_000, in_call_timeout_ms=15_000)


@dataclass
class Server:
    """Carries out commands, once each."""

    to_client: deque[ServerMessage]
    half: server_half.Session = field(default_factory=lambda: server_half.Session(token="0", epoch="e"))
    tokens: int = 0
    connected: bool = False
    carried_out: list[str] = field(default_factory=list)
    resumptions: int = 0

    def happens(self, number: int, now: float) -> None:
        """Something that the client has to learn."""
        event = ForwardedIceCandidate(sender_id="bob", call_id="c", candidate=IceCandidate(candidate=str(number)))
        frame = msgspec.json.encode(event)
        seq = self.half.keep(frame, now)
        if self.connected:
            self._send_event(frame, seq)

    def receive(self, message: ClientMessage, now: float) -> None:
        """Whatever the client says."""
        if not isinstance(message, Hello):
            self.half.confirm()
        match message:
            case Hello():
                self._welcome(message, now)
            case Ack(seq=seq):
                assert self.half.acknowledge(seq)
            case Ping():
                self.to_client.append(Pong())
            case CallIceCandidate(command_id=str(command_id), candidate=candidate):
                if self.half.reply_to(command_id, now) is None:
                    self.carried_out.append(candidate.candidate)
                    self.half.replied(command_id, b"done", now)
                self.to_client.append(Done(command_id=command_id))

    def _welcome(self, hello: Hello, now: float) -> None:
        self.tokens += 1
        token = str(self.tokens)
        missed = self.half.resume(hello.resume, now, next_token=token) if hello.resume else None
        assert (missed is not None) == (self.tokens > 1), "what is kept is always enough here"
        if missed is None:
            self.half = server_half.Session(token=token, epoch="e")
        grant = SessionGrant(
            resumed=missed is not None,
            resume_token=token,
            epoch="e",
            seq=self.half.top_seq - len(missed or []),
            window_ms=120_000,
            heartbeat=HEARTBEAT,
            calls=[],
        )
        self.to_client.append(Welcome(protocol=1, user_id="alice", token_expires_in_ms=None, session=grant))
        self.connected = True
        self.resumptions += missed is not None
        for kept in missed or []:
            self._send_event(kept.frame, kept.seq)

    def _send_event(self, frame: bytes, seq: int) -> None:
        event = msgspec.json.decode(frame, type=ForwardedIceCandidate)
        self.to_client.append(msgspec.structs.replace(event, seq=seq))


class World:
    """A client, a server, and the link between them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = 0.0
        self.to_client: deque[ServerMessage] = deque()
        self.to_server: deque[ClientMessage] = deque()
        self.server = Server(self.to_client)
        self.client = Session("device")
        self.heard: list[str] = []
        self.said: list[str] = []
        self.happened: list[str] = []
        self.connect()
        self.carry_to_server()
        self.carry_to_client()

    def connect(self) -> None:
        """What was on its way is lost."""
        self.server.connected = False
        self.to_client.clear()
        self.to_server.clear()
        self.to_server.append(self.client.hello(token=None, presence=False))

    def flush(self) -> None:
        self.to_server.extend(self.client.outgoing(self.now))

    def carry_to_server(self) -> None:
        if self.to_server:
            self.server.receive(self.to_server.popleft(), self.now)

    def carry_to_client(self, times: int = 1) -> None:
        """The next frame arrives so many times."""
        if not self.to_client:
            return
        message = self.to_client.popleft()
        times = times if isinstance(message, ForwardedIceCandidate) else 1
        try:
            for _ in range(times):
                for each in self.client.received(message, self.now):
                    if isinstance(each, ForwardedIceCandidate):
                        self.heard.append(each.candidate.candidate)
            self.flush()
        except ConnectionLost:
            self.connect()

    def say(self) -> None:
        number = str(len(self.said))
        self.said.append(number)
        message: CallMessage = CallIceCandidate(
            recipient_id="bob", call_id="c", candidate=IceCandidate(candidate=number)
        )
        self.client.send(message)
        self.flush()

    def happen(self) -> None:
        self.server.happens(len(self.happened), self.now)
        self.happened.append(str(len(self.happened)))

    def step(self) -> None:
        self.now += self.chance.random() / 5
        self.flush()
        what = self.chance.random()
        if what < 0.35:
            self.carry_to_server()
        elif what < 0.7:
            self.carry_to_client(self.chance.choice((1, 1, 1, 1, 2, 0)))
        elif what < 0.83:
            self.say()
        elif what < 0.96:
            self.happen()
        else:
            self.connect()

    def settle(self) -> None:
        """Let everything arrive."""
        for _ in range(20 * STEPS):
            self.now += 0.1
            self.flush()
            self.carry_to_server()
            self.carry_to_client()


@pytest.mark.parametrize("seed", range(40))
def test_every_event_and_every_command_counts_once_and_in_order(seed: int) -> None:
    world = World(seed)
    for _ in range(STEPS):
        world.step()
    world.settle()
    assert world.server.resumptions > 3
    assert world.heard == world.happened
    assert world.server.carried_out == world.said
    assert world.client.settled
