"""The opening handshake and the end of a connection: each failure is its own error."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close

from ringback.client import signaling_socket
from ringback.client.signaling_errors import (
    AuthenticationExpired,
    ConnectionLost,
    HandshakeRefused,
    ServerUnreachable,
    SignalingError,
    SlowConsumer,
    TokenRefused,
)
from ringback.client.signaling_socket import decode, encode, fits_a_header, open_socket, why_it_ended
from ringback.messages import CallHangup, ForwardedHangup
from tests.serving import ringback, serving, token_for
from tests.unit.client.servers import answering, http, websocket_server


async def failure(url: str, token: str = "t") -> SignalingError:
    """The error with which the handshake fails; nothing stays behind."""
    with pytest.raises(SignalingError) as error:
        await open_socket(f"{url.replace('http://', 'ws://')}/ws", token)
    return error.value


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (token_for("alice", secret="x" * 32), TokenRefused),
        ("nonsense", TokenRefused),
        (token_for("alice", expires_in_s=-1), AuthenticationExpired),
    ],
)
async def test_our_server_refuses_the_token(token: str, error: type[SignalingError]) -> None:
    async with serving(ringback().app) as address:
        assert type(await failure(f"http://{address}", token)) is error


async def test_our_server_is_mounted_elsewhere() -> None:
    async with serving(ringback().app) as address:
        assert isinstance(await failure(f"http://{address}/elsewhere", token_for("alice")), HandshakeRefused)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(401), TokenRefused),
        (http(401, b'{"error": "token_expired", "message": ""}'), AuthenticationExpired),
        (http(401, b'{"error": "token_missing", "message": ""}'), TokenRefused),
        (http(401, b"<html>"), TokenRefused),
        (http(400), HandshakeRefused),
        (http(403), HandshakeRefused),
        (http(404), HandshakeRefused),
        (http(200, b"<html>"), HandshakeRefused),
        (http(500), ServerUnreachable),
        (http(502), ServerUnreachable),
        (http(503), ServerUnreachable),
        (b"220 mail.example.org ESMTP\r\n", HandshakeRefused),
        (b"", HandshakeRefused),
    ],
)
async def test_what_else_may_answer(answer: bytes, error: type[SignalingError]) -> None:
    async with answering(answer) as url:
        assert type(await failure(url)) is error


async def test_the_status_is_told() -> None:
    async with answering(http(404)) as url:
        error = await failure(url)
    assert isinstance(error, HandshakeRefused)
    assert error.status == 404


async def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert isinstance(await failure(f"http://127.0.0.1:{port}"), ServerUnreachable)


async def test_no_such_host() -> None:
    assert isinstance(await failure("http://nowhere.invalid"), ServerUnreachable)


async def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signaling_socket, "OPEN_TIMEOUT_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert isinstance(await failure(f"http://127.0.0.1:{silent.getsockname()[1]}"), ServerUnreachable)
    assert len(asyncio.all_tasks()) == 1


async def test_the_token_is_in_the_header_and_not_in_the_url() -> None:
    seen: list[tuple[str, str | None]] = []

    async def note(connection: ServerConnection) -> None:
        assert connection.request is not None
        seen.append((connection.request.path, connection.request.headers.get("Authorization")))

    async with websocket_server(note) as url:
        for token in ("a-token.of_67~50+/==", "not one of RFC 6750\r\nEvil: 1"):
            async with await open_socket(f"{url}/ws", token) as opened:
                await opened.wait_closed()
    assert seen == [("/ws", "Bearer a-token.of_67~50+/=="), ("/ws", None)]


@pytest.mark.parametrize(("token", "fits"), [("eyJ.x-_~+/=", True), ("", False), ("a b", False), ("ü", False)])
def test_which_tokens_fit_a_header(token: str, fits: bool) -> None:
    assert fits_a_header(token) is fits


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (4401, TokenRefused),
        (4408, TokenRefused),
        (4001, AuthenticationExpired),
        (4008, SlowConsumer),
        (1000, ConnectionLost),
        (1001, ConnectionLost),
        (1009, ConnectionLost),
        (1011, ConnectionLost),
    ],
)
def test_what_a_close_code_means(code: int, error: type[SignalingError]) -> None:
    why = why_it_ended(ConnectionClosed(Close(code, ""), None))
    assert (type(why), why.close_code) == (error, code)


def test_an_end_without_a_close_frame() -> None:
    why = why_it_ended(ConnectionClosed(None, None))
    assert (type(why), why.close_code) == (ConnectionLost, None)


def test_messages_have_their_wire_names() -> None:
    frame = encode(CallHangup(recipient_id="bob", call_id="c1", reason="busy"))
    assert frame == '{"type":"call-hangup","recipientId":"bob","callId":"c1","reason":"busy"}'
    assert decode('{"type":"call-hangup","senderId":"bob","callId":"c1","new":1}') == ForwardedHangup(
        sender_id="bob", call_id="c1"
    )


@pytest.mark.parametrize(
    "frame", ['{"type":"call-hologram","senderId":"b"}', "{}", "nonsense", b"\xff", '{"type":"call-offer"}', "[]"]
)
def test_what_is_not_known_is_passed_over(frame: str | bytes) -> None:
    assert decode(frame) is None


@asynccontextmanager
async def cut_off() -> AsyncIterator[str]:
    """A server that cuts the connection without a close frame."""

    async def cut(connection: ServerConnection) -> None:
        connection.transport.abort()

    async with websocket_server(cut) as url:
        yield url


async def test_a_cut_connection_is_lost() -> None:
    async with cut_off() as url, await open_socket(f"{url}/ws", "t") as opened:
        with pytest.raises(ConnectionClosed) as closed:
            await opened.recv()
    assert isinstance(why_it_ended(closed.value), ConnectionLost)
