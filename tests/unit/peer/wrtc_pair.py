"""Two managers over the real engine, in one process: signalling with a delay, a tone each, and ears."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

import numpy as np
import webrtc

from ringback.messages import CallAnswer, CallIceCandidate, CallOffer
from ringback.peer.config import PeerConnectionConfig, PeerMessage
from ringback.peer.data_channel import DataChannel
from ringback.peer.engine import SessionDescription
from ringback.peer.errors import PeerError
from ringback.peer.manager import PeerConnectionManager

RATE = 48_000
FRAME = RATE // 100
DEADLINE_S = 15.0
"""A generous bound on what takes a fraction of a second; nothing waits for it."""


class Tone:
    """A track that sounds at one frequency (Hz) until it ends."""

    def __init__(self, frequency: float) -> None:
        self.frequency = frequency
        self.track = webrtc.MediaStreamTrackGenerator("audio")
        self.stream = webrtc.MediaStream([self.track])
        self._playing = asyncio.create_task(self._play())

    async def stop(self) -> None:
        self._playing.cancel()
        await asyncio.gather(self._playing, return_exceptions=True)

    async def _play(self) -> None:
        writer = self.track.writable.get_writer()
        began = asyncio.get_running_loop().time()
        for count in range(100_000):
            samples = np.arange(count * FRAME, (count + 1) * FRAME) * (2 * np.pi * self.frequency / RATE)
            init = webrtc.AudioDataInit(
                format="s16",
                sample_rate=RATE,
                number_of_frames=FRAME,
                number_of_channels=1,
                timestamp=count * 10_000,
                data=(8000 * np.sin(samples)).astype("<i2").tobytes(),
            )
            await writer.write(webrtc.AudioData(init))
            await asyncio.sleep(began + (count + 1) / 100 - asyncio.get_running_loop().time())


class Ear:
    """Listens to one track."""

    def __init__(self, track: Any) -> None:
        self._sound: Any = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(track)).readable
        self._heard = np.empty(0, "<i2")

    async def listen(self) -> None:
        async for audio in self._sound:
            buffer = bytearray(2 * audio.number_of_frames * audio.number_of_channels)
            audio.copy_to(buffer, webrtc.AudioDataCopyToOptions(plane_index=0, format="s16"))
            mono = np.frombuffer(bytes(buffer), "<i2")[:: audio.number_of_channels]
            self._heard = np.concatenate([self._heard[-RATE:], mono])
            audio.close()

    async def pitch(self) -> int:
        """The loudest frequency (Hz, to 20) from now on, once there is sound enough to tell; 0 for silence."""
        self._heard = np.empty(0, "<i2")
        await until(lambda: len(self._heard) >= RATE // 2)
        sound = self._heard[-RATE // 5 :].astype(float)
        loud = np.abs(sound).max() > 1000
        return round(int(np.abs(np.fft.rfft(sound)).argmax()) * 5 / 20) * 20 if loud else 0


class Side:
    """One side, named after what it is."""

    def __init__(self, name: str, polite: bool) -> None:
        self.name = name
        self.said: Counter[str] = Counter()
        self.errors: list[PeerError] = []
        self.channels: list[DataChannel] = []
        self.ears: list[Ear] = []
        self.on_message: Callable[[], object] = lambda: None
        """Called for each message that is about to be handed to the other side."""
        self._link: asyncio.Queue[PeerMessage] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self.manager = PeerConnectionManager(
            PeerConnectionConfig(
                polite=polite,
                call_id="call",
                remote_user_id="them",
                signaling=self,
                on_track=self._hear,
                on_ice_connection_state_change=lambda _: None,
                on_data_channel=self.channels.append,
                on_error=self.errors.append,
            )
        )
        self.manager.initialize()

    @property
    def engine(self) -> Any:
        """Underneath, to look at."""
        connection = self.manager._connection
        return connection and connection.engine

    @property
    def settled(self) -> bool:
        return bool(self.engine.signaling_state == "stable" and self.engine.connection_state == "connected")

    def send(self, message: PeerMessage) -> None:
        self.said[type(message).__name__] += 1
        self._link.put_nowait(message)

    def start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)

    async def carry(self, other: "Side", delay_s: float) -> None:
        """Hands every message to the other side, in order, ``delay_s`` after it was sent or the one before."""
        while True:
            message = await self._link.get()
            await asyncio.sleep(delay_s)
            self.on_message()
            match message:
                case CallOffer(sdp=str(sdp)):
                    other.manager.handle_remote_description(SessionDescription("offer", sdp))
                case CallAnswer():
                    other.manager.handle_remote_description(SessionDescription("answer", message.sdp))
                case CallIceCandidate():
                    other.manager.handle_ice_candidate(message.candidate)

    async def end(self) -> None:
        self.manager.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear(self, track: Any, _: object) -> None:
        ear = Ear(track)
        self.ears.append(ear)
        self.start(ear.listen())


class Pair:
    """Both sides, joined."""

    def __init__(self, delay_s: float) -> None:
        self.impolite, self.polite = Side("impolite", polite=False), Side("polite", polite=True)
        self.tones: list[Tone] = []
        self.impolite.start(self.impolite.carry(self.polite, delay_s))
        self.polite.start(self.polite.carry(self.impolite, delay_s))

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.impolite, self.polite

    def sound(self, impolite: float = 440, polite: float = 880) -> Self:
        """Both sides begin to send a tone in the same turn, so that their offers collide."""
        for side, frequency in zip(self.sides, (impolite, polite), strict=True):
            tone = Tone(frequency)
            self.tones.append(tone)
            side.manager.add_local_stream(tone.stream)
        return self

    async def settled(self) -> None:
        """Both are connected and stable, and have been for longer than a message takes."""
        calm = 0
        async with asyncio.timeout(DEADLINE_S):
            while calm < 10:
                await asyncio.sleep(0.02)
                calm = calm + 1 if all(side.settled for side in self.sides) else 0

    async def pitches(self, track: int = 0) -> list[int]:
        """What the impolite and the polite side hear on their first track, or another."""
        await until(lambda: all(len(side.ears) > track for side in self.sides))
        return list(await asyncio.gather(*[side.ears[track].pitch() for side in self.sides]))

    @property
    def codes(self) -> list[str]:
        return [error.code for side in self.sides for error in side.errors]


@asynccontextmanager
async def pair(delay_s: float = 0.02) -> AsyncIterator[Pair]:
    """A pair that is ended afterwards."""
    both = Pair(delay_s)
    try:
        yield both
    finally:
        for side in both.sides:
            await side.end()
        for tone in both.tones:
            await tone.stop()


async def until(condition: Callable[[], object]) -> None:
    """Waits for something that happens by itself."""
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
