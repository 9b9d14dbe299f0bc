"""A client that knows only the six call messages and `call-error` can place, answer and end a call."""

from tests.serving import Client, connected, ringback, serving
from tests.unit.server.test_sessions import device
from tests.validation_table import OF_SESSIONS

KNOWN = {"call-offer", "call-answer", "call-ice-candidate", "call-accept", "call-reject", "call-hangup", "call-error"}


async def expect(client: Client, kind: str) -> dict[str, object]:
    message = await client.receive()
    assert message["type"] in KNOWN, "a type that a plain client does not know"
    assert message["type"] == kind
    return message


async def test_a_call_from_the_first_offer_to_the_hangup() -> None:
    async with (
        serving(ringback(presence=True).app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        to_bob = {"recipientId": "bob", "callId": "c1"}
        to_alice = {"recipientId": "alice", "callId": "c1"}
        candidate = {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0", "sdpMLineIndex": 0}

        await alice.send({"type": "call-offer", **to_bob, "sdp": "v=0 offer"})
        await alice.send({"type": "call-ice-candidate", **to_bob, "candidate": candidate})
        assert await expect(bob, "call-offer") == {
            "type": "call-offer",
            "senderId": "alice",
            "callId": "c1",
            "sdp": "v=0 offer",
            "expiresInMs": 60000,
        }
        assert (await expect(bob, "call-ice-candidate"))["candidate"] == candidate

        await bob.send({"type": "call-accept", **to_alice})
        await bob.send({"type": "call-answer", **to_alice, "sdp": "v=0 answer"})
        await bob.send({"type": "call-ice-candidate", **to_alice, "candidate": {"candidate": ""}})
        await expect(alice, "call-accept")
        assert (await expect(alice, "call-answer"))["sdp"] == "v=0 answer"
        assert (await expect(alice, "call-ice-candidate"))["candidate"] == {"candidate": ""}

        await bob.send({"type": "call-hangup", **to_alice})
        assert await expect(alice, "call-hangup") == {"type": "call-hangup", "senderId": "bob", "callId": "c1"}
        assert await alice.has_received_nothing()
        assert await bob.has_received_nothing()


async def test_a_plain_client_in_a_call_with_a_full_one_sees_nothing_of_what_is_new() -> None:
    async with (
        serving(ringback().app) as address,
        device(address, "alice", native=True) as alice,
        connected(address, "bob") as bob,
    ):
        to_bob = {"recipientId": "bob", "callId": "c1"}
        to_alice = {"recipientId": "alice", "callId": "c1"}
        await alice.send({"type": "call-offer", **to_bob, "sdp": "v=0 offer"})
        assert "polite" not in await expect(bob, "call-offer")
        await bob.send({"type": "call-accept", **to_alice})
        await bob.send({"type": "call-answer", **to_alice, "sdp": "v=0 answer"})
        heard = [await alice.receive() for _ in range(3)]
        assert [message["type"] for message in heard] == ["call-ringing", "call-accept", "call-answer"]
        assert heard[1]["polite"], "by the user ids, as a plain client works it out"
        await alice.send({**OF_SESSIONS["call-media"], **to_bob})
        await alice.send({"type": "call-offer", **to_bob, "sdp": "v=0", "connectionId": "again"})
        await alice.send({**OF_SESSIONS["call-report"], "commandId": None})
        assert (await alice.receive())["type"] == "done"
        assert (await alice.receive())["error"] == "cannot_rejoin"
        await alice.ping()
        assert await bob.has_received_nothing()


async def test_a_call_that_is_declined_and_one_to_somebody_who_has_left() -> None:
    async with serving(ringback().app) as address, connected(address, "alice") as alice:
        async with connected(address, "bob") as bob:
            await alice.send({"type": "call-offer", "recipientId": "bob", "callId": "c1", "sdp": "v=0"})
            await expect(bob, "call-offer")
            await bob.send({"type": "call-reject", "recipientId": "alice", "callId": "c1", "reason": "busy"})
            assert (await expect(alice, "call-reject"))["reason"] == "busy"
        await alice.send({"type": "call-offer", "recipientId": "bob", "callId": "c2", "sdp": "v=0"})
        assert (await expect(alice, "call-error"))["error"] == "recipient_offline"
