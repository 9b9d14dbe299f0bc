"""Music while one waits, a word over it, and then one's turn."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from ringback.client import Call
from ringback.peer.recording_file import RecordingFile
from ringback.peer.sample_queue import Samples
from ringback.programs import HoldMusic
from ringback.programs.tones import TUNE
from ringback.testing import RingbackServer
from ringback.testing.calls import heard
from ringback.testing.media import hertz_of, sine
from ringback.testing.media_files import write
from tests.calling import hears_the_tone
from tests.programs.conversation import spoken, until_heard

WORD = "Please hold the line."


async def test_who_waits_hears_music_and_a_word_until_it_is_their_turn(
    ringback_server: RingbackServer, tmp_path: Path
) -> None:
    file = RecordingFile(tmp_path / "tone.wav", audio=True)
    file.write_audio(sine(440, seconds=0.5, level=1500), 0)
    file.close()
    bob = ringback_server.user("bob").client(limit=1, queue=1)
    bob.on_wait(HoldMusic(tmp_path / "tone.wav", word=WORD, every_s=0.8))

    @bob.on_call
    async def answer(call: Call) -> None:
        await call.accept()
        await call.say(sine(1000, seconds=30))

    users = [ringback_server.user(name).client() for name in ("alice", "carol")]
    async with bob, users[0] as alice, users[1] as carol, await alice.call("bob") as first:
        await first.connected()
        async with await carol.call("bob") as second:
            assert hertz_of(await heard(second, seconds=0.2)) == pytest.approx(440, abs=6)
            await until_heard(second, await spoken(WORD))
            assert await hears_the_tone(second, 440), "the music goes on after the word"
            first.hangup()
            assert await hears_the_tone(second, 1000)


class Whistle:
    """A voice that can be told from espeak-ng's: whatever the text, a tone of 1500 Hz."""

    sample_rate = 24_000

    async def speak(self, text: str) -> AsyncIterator[Samples]:
        assert text == WORD
        yield sine(1500, seconds=30, rate=self.sample_rate)


async def test_the_word_is_spoken_by_the_voice_of_the_client(ringback_server: RingbackServer) -> None:
    bob = ringback_server.user("bob").client(text_to_speech=Whistle())
    bob.on_call(HoldMusic(word=WORD, every_s=0.1))
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        assert await hears_the_tone(call, 1500)


async def test_the_music_is_closed_when_the_call_is_over(ringback_server: RingbackServer, tmp_path: Path) -> None:
    music = write(tmp_path / "music.wav", sound=sine(440, seconds=60))
    left_open: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
    bob = ringback_server.user("bob").client()

    @bob.on_call
    async def play(call: Call) -> None:
        try:
            await HoldMusic(music)(call)
        finally:
            left_open.set_result(_open_files(music))

    async with bob, ringback_server.user("alice").client() as alice:
        async with await alice.call("bob") as call:
            assert hertz_of(await heard(call)) == pytest.approx(440, abs=5)
            assert _open_files(music)
        assert await left_open == []


def _open_files(path: Path) -> list[str]:
    """What this process has open of that file."""
    return [each.name for each in Path("/proc/self/fd").iterdir() if each.is_symlink() and each.resolve() == path]


async def test_without_a_file_there_is_a_tune(ringback_server: RingbackServer) -> None:
    bob = ringback_server.user("bob").client()
    bob.on_call(HoldMusic())
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        notes = np.split(await heard(call, seconds=1.5), 30)
    known = np.array(TUNE)
    assert sum(np.abs(known - hertz_of(note)).min() < 20 for note in notes) > 20
