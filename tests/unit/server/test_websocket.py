"""``/ws`` over a real socket: delivery, validation, limits, the token's life."""

import asyncio
import json
import logging
import time
from typing import Any

import pytest
import websockets

from tests.serving import SECRET, UNMEASURED, Client, connected, ringback, serving, token_for
from tests.validation_table import CALL_TYPES, ROWS, VALID

pytestmark = pytest.mark.usefixtures("both_ways")

SPOOFS: list[str] = [
    '"senderId": "mallory"',
    '"sender_id": "mallory", "SenderId": "mallory", "senderid": "mallory", "sender": "mallory", "from": "mallory"',
    '"senderId": "alice", "senderId": "mallory"',
    '"\\u0073enderId": "mallory"',
    '"senderId": {"senderId": "mallory"}, "userId": "mallory"',
    '"senderId": null, "callee": {"senderId": "mallory"}, "__proto__": {"senderId": "mallory"}',
    '"recipientId": "mallory", "recipientId": "bob"',
]


@pytest.mark.parametrize("kind", CALL_TYPES)
async def test_a_message_arrives_with_the_senders_id_and_nothing_else(kind: str) -> None:
    async with (
        serving(ringback().app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        await alice.send({**VALID[kind], "senderId": "mallory", "future": 1})
        expected = {name: value for name, value in VALID[kind].items() if name != "recipientId"}
        arrived = await bob.receive()
        assert arrived.pop("expiresInMs", None) == (60000 if kind == "call-offer" else None)
        assert arrived == {**expected, "senderId": "alice"}
        assert await alice.has_received_nothing()


async def test_all_connections_of_the_recipient_receive() -> None:
    async with (
        serving(ringback().app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as tab,
        connected(address, "bob") as telephone,
        connected(address, "eve") as eve,
    ):
        await alice.send(VALID["call-offer"])
        assert await tab.receive() == await telephone.receive()
        assert await eve.has_received_nothing()


@pytest.mark.parametrize("spoof", SPOOFS)
async def test_a_spoofed_sender_reaches_nobody(spoof: str) -> None:
    async with (
        serving(ringback().app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        for kind in CALL_TYPES:
            await alice.send(json.dumps(VALID[kind])[:-1] + ", " + spoof + "}")
            answer = await bob.receive()
            assert answer["senderId"] == "alice"
            assert "mallory" not in json.dumps(answer)


@pytest.mark.parametrize("kind", ["call-offer", "call-answer", "call-accept"])
async def test_nobody_there(kind: str) -> None:
    async with serving(ringback().app) as address, connected(address, "alice") as alice:
        await alice.send(VALID[kind])
        answer = await alice.receive()
        assert (answer["type"], answer["callId"], answer["error"]) == ("call-error", "c1", "recipient_offline")


@pytest.mark.parametrize("kind", ["call-ice-candidate", "call-reject", "call-hangup"])
async def test_what_is_dropped_without_a_word(kind: str) -> None:
    async with serving(ringback().app) as address, connected(address, "alice") as alice:
        await alice.send(VALID[kind])
        assert await alice.has_received_nothing()


async def test_every_row_of_the_validation_table_is_answered_and_nothing_is_forwarded() -> None:
    async with (
        serving(ringback(**UNMEASURED).app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        for name, frame, code, field in ROWS:
            await alice.send(frame)
            answer = await alice.receive()
            assert (answer["type"], answer["error"], answer["field"]) == ("call-error", code, field), name
        assert await bob.has_received_nothing()
        await alice.send(VALID["call-offer"])
        assert (await bob.receive())["senderId"] == "alice"


async def test_binary_frames_are_answered() -> None:
    async with serving(ringback().app) as address, connected(address, "alice") as alice:
        await alice.send(json.dumps(VALID["call-offer"]).encode())
        answer = await alice.receive()
        assert (answer["error"], answer["field"]) == ("not_json", "frame")
        assert await alice.has_received_nothing()


async def test_a_message_in_fragments_is_one_message() -> None:
    async with (
        serving(ringback().app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        await alice.socket.send(list(json.dumps(VALID["call-offer"])))
        assert (await bob.receive())["sdp"] == VALID["call-offer"]["sdp"]


async def test_compression_is_not_negotiated() -> None:
    async with serving(ringback().app) as address, connected(address, "alice", compression="deflate") as alice:
        assert alice.socket.response is not None
        assert "Sec-WebSocket-Extensions" not in alice.socket.response.headers


async def test_who_does_not_read_is_closed_at_the_bound_and_nobody_else_notices() -> None:
    async with (
        serving(ringback(outbox_messages=20, **UNMEASURED).app) as address,
        connected(address, "alice") as alice,
        connected(address, "eve") as eve,
        connected(address, "bob", max_queue=1) as bob,  # a client that takes one message and leaves the rest alone
    ):
        offer = {**VALID["call-offer"], "sdp": "v" * 32000}
        for _ in range(3000):  # bounded: far more than the buffers between the two can hold
            await alice.send(offer)
            await eve.send({"type": "hello"})
            assert (await eve.receive())["type"] == "welcome"
            if answer := await alice.receive_if_there():
                break
        assert answer is not None, "a client that reads nothing was never closed"
        assert answer["error"] == "recipient_offline"
        assert await bob.close_code() == 4008


class TestToken:
    """How a token comes, and what happens when it goes."""

    @pytest.mark.parametrize("first", ["authenticate", "hello"])
    async def test_in_the_first_frame(self, first: str) -> None:
        async with serving(ringback().app) as address, websockets.connect(f"ws://{address}/ws") as socket:
            client = Client(socket)
            await client.send({"type": first, "token": token_for("alice")})
            if first == "hello":
                assert (await client.receive())["userId"] == "alice"
            assert await client.has_received_nothing()

    @pytest.mark.parametrize("offered", [["ringback"], []], ids=["with the name", "alone"])
    async def test_as_a_subprotocol(self, offered: list[str]) -> None:
        token = token_for("alice")
        subprotocols: Any = [*offered, token]
        async with (
            serving(ringback().app) as address,
            websockets.connect(f"ws://{address}/ws", subprotocols=subprotocols) as socket,
        ):
            assert socket.subprotocol == subprotocols[0]
            assert await Client(socket).has_received_nothing()

    async def test_too_late(self) -> None:
        app = ringback(authentication_timeout_s=0.05).app
        async with serving(app) as address, websockets.connect(f"ws://{address}/ws") as socket:
            assert await Client(socket).close_code() == 4408

    @pytest.mark.parametrize(
        "frame",
        [
            "",
            "nonsense",
            b"binary",
            '{"type": "hello"}',
            json.dumps(VALID["call-offer"]),
            '{"type":"authenticate","token":"x"}',
        ],
    )
    async def test_a_first_frame_without_a_good_token(self, frame: str | bytes) -> None:
        async with serving(ringback().app) as address, websockets.connect(f"ws://{address}/ws") as socket:
            client = Client(socket)
            await client.send(frame)
            assert await client.close_code() == 4401

    async def test_nothing_is_delivered_before_it_is_there(self) -> None:
        async with (
            serving(ringback().app) as address,
            connected(address, "bob") as bob,
            websockets.connect(f"ws://{address}/ws") as socket,
        ):
            stranger = Client(socket)
            await stranger.send(VALID["call-offer"])
            assert await stranger.close_code() == 4401
            assert await bob.has_received_nothing()

    @pytest.mark.parametrize(
        ("token", "code"),
        [(token_for("alice", expires_in_s=-1), 4001), (token_for("alice", secret=SECRET + "!"), 4401)],
        ids=["expired", "forged"],
    )
    async def test_a_page_learns_from_the_close_code_why_it_was_refused(self, token: str, code: int) -> None:
        subprotocols: Any = ["ringback", token]
        async with (
            serving(ringback().app) as address,
            websockets.connect(f"ws://{address}/ws", subprotocols=subprotocols) as socket,
        ):
            assert await Client(socket).close_code() == code

    @pytest.mark.parametrize(
        ("query", "headers", "status", "error"),
        [
            ("", {"Authorization": "Bearer nonsense"}, 401, "token_invalid"),
            ("", {"Authorization": f"Bearer {token_for('alice', expires_in_s=-1)}"}, 401, "token_expired"),
            (f"?token={token_for('alice')}", {}, 400, "token_in_url"),
            (f"?x={token_for('alice')}", {}, 400, "token_in_url"),
            (
                "",
                {"Authorization": f"Bearer {token_for('alice')}", "Origin": "https://evil.example"},
                403,
                "origin_refused",
            ),
        ],
    )
    async def test_a_handshake_is_refused_with_a_reason(
        self, query: str, headers: dict[str, str], status: int, error: str
    ) -> None:
        async with serving(ringback().app) as address:
            with pytest.raises(websockets.InvalidStatus) as refused:
                await websockets.connect(f"ws://{address}/ws{query}", additional_headers=headers)
        assert refused.value.response.status_code == status
        answer = json.loads(refused.value.response.body or b"")
        assert answer["error"] == error
        assert answer["message"]

    async def test_an_allowed_origin_and_the_servers_own_one_connect(self) -> None:
        async with (
            serving(ringback(allowed_origins=("https://app.example",)).app) as address,
            connected(address, "alice", origin="https://app.example") as alice,
        ):
            assert await alice.has_received_nothing()
        async with (
            serving(ringback().app) as address,
            connected(address, "alice", origin=f"http://{address}") as alice,
        ):
            assert await alice.has_received_nothing()

    async def test_a_connection_ends_with_its_token(self) -> None:
        headers = {"Authorization": f"Bearer {token_for('alice', expires_in_s=0.2)}"}
        async with (
            serving(ringback().app) as address,
            websockets.connect(f"ws://{address}/ws", additional_headers=headers) as socket,
        ):
            assert await Client(socket).close_code() == 4001

    async def test_a_renewed_token_keeps_the_connection(self) -> None:
        headers = {"Authorization": f"Bearer {token_for('alice', expires_in_s=0.3)}"}
        async with (
            serving(ringback().app) as address,
            websockets.connect(f"ws://{address}/ws", additional_headers=headers) as socket,
        ):
            alice = Client(socket)
            await alice.send({"type": "token-refresh", "token": token_for("alice", expires_in_s=0.6)})
            answer = await alice.receive()
            assert answer["type"] == "token-refreshed"
            assert 300 < answer["tokenExpiresInMs"] <= 600
            began = asyncio.get_running_loop().time()
            assert await alice.close_code() == 4001
            assert asyncio.get_running_loop().time() - began > 0.3, "it ended with the old token"

    @pytest.mark.parametrize("token", ["nonsense", token_for("mallory"), token_for("alice", expires_in_s=-1)])
    async def test_a_bad_renewal_is_answered_and_changes_nothing(self, token: str) -> None:
        async with serving(ringback().app) as address, connected(address, "alice") as alice:
            await alice.send({"type": "token-refresh", "token": token})
            answer = await alice.receive()
            assert answer["type"] == "call-error"
            assert answer["error"] in ("token_invalid", "token_expired")
            assert await alice.has_received_nothing()

    async def test_authenticating_twice_is_answered(self) -> None:
        async with serving(ringback().app) as address, connected(address, "alice") as alice:
            await alice.send({"type": "authenticate", "token": token_for("alice")})
            assert (await alice.receive())["error"] == "invalid_field"


class TestHooks:
    """What the host application decides."""

    async def test_can_call_refuses_an_offer_and_the_callee_hears_nothing(self) -> None:
        asked: list[tuple[str, str]] = []

        async def can_call(caller: str, callee: str) -> bool:
            asked.append((caller, callee))
            return caller != "mallory"

        async with (
            serving(ringback(can_call=can_call).app) as address,
            connected(address, "mallory") as mallory,
            connected(address, "alice") as alice,
            connected(address, "bob") as bob,
        ):
            await mallory.send(VALID["call-offer"])
            answer = await mallory.receive()
            assert (answer["type"], answer["callId"], answer["error"]) == ("call-error", "c1", "not_allowed")
            assert await bob.has_received_nothing()
            await alice.send(VALID["call-offer"])
            assert (await bob.receive())["senderId"] == "alice"
        assert asked == [("mallory", "bob"), ("alice", "bob")]

    async def test_a_slow_can_call_keeps_the_order_of_one_caller_and_does_not_hold_up_another(self) -> None:
        release = asyncio.Event()

        async def can_call(caller: str, _callee: str) -> bool:
            if caller == "slow":
                await release.wait()
            return True

        async with (
            serving(ringback(can_call=can_call).app) as address,
            connected(address, "slow") as slow,
            connected(address, "alice") as alice,
            connected(address, "bob") as bob,
        ):
            await slow.send(VALID["call-offer"])
            await slow.send(VALID["call-ice-candidate"])
            await alice.send(VALID["call-offer"])
            assert (await bob.receive())["senderId"] == "alice"
            release.set()
            assert [(await bob.receive())["type"] for _ in range(2)] == ["call-offer", "call-ice-candidate"]

    async def test_a_callable_of_the_application_decides_who_is_calling(self) -> None:
        def authenticate(connection: Any, token: str | None) -> str | None:
            return connection.cookies.get("user") or ({"opaque": "bob"}.get(token) if token else None)

        app = ringback(authenticate=authenticate).app
        async with serving(app) as address:
            async with websockets.connect(f"ws://{address}/ws", additional_headers={"Cookie": "user=alice"}) as socket:
                alice = Client(socket)
                await alice.send({"type": "hello"})
                welcome = await alice.receive()
                assert abs(welcome.pop("serverNow") / 1000 - time.time()) < 5
                assert welcome == {"type": "welcome", "protocol": 1, "userId": "alice", "tokenExpiresInMs": None}
            async with websockets.connect(f"ws://{address}/ws") as socket:
                bob = Client(socket)
                await bob.send({"type": "hello", "token": "opaque"})
                assert (await bob.receive())["userId"] == "bob"


async def test_presence_is_for_those_who_ask_where_it_is_switched_on() -> None:
    async with serving(ringback(presence=True).app) as address, connected(address, "alice") as alice:
        await alice.send({"type": "hello", "presence": True})
        assert (await alice.receive())["type"] == "welcome"
        assert await alice.receive() == {"type": "presence", "online": ["alice"]}
        async with connected(address, "bob") as bob:
            assert await alice.receive() == {"type": "presence", "online": ["bob"]}
            assert await bob.has_received_nothing()
        assert await alice.receive() == {"type": "presence", "offline": ["bob"]}
    async with serving(ringback(presence=False).app) as address, connected(address, "alice") as alice:
        await alice.send({"type": "hello", "presence": True})
        assert (await alice.receive())["type"] == "welcome"
        assert await alice.has_received_nothing()


async def test_presence_of_a_list_names_those_whom_the_application_allows() -> None:
    async def can_call(_caller: str, callee: str) -> bool:
        return callee != "mallory"

    async with (
        serving(ringback(can_call=can_call).app) as address,
        connected(address, "alice") as alice,
        connected(address, "mallory"),
    ):
        others = [f"user-{number}" for number in range(50)]
        await alice.send({"type": "presence-watch", "userIds": ["bob", "mallory", *others]})
        assert await alice.receive() == {"type": "presence", "offline": ["bob", *others]}
        async with connected(address, "bob") as bob:
            assert await alice.receive() == {"type": "presence", "online": ["bob"]}
            await bob.send({"type": "presence-watch", "userIds": ["alice"]})
            assert await bob.receive() == {"type": "presence", "online": ["alice"]}
        assert await alice.receive() == {"type": "presence", "offline": ["bob"]}
        await alice.send({"type": "presence-watch", "userIds": []})
        assert await alice.receive() == {"type": "presence"}


async def test_a_slow_application_delays_presence_and_no_call() -> None:
    release = asyncio.Event()

    async def can_call(_caller: str, callee: str) -> bool:
        if callee == "carol":
            await release.wait()
        return True

    async with (
        serving(ringback(can_call=can_call).app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        await alice.send({"type": "presence-watch", "userIds": ["carol"]})
        await alice.send(VALID["call-offer"])
        assert (await bob.receive())["type"] == "call-offer"
        release.set()
        assert await alice.receive() == {"type": "presence", "offline": ["carol"]}


async def test_no_token_description_or_candidate_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Canaries through every path; also at debug, for what the server itself logs."""
    canaries = ["canary-sdp", "canary-candidate", "canary-token", "canary-reason", "203.0.113.77"]
    token = token_for("alice", canary="canary-token")
    with caplog.at_level(logging.DEBUG, logger="ringback"):
        async with (
            serving(ringback().app) as address,
            connected(address, "bob") as bob,
            websockets.connect(
                f"ws://{address}/ws", additional_headers={"Authorization": f"Bearer {token}"}
            ) as socket,
        ):
            alice = Client(socket)
            for canary in canaries:
                await alice.send({**VALID["call-offer"], "sdp": f"v=0\r\nc=IN IP4 {canary}"})
                await alice.send({**VALID["call-ice-candidate"], "candidate": {"candidate": canary, "sdpMid": canary}})
                await alice.send({**VALID["call-hangup"], "reason": canary})
                await alice.send({"type": "token-refresh", "token": canary})
                await alice.send(f'{{"type": "call-offer", "sdp": "{canary}"')
                await alice.send({**VALID["call-offer"], "sdp": 7, "callId": canary})
            for _ in range(3 * len(canaries)):
                await bob.receive()
            for canary in canaries:
                with pytest.raises(websockets.InvalidStatus):
                    await websockets.connect(f"ws://{address}/ws?token={canary}")
                with pytest.raises(websockets.InvalidStatus):
                    headers = {"Authorization": f"Bearer {canary}"}
                    await websockets.connect(f"ws://{address}/ws", additional_headers=headers)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("ringback"))
    assert "connection 1 opened" in ours, "nothing was captured, so this proves nothing"
    assert token not in ours
    assert token.split(".")[2] not in ours
    assert [canary for canary in canaries if canary in ours] == []
