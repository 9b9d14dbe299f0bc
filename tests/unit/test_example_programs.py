"""The programs of ``examples/``, as processes of their own: each takes a call, or places one."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ringback.client import Call, CallClient, Offline
from ringback.testing import RingbackServer, User
from ringback.testing.calls import heard
from ringback.testing.media import found
from tests.programs.conversation import SAME, all_heard, spoken

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@contextmanager
def running(user: User, path: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``examples/path``, as ``user``."""
    env = {**os.environ, **user.environ}
    command = [sys.executable, str(EXAMPLES / path), user.url, *arguments]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


async def answered(client: CallClient, user_id: str) -> Call:
    """A call to a program, once it is there."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await client.call(user_id)
            except Offline:
                await asyncio.sleep(0.2)


async def test_each_answers_and_says_something(ringback_server: RingbackServer, tmp_path: Path) -> None:
    with ExitStack() as programs:
        for user, path, *arguments in (
            ("office", "announce/announce.py"),
            ("witness", "record/record.py", str(tmp_path)),
            ("hotline", "hold-music/hold_music.py"),
            ("agent", "voice-agent/voice_agent.py"),
            ("alice", "voicemail/voicemail.py", str(tmp_path)),
        ):
            programs.enter_context(running(ringback_server.user(user), path, *arguments))
        async with ringback_server.user("alice").client() as alice:
            for user in ("office", "witness", "hotline", "agent", "alice"):
                async with await answered(alice, user) as call:
                    assert len(await heard(call, seconds=0.2)), user


async def test_ring_says_its_sentence_and_how_it_went(ringback_server: RingbackServer) -> None:
    sound = asyncio.get_running_loop().create_future()
    alice = ringback_server.user("alice").client()

    @alice.on_call
    async def answer(call: Call) -> None:
        await call.accept()
        sound.set_result(await all_heard(call))

    sentence = "The build has failed."
    async with alice:
        with running(ringback_server.user("ci"), "ring/ring.py", "alice", sentence) as ring:
            said, _ = await asyncio.to_thread(ring.communicate)
        assert (said, ring.returncode) == ("alice: completed\n", 0)
        assert found(await spoken(sentence), await sound) > SAME
