"""Calls for scripts that know nothing of asyncio.

    with CallClient("https://example.org/calls", token=token) as me:
        with me.call("alice") as call:
            call.say("The build has failed.")

``ringback.client`` as far as a script needs it, under the same names: every method waits until it is done, and what is
awaited there is called here. A loop of its own in a thread does the work. Needs the extra:
``pip install 'ringback[peer]'``.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import partial
from types import TracebackType
from typing import Any, Generic, Literal, Self, TypeVar

from numpy.typing import NDArray

from ringback import client
from ringback.client import CallStats, EndReason, Explanation, MediaState
from ringback.peer.playback_thread import in_thread
from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture
from ringback.sound import SAMPLE_RATE, Sound

__all__ = ["Call", "CallClient", "OnCall"]

Item = TypeVar("Item")
Result = TypeVar("Result")


class _LoopThread:
    """An event loop in a thread, from ``start()`` to ``stop()``."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="ringback-sync", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        assert self._loop is not None  # noqa: S101 # it was started
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Have ``work`` done, and wait for it. Interrupting the waiting cancels the work."""
        if self._loop is None:
            work.close()
            raise RuntimeError("A client is used inside its `with` block.")
        done = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return done.result()
        except BaseException:
            done.cancel()
            raise

    def do(self, work: Callable[[], Result]) -> Result:
        """The same for what is done at once."""

        async def turn() -> Result:
            return work()

        return self.wait(turn())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        await self._over.wait()


class _Each(Iterator[Item], Generic[Item]):
    """An asynchronous iterator as one that waits."""

    def __init__(self, thread: _LoopThread, items: AsyncIterator[Item]) -> None:
        self._thread = thread
        self._items = items

    def __next__(self) -> Item:
        try:
            return self._thread.wait(self._following())
        except StopAsyncIteration:
            raise StopIteration from None

    async def _following(self) -> Item:
        return await anext(self._items)


class Call:
    """``ringback.client.Call``. Leaving its block hangs up."""

    def __init__(self, thread: _LoopThread, call: client.Call) -> None:
        self._thread = thread
        self._call = call

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._thread.wait(self._call.__aexit__(kind, error, traceback))

    @property
    def call_id(self) -> str:
        return self._call.call_id

    @property
    def user_id(self) -> str:
        return self._call.user_id

    @property
    def outgoing(self) -> bool:
        return self._call.outgoing

    @property
    def offers_video(self) -> bool:
        return self._call.offers_video

    @property
    def is_over(self) -> bool:
        return self._call.is_over

    @property
    def remote(self) -> MediaState:
        return self._call.remote

    def ended(self) -> EndReason:
        """Wait for the end."""
        return self._thread.wait(_awaited(self._call))

    def connected(self) -> None:
        self._thread.wait(self._call.connected())

    def accept(self, *, audio: bool = True, video: bool = False) -> None:
        self._thread.wait(self._call.accept(audio=audio, video=video))

    def reject(self, reason: Literal["declined", "busy"] = "declined") -> None:
        self._thread.do(lambda: self._call.reject(reason))

    def hangup(self, reason: str | None = None) -> EndReason:
        self._thread.do(lambda: self._call.hangup(reason))
        return self.ended()

    @property
    def audio(self) -> Iterator[Samples]:
        return _Each(self._thread, self._call.audio)

    def listen(
        self,
        *,
        rate: int = SAMPLE_RATE,
        dtype: Literal["int16", "float32"] = "int16",
        chunk_ms: int = 10,
        waits_ms: int = 100,
    ) -> Iterator[NDArray[Any]]:
        chunks = self._thread.do(
            lambda: self._call.listen(rate=rate, dtype=dtype, chunk_ms=chunk_ms, waits_ms=waits_ms)
        )
        return _Each(self._thread, chunks)

    def say(self, sound: Sound, *, rate: int = SAMPLE_RATE) -> bool:
        return self._thread.wait(self._call.say(sound, rate=rate))

    def flush(self) -> int:
        return self._thread.do(self._call.flush)

    def said(self) -> None:
        self._thread.wait(self._call.said())

    def mute(self, on: bool = True) -> None:
        self._thread.do(lambda: self._call.mute(on))

    def hold(self) -> None:
        self._thread.do(self._call.hold)

    def resume(self) -> None:
        self._thread.do(self._call.resume)

    @property
    def video(self) -> Iterator[Picture]:
        return _Each(self._thread, self._thread.do(lambda: self._call.video))

    def show(self, pictures: object) -> None:
        self._thread.wait(self._call.show(pictures))

    def send(self, message: str | bytes) -> None:
        """``data.send``."""
        self._thread.wait(self._call.data.send(message))

    @property
    def messages(self) -> Iterator[str | bytes]:
        """``data``, as an iterator."""
        return _Each(self._thread, self._call.data)

    @property
    def dtmf(self) -> Iterator[str]:
        return _Each(self._thread, self._thread.do(lambda: self._call.dtmf))

    def send_dtmf(self, digits: str) -> None:
        self._thread.wait(self._call.send_dtmf(digits))

    def stats(self) -> CallStats:
        return self._thread.wait(self._call.stats())

    def explain(self) -> Explanation:
        return self._thread.wait(self._call.explain())


async def _awaited(call: client.Call) -> EndReason:
    return await call.ended


OnCall = Callable[[Call], object]


class CallClient:
    """``ringback.client.CallClient``, with its options. ``on_call`` runs each call in a thread of its own."""

    def __init__(self, url: str, **options: Any) -> None:
        """Prepare; nothing is opened yet. What is wrong with the options is raised on entering the block."""
        self._thread = _LoopThread()
        self._make = partial(client.CallClient, url, **options)
        self._client: client.CallClient | None = None
        self._on_call: OnCall | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._client = self._thread.do(self._make)
            if self._on_call is not None:
                self.on_call(self._on_call)
            self._thread.wait(self._client.__aenter__())
        except BaseException:
            self._thread.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._thread.wait(self._open.__aexit__(kind, error, traceback))
        finally:
            self._thread.stop()

    @property
    def user_id(self) -> str:
        return self._open.user_id

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(Call(self._thread, call) for call in self._thread.do(lambda: self._open.calls))

    def call(self, user_id: str, *, audio: bool = True, video: bool = False) -> Call:
        return Call(self._thread, self._thread.wait(self._open.call(user_id, audio=audio, video=video)))

    def on_call(self, handler: OnCall) -> OnCall:
        self._on_call = handler

        async def answer(call: client.Call) -> None:
            await in_thread(lambda: handler(Call(self._thread, call)))

        if self._client is not None:
            asynchronous = self._client
            self._thread.do(lambda: asynchronous.on_call(answer))
        return handler

    def served(self) -> None:
        self._thread.wait(self._open.served())

    @property
    def _open(self) -> client.CallClient:
        if self._client is None:
            raise RuntimeError("A client is used inside its `with` block.")
        return self._client
