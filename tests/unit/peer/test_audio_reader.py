"""Remote audio: what is heard, in which form, and what becomes of what nobody reads."""

import asyncio
from itertools import repeat

import numpy as np
import pytest
import webrtc

from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.sample_queue import Samples
from ringback.testing.media import hertz_of, sine
from tests.unit.peer.media_loopback import chunks, descriptors, pair, running, still_open_beyond


class Line:
    """A generated track, read in the same process without a network."""

    def __init__(self) -> None:
        self.track = webrtc.MediaStreamTrackGenerator("audio")
        self._writer = self.track.writable.get_writer()

    async def write(self, samples: Samples, *, rate: int = 48_000) -> None:
        """Put ``(n, channels)`` on the track."""
        frames, channels = samples.shape
        init = webrtc.AudioDataInit("s16", rate, frames, channels, timestamp=0, data=samples.tobytes())
        await self._writer.write(webrtc.AudioData(init))

    async def end(self) -> None:
        """End the track."""
        await self._writer.close()


def level(value: int, *, length: int = 480, channels: int = 1) -> Samples:
    return np.full((length, channels), value, np.int16)


async def test_chunks_come_as_they_are() -> None:
    line = Line()
    async with RemoteAudioReader(line.track) as reader:
        await line.write(level(7))
        chunk = await anext(reader)
        assert (chunk.dtype.name, chunk.shape, int(chunk[0])) == ("int16", (480,), 7)
        assert reader.timestamp_us > 0


async def test_one_channel_from_two_and_two_from_one() -> None:
    line = Line()
    async with RemoteAudioReader(line.track) as one, RemoteAudioReader(line.track, channels=2) as two:
        for _ in range(5):
            await line.write(level(1000))
            await line.write(np.concatenate([level(1000), level(3000)], axis=1))
        ones = np.concatenate([await anext(one) for _ in range(10)])
        twos = np.concatenate([await anext(two) for _ in range(10)])
    assert (ones.shape, twos.shape) == ((4800,), (4800, 2))
    assert {round(float(value), -2) for value in ones[::480]} == {1000.0, 2000.0}
    assert {tuple(pair) for pair in np.round(twos[::480], -2).tolist()} == {(1000, 1000), (1000, 3000)}


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
async def test_another_rate_is_converted(rate: int) -> None:
    line = Line()
    tone = sine(440, seconds=1, rate=rate)
    heard: list[Samples] = []
    async with RemoteAudioReader(line.track) as reader:
        for part in chunks(tone, rate // 100):
            await line.write(part.reshape(-1, 1), rate=rate)
            heard.append(await anext(reader)) if heard else heard.append(await first(reader, line, part, rate))
    sound = np.concatenate(heard)
    assert len(sound) == pytest.approx(48_000, abs=1500)
    assert hertz_of(sound[-24_000:]) == pytest.approx(440, abs=3)


async def first(reader: RemoteAudioReader, line: Line, part: Samples, rate: int) -> Samples:
    """The first chunk, for which a resampler may want more than one."""
    reading = asyncio.ensure_future(anext(reader))
    await asyncio.wait((reading,), timeout=0.1)
    if not reading.done():
        await line.write(part.reshape(-1, 1), rate=rate)
    return await reading


async def test_what_is_no_audio() -> None:
    with pytest.raises(ValueError, match="audio"):
        RemoteAudioReader(webrtc.VideoTrackGenerator().track)
    with pytest.raises(ValueError, match="channels"):
        RemoteAudioReader(Line().track, channels=3)


@pytest.mark.parametrize("codec", ["audio/PCMU", "audio/G722"])
async def test_a_tone_through_another_codec(codec: str) -> None:
    async with (
        LocalAudioTrack(chunks(sine(440, seconds=5), 480)) as local,
        pair() as (one, other),
        asyncio.timeout(15),
    ):
        transceiver = one.connection.add_transceiver(local.track)
        capabilities = webrtc.RTCRtpSender.get_capabilities("audio")
        assert capabilities is not None
        transceiver.set_codec_preferences([known for known in capabilities.codecs if known.mime_type == codec])
        await one.connect_to(other)
        local.start()
        async with RemoteAudioReader(await other.track("audio")) as reader:
            heard = np.zeros(0, np.int16)
            while len(heard) < 24_000 or abs(hertz_of(heard[-24_000:]) - 440) > 3:
                heard = np.concatenate([heard, await anext(reader)])
        assert heard.ndim == 1


async def test_an_echo_through_python_and_one_that_is_native() -> None:
    for native in (False, True):
        async with (
            LocalAudioTrack(chunks(sine(660, seconds=9), 960)) as local,
            pair(local.track) as (caller, echo),
            asyncio.timeout(20),
        ):
            received = await echo.track("audio")
            async with LocalAudioTrack(RemoteAudioReader(received)) as through_python:
                echo.connection.add_track(received if native else through_python.track)
                await echo.connect_to(caller)
                local.start()
                through_python.start()
                async with RemoteAudioReader(await caller.track("audio")) as reader:
                    heard = np.zeros(0, np.int16)
                    while len(heard) < 24_000 or abs(hertz_of(heard[-24_000:]) - 660) > 3:
                        heard = np.concatenate([heard, await anext(reader)])


async def test_nothing_is_left_after_the_calls() -> None:
    async def call() -> None:
        async with LocalAudioTrack(repeat(np.zeros(480, np.int16))) as local, pair(local.track) as (_, other):
            local.start()
            async with RemoteAudioReader(await other.track("audio")) as reader:
                await anext(reader)

    await call()
    before, open_before = running(), descriptors()
    for _ in range(5):
        await call()
    assert running() == before
    assert not await still_open_beyond(open_before)
