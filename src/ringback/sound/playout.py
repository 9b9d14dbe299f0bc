"""What a program says in a call."""

import asyncio
from collections.abc import AsyncIterable, Callable
from typing import Final

import numpy as np
import webrtc

from ringback.peer import PeerClosed
from ringback.peer.audio_source import audio_data
from ringback.peer.sample_queue import SampleQueue, Samples
from ringback.sound.closing import closing
from ringback.sound.metronome import metronome

SAMPLE_RATE: Final = 48_000

CHUNK: Final = 480
"""The samples of 10 ms."""

ROOM_S: Final = 0.2
"""So much may wait to be sent."""

GAP: Final = 20
"""Silence of fewer beats than this, between two chunks, is one that came late; of more, a pause."""

WINDOW: Final = 100
"""Delay that has stood for so many beats, a second, is no jitter: it can be done without."""

SPARE: Final = 2 * CHUNK
"""So much of it stays, against the unsteadiness of whoever speaks live."""

PATIENCE: Final = 30
"""A live sound is late by no more than these chunks, 300 ms: the queue here, and that of who listens to it. When the
queue is as full as before after so many were left out, the sound is not live, but ahead of time."""

QUIET: Final = 200
"""Nobody misses a chunk whose samples are all below this, -44 dB of full scale."""

Sent = Callable[[Samples, float], object]
"""Is told of a chunk, and when it was due in seconds of the loop's clock."""


class Playout:
    """A track that sends what it is told to say, 10 ms at a time, and silence while there is nothing.

    What is said waits in a queue of ``room_s`` seconds and no longer: who says more waits until there is room, so that
    the delay never grows. Of live sound, chunk by chunk, a delay that has come about by a hitch is taken out of the
    pauses again. Sound is int16, mono, at 48 kHz. Whoever made the playout closes it.
    """

    def __init__(self, *, room_s: float = ROOM_S) -> None:
        """Nothing is sent before ``start()``.

        Raises:
            ValueError: there is no room for a single chunk.
            RuntimeError: outside an event loop.
        """
        if room_s * SAMPLE_RATE < CHUNK:
            raise ValueError("A playout has room for 10 ms at least.")
        self._generator = webrtc.MediaStreamTrackGenerator("audio")
        self._writer = self._generator.writable.get_writer()
        self._metronome = metronome()
        self._room = round(room_s * SAMPLE_RATE)
        self._queue = SampleQueue()
        self._silence = self._queue.silence(CHUNK)
        self._silence.flags.writeable = False
        self._remainder = 0
        self._beats_of_silence = GAP
        self._late_chunks = 0
        self._beats = 0
        self._least = self._room
        self._is_whole = False
        self._excess = 0
        self._patience = PATIENCE
        self._skipped_chunks = 0
        self._line = asyncio.Lock()
        self._saying: set[asyncio.Timeout] = set()
        self._flushes = 0
        self._changed = asyncio.Event()
        self._closed = False
        self.on_sent: set[Sent] = set()
        """These are told of every chunk that goes out, silence included: for a recording."""

    @property
    def track(self) -> webrtc.MediaStreamTrack:
        """The engine's track, for ``add_track`` or a ``MediaStream``."""
        return self._generator

    @property
    def waiting_s(self) -> float:
        """How much waits to be sent, in seconds."""
        return len(self._queue) / SAMPLE_RATE

    @property
    def late_chunks(self) -> int:
        """How many times 10 ms of silence were sent because what followed came late, by less than 200 ms."""
        return self._late_chunks

    @property
    def skipped_chunks(self) -> int:
        """How many times 10 ms of a pause were left out, because what follows had got late."""
        return self._skipped_chunks

    def start(self) -> None:
        """Begin to send; again, or after ``aclose()``, does nothing."""
        if not self._closed:
            self._metronome.join(self._beat)

    async def say(self, sound: Samples | AsyncIterable[Samples]) -> bool:
        """Say ``sound``, after what is being said; False when ``flush()`` has cut it off.

        For a chunk this returns once it is in the queue; for several, once they have all been sent. Cancelling leaves
        the rest unsaid; what is in the queue is sent.

        Raises:
            TypeError, ValueError: a chunk is not of int16, or not mono.
            PeerClosed: the playout is closed, or the connection that it spoke to.
        """
        if isinstance(sound, np.ndarray) and not self._saying and self._has_room_for(sound):
            self._queue.append(sound)  # the rule in a live call, a hundred times a second
            return True
        flushes = self._flushes
        try:
            async with asyncio.timeout(None) as cut:  # which flush() lets run out
                self._saying.add(cut)
                async with self._line:
                    await (self._put(sound) if isinstance(sound, np.ndarray) else self._say_all(sound))
        except TimeoutError:
            if not cut.expired():
                raise
        finally:
            self._saying.discard(cut)
            self._changed.set()
        if self._closed:
            raise PeerClosed
        return self._flushes == flushes

    def flush(self) -> int:
        """Stop saying what is being said, and all that stands in line; how many samples were in the queue.

        The other side hears no more of it than what is on its way: less than 100 ms on a good network.
        """
        self._flushes += 1
        self._beats_of_silence = GAP
        self._cut()
        return self._queue.clear()

    async def said(self) -> None:
        """Wait until everything has been sent. Cancelling stops only the waiting.

        Raises:
            PeerClosed: it never will be.
        """
        while self._saying or self._queue:
            await self._change()

    async def aclose(self) -> None:
        """End the track; again does nothing. Whoever waits in here gets a ``PeerClosed``."""
        if not self._closed:
            self._close()
            await self._writer.close()
        self._generator.stop()

    async def _say_all(self, sound: AsyncIterable[Samples]) -> None:
        if not isinstance(sound, AsyncIterable):
            raise TypeError("What is said is a numpy array of int16, or an asynchronous iterable of them.")
        async with closing(sound):
            async for chunk in sound:
                self._is_whole = True
                await self._put(chunk)
        self._queue.append(self._silence[: -len(self._queue) % CHUNK])
        while self._queue:
            await self._change()
        self._beats_of_silence = GAP

    async def _put(self, chunk: Samples) -> None:
        rest = chunk
        while not self._closed:
            room = self._room - len(self._queue)
            if room > 0:
                self._queue.append(rest[:room])
                rest = rest[room:]
            if not len(rest):
                return
            await self._change()

    def _has_room_for(self, chunk: Samples) -> bool:
        return not self._closed and len(self._queue) + len(chunk) <= self._room

    async def _change(self) -> None:
        """Wait until there is more room, or less to say."""
        if self._closed:
            raise PeerClosed
        self._changed.clear()
        await self._changed.wait()
        if self._closed:
            raise PeerClosed

    def _beat(self, due: float) -> None:
        if self._generator.ready_state == webrtc.MediaStreamTrackState.ended:
            self._close()  # the peer connection has stopped the track, as it does when it is closed
            return
        chunk = self._next()
        self._measure()
        self._writer.write(audio_data(chunk, sample_rate=SAMPLE_RATE, timestamp_us=round(due * 1e6)))
        for sent in tuple(self.on_sent):
            sent(chunk, due)

    def _next(self) -> Samples:
        waiting = len(self._queue)
        if waiting >= CHUNK or (waiting and waiting == self._remainder):
            self._remainder = 0
            self._late_chunks += self._beats_of_silence if self._beats_of_silence < GAP else 0
            self._beats_of_silence = 0
            self._changed.set()
            return self._taken()
        self._remainder = waiting  # which may become a whole chunk within a beat
        self._beats_of_silence += 1
        return self._silence

    def _taken(self) -> Samples:
        """The next chunk, after a quiet one that need not be heard now."""
        chunk = self._queue.take(CHUNK)
        if self._excess >= CHUNK and len(self._queue) >= CHUNK and np.abs(chunk).max() < QUIET:
            self._excess -= CHUNK
            self._patience -= 1
            self._skipped_chunks += 1
            chunk = self._queue.take(CHUNK)
        return chunk

    def _measure(self) -> None:
        """The least that has waited for a second is delay and nothing else."""
        waiting = len(self._queue)
        self._least = min(self._least, waiting)
        if waiting <= SPARE:
            self._patience = PATIENCE
        self._beats += 1
        if self._beats == WINDOW:
            self._excess = 0 if self._is_whole else min(self._least - SPARE, self._patience * CHUNK)
            self._beats, self._least, self._is_whole = 0, self._room, False

    def _close(self) -> None:
        self._closed = True
        self._metronome.leave(self._beat)
        self._queue.clear()
        self._cut()

    def _cut(self) -> None:
        saying, self._saying = self._saying, set()
        for each in saying:
            each.reschedule(asyncio.get_running_loop().time())
        self._changed.set()
