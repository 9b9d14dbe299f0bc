"""One thing is said to everybody: a file, or a text."""

from pathlib import Path

import pytest

from ringback.core.call import EndReason
from ringback.errors import ConfigurationError
from ringback.peer.recording_file import RecordingFile
from ringback.programs import PROGRAMS, Announce, ProgramSettings
from ringback.testing import RingbackServer
from ringback.testing.media import found, hertz_of, sine
from tests.programs.conversation import SAME, all_heard, spoken

TEXT = "The office is closed until Monday."


async def test_a_text_and_then_the_call_is_over(ringback_server: RingbackServer) -> None:
    bob = ringback_server.user("bob").client()
    bob.on_call(Announce(TEXT))
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        sound = await all_heard(call)
        assert await call.ended is EndReason.COMPLETED
    assert found(await spoken(TEXT), sound) > SAME


async def test_a_file_as_often_as_wanted(ringback_server: RingbackServer, tmp_path: Path) -> None:
    file = RecordingFile(tmp_path / "tone.webm", audio=True)
    file.write_audio(sine(440, seconds=0.7), 0)
    file.close()
    bob = ringback_server.user("bob").client()
    bob.on_call(Announce(tmp_path / "tone.webm", times=2))
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        sound = await all_heard(call)
    assert len(sound) / 48_000 == pytest.approx(1.4, abs=0.25)
    assert hertz_of(sound) == pytest.approx(440, abs=3)


def test_the_command_line_wants_something_to_say() -> None:
    with pytest.raises(ConfigurationError, match="announced"):
        PROGRAMS["announce"](ProgramSettings())
    assert PROGRAMS["announce"](ProgramSettings(text=TEXT)) == Announce(TEXT)
