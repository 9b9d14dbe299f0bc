"""The calls of a Python program over one signalling connection."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Final, Self

from ringback.client.call import Call, CallMessage, OnTrack
from ringback.client.signaling import SignalingClient
from ringback.messages import (
    CallAccept,
    CallError,
    CallReject,
    ForwardedOffer,
)
from ringback.peer import DEFAULT_FALLBACK_STUN, MediaStream, TurnApi

logger = logging.getLogger("ringback.client")

RING_S: Final = 60.0
"""How long a call that is placed rings before it ends with ``no_answer``."""

OnCall = Callable[[Call], Awaitable[None]]


class Calls:
    """Hands each message of ``signaling`` to the call it speaks of, answers calls, and places them.

        async with SignalingClient(url, token=token) as signaling, Calls(signaling, turn, on_call) as calls:
            await calls.served()

    ``on_call`` prepares a call that comes in: it sets ``call.on_track``, adds streams to ``call.connection``. The call
    is accepted when it returns, unless it was rejected. It ends with ``failed`` when it raises, which touches no other
    call. Without it every call is rejected as ``busy``. ``fallback_stun`` is as in ``create_peer_connection``.
    Leaving the block hangs up.
    """

    def __init__(
        self,
        signaling: SignalingClient,
        turn_api: TurnApi,
        on_call: OnCall | None = None,
        *,
        fallback_stun: str = DEFAULT_FALLBACK_STUN,
    ) -> None:
        self._signaling = signaling
        self._connect: Callable[[Call], Awaitable[None]] = lambda call: call.connect(
            turn_api, fallback_stun=fallback_stun
        )
        self._on_call = on_call
        self._calls: dict[str, Call] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for call in list(self._calls.values()):
            call.hang_up()
        tasks = [*self._tasks, *([self._reading] if self._reading else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def served(self) -> None:
        """Wait until the signalling connection ends. Cancelling stops only the waiting.

        Raises:
            SignalingError: why it ended.
        """
        if self._reading is None:
            raise RuntimeError("Calls are served inside `async with`.")
        await asyncio.shield(self._reading)

    async def place(self, user_id: str, stream: MediaStream, *, on_track: OnTrack | None = None) -> Call:
        """Call ``user_id`` with the tracks of ``stream``; returns while it rings.

        Cancelling places no call.
        """
        call = Call(str(uuid.uuid4()), user_id, self._signaling)
        call.on_track = on_track or call.on_track
        self._calls[call.call_id] = call
        try:
            await self._connect(call)
        except BaseException:
            self._calls.pop(call.call_id, None)
            raise
        self._begin(self._watch(call))
        call.take_up()
        await call.connection.add_local_stream(stream)
        return call

    async def _read(self) -> None:
        async for message in self._signaling:
            if isinstance(message, CallError) and message.call_id is None:
                logger.warning("the server refused a message: %s", message.error)
            elif isinstance(message, CallMessage):
                self._received(message)

    def _received(self, message: CallMessage) -> None:
        call_id = message.call_id or ""
        call = self._calls.get(call_id)
        if call is not None:
            if isinstance(message, CallError) or message.sender_id == call.remote_user_id:
                call.receive(message)
        elif isinstance(message, ForwardedOffer):
            self._offered(message)

    def _offered(self, offer: ForwardedOffer) -> None:
        if self._on_call is None:
            self._signaling.send(CallReject(recipient_id=offer.sender_id, call_id=offer.call_id, reason="busy"))
            return
        call = Call(offer.call_id, offer.sender_id, self._signaling)
        call.receive(offer)
        self._calls[call.call_id] = call
        self._begin(self._answer(call, self._on_call))

    async def _answer(self, call: Call, on_call: OnCall) -> None:
        try:
            await self._connect(call)
            await on_call(call)
            if not call.is_over:
                self._signaling.send(CallAccept(recipient_id=call.remote_user_id, call_id=call.call_id))
                call.take_up()
        except Exception:
            logger.exception("a call that came in could not be answered")
            call.hang_up("failed")
        await self._watch(call, rings=False)

    async def _watch(self, call: Call, *, rings: bool = True) -> None:
        """See to the end of a call, whoever brings it about."""
        try:
            if rings:
                await self._no_answer(call)
            await call.ended()
        finally:
            self._calls.pop(call.call_id, None)

    async def _no_answer(self, call: Call) -> None:
        first = {asyncio.create_task(call.ended()), asyncio.create_task(call.connected.wait())}
        try:
            done, _ = await asyncio.wait(first, timeout=RING_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in first:
                task.cancel()
        if not done:
            call.hang_up("no_answer")

    def _begin(self, coroutine: Awaitable[None]) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
