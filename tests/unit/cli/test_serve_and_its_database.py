"""Real servers over one file: killed and started again in the middle of a call, and two at once."""

import asyncio
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.serving import SECRET, Client, connected, token_for
from tests.unit.cli.test_commands import RINGBACK, environment

OFFER = {"type": "call-offer", "recipientId": "bob", "callId": "c1", "sdp": "an offer"}
TO_ALICE = {"recipientId": "alice", "callId": "c1"}


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """``ringback serve`` over the file in ``tmp_path``, from when it is ready; killed at the end."""
    env = environment(tmp_path, RINGBACK_SECRET=SECRET)
    command = [RINGBACK, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            assert " is ready at " in process.stdout.readline()
            yield process
        finally:
            process.kill()


def asked(port: int, path: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token_for('alice')}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def the_call(port: int) -> tuple[str, str | None]:
    (call,) = asked(port, "/calls")[1]["calls"]
    return call["state"], call["reason"]


async def named(client: Client) -> Client:
    await client.send({"type": "hello", "deviceId": "tab"})
    assert (await client.receive())["type"] == "welcome"
    return client


async def hears(client: Client, kind: str) -> dict[str, Any]:
    while (message := await client.receive())["type"] != kind:
        pass
    return message


async def a_call_is_placed(port: int) -> None:
    address = f"127.0.0.1:{port}"
    async with connected(address, "alice") as alice, connected(address, "bob") as bob:
        await named(alice)
        await named(bob)
        await alice.send(OFFER)
        await hears(bob, "call-offer")
        await bob.send({"type": "call-accept", **TO_ALICE})
        await bob.send({"type": "call-answer", "sdp": "an answer", **TO_ALICE})
        await hears(alice, "call-answer")


async def a_call_is_hung_up(port: int) -> None:
    address = f"127.0.0.1:{port}"
    async with connected(address, "alice") as alice, connected(address, "bob") as bob:
        await named(alice)
        await named(bob)
        await bob.send({"type": "call-hangup", **TO_ALICE})
        assert (await hears(alice, "call-hangup"))["callId"] == "c1"


def test_a_call_outlives_a_server_that_is_killed_and_can_be_hung_up(tmp_path: Path) -> None:
    port = a_free_port()
    with serving(tmp_path, port) as process:
        asyncio.run(a_call_is_placed(port))
        process.send_signal(signal.SIGKILL)
    with serving(tmp_path, port):
        assert the_call(port) == ("reconnecting", None)
        asyncio.run(a_call_is_hung_up(port))
        assert the_call(port) == ("ended", "completed")


def comes_to_be(port: int, status: int) -> dict[str, Any]:
    """What ``/readyz`` says once it answers with this status."""
    until = time.monotonic() + 20
    while (answer := asked(port, "/readyz"))[0] != status:
        assert time.monotonic() < until, answer
        time.sleep(0.1)
    body: dict[str, Any] = answer[1]
    return body


def test_two_servers_over_one_file_notice_each_other_and_are_not_ready(tmp_path: Path) -> None:
    one, other = a_free_port(), a_free_port()
    with serving(tmp_path, one) as first:
        comes_to_be(one, 200)
        with serving(tmp_path, other) as second:
            for port in (one, other):
                assert "RINGBACK_DATABASE_URL" in comes_to_be(port, 503)["why"]
            second.send_signal(signal.SIGTERM)
            second.wait(10)
        comes_to_be(one, 200)
        first.send_signal(signal.SIGTERM)
        assert "not ready: Another process of ringback uses this database" in first.communicate(timeout=10)[0]
