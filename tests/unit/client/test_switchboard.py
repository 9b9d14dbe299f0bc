"""Calls over a server with sessions that says only what a test has it say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from ringback.client import Busy, Call, CallClient, Declined, EndReason, NotAllowed
from tests.unit.client.fake_server import FakeServer, Visitor, fake_server

THEIRS = {"senderId": "bob", "callId": "theirs"}
INVITATION = {"type": "call-offer", **THEIRS, "seq": 1, "expiresInMs": 60_000}


@asynccontextmanager
async def alice(rung: list[str]) -> AsyncIterator[tuple[FakeServer, Visitor, CallClient]]:
    """Somebody who takes every call, and the server's end of their connection."""

    async def take(call: Call) -> None:
        rung.append(call.call_id)
        await call.accept()
        await call.ended

    async with fake_server() as server, asyncio.timeout(20):
        client = CallClient(server.url, token="t", fallback_stun="off")
        client.on_call(take)
        opening = asyncio.ensure_future(client.__aenter__())
        visitor = await server.welcomed()
        await opening
        yield server, visitor, client
        closing = asyncio.ensure_future(client.__aexit__(None, None, None))
        await asyncio.sleep(0)
        closing.cancel()  # what was not answered is of no interest here
        await asyncio.wait((closing,))


async def told(visitor: Visitor, kind: str) -> dict[str, Any]:
    """The next command of this kind; those before it, too, are done."""
    while True:
        command = await visitor.command()
        await visitor.done(command)
        if command["type"] == kind:
            return command


async def offered(visitor: Visitor) -> dict[str, Any]:
    """The next offer, without an answer."""
    while (command := await visitor.command())["type"] != "call-offer":
        await visitor.done(command)
    return command


async def heard(visitor: Visitor) -> None:
    """Wait until everything that was sent has come."""
    await visitor.send({"type": "ping"})
    while (await visitor.receive())["type"] != "pong":
        pass


async def test_an_offer_without_an_answer_is_made_again_when_the_server_has_forgotten_what_was_on_its_way() -> None:
    async with alice([]) as (server, visitor, client):
        calling = asyncio.ensure_future(client.call("bob"))
        offer = await told(visitor, "call-offer")
        accept = {"type": "call-accept", "senderId": "bob", "callId": offer["callId"], "seq": 1}
        await visitor.send(accept)
        await calling
        visitor.cut()
        live = {"callId": offer["callId"], "userId": "bob", "direction": "outgoing", "state": "connecting"}
        second = await server.welcomed(calls=[{**live, "here": True, "expiresInMs": None}])
        again = await told(second, "call-offer")
        assert again["sdp"] == offer["sdp"]
        assert again["commandId"] != offer["commandId"]


async def test_a_call_of_whom_is_being_called_waits_for_what_becomes_of_that() -> None:
    rung: list[str] = []
    async with alice(rung) as (_, visitor, client):
        calling = asyncio.ensure_future(client.call("bob"))
        offer = await offered(visitor)
        await visitor.send(INVITATION)
        assert await told(visitor, "call-ice-candidate")
        assert rung == []
        refused = {"type": "call-error", "callId": offer["callId"], "commandId": offer["commandId"]}
        await visitor.send({**refused, "error": "not_allowed", "message": ""})
        with pytest.raises(NotAllowed):
            await calling
        assert (await told(visitor, "call-accept"))["callId"] == "theirs"
        assert rung == ["theirs"]


async def test_a_call_that_waits_and_is_over_is_not_taken_any_more() -> None:
    rung: list[str] = []
    async with alice(rung) as (_, visitor, client):
        calling = asyncio.ensure_future(client.call("bob"))
        offer = await offered(visitor)
        await visitor.send(INVITATION)
        await visitor.send({"type": "call-hangup", **THEIRS, "reason": "cancelled", "seq": 2})
        await heard(visitor)
        assert not client._switchboard._crossing
        await visitor.send({"type": "call-hangup", "senderId": "bob", "callId": offer["callId"], "seq": 3})
        with pytest.raises(Declined):
            await calling
        assert rung == []


async def test_a_call_goes_on_as_the_one_that_it_was_merged_into() -> None:
    rung: list[str] = []
    async with alice(rung) as (_, visitor, client):
        calling = asyncio.ensure_future(client.call("bob"))
        offer = await offered(visitor)
        await visitor.send(INVITATION)
        merged = {"type": "call-merged", "senderId": "bob", "callId": offer["callId"], "into": "theirs", "seq": 2}
        await visitor.send(merged)
        await visitor.done(offer)
        placed = await calling
        assert placed.call_id == "theirs"
        assert client.calls == (placed,)
        await visitor.send({"type": "call-hangup", **THEIRS, "seq": 3})
        assert await placed.ended is EndReason.COMPLETED
        assert rung == []


async def test_a_call_that_is_rejected_without_a_reason_is_declined() -> None:
    async with alice([]) as (_, visitor, client):
        calling = asyncio.ensure_future(client.call("bob"))
        offer = await offered(visitor)
        await visitor.send({"type": "call-reject", "senderId": "bob", "callId": offer["callId"], "seq": 1})
        with pytest.raises(Declined):
            await calling


async def test_somebody_else_merges_nothing() -> None:
    async with alice([]) as (_, visitor, client):
        calling = asyncio.ensure_future(client.call("bob"))
        offer = await offered(visitor)
        own = offer["callId"]
        await visitor.send({"type": "call-merged", "senderId": "mallory", "callId": own, "into": "x", "seq": 1})
        await visitor.send({"type": "call-hangup", "senderId": "bob", "callId": own, "reason": "busy", "seq": 2})
        with pytest.raises(Busy):
            await calling
