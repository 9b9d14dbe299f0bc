"""What comes from the other side is read on when it comes anew."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
import webrtc

from ringback.client.remote_track import RemoteReader, RemoteTrack
from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.sample_queue import Samples
from ringback.testing.media import hertz_of, sine
from tests.unit.peer.media_loopback import chunks, running


@asynccontextmanager
async def saying(hertz: float) -> AsyncIterator[LocalAudioTrack]:
    """A track that says a tone, without a connection: it can be read like one that has come."""
    async with LocalAudioTrack(chunks(sine(hertz, seconds=20), 480)) as local:
        local.start()
        yield local


async def heard(reader: RemoteReader[Samples]) -> float:
    """The pitch of the next fifth of a second."""
    async with asyncio.timeout(5):
        return hertz_of(np.concatenate([await anext(reader) for _ in range(20)]))


@pytest.fixture
def remote() -> RemoteTrack:
    return RemoteTrack()


async def test_it_waits_for_the_first_track_and_goes_on_with_the_next(remote: RemoteTrack) -> None:
    reader = RemoteReader(remote, RemoteAudioReader, lambda: False)
    waiting = asyncio.ensure_future(heard(reader))
    await asyncio.sleep(0)
    async with saying(440) as first:
        remote.put(first.track)
        assert abs(await waiting - 440) < 10
    async with saying(880) as second:
        remote.put(second.track)
        remote.put(second.track)
        async with asyncio.timeout(5):
            while abs(await heard(reader) - 880) > 10:
                pass
    remote.close()
    assert [chunk async for chunk in reader][10:] == []
    await reader.aclose()


async def test_a_track_that_has_ended_is_not_read_again(remote: RemoteTrack) -> None:
    begun: list[webrtc.MediaStreamTrack] = []

    def read(track: webrtc.MediaStreamTrack) -> RemoteAudioReader:
        begun.append(track)
        return RemoteAudioReader(track)

    reader = RemoteReader(remote, read, lambda: False)
    async with saying(440) as local:
        remote.put(local.track)
        await anext(reader)
    waiting = asyncio.ensure_future(heard(reader))
    await asyncio.sleep(0.05)
    waiting.cancel()
    await asyncio.wait((waiting,))
    assert begun == [local.track]
    await reader.aclose()


async def test_the_end_of_the_call_ends_who_waits_for_a_track(remote: RemoteTrack) -> None:
    reader = RemoteReader(remote, RemoteAudioReader, lambda: False)
    waiting = asyncio.ensure_future(anext(reader, None))
    await asyncio.sleep(0)
    remote.close()
    assert await waiting is None
    assert await remote.other_than(None) is None


async def test_what_is_not_read_is_dropped_and_counted_also_over_several_tracks(remote: RemoteTrack) -> None:
    async with RemoteReader(remote, RemoteAudioReader, lambda: False) as reader:
        assert reader.dropped == 0
        async with saying(440) as first:
            remote.put(first.track)
            await anext(reader)
            await asyncio.sleep(0.3)
            assert (dropped := reader.dropped) > 5
        async with saying(440) as second:
            remote.put(second.track)
            await heard(reader)
            assert reader.dropped >= dropped


async def test_while_it_is_held_nothing_is_given_out(remote: RemoteTrack) -> None:
    held = True
    async with RemoteReader(remote, RemoteAudioReader, lambda: held) as reader, saying(440) as local:
        remote.put(local.track)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await anext(reader)
        held = False
        assert len(await anext(reader)) == 480


async def test_closing_leaves_nothing_and_ends_it(remote: RemoteTrack) -> None:
    async with saying(440) as local:
        before = running()
        remote.put(local.track)
        reader = RemoteReader(remote, RemoteAudioReader, lambda: False)
        await anext(reader)
        await reader.aclose()
        await reader.aclose()
        assert await anext(reader, None) is None
        assert running() == before
