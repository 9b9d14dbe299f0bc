"""The calls of a Python program over its signalling."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Final, Self

from ringback.client.call_connection import MakeConnection
from ringback.client.call_control import BEHIND_S, CallControl, CallMessage
from ringback.client.signaling import SignalingClient
from ringback.messages import (
    CallError,
    CallMerged,
    ForwardedHangup,
    ForwardedOffer,
    ForwardedReject,
    LiveCall,
    Welcome,
)

logger = logging.getLogger("ringback.client")

RING_S: Final = 60.0
"""How long a call that is placed rings before it ends with ``no_answer``, where the server does not see to that."""

LONGEST_RING_S: Final = 180.0
"""How long it may ring where the server does, which then says how long it will."""

Begins = Callable[[CallControl], object]


class Switchboard:
    """Hands each message of ``signaling`` to the call it speaks of, and begins and ends calls.

    ``on_call`` is told a call that comes in; while it is None calls ring on other devices of this user, or nowhere.
    Who is called by the one they are calling has one call with them, which is the one that was placed. ``on_rejoin``
    is told a call that a program with the same ``device_id`` was in before; while it is None such calls are hung up.
    Leaving the block hangs up.
    """

    def __init__(self, signaling: SignalingClient, connect: MakeConnection) -> None:
        self._signaling = signaling
        self._connect = connect
        self.on_call: Begins | None = None
        self.on_rejoin: Begins | None = None
        self._calls: dict[str, CallControl] = {}
        self._crossing: dict[str, list[CallMessage]] = {}
        """Calls that came in from somebody who is being called: until the server has merged the two."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._serve())
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

    def begin(self, user_id: str) -> CallControl:
        """A call to ``user_id``, of which nobody knows before ``place``."""
        call = CallControl(str(uuid.uuid4()), user_id, self._signaling, outgoing=True)
        self._calls[call.call_id] = call
        return call

    async def place(self, call: CallControl) -> None:
        """Make its connection; the call goes out with the first media that are added to it.

        Without a connection to the server it goes out once there is one. Cancelling places no call.
        """
        try:
            await call.connect(self._connect)
        except BaseException:
            self._calls.pop(call.call_id, None)
            call.end("failed")
            self._uncross(call.remote_user_id)
            raise
        call.give_up_in(LONGEST_RING_S + BEHIND_S if self._server_owns_calls else RING_S)
        self._begin(self._watch(call))
        call.take_up()

    async def connect(self, call: CallControl) -> None:
        """Make the connection of a call that came in, or that is joined again."""
        await call.connect(self._connect)

    @property
    def _server_owns_calls(self) -> bool:
        return self._signaling.welcome.session is not None

    def _of_before(self) -> list[LiveCall]:
        """The calls that this device was in before this program began."""
        session = self._signaling.welcome.session
        live = [] if session is None else session.calls
        return [call for call in live if call.here and (call.state, call.direction) != ("ringing", "incoming")]

    def _rejoin(self, live: LiveCall) -> None:
        call = CallControl(live.call_id, live.user_id, self._signaling, outgoing=live.direction == "outgoing")
        if self.on_rejoin is None or live.state == "ringing":
            call.hang_up(None if live.state == "ringing" else "lost")
            return
        call.rejoin(polite=live.polite)
        self._calls[call.call_id] = call
        self._begin(self._watch(call))
        self.on_rejoin(call)

    async def _serve(self) -> None:
        """From the first turn after whoever made this has set ``on_call`` and ``on_rejoin``."""
        for live in self._of_before():
            self._rejoin(live)
        await self._read()

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
        elif self.on_call is not None:
            call = CallControl(offer.call_id, offer.sender_id, self._signaling, outgoing=False)
            call.receive(offer)
            if offer.expires_in_ms is not None:
                call.give_up_in(offer.expires_in_ms / 1000 + BEHIND_S)
            self._calls[call.call_id] = call
            self._begin(self._watch(call))
            self.on_call(call)

    def _is_being_called(self, user_id: str) -> bool:
        """Whether a call to ``user_id`` is under way of which the server has not said what becomes of it."""
        return self._server_owns_calls and any(
            call.outgoing and not call.confirmed.is_set() and call.remote_user_id == user_id
            for call in self._calls.values()
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
        came: Sequence[CallMessage] = self._crossing.pop(merged.into, [])
        ours = self._calls.get(merged.into)
        if ours is not None:
            came = ours.leave()
        self._calls[merged.into] = call
        call.merge(merged, came)

    def _uncross(self, user_id: str) -> None:
        """The call to ``user_id`` has come to nothing: theirs is one like any other."""
        for call_id, came in list(self._crossing.items()):
            first = came[0]
            if isinstance(first, ForwardedOffer) and first.sender_id == user_id:
                del self._crossing[call_id]
                for message in came:
                    self._received(message)

    async def _watch(self, call: CallControl) -> None:
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
