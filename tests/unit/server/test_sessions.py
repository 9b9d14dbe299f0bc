"""Sessions over real sockets: numbered events, what was missed, commands that are done once."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import websockets

from tests.serving import Client, connected, ringback, serving, token_for
from tests.validation_table import VALID

pytestmark = pytest.mark.usefixtures("both_ways")

OFFER = VALID["call-offer"]


class Device:
    """A client with a session, which survives its connections."""

    def __init__(self, client: Client, grant: dict[str, Any]) -> None:
        self.client = client
        self.grant = grant
        self.last_seq: int = grant["seq"]

    async def send(self, message: dict[str, Any]) -> None:
        await self.client.send(message)

    async def receive(self) -> dict[str, Any]:
        """The next message; an event has the next number."""
        message = await self.client.receive()
        if message["type"].startswith("call-") and message["type"] != "call-error":
            assert message.pop("seq") == self.last_seq + 1, message
            self.last_seq += 1
        return message

    async def acknowledge(self) -> None:
        await self.send({"type": "ack", "seq": self.last_seq})

    @property
    def resume(self) -> dict[str, Any]:
        return {"token": self.grant["resumeToken"], "epoch": self.grant["epoch"], "lastSeq": self.last_seq}

    async def lose(self) -> None:
        """Cut the connection with no close frame."""
        self.client.socket.transport.abort()
        await self.client.socket.wait_closed()

    async def ping(self) -> None:
        """Everything that was sent before has been handled."""
        await self.send({"type": "ping"})
        assert await self.client.receive() == {"type": "pong"}


@asynccontextmanager
async def device(address: str, user: str, name: str = "tab", **hello: Any) -> AsyncIterator[Device]:
    async with connected(address, user) as client:
        await client.send({"type": "hello", "deviceId": name, **hello})
        welcome = await client.receive()
        assert welcome["type"] == "welcome"
        yield Device(client, welcome["session"])


async def test_events_are_numbered_and_nothing_else_is() -> None:
    async with serving(ringback().app) as address, device(address, "alice") as alice, device(address, "bob") as bob:
        assert (alice.grant["resumed"], alice.grant["seq"], alice.grant["calls"]) == (False, 0, [])
        assert len(alice.grant["resumeToken"]) >= 43
        await alice.send(OFFER)
        await alice.send({**OFFER, "recipientId": "nobody", "callId": "c2"})
        assert (await bob.receive())["type"] == "call-offer"
        assert "seq" not in await alice.receive()
        await bob.acknowledge()
        assert (await alice.receive())["devices"] == 1
        await bob.send({**VALID["call-accept"], "recipientId": "alice"})
        assert (await alice.receive())["type"] == "call-accept"
        assert (alice.last_seq, bob.last_seq) == (2, 1)


async def test_what_was_missed_comes_with_its_age_and_then_what_is_new() -> None:
    async with serving(ringback().app) as address, device(address, "alice") as alice:
        async with device(address, "bob") as bob:
            await alice.send(OFFER)
            await bob.receive()
            await bob.lose()
        await alice.send(VALID["call-ice-candidate"])
        await alice.send(VALID["call-hangup"])
        await alice.ping()
        async with device(address, "bob", resume=bob.resume) as again:
            assert (again.grant["resumed"], again.grant["seq"]) == (True, 1)
            assert again.grant["epoch"] == bob.grant["epoch"]
            assert again.grant["resumeToken"] != bob.grant["resumeToken"]
            missed = [await again.receive(), await again.receive()]
            assert [message["type"] for message in missed] == ["call-ice-candidate", "call-hangup"]
            assert all(0 <= message["ageMs"] < 5000 for message in missed)
            await alice.send({**OFFER, "callId": "c2"})
            assert "ageMs" not in await again.receive()


async def test_an_offer_that_comes_late_says_how_much_longer_it_rings() -> None:
    async with serving(ringback().app) as address, device(address, "alice") as alice:
        async with device(address, "bob") as bob:
            await bob.lose()
        await alice.send(OFFER)
        await alice.ping()
        await asyncio.sleep(0.05)
        async with device(address, "bob", resume=bob.resume) as again:
            offer = await again.receive()
            assert offer["ageMs"] >= 50
            assert offer["expiresInMs"] == 60_000 - offer["ageMs"]


WRONG: dict[str, dict[str, Any]] = {
    "another token": {"token": "x" * 43},
    "another epoch": {"epoch": "before"},
    "an event that was never sent": {"lastSeq": 7},
    "an event that is no longer kept": {"lastSeq": 0},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_who_cannot_resume_is_told_so_and_sees_what_there_is(wrong: dict[str, Any]) -> None:
    async with serving(ringback().app) as address, device(address, "alice") as alice:
        async with device(address, "bob") as bob:
            await alice.send(OFFER)
            await bob.receive()
            await bob.acknowledge()
            await bob.ping()
            await bob.lose()
        async with device(address, "bob", resume={**bob.resume, **wrong}) as again:
            assert (again.grant["resumed"], again.grant["seq"]) == (False, 0)
            (call,) = again.grant["calls"]
            assert 50_000 < call.pop("expiresInMs") <= 60_000
            assert call == {
                "callId": "c1", "userId": "alice", "direction": "incoming", "state": "ringing", "here": True,
                "polite": None,
            }  # fmt: skip
            assert (await again.receive())["type"] == "call-offer"


async def test_a_token_is_good_for_once_and_for_its_device_only() -> None:
    async with serving(ringback().app) as address:
        async with device(address, "bob") as bob:
            await bob.lose()
        async with device(address, "bob", "telephone", resume=bob.resume) as other:
            assert not other.grant["resumed"]
        async with device(address, "mallory", resume=bob.resume) as mallory:
            assert not mallory.grant["resumed"]
        for _ in range(2):
            async with device(address, "bob", resume=bob.resume) as again:
                assert again.grant["resumed"], "what it was given instead may not have reached it"
                await again.lose()
        async with device(address, "bob", resume=bob.resume) as again:
            await again.ping()
            await again.lose()
        async with device(address, "bob", resume=bob.resume) as once_more:
            assert not once_more.grant["resumed"]


@pytest.mark.parametrize("resumes", [True, False])
async def test_a_new_socket_of_the_device_replaces_the_old_one(resumes: bool) -> None:
    async with serving(ringback().app) as address, device(address, "bob") as bob, device(address, "alice") as alice:
        hello: dict[str, Any] = {"resume": bob.resume} if resumes else {}
        async with device(address, "bob", **hello) as again:
            assert again.grant["resumed"] == resumes
            assert await bob.client.close_code() == 4009
            await alice.send(OFFER)
            assert (await again.receive())["type"] == "call-offer"
            await alice.send(VALID["call-hangup"])
            assert (await again.receive())["type"] == "call-hangup"


async def test_who_says_goodbye_cannot_resume_and_is_offline_at_once() -> None:
    async with serving(ringback().app) as address, device(address, "alice") as alice:
        async with device(address, "bob") as bob:
            await bob.client.socket.close(1001)
        await alice.send(OFFER)
        assert (await alice.receive())["error"] == "recipient_offline"
        async with device(address, "bob", resume=bob.resume) as again:
            assert not again.grant["resumed"]


async def test_a_device_that_is_only_just_gone_is_rung_when_it_comes_back_and_one_that_is_long_gone_is_not() -> None:
    async with serving(ringback(away_grace_s=0.5).app) as address, device(address, "alice") as alice:
        async with device(address, "bob") as bob:
            await bob.lose()
        await alice.send({**OFFER, "commandId": "m1"})
        assert await alice.receive() == {"type": "done", "commandId": "m1"}
        async with device(address, "bob", resume=bob.resume) as bob:
            assert (await bob.receive())["type"] == "call-offer"
            await alice.send(VALID["call-hangup"])
            await bob.receive()
            await bob.lose()
        await asyncio.sleep(2)  # the server looks once a second
        await alice.send({**OFFER, "callId": "c2"})
        assert (await alice.receive())["error"] == "recipient_offline"
        async with device(address, "bob", resume=bob.resume) as again:
            assert again.grant["resumed"], "away, but not forgotten"


async def test_a_session_that_nobody_comes_back_to_ends() -> None:
    async with serving(ringback(session_window_s=0.2).app) as address:
        async with device(address, "bob") as bob:
            await bob.lose()
        await asyncio.sleep(1.5)
        async with device(address, "bob", resume=bob.resume) as again:
            assert not again.grant["resumed"]


async def test_saying_hello_again_is_answered() -> None:
    async with serving(ringback().app) as address, device(address, "bob") as bob:
        await bob.send({"type": "hello", "deviceId": "tab"})
        assert (await bob.receive())["error"] == "invalid_field"


@pytest.mark.parametrize("seq", [1, 2**53])
async def test_an_acknowledgement_of_what_was_never_sent_is_answered(seq: int) -> None:
    async with serving(ringback().app) as address, device(address, "bob") as bob, connected(address, "eve") as eve:
        for client in (bob.client, eve):
            await client.send({"type": "ack", "seq": seq})
            answer = await client.receive()
            assert (answer["error"], answer["field"]) == ("invalid_field", "seq")


class TestCommands:
    """A command is answered, and carried out once."""

    async def test_done_and_not_done(self) -> None:
        async with serving(ringback().app) as address, device(address, "alice") as alice, device(address, "bob"):
            await alice.send({**OFFER, "commandId": "m1"})
            assert await alice.receive() == {"type": "done", "commandId": "m1"}
            await alice.send({**OFFER, "recipientId": "nobody", "callId": "c2", "commandId": "m2"})
            refused = await alice.receive()
            assert (refused["error"], refused["commandId"]) == ("recipient_offline", "m2")
            await alice.send({**OFFER, "recipientId": "", "callId": "c3", "commandId": "m3"})
            refused = await alice.receive()
            assert (refused["error"], refused["callId"], refused["commandId"]) == ("invalid_field", "c3", "m3")

    async def test_a_repetition_has_the_same_answer_and_no_effect(self) -> None:
        async with serving(ringback().app) as address, device(address, "alice") as alice:
            async with device(address, "bob") as bob:
                for _ in range(2):
                    await alice.send({**OFFER, "commandId": "m1"})
                    assert await alice.receive() == {"type": "done", "commandId": "m1"}
                assert (await bob.receive())["type"] == "call-offer"
                await bob.ping()
                await bob.client.socket.close()
            await alice.send({**OFFER, "callId": "c2", "commandId": "m2"})
            assert (await alice.receive())["error"] == "recipient_offline"
            async with device(address, "bob") as bob:
                await alice.send({**OFFER, "callId": "c2", "commandId": "m2"})
                assert (await alice.receive())["error"] == "recipient_offline"
                await bob.receive()  # the first call, which rings still
                await bob.ping()

    @pytest.mark.parametrize("resumes", [True, False])
    async def test_a_repetition_on_another_socket_waits_for_the_first(self, resumes: bool) -> None:
        release, asked = asyncio.Event(), asyncio.Event()

        async def can_call(_caller: str, _callee: str) -> bool:
            asked.set()
            await release.wait()
            return True

        async with serving(ringback(can_call=can_call).app) as address, device(address, "bob") as bob:
            async with device(address, "alice") as alice:
                await alice.send({**OFFER, "commandId": "m1"})
                await asked.wait()
                await alice.lose()
            hello: dict[str, Any] = {"resume": alice.resume} if resumes else {}
            async with device(address, "alice", **hello) as again:
                assert again.grant["resumed"] == resumes
                await again.send({**OFFER, "commandId": "m1"})
                release.set()
                assert await again.receive() == {"type": "done", "commandId": "m1"}
            assert (await bob.receive())["type"] == "call-offer"
            await bob.ping()

    async def test_what_may_be_tried_again_is_carried_out_again(self) -> None:
        answers = iter([False, True])

        def can_call(_caller: str, _callee: str) -> bool:
            if not next(answers):
                raise OSError("the application's database does not answer")
            return True

        app = ringback(can_call=can_call).app
        async with serving(app) as address, device(address, "bob"), device(address, "alice") as alice:
            await alice.send({**OFFER, "commandId": "m1"})
            assert (await alice.receive())["error"] == "internal_error"
            await alice.send({**OFFER, "commandId": "m1"})
            assert await alice.receive() == {"type": "done", "commandId": "m1"}


async def test_a_plain_client_is_told_of_nothing_new() -> None:
    """It may even send the fields of full clients."""
    async with serving(ringback().app) as address, connected(address, "alice") as alice, device(address, "bob") as bob:
        await alice.send({**OFFER, "commandId": "m1"})
        assert "seq" in json.loads(await bob.client.socket.recv())
        bob.last_seq = 1
        await bob.acknowledge()
        await bob.send({**VALID["call-accept"], "recipientId": "alice", "commandId": "m2"})
        assert await bob.receive() == {"type": "done", "commandId": "m2"}
        assert await alice.receive() == {"type": "call-accept", "senderId": "bob", "callId": "c1"}
        assert await alice.has_received_nothing()


async def test_what_comes_before_hello_comes_again_with_a_number() -> None:
    async with (
        serving(ringback().app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as client,
    ):
        await alice.send(OFFER)
        assert "seq" not in await client.receive()
        await client.send({"type": "hello", "deviceId": "tab"})
        bob = Device(client, (await client.receive())["session"])
        assert (await bob.receive())["type"] == "call-offer"
        await bob.ping()


async def test_a_session_ends_with_its_token_and_goes_on_with_a_new_one() -> None:
    async with serving(ringback().app) as address:
        async with websockets.connect(f"ws://{address}/ws") as socket:
            client = Client(socket)
            await client.send({"type": "hello", "deviceId": "tab", "token": token_for("bob", expires_in_s=0.2)})
            bob = Device(client, (await client.receive())["session"])
            assert await client.close_code() == 4001
        async with device(address, "bob", resume=bob.resume) as again:
            assert again.grant["resumed"]
