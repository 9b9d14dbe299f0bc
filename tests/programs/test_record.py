"""Recording: announced and shown first, then both sides, each on its own."""

import asyncio
from pathlib import Path
from typing import Any

import av
import msgspec
import numpy as np
import pytest

from ringback.client import Call
from ringback.programs.kept_calls import Note
from ringback.programs.record import Record
from ringback.testing import RingbackServer
from ringback.testing.calls import seen
from ringback.testing.media import hertz_of, sine
from tests.calling import hears_the_tone
from tests.programs.conversation import once, spoken, until_heard, until_there


async def says_1000_hertz(call: Call) -> None:
    await call.say(once(sine(1000, seconds=1)))
    await call.ended


async def test_who_is_recorded_hears_and_sees_it_and_then_both_are_on_the_file(
    ringback_server: RingbackServer, tmp_path: Path
) -> None:
    bob = ringback_server.user("bob").client()
    bob.on_call(Record(tmp_path / "calls", program=says_1000_hertz, consent="This is recorded."))
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        consent = asyncio.create_task(until_heard(call, await spoken("This is recorded.")))
        await call.connected()
        picture = await seen(call)
        middle, corner = picture[picture.shape[0] // 2, picture.shape[1] // 2], picture[2, 2]
        assert middle[0] > 150
        assert max(*middle[1:], *corner) < 80
        await consent
        assert await hears_the_tone(call, 1000), "the tone, or what is said after it"
        await until_there(tmp_path / "calls", "*.webm")
        await call.say(once(sine(440, seconds=1)))
        call_id = call.call_id
    await bob.__aexit__(None, None, None)
    (path,) = (tmp_path / "calls").glob("*.json")
    note = msgspec.json.decode(path.read_bytes(), type=Note)
    assert (note.call_id, note.user_id) == (call_id, "alice")
    left, right = _sides(path.with_suffix(".webm"))
    assert len(left) / 48_000 == pytest.approx(note.duration_s, abs=0.1)
    assert hertz_of(left) == pytest.approx(440, abs=3)
    assert hertz_of(right) == pytest.approx(1000, abs=3)


async def test_the_tone_is_over_when_the_recording_begins(ringback_server: RingbackServer, tmp_path: Path) -> None:
    bob = ringback_server.user("bob").client()
    bob.on_call(Record(tmp_path / "calls", consent="Recorded."))
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        path = await until_there(tmp_path / "calls", "*.webm")
        await call.say(once(sine(440, seconds=0.5)))
    await bob.__aexit__(None, None, None)
    left, right = _sides(path)
    assert np.abs(left).max() > 0.05
    assert np.abs(right).max() < 0.005


def _sides(path: Path) -> tuple[Any, Any]:
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    both = np.concatenate(frames, axis=1)
    both = both if both.shape[0] == 2 else both.reshape(-1, 2).T
    return both[0], both[1]
