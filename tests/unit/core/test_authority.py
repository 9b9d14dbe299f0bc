"""Who may do what: every message, in every role and every state, as a table; and what the core makes of each."""

import pytest

from ringback.core.authority import AUTHORITY, MAY_SIGNAL, Cause, Role, caused_by
from ringback.core.call import CallEvent
from tests.protocol.world import Peer, World

MESSAGES = (
    "call-offer",
    "call-answer",
    "call-ice-candidate",
    "call-accept",
    "call-reject",
    "call-hangup",
    "call-media",
)

# `on`: passed on to the other side, and nothing else. A state: passed on, and the call is in it afterwards. A reason:
# passed on, and the call has ended so. While the caller is away it is passed on when it comes back; while it is gone
# (`reconnecting`) there is nobody. `drop`: without a word. `call-error x`, `told x`: answered, not passed on.
TABLE = """
state         role      | offer        | answer       | candidate    | accept       | reject       | hangup    | media
ringing       caller    | on           | on           | on           | on           | on           | cancelled | drop
ringing       rung      | connecting   | connected    | on           | connecting   | declined     | declined  | drop
ringing       other tab | error        | error        | drop         | error        | drop         | drop      | drop
ringing       mallory   | -            | drop         | drop         | drop         | drop         | drop      | drop
connecting    caller    | on           | connected    | on           | on           | on           | completed | on
connecting    winner    | on           | connected    | on           | on           | completed    | completed | on
connecting    loser     | told         | told         | drop         | told         | drop         | drop      | drop
connecting    other tab | error        | error        | drop         | error        | drop         | drop      | drop
connecting    mallory   | -            | drop         | drop         | drop         | drop         | drop      | drop
connected     caller    | on           | on           | on           | on           | on           | completed | on
connected     winner    | on           | on           | on           | on           | completed    | completed | on
connected     loser     | told         | told         | drop         | told         | drop         | drop      | drop
connected     other tab | error        | error        | drop         | error        | drop         | drop      | drop
connected     mallory   | -            | drop         | drop         | drop         | drop         | drop      | drop
reconnecting  winner    | offline      | offline      | drop         | offline      | completed    | completed | drop
reconnecting  loser     | told         | told         | drop         | told         | drop         | drop      | drop
reconnecting  other tab | error        | error        | drop         | error        | drop         | drop      | drop
reconnecting  mallory   | -            | drop         | drop         | drop         | drop         | drop      | drop
away          winner    | on           | on           | on           | on           | completed    | completed | on
away          loser     | told         | told         | drop         | told         | drop         | drop      | drop
away          other tab | error        | error        | drop         | error        | drop         | drop      | drop
away          mallory   | -            | drop         | drop         | drop         | drop         | drop      | drop
ended         caller    | told         | told         | drop         | told         | drop         | drop      | drop
ended         winner    | told         | told         | drop         | told         | drop         | drop      | drop
ended         loser     | told         | told         | drop         | told         | drop         | drop      | drop
"""


def cells() -> list[tuple[str, str, str, str]]:
    """State, role, message, and what is to come of it."""
    found = []
    for line in TABLE.strip().splitlines()[1:]:
        who, *outcomes = (part.strip() for part in line.split("|"))
        state, _, role = who.partition(" ")
        found += [(state, role.strip(), kind, outcome) for kind, outcome in zip(MESSAGES, outcomes, strict=True)]
    return [cell for cell in found if cell[3] != "-"]


class Scene:
    """A call in a state, with everybody who could have something to say."""

    def __init__(self, state: str) -> None:
        self.world = World()
        self.caller = self.world.peer("alice", "tab")
        self.other_tab = self.world.peer("alice", "other-tab")
        self.winner = self.world.peer("bob", "telephone")
        self.loser = self.world.peer("bob", "laptop")
        self.mallory = self.world.peer("mallory", "tab")
        self.caller.send("call-offer", "bob")
        if state != "ringing":
            self.winner.send("call-accept", "alice")
        if state in ("connected", "reconnecting", "away", "ended"):
            self.winner.send("call-answer", "alice")
        while any(peer.hears() for peer in self.everybody()):
            pass
        if state == "reconnecting":
            self.caller.leave()
        if state == "away":
            self.caller.cut()
        if state == "ended":
            self.caller.send("call-hangup", "bob")
        for peer in self.everybody():
            peer.hears()
        assert self.world.call().state == {"away": "reconnecting"}.get(state, state)

    def everybody(self) -> tuple[Peer, ...]:
        return self.caller, self.other_tab, self.winner, self.loser, self.mallory

    def peer(self, role: str) -> Peer:
        return {"rung": self.winner, "other tab": self.other_tab, "mallory": self.mallory}.get(role) or {
            "caller": self.caller,
            "winner": self.winner,
            "loser": self.loser,
        }[role]


@pytest.mark.parametrize(("state", "role", "kind", "outcome"), cells())
def test_every_cell(state: str, role: str, kind: str, outcome: str) -> None:
    scene = Scene(state)
    sender = scene.peer(role)
    before = scene.world.call()
    sender.send(kind, "alice" if sender.user == "bob" else "bob")
    after = scene.world.call()
    if state == "away":
        scene.caller.connect()
    heard = {peer: peer.hears() for peer in scene.everybody()}
    answer = heard.pop(sender)
    others = [(peer, message) for peer, messages in heard.items() for message in messages]
    passed_on = [peer for peer, message in others if message["type"] == kind and message["senderId"] == sender.user]
    if outcome in ("drop", "error", "told", "offline"):
        assert others == []
        assert after == before
        codes = [message.get("error") or message.get("reason") for message in answer]
        told = "answered_elsewhere" if role == "loser" else "completed"
        assert (
            codes == {"drop": [], "error": ["not_in_call"], "told": [told], "offline": ["recipient_offline"]}[outcome]
        )
        return
    assert answer == []
    opposite = {"caller": [scene.winner, scene.loser] if state == "ringing" else [scene.winner]}
    assert passed_on == opposite.get(role, [] if state == "reconnecting" else [scene.caller])
    assert (after.reason or after.state) == (before.state if outcome == "on" else outcome)
    assert (after == before) == (outcome == "on")


@pytest.mark.parametrize("role", Role)
def test_who_may_not_signal_causes_nothing_by_a_message(role: Role) -> None:
    messages = set(list(Cause)[:7])
    if role not in MAY_SIGNAL and role is not Role.SERVER:
        assert AUTHORITY[role] == {}
    assert role is Role.SERVER or set(AUTHORITY[role]) <= messages


def test_every_event_is_somebodys_to_cause() -> None:
    assert {event for row in AUTHORITY.values() for events in row.values() for event in events} == set(CallEvent)
    assert set(AUTHORITY) == set(Role)


@pytest.mark.parametrize(
    ("role", "cause", "reason", "events"),
    [
        (Role.CALLER, Cause.HANGUP, None, (CallEvent.HANG_UP,)),
        (Role.CALLER, Cause.HANGUP, "no_answer", (CallEvent.GIVE_UP,)),
        (Role.CALLER, Cause.HANGUP, "failed", (CallEvent.FAIL,)),
        (Role.CALLER, Cause.HANGUP, "busy", (CallEvent.HANG_UP,)),
        (Role.CALLER, Cause.HANGUP, "a reason of its own", (CallEvent.HANG_UP,)),
        (Role.RUNG, Cause.REJECT, "busy", (CallEvent.BUSY,)),
        (Role.RUNG, Cause.REJECT, "no_answer", (CallEvent.DECLINE,)),
        (Role.RUNG, Cause.ANSWER, None, (CallEvent.ACCEPT, CallEvent.DESCRIBE)),
        (Role.WINNER, Cause.HANGUP, "busy", (CallEvent.HANG_UP,)),
        (Role.STRANGER, Cause.HANGUP, "failed", ()),
        (Role.LOSER, Cause.ACCEPT, None, ()),
    ],
)
def test_the_reason_decides_among_what_the_role_may_cause(
    role: Role, cause: Cause, reason: str | None, events: tuple[CallEvent, ...]
) -> None:
    assert caused_by(role, cause, reason) == events
