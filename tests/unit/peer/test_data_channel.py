"""Data channels do not overflow."""

import asyncio

import pytest

from ringback.peer.data_channel import HIGH_WATER, LOW_WATER, DataChannel
from ringback.peer.errors import InvalidState, PeerClosed
from ringback.peer.lifetime import Lifetime
from ringback.peer.promise import promise
from ringback.testing.virtual_time import rest, virtual
from tests.unit.peer.fake_channel import FakeChannel

FULL = "x" * (HIGH_WATER + 1)


class Open:
    """An open channel, and one that has more than enough on its way."""

    def __init__(self) -> None:
        self.lifetime = Lifetime()
        self.native = FakeChannel()
        self.channel = DataChannel(self.native, self.lifetime)


@virtual
async def test_a_message_is_sent_at_once_while_there_is_room() -> None:
    opened = Open()
    await opened.channel.send("one")
    await opened.channel.send(b"two")
    assert opened.native.sent == ["one", b"two"]
    assert opened.channel.buffered_amount == 6


@virtual
async def test_it_waits_while_too_much_is_on_its_way_and_keeps_the_order() -> None:
    opened = Open()
    await opened.channel.send(FULL)
    waiting = [promise(opened.channel.send(message)) for message in ("two", "three")]
    await rest()
    assert opened.native.sent == [FULL]
    opened.native.drain(to=LOW_WATER + 1)
    await rest()
    assert opened.native.sent == [FULL]
    opened.native.drain(to=LOW_WATER)
    late = promise(opened.channel.send("four"))
    await asyncio.gather(*waiting, late)
    assert opened.native.sent == [FULL, "two", "three", "four"]


@virtual
async def test_one_that_is_cancelled_while_it_waits_sends_nothing_and_holds_nobody_up() -> None:
    opened = Open()
    await opened.channel.send(FULL)
    cancelled, kept = (asyncio.create_task(opened.channel.send(message)) for message in ("two", "three"))
    await rest()
    cancelled.cancel()
    await rest()
    opened.native.drain()
    await kept
    assert opened.native.sent == [FULL, "three"]


@virtual
async def test_whoever_waits_learns_that_the_channel_or_the_connection_has_closed() -> None:
    opened, other = Open(), Open()
    waiting = []
    for each in (opened, other):
        await each.channel.send(FULL)
        waiting.append(promise(each.channel.send("two")))
    await rest()
    opened.channel.close()
    other.lifetime.end()
    with pytest.raises(InvalidState, match="closed"):
        await waiting[0]
    with pytest.raises(PeerClosed):
        await waiting[1]
    assert opened.channel.ready_state == "closed"


@virtual
async def test_nothing_is_sent_before_it_is_open() -> None:
    opened = Open()
    opened.native.ready_state = "connecting"
    with pytest.raises(InvalidState, match="connecting"):
        await opened.channel.send("early")
    assert opened.native.sent == []


@virtual
async def test_messages_are_heard_until_the_connection_ends() -> None:
    opened = Open()
    heard: list[object] = []
    opened.channel.on("message", heard.append)
    opened.native.fire("message", "one")
    opened.lifetime.end()
    opened.native.fire("message", "two")
    assert heard == ["one"]
