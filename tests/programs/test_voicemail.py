"""Voicemail: what is said after the tone is what its owner hears."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from ringback.client import Call, CallEnded
from ringback.peer.sample_queue import Samples
from ringback.programs.kept_calls import Note
from ringback.programs.voicemail import Voicemail
from ringback.testing import RingbackServer
from ringback.testing.media import found, level_of, silence
from ringback.testing.media_files import read
from tests.calling import hears_the_tone
from tests.programs.conversation import SAME, all_heard, once, spoken, until_there

MESSAGE = "Please buy two litres of milk."


async def test_a_message_is_kept_beside_the_record_and_played_to_its_owner(
    ringback_server: RingbackServer, tmp_path: Path
) -> None:
    box = ringback_server.user("alice").client()
    box.on_call(Voicemail(tmp_path / "box", owner="alice", after_s=0.3, greeting="Speak."))
    message = await spoken(MESSAGE)
    async with box, ringback_server.user("bob").client() as bob:
        async with await bob.call("alice") as call:
            assert await hears_the_tone(call, 1000)
            await call.say(once(np.concatenate([message, silence(seconds=0.3)])))
            call_id = call.call_id
        path = await until_there(tmp_path / "box", "*.json")
        note = msgspec.json.decode(path.read_bytes(), type=Note)
        assert (note.call_id, note.user_id, note.heard) == (call_id, "bob", False)
        kept = read(path.with_suffix(".webm")).sound
        assert len(kept) / 48_000 == pytest.approx(note.duration_s, abs=0.1)
        assert found(message, kept) > SAME
        async with ringback_server.user("alice").client() as owner, await owner.call("alice") as call:
            played = await all_heard(call)
        assert found(message, played) > SAME
        assert msgspec.json.decode(path.read_bytes(), type=Note).heard


async def test_the_tone_is_over_when_the_recording_begins(ringback_server: RingbackServer, tmp_path: Path) -> None:
    """By what still goes out while the file is there already."""
    folder, levels = tmp_path / "box", [0.0]

    def sent(chunk: Samples, _due: float) -> None:
        if list(folder.glob("*.webm")):
            levels.append(level_of(chunk))

    async def answer(call: Call) -> None:
        await call.accept()
        call.playout.on_sent.add(sent)
        await Voicemail(folder, after_s=0, greeting="Speak.", quiet_s=0.5)(call)

    box = ringback_server.user("alice").client()
    box.on_call(answer)
    async with box, ringback_server.user("bob").client() as bob, await bob.call("alice") as call:
        await call.ended
    assert len(levels) > 20
    assert max(levels) == 0


async def test_nothing_is_kept_of_silence_and_of_who_answers_the_owner_is_told_nothing(
    ringback_server: RingbackServer, tmp_path: Path
) -> None:
    box = ringback_server.user("alice").client()
    box.on_call(Voicemail(tmp_path / "box", after_s=0.2, greeting="Speak.", quiet_s=0.5))
    async with box, ringback_server.user("bob").client() as bob:
        async with await bob.call("alice") as call:
            await call.ended
            with pytest.raises(CallEnded):
                await call.say("Too late.")
        assert list((tmp_path / "box").iterdir()) == []
        person = ringback_server.user("alice").client()
        person.on_call(lambda call: call.accept())
        async with person, await bob.call("alice") as call:
            await call.ended
        assert list((tmp_path / "box").iterdir()) == []
