"""The calls of a Python program over its signalling."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from ringback.client.call import BEHIND_S, Call, CallMessage, OnTrack
from ringback.client.signaling import SignalingClient
from ringback.client.signaling_errors import SignalingError
from ringback.messages import (
    CallError,
    CallMerged,
    CallReject,
    ForwardedHangup,
    ForwardedOffer,
    ForwardedReject,
    Welcome,
)
from ringback.peer import DEFAULT_FALLBACK_STUN, MediaStream, TurnApi

logger = logging.getLogger("ringback.client")

RING_S: Final = 60.0
"""How long a call that is placed rings before it ends with ``no_answer``, where the server does not see to that."""

LONGEST_RING_S: Final = 180.0
"""How long it may ring where the server does, which then says how long it will."""

OnCall = Callable[[Call], Awaitable[None]]


class Calls:
    """Hands each message of ``signaling`` to the call it speaks of, answers calls, and places them.

        async with SignalingClient(url, token=token) as signaling, Calls(signaling, turn, on_call) as calls:
            await calls.served()

    ``on_call`` prepares a call that comes in: it sets ``call.on_track``, adds streams to ``call.connection``. The call
    is accepted when it returns, unless it was rejected. It ends with ``failed`` when it raises, which touches no other
    call. Without it every call is rejected as ``busy``. Who is called by the one they are calling has one call with
    them, which is the one that was placed. ``fallback_stun`` is as in ``create_peer_connection``. Leaving the block
    hangs up.
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
        self._crossing: dict[str, list[CallMessage]] = {}
        """Calls that came in from somebody who is being called: until the server has merged the two."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._crossing.clear()
        for call in list(self._calls.values()):
            call.hang_up()
        tasks = [*self._tasks, *([self._reading] if self._reading else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def served(self) -> None:
        """Wait until the signalling ends for good. Cancelling stops only the waiting.

        Raises:
            SignalingError: why it ended.
        """
        if self._reading is None:
            raise RuntimeError("Calls are served inside `async with`.")
        await asyncio.shield(self._reading)

    async def place(self, user_id: str, stream: MediaStream, *, on_track: OnTrack | None = None) -> Call:
        """Call ``user_id`` with the tracks of ``stream``; returns while it rings.

        Without a connection to the server the call is placed once there is one. Cancelling places no call.
        """
        call = Call(str(uuid.uuid4()), user_id, self._signaling, outgoing=True)
        call.on_track = on_track or call.on_track
        self._calls[call.call_id] = call
        try:
            await self._connect(call)
        except BaseException:
            self._calls.pop(call.call_id, None)
            self._uncross(user_id)
            raise
        call.give_up_in(LONGEST_RING_S + BEHIND_S if self._server_owns_calls else RING_S)
        self._begin(self._watch(call))
        call.take_up()
        await call.connection.add_local_stream(stream)
        return call

    @property
    def _server_owns_calls(self) -> bool:
        return self._signaling.welcome.session is not None

    async def _read(self) -> None:
        async for message in self._signaling:
            if isinstance(message, Welcome):
                for call in self._calls.values():
                    call.repeat()
            elif isinstance(message, CallMerged):
                self._merged(message)
            elif isinstance(message, CallError) and message.call_id is None:
                logger.warning("the server refused a message: %s", message.error)
            elif isinstance(message, CallMessage):
                self._received(message)

    def _received(self, message: CallMessage) -> None:
        call_id = message.call_id or ""
        call = self._calls.get(call_id)
        if call is not None:
            if isinstance(message, CallError) or message.sender_id == call.remote_user_id:
                call.receive(message)
        elif call_id in self._crossing:
            self._crossed(call_id, message)
        elif isinstance(message, ForwardedOffer):
            self._offered(message)

    def _offered(self, offer: ForwardedOffer) -> None:
        if self._is_being_called(offer.sender_id):
            self._crossing[offer.call_id] = [offer]
        elif self._on_call is None:
            with suppress(SignalingError):  # then it rings out
                self._signaling.send(CallReject(recipient_id=offer.sender_id, call_id=offer.call_id, reason="busy"))
        else:
            call = Call(offer.call_id, offer.sender_id, self._signaling, outgoing=False)
            call.receive(offer)
            if offer.expires_in_ms is not None:
                call.give_up_in(offer.expires_in_ms / 1000 + BEHIND_S)
            self._calls[call.call_id] = call
            self._begin(self._watch(call))
            self._begin(self._answer(call, self._on_call))

    async def _answer(self, call: Call, on_call: OnCall) -> None:
        try:
            await self._connect(call)
            await on_call(call)
            if not call.is_over:
                call.accept()
        except Exception:
            logger.exception("a call that came in could not be answered")
            call.hang_up("failed")

    def _is_being_called(self, user_id: str) -> bool:
        """Whether a call to ``user_id`` is under way of which the server has not said what becomes of it."""
        return self._server_owns_calls and any(
            call.outgoing and not call.confirmed and call.remote_user_id == user_id for call in self._calls.values()
        )

    def _crossed(self, call_id: str, message: CallMessage) -> None:
        if isinstance(message, ForwardedHangup | ForwardedReject):
            del self._crossing[call_id]
        else:
            self._crossing[call_id].append(message)

    def _merged(self, merged: CallMerged) -> None:
        call = self._calls.get(merged.call_id)
        if call is None or call.remote_user_id != merged.sender_id:
            return
        del self._calls[merged.call_id]
        came = self._crossing.pop(merged.into, [])
        ours = self._calls.get(merged.into)
        if ours is not None:
            came = ours.leave()
        self._calls[merged.into] = call
        call.merge(merged.into, came)

    def _uncross(self, user_id: str) -> None:
        """The call to ``user_id`` has come to nothing: theirs is one like any other."""
        for call_id, came in list(self._crossing.items()):
            first = came[0]
            if isinstance(first, ForwardedOffer) and first.sender_id == user_id:
                del self._crossing[call_id]
                for message in came:
                    self._received(message)

    async def _watch(self, call: Call) -> None:
        """See to the end of a call, whoever brings it about."""
        try:
            await call.ended()
        finally:
            if self._calls.get(call.call_id) is call:
                del self._calls[call.call_id]
            self._uncross(call.remote_user_id)

    def _begin(self, coroutine: Awaitable[None]) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
