"""Calls for scripts that know nothing of asyncio.

    with CallClient("https://example.org/calls", token=token) as me:
        with me.call("alice") as call:
            call.say("The build has failed.")

``ringback.client`` as far as a script needs it, under the same names: every method waits until it is done, and what is
awaited there is called here. A loop of its own in a thread does the work. Needs the extra:
``pip install 'ringback[peer]'``.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from types import TracebackType
from typing import Any, Final, Generic, Literal, Required, Self, TypedDict, TypeVar, Unpack

from numpy.typing import NDArray

from ringback import client
from ringback.client import CallStats, EndReason, Explanation, MediaState, SignalingState, TokenSource
from ringback.loop_thread import LoopThread
from ringback.messages import DeviceId
from ringback.peer.engine import IceTransportPolicy
from ringback.peer.playback_thread import in_thread
from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture
from ringback.sound import SAMPLE_RATE, Sound, TextToSpeech

__all__ = ["Call", "CallClient", "ClientOptions", "OnCall"]

OUTSIDE: Final = "A client is used inside its `with` block."

Item = TypeVar("Item")


class _Each(Iterator[Item], Generic[Item]):
    """An asynchronous iterator as one that waits."""

    def __init__(self, thread: LoopThread, items: AsyncIterator[Item]) -> None:
        self._thread = thread
        self._items = items

    def __next__(self) -> Item:
        try:
            return self._thread.run(self._following())
        except StopAsyncIteration:
            raise StopIteration from None

    async def _following(self) -> Item:
        return await anext(self._items)


class Call:
    """``ringback.client.Call``. Leaving its block hangs up."""

    def __init__(self, thread: LoopThread, call: client.Call) -> None:
        self._thread = thread
        self._call = call

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._thread.run(self._call.__aexit__(kind, error, traceback))

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
        return self._thread.run(_awaited(self._call))

    def connected(self) -> None:
        self._thread.run(self._call.connected())

    def accept(self, *, audio: bool = True, video: bool = False) -> None:
        self._thread.run(self._call.accept(audio=audio, video=video))

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
        return self._thread.run(self._call.say(sound, rate=rate))

    def flush(self) -> int:
        return self._thread.do(self._call.flush)

    def said(self) -> None:
        self._thread.run(self._call.said())

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
        self._thread.run(self._call.show(pictures))

    def send(self, message: str | bytes) -> None:
        """``data.send``."""
        self._thread.run(self._call.data.send(message))

    @property
    def messages(self) -> Iterator[str | bytes]:
        """``data``, as an iterator."""
        return _Each(self._thread, self._call.data)

    @property
    def dtmf(self) -> Iterator[str]:
        return _Each(self._thread, self._thread.do(lambda: self._call.dtmf))

    def send_dtmf(self, digits: str) -> None:
        self._thread.run(self._call.send_dtmf(digits))

    def stats(self) -> CallStats:
        return self._thread.run(self._call.stats())

    def explain(self) -> Explanation:
        return self._thread.run(self._call.explain())


async def _awaited(call: client.Call) -> EndReason:
    return await call.ended


OnCall = Callable[[Call], object]


class ClientOptions(TypedDict, total=False):
    """The options of ``ringback.client.CallClient``."""

    token: Required[TokenSource]
    limit: int | None
    queue: int
    device_id: DeviceId | None
    text_to_speech: TextToSpeech | None
    fallback_stun: str
    ice_transport_policy: IceTransportPolicy
    allow_insecure: bool
    on_state: Callable[[SignalingState], object] | None
    """Is told in the thread of the loop, which it must not block."""


class CallClient:
    """``ringback.client.CallClient``, with its options. ``on_call`` runs each call in a thread of its own."""

    def __init__(self, url: str, **options: Unpack[ClientOptions]) -> None:
        """Prepare; nothing is opened yet. What is wrong with the options is raised on entering the block."""
        self._running: LoopThread | None = None
        self._make = partial(client.CallClient, url, **options)
        self._client: client.CallClient | None = None
        self._on_call: OnCall | None = None

    def __enter__(self) -> Self:
        self._running = LoopThread("ringback-sync")
        try:
            self._client = self._thread.do(self._make)
            if self._on_call is not None:
                self.on_call(self._on_call)
            self._thread.run(self._client.__aenter__())
        except BaseException:
            self._thread.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._thread.run(self._open.__aexit__(kind, error, traceback))
        finally:
            self._thread.close()

    @property
    def user_id(self) -> str:
        return self._open.user_id

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(Call(self._thread, call) for call in self._thread.do(lambda: self._open.calls))

    def call(self, user_id: str, *, audio: bool = True, video: bool = False) -> Call:
        return Call(self._thread, self._thread.run(self._open.call(user_id, audio=audio, video=video)))

    def on_call(self, handler: OnCall) -> OnCall:
        self._on_call = handler

        async def answer(call: client.Call) -> None:
            await in_thread(lambda: handler(Call(self._thread, call)))

        if self._client is not None:
            asynchronous = self._client
            self._thread.do(lambda: asynchronous.on_call(answer))
        return handler

    def served(self) -> None:
        self._thread.run(self._open.served())

    @property
    def _thread(self) -> LoopThread:
        if self._running is None:
            raise RuntimeError(OUTSIDE)
        return self._running

    @property
    def _open(self) -> client.CallClient:
        if self._client is None:
            raise RuntimeError(OUTSIDE)
        return self._client
