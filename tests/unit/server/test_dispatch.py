"""A call message on its way: at once where nobody is asked, and a failure becomes an answer."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

import pytest

from ringback.core.call import Call
from ringback.core.effects import SaveCall
from ringback.core.switchboard import Rules
from ringback.messages import CallIceCandidate, CallMessage, CallOffer, IceCandidate, ServerMessage
from ringback.server.call_store import MemoryCallStore
from ringback.server.dispatch import carry_out
from ringback.server.exchange import Exchange
from ringback.server.permission import CanCall, Permission
from ringback.server.reports import Reports
from ringback.server.turns import Answer, done

OFFER = CallOffer(recipient_id="bob", call_id="c", sdp="v=0")
CANDIDATE = CallIceCandidate(recipient_id="bob", call_id="c", candidate=IceCandidate(candidate=""))


class FakeLine:
    def __init__(self) -> None:
        self.types: list[str] = []

    def put(self, _frame: bytes, message: ServerMessage) -> None:
        self.types.append(str(message.__struct_config__.tag))

    def close(self, _code: object) -> None:
        raise AssertionError("nobody is cut off here")


class FullStore(MemoryCallStore):
    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:  # noqa: ARG002 - the protocol's
        raise OSError("the disk is full")


@dataclass
class Office:
    exchange: Exchange
    permission: Permission
    reports: Reports

    def __post_init__(self) -> None:
        self.bob = FakeLine()
        self.alice_id = self.exchange.open(FakeLine(), "alice")
        self.exchange.open(self.bob, "bob")

    def say(self, message: CallMessage) -> Answer | Awaitable[Answer]:
        return carry_out(self, self.alice_id, "alice", message)


def office(can_call: CanCall | None = None, store: MemoryCallStore | None = None) -> Office:
    store = store or MemoryCallStore()
    return Office(Exchange(store, Rules()), Permission(can_call, timeout_s=1), Reports(store))


async def test_what_changes_no_call_has_arrived_when_it_returns() -> None:
    here = office(can_call=lambda _caller, _callee: False)
    assert here.say(CANDIDATE) is None
    assert here.bob.types == ["call-ice-candidate"]


@pytest.mark.parametrize("allowed", [True, False])
async def test_only_an_offer_is_asked_about(allowed: bool) -> None:
    asked = []

    def can_call(caller: str, callee: str) -> bool:
        asked.append((caller, callee))
        return allowed

    here = office(can_call)
    answer = await done(here.say(OFFER))
    assert asked == [("alice", "bob")]
    assert (answer and answer.error) == (None if allowed else "not_allowed")
    assert here.bob.types == (["call-offer"] if allowed else [])


@pytest.mark.parametrize("can_call", [None, lambda _caller, _callee: True], ids=["not asked", "asked"])
async def test_a_store_that_fails_is_an_answer(can_call: CanCall | None) -> None:
    here = office(can_call, FullStore())
    answer = await done(here.say(OFFER))
    assert answer is not None
    assert (answer.error, answer.call_id) == ("internal_error", "c")
    assert here.bob.types == []
