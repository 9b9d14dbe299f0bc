"""A file played into a call: it arrives as it is, and nothing stays behind."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
import webrtc

from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.playback import MediaPlayer
from ringback.peer.video_reader import RemoteVideoReader
from ringback.testing.media import hertz_of, quarters, shows_quarters, sine
from ringback.testing.media_files import write
from tests.unit.peer.media_loopback import descriptors, pair, running, still_open_beyond


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write(tmp_path / "clip.mp4", sound=sine(523, seconds=1), pictures=[quarters()] * 25)


async def test_a_file_arrives_as_its_tone_and_its_picture(clip: Path) -> None:
    async with (
        await MediaPlayer.open(clip, loop=True) as player,
        pair(*player.stream.get_tracks()) as (_, other),
        RemoteAudioReader(await other.track("audio")) as sound,
        RemoteVideoReader(await other.track("video")) as pictures,
        asyncio.timeout(20),
    ):
        player.start()
        while not shows_quarters(await anext(pictures)):
            pass
        heard = np.zeros(0, np.int16)
        while len(heard) < 24_000 or abs(hertz_of(heard[-24_000:]) - 523) > 3:
            heard = np.concatenate([heard, await anext(sound)])


async def test_it_finishes_after_the_length_of_the_file(clip: Path) -> None:
    loop = asyncio.get_running_loop()
    async with await MediaPlayer.open(clip) as player:
        began = loop.time()
        await player.finished()
        assert loop.time() - began > 0.75
        assert player.audio is not None
        assert player.video is not None
    assert [track.ready_state for track in player.stream.get_tracks()] == [webrtc.MediaStreamTrackState.ended] * 2


async def test_only_what_is_there(tmp_path: Path) -> None:
    async with await MediaPlayer.open(str(write(tmp_path / "a.wav", sound=sine(440, seconds=1)))) as player:
        assert player.video is None
        assert [track.kind for track in player.stream.get_tracks()] == [webrtc.MediaType.audio]


async def test_what_cannot_be_played(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await MediaPlayer.open(tmp_path / "none.mp4")


async def test_nothing_is_left_whenever_it_is_closed(clip: Path) -> None:
    async with await MediaPlayer.open(clip):
        pass  # the engine starts its threads once
    before, open_before = running(), descriptors()
    for wait_s in (None, 0.0, 0.1):
        async with await MediaPlayer.open(clip, loop=True) as player:
            if wait_s is not None:
                player.start()
                await asyncio.sleep(wait_s)
        await player.aclose()
    assert running() == before
    assert not await still_open_beyond(open_before)
