"""A client that floods is cut off; the server keeps nothing of it, and everybody else's messages arrive in order."""

import asyncio
import gc
import json
import tracemalloc
from contextlib import AsyncExitStack
from itertools import count
from typing import Any

import pytest

from benchmarks.flood.flooder import flood_once, frame
from ringback.server.websocket_protocol import FairWebSocketProtocol
from tests.serving import Client, connected, ringback, serving, token_for
from tests.validation_table import VALID

MESSAGES = 10_000
FLOODS = 3
OTHERS = 20
SAYS = 90
"""How much each of the others says during a flood; in all of them no more than a client may at once."""

FLOOD = frame(json.dumps({**VALID["call-ice-candidate"], "recipientId": "user 0", "callId": "x" * 1000})) * MESSAGES


async def speak(client: Client, to: str) -> None:
    """Say numbered messages, as fast as they go."""
    for number in range(SAYS):
        await client.send({**VALID["call-ice-candidate"], "recipientId": to, "callId": str(number)})
        await asyncio.sleep(0)


async def listen(client: Client, heard: list[dict[str, Any]]) -> None:
    """Hear everything that the others say to this client."""
    while sum(message["senderId"] != "mallory" for message in heard) < SAYS:
        heard.append(await client.receive())


async def drain(client: Client) -> int:
    """What else has come for this client: how much."""
    await client.send({"type": "probe"})
    for number in count():
        if (await client.receive())["type"] == "call-error":
            return number
    raise AssertionError


async def flooded(address: str, others: list[Client]) -> int:
    """One flood, in which the others speak; returns how much of it was passed on."""
    heard: list[list[dict[str, Any]]] = [[] for _ in others]
    code, *_ = await asyncio.gather(
        asyncio.to_thread(flood_once, f"ws://{address}/ws", token_for("mallory"), FLOOD),
        *(speak(client, f"user {(number + 1) % OTHERS}") for number, client in enumerate(others)),
        *map(listen, others, heard),
    )
    assert code == 4029
    for number, messages in enumerate(heard):
        sender = f"user {(number - 1) % OTHERS}"
        assert [each["callId"] for each in messages if each["senderId"] == sender] == [str(at) for at in range(SAYS)]
    late = [await drain(client) for client in others]
    return sum(late) + len([each for messages in heard for each in messages if each["senderId"] == "mallory"])


@pytest.mark.parametrize("protocol", ["websockets-sansio", FairWebSocketProtocol], ids=["uvicorn's", "ours"])
async def test_a_flood_is_cut_off_and_nobody_else_misses_anything(protocol: object) -> None:
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(ringback().app, ws=protocol))
        others = [await stack.enter_async_context(connected(address, f"user {number}")) for number in range(OTHERS)]
        assert await flooded(address, others) < MESSAGES / 10
        gc.collect()
        tracemalloc.start()
        stack.callback(tracemalloc.stop)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(FLOODS - 1):
            await flooded(address, others)
        gc.collect()
        after, most = tracemalloc.get_traced_memory()
        assert most - before < len(FLOOD) / 2, "it was kept while it came"
        assert after - before < len(FLOOD) / 50, "something of it was kept"
