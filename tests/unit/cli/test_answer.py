"""``ringback answer``, as a process of its own, with programs that ship and with one of yours."""

import asyncio
import json
import signal
from pathlib import Path
from typing import Any, cast

import pytest

from ringback.cli.answer import NAMES, AnswerPlan, _Announced, maker_of
from ringback.cli.events import Teller
from ringback.client import Call, EndReason, Unconnected
from ringback.programs import PROGRAMS
from ringback.testing import RingbackServer
from ringback.testing.calls import heard
from ringback.testing.media import hertz_of, sine
from tests.unit.cli.invoking import event, invoked, running

YOURS = """
import numpy as np

async def beep(call):
    await call.accept()
    await call.say((np.sin(2 * np.pi * 880 * np.arange(96_000) / 48_000) * 8000).astype(np.int16))
    await call.said()

def plain(call): ...
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "ours.py").write_text(YOURS)
    return tmp_path


async def test_a_program_of_yours_answers_and_what_happens_is_told(
    ringback_server: RingbackServer, home: Path
) -> None:
    beeper = ringback_server.user("beeper")
    async with running(beeper, "answer", "--with", "ours:beep", "--json", cwd=home) as process:
        assert (await event(process, "ready"))["userId"] == "beeper"
        async with ringback_server.user("alice").client() as alice, await alice.call("beeper") as call:
            assert hertz_of(await heard(call)) == pytest.approx(880, abs=5)
            assert await call.ended == EndReason.COMPLETED
            incoming, ended = await event(process, "incoming"), await event(process, "ended")
        assert incoming["userId"] == ended["userId"] == "alice"
        assert (ended["callId"], ended["reason"]) == (incoming["callId"], "completed")
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_the_echo_sends_back_what_it_hears_also_after_its_server_was_gone(
    ringback_server: RingbackServer,
) -> None:
    async with running(ringback_server.user("parrot"), "answer", "--with", "echo", "--json") as process:
        await event(process, "ready")
        ringback_server.kill()
        assert (await event(process, "server"))["state"] == "away"
        ringback_server.start()
        assert (await event(process, "server"))["state"] == "back"
        async with ringback_server.user("alice").client() as alice, await alice.call("parrot") as call:
            saying = asyncio.ensure_future(call.say(sine(440, seconds=5)))
            assert hertz_of(await heard(call)) == pytest.approx(440, abs=5)
            saying.cancel()


class FakeCall:
    user_id, call_id = "alice", "call-1"

    def __init__(self, *, lasts_s: float | None) -> None:
        self.lasts_s = lasts_s

    async def connected(self) -> None:
        if self.lasts_s is None:
            raise Unconnected(cast(Call, self), EndReason.FAILED)

    @property
    async def ended(self) -> EndReason:
        await asyncio.sleep(self.lasts_s or 0)
        return EndReason.COMPLETED


@pytest.mark.parametrize(("lasts_s", "shown"), [(0.05, True), (None, False)])
async def test_an_end_says_how_long_media_flowed(
    lasts_s: float | None, shown: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    async def nothing(_: Call) -> None: ...

    program = _Announced(nothing, Teller(as_json=True))
    await program(cast(Call, FakeCall(lasts_s=lasts_s)))
    await program.told()
    ended = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert ended["event"] == "ended"
    assert (ended["durationMs"] or 0) >= 49 if shown else ended["durationMs"] is None


def test_every_program_has_its_name_here() -> None:
    assert set(NAMES) == set(PROGRAMS)


@pytest.mark.parametrize("name", NAMES)
def test_every_program_is_made_from_its_settings(name: str, tmp_path: Path) -> None:
    plan = AnswerPlan(program=name, tts="Good morning.", folder=tmp_path)
    assert callable(maker_of(name)(plan, "alice"))


@pytest.mark.parametrize(("owner", "expected"), [(None, "alice"), ("bob", "bob")])
def test_a_voicemail_is_its_own_users_unless_told_otherwise(owner: str | None, expected: str) -> None:
    program: Any = maker_of("voicemail")(AnswerPlan(program="voicemail", owner=owner), "alice")
    assert program.owner == expected


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("nothing", "There is no program 'nothing'. There are echo"),
        ("nowhere:beep", "There is no module 'nowhere' here"),
        ("ours:nothing", "ours has no `async def nothing(call)`"),
        ("ours:plain", "ours has no `async def plain(call)`"),
    ],
)
def test_a_program_that_is_not_there_ends_it_with_a_sentence(
    ringback_server: RingbackServer, home: Path, monkeypatch: pytest.MonkeyPatch, program: str, sentence: str
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.syspath_prepend(str(home))
    result = invoked(ringback_server.user("beeper"), "answer", "--with", program)
    assert (result.exit_code, sentence in result.stderr) == (2, True), result.stderr


def test_an_announcement_of_nothing_is_wrong_use(ringback_server: RingbackServer) -> None:
    result = invoked(ringback_server.user("announcer"), "answer", "--with", "announce")
    assert result.exit_code == 2
    assert "What is to be announced?" in result.stderr
