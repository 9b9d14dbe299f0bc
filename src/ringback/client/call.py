"""One call of a Python program."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Literal, Self

import webrtc

from ringback.client.call_control import CallControl
from ringback.client.call_errors import CallError, end_reason, error_of
from ringback.client.call_media import CallMedia, CallOptions
from ringback.client.call_tasks import CallTasks
from ringback.core.call import EndReason
from ringback.messages import ForwardedMedia
from ringback.peer import MediaStream, MediaStreamTrack, PeerClosed, PeerConnectionManager
from ringback.peer.application import tell

OnTrack = Callable[[MediaStreamTrack, Sequence[MediaStream]], object]

TURN_REFUSALS: Final = {"turn_credentials_refused", "turn_unavailable:unauthorized", "turn_unavailable:refused"}
"""What is reported when a relay, or the server that gives credentials for it, does not take this user."""


@dataclass(frozen=True, slots=True)
class MediaState:
    """What a side sends, as it says itself."""

    audio: bool = True
    """Whether sound is sent: False while muted."""
    video: bool = False
    screen: str | None = None
    """The id of the stream that carries the shared screen, if any."""
    hold: bool = False
    reconnecting: bool = False
    """Whether it looks for another way to this side."""
    shown_height: int | None = None
    """How high it shows the picture from here, in pixels: more need not be shown to it. None while it has not said."""


class _Ended(Awaitable[EndReason]):
    """Why a call has ended. Awaiting it begins there and then, so that nothing is left behind by who does not."""

    def __init__(self, control: CallControl) -> None:
        self._control = control

    def __await__(self) -> Generator[Any, None, EndReason]:
        return self._wait().__await__()

    async def _wait(self) -> EndReason:
        return end_reason(await self._control.ended())


class Call(CallMedia):
    """A call with one other user. Made by ``CallClient``: handed to ``on_call``, or returned by ``call()``.

        async with call:
            await call.accept()
            async for chunk in call.audio:
                await call.say(chunk)

    Leaving the block hangs up. When the other side hangs up, ``audio`` and its like end, and what is sent raises
    ``CallEnded``; a handler that lets that pass has come to its end like any other.

    Its media do not depend on the connection to the server: while that is away the call goes on.
    """

    def __init__(self, control: CallControl, options: CallOptions) -> None:
        super().__init__(control, options)
        self._tasks = CallTasks(
            lambda: control.call_id,
            lambda error: self.is_over and error.call is self,
            lambda: control.hang_up("failed"),
        )
        self._on_track: OnTrack | None = None
        self._on_media: Callable[[MediaState], object] | None = None
        self._remote = MediaState()
        control.listeners.track, control.listeners.media = self._track_came, self._media_came

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        failed = isinstance(error, Exception) and not (isinstance(error, CallError) and error.call is self)
        self.hangup("failed" if failed else None)
        await self.aclose()

    # --- who, and how it stands

    @property
    def call_id(self) -> str:
        """Becomes another one when two calls that crossed are merged."""
        return self._control.call_id

    @property
    def user_id(self) -> str:
        """The other user."""
        return self._control.remote_user_id

    @property
    def outgoing(self) -> bool:
        """Whether this side has placed it."""
        return self._control.outgoing

    @property
    def offers_video(self) -> bool:
        """Whether a caller announces a picture."""
        return self._control.offers_video

    @property
    def is_accepted(self) -> bool:
        """Whether it was taken."""
        return self._control.accepted.is_set()

    @property
    def ended(self) -> Awaitable[EndReason]:
        """To be awaited: why it has ended. Cancelling stops only the waiting."""
        return _Ended(self._control)

    def error(self) -> CallError:
        """For a call that is over."""
        errors = self._control.errors
        codes = {error.code for error in errors} | {f"{error.code}:{error.reason}" for error in errors}
        return error_of(self, self._control.reason, turn_refused=not codes.isdisjoint(TURN_REFUSALS))

    @property
    def remote(self) -> MediaState:
        """What the other side sends, as it says itself."""
        return self._remote

    # --- taking it, and ending it

    async def accept(self, *, audio: bool = True, video: bool = False) -> None:
        """Take a call that came in; returns while it is being connected. Of a call that is taken: does nothing.

        With ``audio`` there is sound from this side, silence while nothing is said; without it only what is said opens
        that. With ``video`` the picture has its place from the beginning; ``show`` makes one at any time. Cancelling
        leaves the call ringing.

        Raises:
            CallError: it is over: it was taken back, or another device has answered.
        """
        if self.is_over:
            raise self.error()
        if self._opened:
            return
        await self._options.connect(self._control)
        if self.is_over:
            raise self.error()
        opened = self.open(audio=audio, video=video)
        self._control.accept()
        try:
            await opened
        except PeerClosed:
            raise await self._why() from None

    def open(self, *, audio: bool, video: bool) -> Awaitable[None]:
        """Begin to send: for ``CallClient``, in a call that it places or joins again."""
        self._opened = True
        return self._line.open(audio=audio, video=video)

    def reject(self, reason: Literal["declined", "busy"] = "declined") -> None:
        """Do not take a call that came in; of one that was taken, or is over: does nothing."""
        if not self.outgoing and not self.is_accepted:
            self._control.reject(reason)

    def hangup(self, reason: str | None = None) -> Awaitable[EndReason]:
        """End the call now, whatever state it is in; again does nothing. A call that still rings here is declined.

        What was said and has not gone out is not heard: await ``said()`` first. Returns ``ended``, which need not be
        awaited.
        """
        if reason is None:
            self.reject()
        self._control.hang_up(reason)
        return self.ended

    # --- the layer below

    @property
    def connection(self) -> PeerConnectionManager:
        """The peer connection, for what has no word here. Another one after a rejoin. Raises InvalidState before the
        call has been accepted."""
        return self._control.connection

    def on_track(self, listener: OnTrack) -> OnTrack:
        """Has ``listener`` told each track that comes, with its streams; to be said before the call is accepted."""
        self._on_track = listener
        return listener

    def on_media(self, listener: Callable[[MediaState], object]) -> Callable[[MediaState], object]:
        """Has ``listener`` told when ``remote`` has changed."""
        self._on_media = listener
        return listener

    async def audio_track(self) -> webrtc.MediaStreamTrack | None:
        """The track of what is heard, once it has come; None when the call is over before."""
        return await self._line.heard.other_than(None)

    def create_task(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Do ``work`` beside: it is cancelled when ``async with call``, or the handler, or else the client's block, is
        left. When it raises, the call ends with ``failed`` and a line in the log, and no other call is touched; the
        task itself never raises."""
        return self._tasks.create(work)

    async def aclose(self) -> None:
        """Wait until nothing is left of a call that is over; its tasks are cancelled. Cancelling skips the waiting."""
        await self._tasks.cancel()
        await self._line.closed()

    async def finished(self) -> None:
        """Wait until none of its tasks is left. Cancelling stops only the waiting."""
        await self._tasks.finished()

    def _track_came(self, track: MediaStreamTrack, streams: Sequence[MediaStream]) -> None:
        self._line.came(track, streams)
        tell(self._on_track, track, streams)

    def _media_came(self, media: ForwardedMedia) -> None:
        self._remote = MediaState(
            audio=media.audio,
            video=media.video,
            screen=media.screen,
            hold=media.hold,
            reconnecting=media.reconnecting,
            shown_height=media.shown_height,
        )
        tell(self._on_media, self._remote)
