"""``ringback call``, as a process of its own: what it says is heard, and its exit code tells how it went."""

import asyncio
import os
import pty
import re
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import av
import numpy as np
import pytest

from ringback.cli.events import Teller
from ringback.cli.exit_codes import BY_REASON
from ringback.client import Call, EndReason
from ringback.loop_thread import LoopThread
from ringback.peer.sample_queue import Samples
from ringback.testing import RingbackServer, User
from ringback.testing.calls import heard
from ringback.testing.media import hertz_of, level_of, sine
from ringback.testing.media_files import write
from tests.unit.cli.invoking import RINGBACK, event, invoked, others, running, told


@pytest.fixture
def alice(ringback_server: RingbackServer) -> User:
    return ringback_server.user("alice")


@asynccontextmanager
async def bob(server: RingbackServer, *, says: float | None = None) -> AsyncIterator[asyncio.Future[Call]]:
    """Somebody who takes one call, and says a tone in it."""
    taken: asyncio.Future[Call] = asyncio.get_running_loop().create_future()
    me = server.user("bob").client()

    @me.on_call
    async def take(call: Call) -> None:
        await call.accept()
        taken.set_result(call)
        if says is not None:
            await call.say(sine(says, seconds=60))
        await call.ended

    async with me:
        yield taken


async def test_the_file_that_it_plays_is_heard_and_what_it_hears_is_recorded(
    ringback_server: RingbackServer, alice: User, tmp_path: Path
) -> None:
    played = write(tmp_path / "tone.wav", sound=sine(440, seconds=3))
    recorded = tmp_path / "call.wav"
    command = ("call", "bob", "--play", str(played), "--record", str(recorded), "--json")
    async with bob(ringback_server, says=660) as taken, running(alice, *command) as process:
        assert hertz_of(await heard(await taken)) == pytest.approx(440, abs=5)
        measured = await event(process, "stats")
        assert measured["lostPercent"] == 0
        assert measured["userId"] == "bob"
        ended = await event(process, "ended")
        assert (ended["reason"], await process.wait()) == ("completed", 0)
        assert 2000 < ended["durationMs"] < 8000
    with av.open(str(recorded)) as container:
        both = np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)])
    there, here = both[48_000:96_000].T
    assert hertz_of(there) == pytest.approx(660, abs=5)
    assert hertz_of(here) == pytest.approx(440, abs=5)


def test_it_records_what_it_is_too_slow_for_at_the_moment(
    ringback_server: RingbackServer, alice: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its loop stands still for longer than who listens may be behind. That the beats of what is said, which are those
    of the recording, are forgotten beyond 0.2 s is another matter, and on a busy machine of chance."""
    all_heard: list[Samples] = []

    async def stand_still(call: Call, _teller: Teller) -> None:
        listening = asyncio.create_task(listen(call))
        for _ in range(8):
            await asyncio.sleep(0.4)
            time.sleep(0.17)  # noqa: ASYNC251 - which is the point
        await listening

    async def listen(call: Call) -> None:
        async for chunk in call.listen(waits_ms=5000):
            all_heard.append(chunk)  # noqa: PERF401 - it is cancelled at the end

    monkeypatch.setattr("ringback.cli.call.live_line", stand_still)
    monkeypatch.setattr("ringback.peer.playback_clock.FORGET_S", 10)
    recorded = tmp_path / "call.wav"
    command = ("call", "bob", "--record", str(recorded), "--duration", "5.5")
    thread = LoopThread("bob")
    other_side = bob(ringback_server, says=440)
    thread.run(other_side.__aenter__())
    invoked(alice, *command)
    thread.run(other_side.__aexit__(None, None, None))
    thread.close()
    with av.open(str(recorded)) as container:
        both = np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)])
    heard_s, recorded_s = (audible_s(sound) for sound in (np.concatenate(all_heard), both[:, 0]))
    assert heard_s > 3
    assert recorded_s == pytest.approx(heard_s, abs=0.2)


def audible_s(sound: Samples) -> float:
    """How many seconds of it are no silence."""
    return sum(level_of(sound[at : at + 480]) > 0.05 for at in range(0, len(sound), 480)) / 100


async def test_it_ends_when_the_other_side_hangs_up(ringback_server: RingbackServer, alice: User) -> None:
    async with bob(ringback_server) as taken, running(alice, "call", "bob", "--json") as process:
        await event(process, "connected")
        await (await taken).hangup()
        assert (await event(process, "ended"))["reason"] == "completed"
        assert await process.wait() == 0


async def test_it_hangs_up_when_its_time_is_over(ringback_server: RingbackServer, alice: User) -> None:
    async with bob(ringback_server, says=440) as taken:
        shown, code = await asyncio.to_thread(on_a_terminal, alice, "call", "bob", "--duration", "1")
        assert await (await taken).ended == EndReason.COMPLETED
    lines = [line for line in shown.replace("\r", "\n").split("\n") if line]
    assert any(line.startswith("● bob  0:00  ▁▂▃") and "loss 0.0 %" in line for line in lines), shown
    assert (lines[-1], code) == ("Somebody hung up after the call was taken. (completed)", 0)


def on_a_terminal(user: User, *arguments: str) -> tuple[str, int]:
    """What a command leaves on a screen, without colours, and its exit code."""
    screen, inside = pty.openpty()
    env = {**others(), **user.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    with subprocess.Popen([RINGBACK, *arguments], env=env, stdin=inside, stdout=inside, stderr=inside) as process:
        os.close(inside)
        shown = b""
        with suppress(OSError):  # the other end is closed
            while data := os.read(screen, 65_536):
                shown += data
        code = process.wait(10)
    os.close(screen)
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode()), code


async def test_it_hangs_up_when_it_is_interrupted(ringback_server: RingbackServer, alice: User) -> None:
    async with bob(ringback_server) as taken, running(alice, "call", "bob", "--json") as process:
        await event(process, "connected")
        process.send_signal(signal.SIGINT)
        assert await (await taken).ended == EndReason.COMPLETED
        assert await process.wait() == 0


async def test_an_interrupt_while_it_rings_takes_the_call_back(ringback_server: RingbackServer, alice: User) -> None:
    me = ringback_server.user("bob").client()
    rung: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    @me.on_call
    async def let_it_ring(call: Call) -> None:
        rung.set_result(call)
        await call.ended

    async with me, running(alice, "call", "bob", "--json") as process:
        await event(process, "ringing")
        process.send_signal(signal.SIGINT)
        assert await (await rung).ended == EndReason.CANCELLED
        assert (await event(process, "ended"))["reason"] == "cancelled"
        assert await process.wait() == BY_REASON[EndReason.CANCELLED].code


async def test_whoever_is_declined_hears_so_and_what_to_do(ringback_server: RingbackServer, alice: User) -> None:
    me = ringback_server.user("bob").client()

    @me.on_call
    async def say_no(call: Call) -> None:
        call.reject()

    async with me, running(alice, "call", "bob") as process:
        said, complaint = await process.communicate()
        assert process.returncode == 10
        assert "They declined." in complaint.decode()
        assert "Calling bob as alice" in said.decode()


def test_a_program_is_told_why_there_is_no_call(alice: User) -> None:
    result = invoked(alice, "call", "bob", "--json")
    assert result.exit_code == 13
    assert [(each["event"], each.get("reason"), each.get("error")) for each in told(result)] == [
        ("calling", None, None),
        ("ended", "unreachable", None),
        ("error", None, "offline"),
    ]
    assert "ringback people" in result.stderr


async def test_what_cannot_be_played_ends_the_call_with_a_sentence(
    ringback_server: RingbackServer, alice: User, tmp_path: Path
) -> None:
    (tmp_path / "tone.wav").write_text("no sound")
    async with (
        bob(ringback_server) as taken,
        running(alice, "call", "bob", "--play", "tone.wav", cwd=tmp_path) as process,
    ):
        assert await (await taken).ended == EndReason.FAILED
        _, complaint = await process.communicate()
    assert process.returncode == 2
    assert "tone.wav cannot be played" in complaint.decode()


async def test_a_call_that_breaks_in_the_middle_has_lasted(
    ringback_server: RingbackServer, alice: User, tmp_path: Path
) -> None:
    played = write(tmp_path / "tone.wav", sound=sine(440, seconds=60))
    command = ("call", "bob", "--play", str(played), "--json")
    async with bob(ringback_server) as taken, running(alice, *command) as process:
        call = await taken
        await heard(call)
        call.hangup("failed")
        ended = await event(process, "ended")
        assert ended["reason"] == "failed"
        assert 400 < ended["durationMs"] < 20_000
        assert (await event(process, "error"))["error"] == "unconnected"
        assert await process.wait() == BY_REASON[EndReason.FAILED].code


async def test_a_disk_that_is_full_is_a_sentence_that_names_the_option(
    ringback_server: RingbackServer, alice: User, tmp_path: Path
) -> None:
    (tmp_path / "call.wav").symlink_to("/dev/full")
    command = ("call", "bob", "--record", "call.wav", "--duration", "1.5", "--json")
    async with bob(ringback_server, says=440), running(alice, *command, cwd=tmp_path) as process:
        ended = await event(process, "ended")
        assert (ended["reason"], ended["durationMs"] > 1000) == ("completed", True)
        failed = await event(process, "error")
        assert (failed["error"], failed["message"]) == (
            "not_recorded",
            "--record call.wav: No space left on device.",
        )
        _, complaint = await process.communicate()
    assert process.returncode == failed["exitCode"] == 5
    assert "Traceback" not in complaint.decode()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("bob", "--record", "call.txt"), "--record call.txt"),
        (("bob", "--record", "nowhere/call.wav"), "no such folder"),
        (("bob", "--record", "/"), "'--record'"),
        (("bob", "--record", "/proc/1/call.wav"), "--record /proc/1/call.wav: nothing can be written there"),
        (("bob", "--play", "none.wav"), "none.wav"),
        (("bob", "--duration", "0"), "--duration"),
        ((), "Missing argument"),
    ],
)
def test_wrong_use_is_exit_code_2(alice: User, arguments: tuple[str, ...], sentence: str) -> None:
    result = invoked(alice, "call", *arguments)
    assert (result.exit_code, sentence in result.stderr) == (2, True), result.stderr
