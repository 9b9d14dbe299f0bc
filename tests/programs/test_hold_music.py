"""Music while one waits, a word over it, and then one's turn."""

from pathlib import Path

import numpy as np
import pytest

from ringback.client import Call
from ringback.peer.recording_file import RecordingFile
from ringback.programs import HoldMusic
from ringback.programs.tones import TUNE
from ringback.testing import RingbackServer
from ringback.testing.calls import heard
from ringback.testing.media import found, hertz_of, sine
from tests.programs.conversation import SAME, hear, spoken

WORD = "Please hold the line."


async def test_who_waits_hears_music_and_a_word_until_it_is_their_turn(
    ringback_server: RingbackServer, tmp_path: Path
) -> None:
    file = RecordingFile(tmp_path / "tone.wav", audio=True)
    file.write_audio(sine(440, seconds=0.5, level=1500), 0)
    file.close()
    bob = ringback_server.user("bob").client(limit=1, queue=1)
    bob.on_wait(HoldMusic(tmp_path / "tone.wav", word=WORD, every_s=0.4))

    @bob.on_call
    async def answer(call: Call) -> None:
        await call.accept()
        await call.say(sine(1000, seconds=30))

    users = [ringback_server.user(name).client() for name in ("alice", "carol")]
    async with bob, users[0] as alice, users[1] as carol, await alice.call("bob") as first:
        await first.connected()
        async with await carol.call("bob") as second:
            waiting = await hear(second, 2.4)
            assert hertz_of(waiting[9_600:19_200]) == pytest.approx(440, abs=6)
            assert found(await spoken(WORD), waiting) > SAME
            assert np.abs(waiting[-9_600:]).max() > 200, "the music goes on after the word"
            first.hangup()
            await hear(second, 0.7)
            assert hertz_of(await heard(second, seconds=0.5)) == pytest.approx(1000, abs=5)


async def test_without_a_file_there_is_a_tune(ringback_server: RingbackServer) -> None:
    bob = ringback_server.user("bob").client()
    bob.on_call(HoldMusic())
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        notes = np.split(await heard(call, seconds=1.5), 30)
    known = np.array(TUNE)
    assert sum(np.abs(known - hertz_of(note)).min() < 20 for note in notes) > 20
