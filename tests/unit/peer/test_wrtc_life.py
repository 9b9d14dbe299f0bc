"""Connections over the real engine end cleanly, whenever they end, and leave nothing behind."""

import asyncio
import gc
import os
from pathlib import Path
from typing import Any

import pytest
import webrtc

from ringback.peer.config import PeerConnectionConfig
from ringback.peer.errors import PeerClosed
from ringback.peer.manager import PeerConnectionManager
from ringback.peer.wrtc_engine import live_connections
from tests.unit.peer.wrtc_pair import Pair, Side, Tone, pair, until

PAIRS = int(os.environ.get("RINGBACK_SOAK_PAIRS", "300"))
"""How many connected pairs are made and closed."""
BATCH = 10


def held() -> tuple[int, int]:
    """Threads and file descriptors of this process."""
    return len(list(Path("/proc/self/task").iterdir())), len(list(Path("/proc/self/fd").iterdir()))


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def nothing_is_left() -> None:
    """All that runs is whoever asks."""
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})
    assert live_connections() == 0


async def connected_pairs(number: int) -> None:
    """So many pairs with a track and a channel, connected at the same time and closed."""
    pairs = [Pair(0) for _ in range(number)]
    for both in pairs:
        for side in both.sides:
            side.manager.add_local_stream(webrtc.MediaStream([webrtc.MediaStreamTrackGenerator("audio")]))
        both.impolite.manager.create_data_channel("chat")
    await until(lambda: all(side.settled for both in pairs for side in both.sides))
    assert live_connections() == 2 * number
    for both in pairs:
        assert both.codes == []
        for side in both.sides:
            await side.end()


async def test_pairs_made_and_closed_leave_no_thread_task_or_descriptor_and_do_not_grow_the_memory() -> None:
    await connected_pairs(BATCH)
    await nothing_is_left()
    before = held()
    memory: list[float] = []
    for _ in range(BATCH, PAIRS, BATCH):
        await connected_pairs(BATCH)
        await nothing_is_left()
        gc.collect()
        memory.append(resident_mb())
    await until(lambda: all(now <= then for now, then in zip(held(), before, strict=True)))
    half, three_quarters = len(memory) // 2, len(memory) * 3 // 4
    assert min(memory[three_quarters:]) < max(memory[half:three_quarters]) + 3


async def close_after(turns: int, *, both_sides: bool, delay_s: float = 0) -> None:
    """Lets offers collide, and closes after so many turns of the loop."""
    surfaced: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: surfaced.append(context))
    async with pair(delay_s) as both:
        both.sound()
        both.impolite.manager.create_data_channel("chat")
        waiting = [side.manager.get_stats() for side in both.sides]
        for _ in range(turns):
            await asyncio.sleep(0)
        for side in both.sides if both_sides else both.sides[:1]:
            side.manager.close()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.sleep(0.01)
        assert surfaced == []
    await nothing_is_left()


@pytest.mark.parametrize("both_sides", [True, False], ids=["both sides", "one side"])
async def test_closing_after_any_number_of_turns(both_sides: bool) -> None:
    for turns in [*range(30), *range(30, 300, 15)]:
        await close_after(turns, both_sides=both_sides)


class CloseAt:
    """Closes a side at the message of this number."""

    def __init__(self, both: Pair, closing: Side, number: int) -> None:
        self.left = number
        self._closing = closing
        for side in both.sides:
            side.on_message = self._count

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            self._closing.manager.close()


@pytest.mark.parametrize("polite_closes", [True, False], ids=["the polite side", "the impolite side"])
async def test_closing_at_every_message(polite_closes: bool) -> None:
    surfaced: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: surfaced.append(context))
    for number in range(1, 13):
        async with pair(0) as both:
            close = CloseAt(both, both.polite if polite_closes else both.impolite, number)
            both.sound()
            await until(lambda close=close: close.left <= 0)  # type: ignore[misc]
            await asyncio.sleep(0.01)
        await nothing_is_left()
    assert surfaced == []


EVENTS = ["negotiationneeded", "signalingstatechange", "icecandidate", "track", "datachannel", "connectionstatechange"]


@pytest.mark.parametrize("event", EVENTS)
async def test_closing_inside_every_event(event: str) -> None:
    surfaced: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: surfaced.append(context))
    async with pair() as both:
        closed = [asyncio.Event() for _ in both.sides]
        for side, done in zip(both.sides, closed, strict=True):
            channel = side.manager.create_data_channel("chat")
            side.engine.on(event, lambda *_, side=side, done=done: (side.manager.close(), done.set()))
            assert channel.label == "chat"
        both.sound()
        await until(lambda: any(done.is_set() for done in closed))
        await asyncio.sleep(0.05)
    await nothing_is_left()
    assert surfaced == []


async def test_whoever_waits_when_it_is_closed_is_told_and_nobody_is_cancelled() -> None:
    async with pair() as both:
        both.sound()
        await both.settled()
        manager = both.impolite.manager
        tone = both.tones[0]

        async def use() -> None:
            await manager.replace_track(tone.track, None)
            await manager.get_stats()

        with pytest.raises(ExceptionGroup) as raised:
            async with asyncio.TaskGroup() as group:
                group.create_task(use())
                await asyncio.sleep(0)
                manager.close()
        assert raised.group_contains(PeerClosed)


async def test_an_application_that_fails_in_every_callback_still_has_its_call() -> None:
    surfaced: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: surfaced.append(str(context["exception"])))

    def fail(*_: object) -> None:
        raise ValueError("the application's own")

    async with pair() as both:
        callbacks = both.polite.manager._connection._config  # type: ignore[union-attr]
        for name in ("on_track", "on_ice_connection_state_change", "on_data_channel"):
            object.__setattr__(callbacks, name, fail)
        both.impolite.manager.create_data_channel("chat")
        both.sound()
        await both.settled()
        await until(lambda: both.impolite.ears)
        assert await both.impolite.ears[0].pitch() == 880
        assert set(surfaced) == {"the application's own"}
        assert len(surfaced) >= 3


class Nobody:
    def send(self, message: object) -> None:
        """Nobody listens."""


def test_an_event_loop_that_ends_with_a_connection_open_ends() -> None:
    async def call() -> PeerConnectionManager:
        config: dict[str, Any] = {
            "polite": True,
            "call_id": "call",
            "remote_user_id": "them",
            "signaling": Nobody(),
            "on_track": lambda *_: None,
            "on_ice_connection_state_change": lambda _: None,
        }
        manager = PeerConnectionManager(PeerConnectionConfig(**config))
        manager.initialize()
        tone = Tone(440)
        manager.add_local_stream(tone.stream)
        await asyncio.sleep(0)
        return manager

    before = live_connections()
    for _ in range(3):
        manager = asyncio.run(call())
        assert live_connections() == before + 1
        manager.close()
        assert live_connections() == before


@pytest.mark.parametrize("turns", [0, 1, 3, 10, 40])
def test_an_event_loop_that_ends_in_the_middle_of_a_negotiation_ends(turns: int) -> None:
    surfaced: list[dict[str, Any]] = []

    async def call() -> Pair:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: surfaced.append(context))
        both = Pair(0)
        both.sound()
        for _ in range(turns):
            await asyncio.sleep(0)
        return both

    before = live_connections()
    both = asyncio.run(call())
    for side in both.sides:
        side.manager.close()
    assert live_connections() == before
    assert surfaced == []
