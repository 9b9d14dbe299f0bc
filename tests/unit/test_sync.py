"""Calls from a script that knows nothing of asyncio."""

import asyncio
import threading
from collections.abc import Iterator
from typing import get_type_hints

import numpy as np
import pytest

from ringback.client import Busy, CallEnded, EndReason, Offline, ServerUnreachable
from ringback.client import CallClient as AsynchronousClient
from ringback.sync import Call, CallClient, ClientOptions
from ringback.testing import RingbackServer
from ringback.testing.media import quarters, shows_quarters, sine
from tests.calling import HERTZ, is_tone


@pytest.fixture
def alice(ringback_server: RingbackServer) -> Iterator[CallClient]:
    with client(ringback_server, "alice") as alice:
        yield alice


def client(server: RingbackServer, name: str) -> CallClient:
    user = server.user(name)
    return CallClient(user.url, token=user.token, fallback_stun="off")


def test_a_script_is_called_and_calls(ringback_server: RingbackServer, alice: CallClient) -> None:
    with client(ringback_server, "bob") as bob:

        @bob.on_call
        def echo(call: Call) -> None:
            call.accept()
            for chunk in call.audio:
                call.say(chunk)

        with alice.call("bob") as call:
            talking = threading.Thread(target=lambda: call.say(sine(HERTZ, seconds=3)))
            talking.start()
            chunks = call.listen()
            assert is_tone([next(chunks) for _ in range(150)])
            assert [each.user_id for each in bob.calls] == ["alice"]
            call.flush()
            talking.join()
        assert call.ended() is EndReason.COMPLETED
        with pytest.raises(CallEnded):
            call.say(np.zeros(480, np.int16))


def test_messages_digits_and_pictures(ringback_server: RingbackServer, alice: CallClient) -> None:
    bob = client(ringback_server, "bob")

    @bob.on_call
    def answer(call: Call) -> None:
        call.accept()
        digits = call.dtmf
        call.send(next(call.messages))
        call.show(quarters())
        call.send(next(digits))
        call.ended()

    with bob, alice.call("bob") as call:
        messages = call.messages
        call.send("hello")
        assert next(messages) == "hello"
        assert any(shows_quarters(picture) for picture in call.video)
        call.send_dtmf("7")
        assert next(messages) == "7"
        call.mute()
        call.hold()
        call.resume()
        assert call.stats().packets_received > 0
        assert call.explain().reached == "media"
        assert call.hangup() is EndReason.COMPLETED
        assert list(messages) == []


def test_each_failure_has_its_error(ringback_server: RingbackServer, alice: CallClient) -> None:
    with client(ringback_server, "bob") as bob:
        bob.on_call(lambda call: call.reject("busy"))
        with pytest.raises(Busy):
            alice.call("bob")
    with pytest.raises(Offline):
        alice.call("bob")


def test_the_options_are_those_of_the_asynchronous_client() -> None:
    theirs = get_type_hints(AsynchronousClient.__init__)
    ours = get_type_hints(ClientOptions)
    assert ours == {name: kind for name, kind in theirs.items() if name not in ("url", "return")}


def test_outside_its_block_it_does_nothing_and_without_a_server_there_is_none() -> None:
    closed = CallClient("http://127.0.0.1:9", token="t")
    with pytest.raises(RuntimeError, match="`with` block"):
        closed.call("bob")
    with pytest.raises(ServerUnreachable), closed:
        pass
    assert not [thread for thread in threading.enumerate() if thread.name == "ringback-sync"]
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
