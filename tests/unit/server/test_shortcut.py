"""The shortcut past ASGI's events, with a server that is not there."""

import asyncio
import gc
from typing import Any

from ringback.config import Config
from ringback.messages import CloseCode
from ringback.server.shortcut import SHORTCUT, Listener
from ringback.server.websocket import AsgiLine
from tests.serving import SECRET, ringback, token_for


class FakeShortcut:
    """Takes everything."""

    def __init__(self) -> None:
        self.listeners: asyncio.Queue[Listener | None] = asyncio.Queue()
        self.written: list[bytes] = []

    def listen(self, listener: Listener | None) -> None:
        self.listeners.put_nowait(listener)

    def write(self, frame: bytes) -> bool:
        self.written.append(frame)
        return True


async def test_a_frame_does_not_overtake_those_that_wait() -> None:
    shortcut = FakeShortcut()
    line = AsgiLine(Config(secret=SECRET), shortcut)
    line.put(b"first")  # nobody writes yet
    line.put(b"second")
    writing = asyncio.create_task(line.outbox.get())
    assert [await writing, await line.outbox.get()] == [b"first", b"second"]
    line.put(b"third")  # the second is still on its way
    assert shortcut.written == []
    assert await line.outbox.get() == b"third"
    waiting = asyncio.create_task(line.outbox.get())
    await asyncio.sleep(0)
    line.put(b"fourth")
    assert shortcut.written == [b"fourth"]
    line.close(CloseCode.REPLACED)
    line.put(b"too late")
    assert shortcut.written == [b"fourth"]
    waiting.cancel()


async def test_what_waits_when_the_connection_ends_is_let_go() -> None:
    shortcut, server = FakeShortcut(), ringback()
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    sent: list[Any] = []

    async def send(event: Any) -> None:
        sent.append(event)

    scope = {
        "type": "websocket",
        "path": "/ws",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {token_for('alice')}".encode())],
        "subprotocols": [],
        "extensions": {SHORTCUT: shortcut},
    }
    serving = asyncio.ensure_future(server.app(scope, events.get, send))
    events.put_nowait({"type": "websocket.connect"})
    listener = await shortcut.listeners.get()
    assert listener is not None
    assert not listener(b'{"type": "hello", "deviceId": "telephone"}')
    await server.close()
    await serving
    gc.collect()  # and nothing says that it was never awaited
    assert shortcut.listeners.get_nowait() is None
    assert listener(b'{"type": "ping"}'), "what comes late is ignored"
    assert [event["type"] for event in sent] == ["websocket.accept", "websocket.close"]
