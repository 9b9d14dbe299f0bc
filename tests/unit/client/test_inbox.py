"""What has come and was not read yet."""

import asyncio

import pytest

from ringback.client.inbox import ITEMS, Inbox


async def test_what_has_come_is_read_in_its_order_also_after_the_end() -> None:
    inbox: Inbox[int] = Inbox()
    inbox.put(1)
    inbox.put(2)
    inbox.close()
    assert [each async for each in inbox] == [1, 2]
    with pytest.raises(StopAsyncIteration):
        await anext(inbox)


async def test_the_oldest_are_dropped_and_counted() -> None:
    inbox: Inbox[int] = Inbox()
    for number in range(ITEMS + 3):
        inbox.put(number)
    inbox.close()
    assert [each async for each in inbox] == list(range(3, ITEMS + 3))
    assert inbox.dropped == 3


async def test_who_waits_is_woken_by_an_item_and_by_the_end_and_cancelling_loses_nothing() -> None:
    inbox: Inbox[int] = Inbox()
    first = asyncio.ensure_future(anext(inbox))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait((first,))
    second = asyncio.ensure_future(anext(inbox))
    await asyncio.sleep(0)
    inbox.put(1)
    assert await second == 1
    third = asyncio.ensure_future(anext(inbox, None))
    await asyncio.sleep(0)
    inbox.close()
    assert await third is None
