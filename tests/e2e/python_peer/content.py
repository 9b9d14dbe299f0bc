"""What a program sends, so that it can be told apart at the other end, and what it hears and sees there."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from itertools import count, repeat
from typing import TypeVar

import numpy as np
import webrtc

from ringback.peer.audio_reader import SAMPLE_RATE, RemoteAudioReader
from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.engine import MediaStreamTrack
from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture
from ringback.peer.video_reader import RemoteVideoReader
from ringback.peer.video_source import LocalVideoTrack

from .probe import Probe

Sense = TypeVar("Sense")

SIZE = 96
FPS = 20
LEVEL = 8000
LISTENING_SAMPLES = SAMPLE_RATE // 10
"""Frequencies are told to 10 Hz."""
SILENCE = 100
NEW_S = 0.5
"""Within this time something new must come, or there is nothing."""
COLOURS = {
    "red": (255, 0, 0),
    "lime": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "white": (255, 255, 255),
    "darkorange": (255, 140, 0),
}


def tone(hertz: int) -> LocalAudioTrack:
    """A tone, of a whole number of hundreds of Hz: then every 10 ms are the same."""
    moments = np.arange(SAMPLE_RATE // 100) / SAMPLE_RATE
    return LocalAudioTrack(repeat((np.sin(2 * np.pi * hertz * moments) * LEVEL).astype(np.int16)))


def picture(colour: str) -> LocalVideoTrack:
    """A picture of one colour. The corner changes, as in page/content.js."""
    return LocalVideoTrack(_pictures(colour), fps=FPS)


def _pictures(colour: str) -> Iterator[Picture]:
    for number in count():
        shown = np.full((SIZE, SIZE, 3), COLOURS[colour], np.uint8)
        shown[:8, :8] = number * 16 % 256
        yield shown


class Ear:
    """Hears one track."""

    def __init__(self, track: webrtc.MediaStreamTrack) -> None:
        self._reader = RemoteAudioReader(track)
        self._wanted: asyncio.Future[Samples] | None = None
        self.task = asyncio.create_task(self._listen())

    async def perceive(self) -> float | None:
        """The strongest frequency in what comes from now on, in Hz; 0 is silence, None that nothing comes."""
        self._wanted = asyncio.get_running_loop().create_future()
        with suppress(TimeoutError):
            return _hertz(await asyncio.wait_for(self._wanted, NEW_S))
        return None

    async def _listen(self) -> None:
        async with self._reader:
            heard: list[Samples] = []
            async for chunk in self._reader:
                waiting = self._wanted is not None and not self._wanted.done()
                heard = [*heard, chunk] if waiting else []
                if self._wanted and waiting and sum(map(len, heard)) >= LISTENING_SAMPLES:
                    self._wanted.set_result(np.concatenate(heard))


def _hertz(sound: Samples) -> float:
    if np.sqrt(np.mean(sound.astype(float) ** 2)) < SILENCE:
        return 0.0
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * SAMPLE_RATE / len(sound))


class Eye:
    """Sees one track."""

    def __init__(self, track: webrtc.MediaStreamTrack) -> None:
        self._reader = RemoteVideoReader(track)
        self._fresh = asyncio.Event()
        self.latest: list[int] | None = None
        """The colour in the middle of the latest picture."""
        self.task = asyncio.create_task(self._watch())

    async def perceive(self) -> list[int] | None:
        """The colour of the next picture; None when none comes."""
        self._fresh.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._fresh.wait(), NEW_S)
            return self.latest
        return None

    async def _watch(self) -> None:
        async with self._reader:
            async for picture in self._reader:
                height, width = picture.shape[:2]
                self.latest = picture[height // 2, width // 2].tolist()
                self._fresh.set()


class Content:
    """What arrives on the connection there is."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._ears: dict[str, Ear] = {}
        self._eyes: dict[str, Eye] = {}

    def attend(self, track: MediaStreamTrack) -> None:
        """For a track that has come; it comes again when it was gone for a while."""
        assert isinstance(track, webrtc.MediaStreamTrack)
        if track.id in self._ears or track.id in self._eyes:
            return
        if track.kind == webrtc.MediaType.audio:
            self._ears[track.id] = Ear(track)
        else:
            self._eyes[track.id] = Eye(track)

    def colours(self) -> list[list[int]]:
        """The colour in the middle of every video that the other side sends, as [red, green, blue]."""
        return [eye.latest for eye in self._received(self._eyes) if eye.latest]

    async def perceived(self) -> dict[str, list[object]]:
        """What comes from now on in everything that the other side sends: frequencies in Hz, and colours."""
        ears, eyes = self._received(self._ears), self._received(self._eyes)
        hertz = asyncio.gather(*(ear.perceive() for ear in ears))
        colours = asyncio.gather(*(eye.perceive() for eye in eyes))
        return {"hertz": list(await hertz), "colours": list(await colours)}

    async def forget(self) -> None:
        """The connection is closed, and with it all its tracks."""
        tasks = [ear.task for ear in self._ears.values()] + [eye.task for eye in self._eyes.values()]
        self._ears.clear()
        self._eyes.clear()
        await asyncio.gather(*tasks)

    def _received(self, senses: dict[str, Sense]) -> list[Sense]:
        received = [
            transceiver.receiver.track.id
            for transceiver in self._probe.engine.get_transceivers()
            if transceiver.current_direction in {"sendrecv", "recvonly"}
        ]
        return [senses[track] for track in received if track in senses]
