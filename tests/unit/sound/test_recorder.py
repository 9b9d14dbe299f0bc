"""Recording a call: both sides, together in time, each on its side."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import av
import numpy as np
import pytest

from ringback.peer.sample_queue import Samples
from ringback.sound import CHUNK, CallRecorder, Playout
from ringback.testing.media import hertz_of, silence, sine
from tests.unit.peer.media_loopback import chunks, running


def read(path: Path) -> Samples:
    """``(n, channels)``."""
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
        channels = container.streams.audio[0].channels
    return np.concatenate(parts, axis=1).reshape(-1, channels).astype(np.int16)


class Conversation:
    """Both sides of a call, a chunk at a time, at no particular pace."""

    def __init__(self) -> None:
        self.playout = Playout()
        self._due = 7.0
        self._heard: asyncio.Queue[Samples] = asyncio.Queue()

    async def heard(self) -> AsyncIterator[Samples]:
        while True:
            yield await self._heard.get()

    async def goes_on(self, *, heard: Samples | None = None, said: Samples | None = None) -> None:
        """For as long as one of them speaks, or is silent."""
        length = len(heard if heard is not None else said if said is not None else [])
        for begin in range(0, length, CHUNK):
            if heard is not None:
                self._heard.put_nowait(heard[begin : begin + CHUNK])
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            for sent in self.playout.on_sent:
                sent(np.zeros(CHUNK, np.int16) if said is None else said[begin : begin + CHUNK], self._due)
            self._due += CHUNK / 48_000

    def stands_still(self, *, heard: Samples, seconds: float) -> None:
        """The program did, and no beat was struck; of what has come meanwhile this waits to be read."""
        for chunk in chunks(heard, CHUNK):
            self._heard.put_nowait(chunk)
        self._due += seconds


async def test_both_sides_at_their_times(tmp_path: Path) -> None:
    before = running()
    conversation = Conversation()
    low, high = sine(440, seconds=0.5), sine(1000, seconds=0.5)
    async with CallRecorder(tmp_path / "a.wav", conversation.heard(), conversation.playout) as recorder:
        await conversation.goes_on(heard=low)
        await conversation.goes_on(said=high)
        await conversation.goes_on(heard=low, said=high)
        assert recorder.duration_s == 1.5
    await recorder.aclose()
    await conversation.playout.aclose()
    assert recorder.dropped == 0
    left, right = read(tmp_path / "a.wav").T
    nothing = np.zeros(24_000, np.int16)
    assert np.array_equal(left, np.concatenate([low, nothing, low]))
    assert np.array_equal(right, np.concatenate([nothing, high, high]))
    assert not conversation.playout.on_sent
    assert running() == before


async def test_what_is_heard_in_a_burst_is_left_out_and_counted(tmp_path: Path) -> None:
    async def burst() -> AsyncIterator[Samples]:
        for chunk in chunks(sine(440, seconds=1), CHUNK):
            yield chunk

    conversation = Conversation()
    async with CallRecorder(tmp_path / "a.wav", burst(), conversation.playout) as recorder:
        await asyncio.sleep(0)
        await conversation.goes_on(said=silence(seconds=0.6))
    await conversation.playout.aclose()
    assert recorder.dropped == 70
    assert np.flatnonzero(read(tmp_path / "a.wav")[:, 0])[-1] / 48_000 == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("heard_s", [0.5, 0.3, 0.0], ids=["all", "the rest was dropped", "nothing"])
async def test_both_sides_are_at_their_times_after_a_standstill(tmp_path: Path, heard_s: float) -> None:
    conversation = Conversation()
    low, middle, high = sine(440, seconds=0.5), sine(700, seconds=heard_s), sine(1000, seconds=0.5)
    async with CallRecorder(tmp_path / "a.wav", conversation.heard(), conversation.playout) as recorder:
        await conversation.goes_on(heard=low, said=high)
        conversation.stands_still(heard=middle, seconds=0.5)
        await conversation.goes_on(heard=low, said=high)
        await conversation.goes_on(heard=low, said=high)
    await conversation.playout.aclose()
    assert recorder.dropped == 0
    left, right = read(tmp_path / "a.wav").T
    dropped = silence(seconds=0.5 - heard_s)
    assert np.array_equal(right, np.concatenate([high, silence(seconds=0.5), high, high]))
    assert np.array_equal(left, np.concatenate([low, dropped, middle, low, low]))


async def test_what_is_said_right_after_a_standstill_is_recorded_to_the_end(tmp_path: Path) -> None:
    conversation = Conversation()
    high = sine(1000, seconds=0.1)
    async with CallRecorder(tmp_path / "a.wav", conversation.heard(), conversation.playout):
        await conversation.goes_on(said=high)
        conversation.stands_still(heard=silence(seconds=0), seconds=0.5)
        await conversation.goes_on(said=high)
    await conversation.playout.aclose()
    right = read(tmp_path / "a.wav")[:, 1]
    assert np.array_equal(right, np.concatenate([high, silence(seconds=0.5), high]))


@pytest.mark.parametrize("name", ["a.wav", "a.webm", "a.mp4"])
async def test_one_side_alone(tmp_path: Path, name: str) -> None:
    read = asyncio.Event()

    async def at_once() -> AsyncIterator[Samples]:
        for chunk in chunks(sine(440, seconds=1), CHUNK):
            yield chunk
        read.set()

    async with CallRecorder(tmp_path / name, at_once()) as recorder:
        await read.wait()
        assert recorder.duration_s == 1
    with av.open(str(tmp_path / name)) as container:
        assert container.streams.audio[0].channels == 1
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert len(sound) / 48_000 == pytest.approx(1, abs=0.06)
    assert hertz_of(sound) == pytest.approx(440, abs=2)


async def test_what_it_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="A recording is one of"):
        CallRecorder(tmp_path / "a.mp3", Conversation().heard())
    with pytest.raises(FileNotFoundError):
        await CallRecorder(tmp_path / "none" / "a.wav", Conversation().heard()).start()
