"""A program as a user of a ringback server."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from ringback.client.call import Call
from ringback.client.call_control import CallControl
from ringback.client.call_media import CallOptions
from ringback.client.history import HistoryClient
from ringback.client.placing import taken
from ringback.client.reception import Reception
from ringback.client.reconnection import SignalingState
from ringback.client.signaling import SignalingClient
from ringback.client.switchboard import Switchboard
from ringback.client.token_source import TokenSource
from ringback.client.turn import TurnClient
from ringback.messages import CallHistory, DeviceId
from ringback.peer import (
    DEFAULT_FALLBACK_STUN,
    PeerClosed,
    PeerConnectionConfig,
    PeerConnectionManager,
    create_peer_connection,
)
from ringback.peer.application import tell
from ringback.peer.engine import IceTransportPolicy
from ringback.peer.promise import wait_if_needed
from ringback.sound.speech import TextToSpeech

OnCall = Callable[[Call], Awaitable[object]]


class CallClient:
    """A user who is a program, signed in from ``async with`` to its end: calls others, and is called.

        async with CallClient("https://example.org/calls", token=make_token) as me:

            @me.on_call
            async def answer(call):
                await call.accept()
                await call.say(Path("welcome.wav"))

            async with await me.call("alice") as call:
                await call.say("Good morning.")

    Each call that comes in has a task of its own. What a handler raises ends its call with ``failed`` and a line in
    the log, and nothing else; when it is done, its call is hung up. It goes on after the other side has hung up, until
    it is done or the client's block is left. Leaving that hangs up every call, and cancels what handlers still do.

    When the connection to the server is lost, calls go on, and it connects again by itself. Belongs to one event loop.

    ``url`` is where ringback is mounted. ``token`` is a token, or a function that makes one, asked again for each
    connection and before one expires. ``limit`` calls that come in are answered at once, any number when it is None;
    ``queue`` more wait for their turn, see ``on_wait``; others hear that this user is busy. A program that is to find
    its calls again after a restart keeps a ``device_id``; no two that run at once may have the same.
    ``text_to_speech`` speaks what ``say`` is given as text; espeak-ng does unless set. ``fallback_stun`` is a STUN
    server besides those of the ringback server, or "off"; ``ice_transport_policy="relay"`` hides this machine's
    addresses from the other side. ``allow_insecure`` allows an unencrypted connection to another machine, for tests.
    ``on_state`` is told each change of ``state``.
    """

    def __init__(  # noqa: PLR0913 - an option each
        self,
        url: str,
        *,
        token: TokenSource,
        limit: int | None = None,
        queue: int = 0,
        device_id: DeviceId | None = None,
        text_to_speech: TextToSpeech | None = None,
        fallback_stun: str = DEFAULT_FALLBACK_STUN,
        ice_transport_policy: IceTransportPolicy = "all",
        allow_insecure: bool = False,
        on_state: Callable[[SignalingState], object] | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Raises:
            ConfigurationError: the address cannot be used; see ``server_url``.
            ValueError: ``limit`` or ``queue`` makes no sense.
        """
        self._signaling = SignalingClient(
            url, token=token, allow_insecure=allow_insecure, device_id=device_id, on_state=on_state
        )
        self._history = HistoryClient(url, token=token, allow_insecure=allow_insecure)
        turn = TurnClient(url, token=token, allow_insecure=allow_insecure)

        async def connect(config: PeerConnectionConfig) -> PeerConnectionManager:
            config = replace(config, ice_transport_policy=ice_transport_policy)
            return await create_peer_connection(config, turn, fallback_stun=fallback_stun)

        self._switchboard = Switchboard(self._signaling, connect)
        self._options = CallOptions(connect=self._switchboard.connect, text_to_speech=text_to_speech)
        self._reception: Reception[Call] = Reception(limit, queue)
        self._on_call: OnCall | None = None
        self._on_wait: OnCall | None = None
        self._on_rejoin: OnCall | None = None
        self._calls: list[Call] = []
        self._waiting: dict[Call, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Connect.

        Raises:
            SignalingError: one of its classes says why there is no connection. The first one has to succeed.
        """
        async with AsyncExitStack() as opening:
            await opening.enter_async_context(self._signaling)
            await opening.enter_async_context(self._switchboard)
            opening.push_async_callback(self._end_calls)
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._open.aclose()

    # --- who and what there is

    @property
    def user_id(self) -> str:
        """Who the server takes this program for. Raises SignalingClosed before ``async with``."""
        return self._signaling.user_id

    @property
    def state(self) -> SignalingState:
        """How it stands with the connection to the server now."""
        return self._signaling.state

    @property
    def calls(self) -> tuple[Call, ...]:
        """Those that are not over, the oldest first; also those that ring, or wait."""
        return tuple(call for call in self._calls if not call.is_over)

    async def served(self) -> None:
        """Wait until there will be no connection to the server again. Cancelling stops only the waiting.

        Raises:
            SignalingError: why there will be none.
        """
        await self._switchboard.served()

    async def history(
        self, *, limit: int = 50, cursor: str | None = None, since: datetime | None = None, missed: bool = False
    ) -> CallHistory:
        """The newest ``limit`` of this user's calls, as ``HistoryClient.page`` gives them, and raises.

        Cancelling loses nothing.
        """
        return await self._history.page(limit=limit, cursor=cursor, since=since, missed=missed)

    # --- being called

    def on_call(self, handler: OnCall) -> OnCall:
        """Has ``handler`` answer the calls that come in, each in a task of its own: ``await call.accept()``, or
        ``call.reject()``. Without one nothing rings here; other devices of the user may. As a decorator, before
        ``async with`` or at the beginning of its block."""
        self._on_call = handler
        self._switchboard.on_call = self._came
        return handler

    def on_wait(self, handler: OnCall) -> OnCall:
        """Has ``handler`` receive those who have to wait since ``limit`` calls are being answered. It may accept the
        call and say something; when it is their turn it is cancelled, silenced, and the other handler has the same
        call, in which ``accept`` then does nothing. Without one they go on hearing it ring, for as long as the server
        lets it."""
        self._on_wait = handler
        return handler

    def on_rejoin(self, handler: OnCall) -> OnCall:
        """Has ``handler`` go on with the calls that a program with the same ``device_id`` was in before it was started
        anew; they are accepted already, and count towards ``limit``. Without one they are hung up."""
        self._on_rejoin = handler
        self._switchboard.on_rejoin = self._rejoined
        return handler

    # --- calling

    async def call(
        self,
        user_id: str,
        *,
        audio: bool = True,
        video: bool = False,
        on_ringing: Callable[[Call], object] | None = None,
    ) -> Call:
        """Call ``user_id``, and return once they have taken the call. ``audio`` and ``video`` are as for ``accept``;
        ``on_ringing`` is told when it rings there. Two who call each other at once have one call.

        Cancelling takes the call back.

        Raises:
            Offline, Busy, Declined, NoAnswer, NotAllowed, Cancelled, TakenElsewhere: it was not taken.
            ServerGone: the server cannot be reached, or not within 10 s.
            TokenExpired: the server takes the token no more.
            Unconnected: it was taken, but the connection could not even be begun.
        """
        control = self._switchboard.begin(user_id)
        call = self._take_in(control)
        control.listeners.ringing = lambda: tell(on_ringing, call)
        try:
            await self._switchboard.place(control)
            with suppress(PeerClosed):  # it is over by now, which `taken` says
                await call.open(audio=audio, video=video)
            await taken(call, control, self._signaling)
        except BaseException:
            call.hangup()
            raise
        return call

    # --- the life of a call

    def _take_in(self, control: CallControl) -> Call:
        call = Call(control, self._options)
        self._calls.append(call)
        self._begin(self._see_off(call))
        return call

    async def _see_off(self, call: Call) -> None:
        """Of a call that is over only its tasks are left: until they are done, or the client's block is left."""
        await call.ended
        self._calls.remove(call)
        if (waiting := self._waiting.pop(call, None)) is not None:
            waiting.cancel()
        following = self._reception.leave(call)
        if following is not None:
            self._answer(following)
        try:
            await call.finished()
        finally:
            await call.aclose()

    def _came(self, control: CallControl) -> None:
        call = self._take_in(control)
        match self._reception.arrive(call):
            case "answer":
                self._answer(call)
            case "wait" if self._on_wait is not None:
                self._waiting[call] = call.create_task(_run(self._on_wait, call))
            case "busy":
                call.reject("busy")

    def _answer(self, call: Call) -> None:
        assert self._on_call is not None  # noqa: S101 # nobody is told of a call before it is set
        self._begin(self._handle(call, self._on_call))

    async def _handle(self, call: Call, handler: OnCall) -> None:
        """Leaving the block hangs up."""
        async with call:
            if (waiting := self._waiting.pop(call, None)) is not None:
                waiting.cancel()
                await asyncio.wait((waiting,))
                call.flush()
            await call.create_task(_run(handler, call))

    def _rejoined(self, control: CallControl) -> None:
        handler = self._on_rejoin
        assert handler is not None  # noqa: S101 # nobody is told of a call before it is set

        async def come_back(call: Call) -> None:
            with suppress(PeerClosed):  # it has ended before this side was back
                await self._switchboard.connect(control)
                opened = call.open(audio=True, video=False)
                control.take_up()
                await opened
            if not call.is_over:
                await _run(handler, call)

        call = self._take_in(control)
        self._reception.admit(call)
        self._begin(self._handle(call, come_back))

    async def _end_calls(self) -> None:
        self._switchboard.on_call = None
        for call in self.calls:
            call.hangup()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(call.aclose() for call in self._calls))
        self._calls.clear()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _run(handler: OnCall, call: Call) -> None:
    """What a handler raises before there is anything to await is its own call's affair too."""
    await wait_if_needed(handler(call))
