"""Messages of a call, whichever side makes the channel, and whatever becomes of it."""

import asyncio

import pytest

from ringback.client.call_data import LABEL, CallData
from ringback.peer import DataChannel
from ringback.peer.engine import ChannelState
from ringback.peer.lifetime import Lifetime
from ringback.testing.virtual_time import rest, virtual
from tests.unit.peer.fake_channel import FakeChannel


class Over(Exception):
    """The call is over."""


class Desk:
    """The messages of one call, and the channels that it makes."""

    def __init__(self, state: ChannelState = "open") -> None:
        self.lifetime = Lifetime()
        self.state: ChannelState = state
        self.made: list[FakeChannel] = []
        self.data = CallData(self.make, Over)

    def make(self, label: str) -> DataChannel:
        self.made.append(FakeChannel(label))
        self.made[-1].ready_state = self.state
        return DataChannel(self.made[-1], self.lifetime)

    def comes(self, label: str = LABEL) -> FakeChannel:
        """The other side has made one."""
        native = FakeChannel(label)
        self.data.came(DataChannel(native, self.lifetime))
        return native


@virtual
async def test_who_sends_first_makes_the_channel_and_waits_for_it_to_open() -> None:
    desk = Desk("connecting")
    sending = asyncio.ensure_future(desk.data.send("one"))
    await rest()
    assert [channel.label for channel in desk.made] == ["data"]
    assert not sending.done()
    desk.made[0].ready_state = "open"
    desk.made[0].fire("open")
    await sending
    await desk.data.send(b"two")
    assert desk.made[0].sent == ["one", b"two"]


@virtual
async def test_the_other_side_answers_on_it() -> None:
    desk = Desk()
    theirs = desk.comes()
    theirs.fire("message", "hello")
    await desk.data.send("and to you")
    assert (await anext(desk.data), theirs.sent, desk.made) == ("hello", ["and to you"], [])


@virtual
async def test_of_two_that_were_made_at_once_both_are_heard() -> None:
    desk = Desk()
    await desk.data.send("ours")
    theirs = desk.comes()
    theirs.fire("message", "theirs")
    desk.made[0].fire("message", "an answer")
    await desk.data.send("more")
    assert [await anext(desk.data), await anext(desk.data)] == ["theirs", "an answer"]
    assert (desk.made[0].sent, theirs.sent) == (["ours", "more"], [])


@virtual
async def test_a_channel_of_the_application_is_none_of_its_business() -> None:
    desk = Desk()
    desk.comes("game").fire("message", "x")
    await desk.data.send("ours")
    assert len(desk.made) == 1
    desk.data.close()
    assert [message async for message in desk.data] == []


@virtual
async def test_after_a_rejoin_the_next_message_makes_another_one() -> None:
    desk = Desk()
    await desk.data.send("one")
    desk.made[0].close()
    await desk.data.send("two")
    assert [channel.sent for channel in desk.made] == [["one"], ["two"]]


@virtual
async def test_the_end_of_the_call_ends_it_for_who_waits_too() -> None:
    desk = Desk("connecting")
    waiting = asyncio.ensure_future(desk.data.send("one"))
    reading = asyncio.ensure_future(anext(desk.data, None))
    await rest()
    desk.data.close()
    with pytest.raises(Over):
        await waiting
    assert await reading is None
    with pytest.raises(Over):
        await desk.data.send("two")


@virtual
async def test_what_is_not_read_is_dropped_and_counted() -> None:
    desk = Desk()
    theirs = desk.comes()
    for number in range(257):
        theirs.fire("message", str(number))
    assert (desk.data.dropped, await anext(desk.data)) == (1, "1")
