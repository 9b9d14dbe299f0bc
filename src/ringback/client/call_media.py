"""What is said, heard, shown, seen and sent in a call."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from numpy.typing import NDArray

from ringback.client.call_control import CallControl
from ringback.client.call_data import CallData
from ringback.client.call_errors import CallError
from ringback.client.call_stats import CallStats
from ringback.client.explanation import Explanation
from ringback.client.line import Line
from ringback.client.remote_track import RemoteReader
from ringback.peer import InvalidState, PeerClosed
from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture
from ringback.sound.listening import converted
from ringback.sound.playout import SAMPLE_RATE, Playout
from ringback.sound.sources import Sound, sound_of
from ringback.sound.speech import TextToSpeech


@dataclass(frozen=True, kw_only=True)
class CallOptions:
    """What a call has of its client."""

    connect: Callable[[CallControl], Awaitable[None]]
    text_to_speech: TextToSpeech | None = None


class CallMedia(ABC):
    """The part of ``Call`` that a conversation is made of."""

    def __init__(self, control: CallControl, options: CallOptions) -> None:
        self._control = control
        self._options = options
        self._line = Line(control, self.error)
        self._opened = False

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._control.is_over

    async def connected(self) -> None:
        """Wait until media can flow. Cancelling stops only the waiting.

        Raises:
            CallError: they never will; its class says why.
        """
        await self._until(self._control.connected)
        if not self._control.connected.is_set():
            raise self.error()

    # --- sound

    @property
    def audio(self) -> RemoteReader[Samples]:
        """What the other side says: int16, mono, 48 kHz, 10 ms (480 samples) at a time, from the first time that it is
        awaited to the end of the call. For one reader; ``listen()`` makes more."""
        return self._line.audio

    def listen(
        self,
        *,
        rate: int = SAMPLE_RATE,
        dtype: Literal["int16", "float32"] = "int16",
        chunk_ms: int = 10,
        waits_ms: int = 100,
    ) -> AsyncGenerator[NDArray[Any], None]:
        """The same for another reader, at ``rate`` Hz, in chunks of ``chunk_ms`` milliseconds; float32 is -1 to 1.
        ``waits_ms`` of sound may wait to be read: more for a recording, which is to lose nothing.

        Reads until the call is over, or the generator is closed: ``contextlib.aclosing`` does that at the end of a
        block.

        Raises:
            WrongSampleRate: the rate is not of 8,000 to 384,000 Hz.
            WrongShape: there is no such ``dtype``, or the chunks would be empty.
        """
        reader = self._line.hear(waits_ms)
        return _until_closed(converted(reader, rate=rate, dtype=dtype, chunk_ms=chunk_ms), reader)

    async def say(self, sound: Sound, *, rate: int = SAMPLE_RATE) -> bool:
        """Say a chunk (int16, mono, at ``rate`` Hz), a file (a ``Path``), a text (a ``str``), or chunks as they come.

        One thing is said after the other. For a chunk this returns once it is among the 200 ms that may wait, so that
        the delay never grows; for everything else, once it has been sent. False: ``flush()`` has cut it off.
        Cancelling leaves the rest unsaid.

        Raises:
            CallError: the call is over, or failed; its class says why.
            InvalidState: the call has not been accepted.
            WrongSampleRate, WrongShape: no sound has such a rate, or such a shape or type.
            OSError, ValueError: the file cannot be read, or decoded.
        """
        what = sound_of(sound, rate=rate, text_to_speech=self._options.text_to_speech)
        self._check()
        try:
            return await self.playout.say(what)
        except PeerClosed:
            raise await self._why() from None

    def sound_of(self, sound: Path | str) -> AsyncGenerator[Samples, None]:
        """A file, or a text by the client's ``text_to_speech``, as ``say`` would say it: int16, mono, 48 kHz, in
        pieces of any length, to mix with something before it is said. Who reads it closes it.

        What a file or a text raises, it raises when it is read: OSError, ValueError, ``EspeakNgMissing``.
        """
        return sound_of(sound, text_to_speech=self._options.text_to_speech)

    def flush(self) -> int:
        """Be silent at once: what waits is dropped, and every ``say`` under way returns. Returns how many samples."""
        return self._line.flush()

    async def said(self) -> None:
        """Wait until everything has been sent. Cancelling stops only the waiting.

        Raises:
            CallError: the call is over.
            InvalidState: the call has not been accepted.
        """
        self._check()
        try:
            await self._line.said()
        except PeerClosed:
            raise await self._why() from None

    @property
    def playout(self) -> Playout:
        """What is said, as it goes out: for recordings. Raises InvalidState before the call has been accepted."""
        return self._line.playout

    def mute(self, on: bool = True) -> None:
        """Send silence in place of what is said, or no longer; the other side is told. Raises as ``said`` does."""
        self._check()
        self._line.mute(on)

    def hold(self) -> None:
        """Send nothing and give out nothing until ``resume()``; the other side is told. Raises as ``said`` does."""
        self._check()
        self._line.hold(True)

    def resume(self) -> None:
        """Go on after ``hold()``. Raises as ``said`` does."""
        self._check()
        self._line.hold(False)

    # --- pictures, messages, digits

    @property
    def video(self) -> RemoteReader[Picture]:
        """What the other side shows: RGB, uint8, ``(height, width, 3)``. Only the latest waits. For one reader."""
        return self._line.video

    async def show(self, pictures: object) -> None:
        """Show a picture (an array as ``video`` gives, or an image of PIL), pictures as they come, or a file (a
        ``Path``); None takes the picture out of the call. Video is added to the call when there is none yet.

        Returns once the last one is due, at most 30 a second; it stays until there is another. Cancelling leaves the
        rest unshown.

        Raises:
            CallError: the call is over.
            InvalidState: the call has not been accepted.
            WrongShape: something is no picture.
            OSError, ValueError: the file cannot be read, or there is nothing to see in it.
        """
        self._check()
        try:
            await (self._line.show_nothing() if pictures is None else self._showing(pictures))
        except PeerClosed:
            raise await self._why() from None

    @property
    def data(self) -> CallData:
        """Text and bytes: ``await call.data.send(…)``, ``async for message in call.data``."""
        return self._line.data

    @property
    def dtmf(self) -> AsyncIterator[str]:
        """The digits that the other side dials (RFC 4733), from the first time that this is asked for."""
        return self._line.digits

    async def send_dtmf(self, digits: str) -> None:
        """Dial ``digits``: 0-9, A-D, #, *, and a comma for a pause of two seconds. Returns once they have been sent.

        Cancelling stops only the waiting.

        Raises:
            CallError: the call is over, or never was connected.
            ValueError: there are other characters.
            InvalidState: no sound is sent in this call, or the other side takes no digits. Source: W3C webrtc-pc §7.
        """
        await self.connected()
        self._check()
        try:
            await asyncio.sleep(await self._line.send_digits(digits))
        except PeerClosed:
            raise await self._why() from None

    # --- how it is

    async def stats(self) -> CallStats:
        """How it is now. Cancelling loses nothing.

        Raises:
            CallError: the call is over.
            InvalidState: the call has not been accepted.
        """
        self._check()
        try:
            return await self._line.stats()
        except PeerClosed:
            raise await self._why() from None

    async def explain(self) -> Explanation:
        """What was tried to connect it, how far that got, and why no further; after its end as far as it was seen."""
        return await self._line.explain()

    async def _showing(self, pictures: object) -> None:
        """Until the call is over: then nothing takes the pictures any more."""
        showing = asyncio.ensure_future(self._line.show(pictures))
        over = asyncio.ensure_future(self._control.ended())
        try:
            await asyncio.wait((showing, over), return_when=asyncio.FIRST_COMPLETED)
            if not showing.done():
                raise self.error()
            showing.result()
        finally:
            showing.cancel()
            over.cancel()

    async def _until(self, event: asyncio.Event) -> None:
        """Until that, or the end."""
        waits = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(self._control.ended())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _check(self) -> None:
        if self.is_over:
            raise self.error()
        if not self._opened:
            raise InvalidState("The call has not been accepted.")

    async def _why(self) -> CallError:
        """The connection is closed, so the call is over, or about to be."""
        await self._control.ended()
        return self.error()

    @abstractmethod
    def error(self) -> CallError:
        """For a call that is over."""


async def _until_closed(
    chunks: AsyncIterator[NDArray[Any]], reader: RemoteReader[Samples]
) -> AsyncGenerator[NDArray[Any], None]:
    async with reader:
        async for chunk in chunks:
            yield chunk
