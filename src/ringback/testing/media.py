"""Sound and pictures that can be told apart at the other end, whatever a codec has done to them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture

RATE: Final = 48_000
"""Samples a second, of everything here."""

RED, GREEN, BLUE, YELLOW = (230, 20, 20), (20, 200, 20), (20, 20, 230), (230, 230, 20)

COLOUR_TOLERANCE: Final = 40
"""A video codec keeps colours only roughly."""

BAND_HZ: Final = 50
"""Sounds are compared in bands as wide as that, up to ``HIGHEST_HZ``: what a codec leaves as it was."""

HIGHEST_HZ: Final = 4000


def sine(hertz: float, *, seconds: float, rate: int = RATE, level: int = 8000) -> Samples:
    """A tone, one channel."""
    return (np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate) * level).astype(np.int16)


def silence(*, seconds: float, rate: int = RATE) -> Samples:
    """Nothing to hear, one channel."""
    return np.zeros(round(seconds * rate), np.int16)


def hertz_of(samples: Samples, *, rate: int = RATE) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


def level_of(samples: Samples) -> float:
    """How loud it is: the root of the mean square, from 0 to 1 for full scale."""
    return float(np.sqrt(np.mean(np.square(samples / 32_768)))) if len(samples) else 0.0


def likeness(one: Samples, other: Samples, *, rate: int = RATE) -> float:
    """How much two sounds have the same spectrum: 0 for nothing in common, 1 for the same.

    The loudness does not count, nor when what is heard: it tells chords and voices apart, and not what they say, which
    ``found`` does. Silence is like nothing.
    """
    first, second = _bands(one, rate), _bands(other, rate)
    size = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / size if size else 0.0


def _bands(samples: Samples, rate: int) -> NDArray[np.float64]:
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64)))
    edges = (np.arange(0, HIGHEST_HZ, BAND_HZ) * len(samples) / rate).astype(np.int64)
    bands: NDArray[np.float64] = np.sqrt(np.add.reduceat(np.square(spectrum), edges))
    return bands


def found(sound: Samples, within: Samples) -> float:
    """How surely ``sound`` is somewhere in ``within``, both at 48 kHz: the best correlation of their spectra in time.

    1 is the same. A sentence that went through a call is at 0.8 and more, another one of the same voice at 0.4 and
    less; 0.6 tells them apart.
    """
    wanted, there = _spectrogram(np.trim_zeros(sound)), _spectrogram(within)
    windows = (there[begin : begin + len(wanted)] for begin in range(len(there) - len(wanted) + 1))
    return max((_correlation(wanted, window) for window in windows), default=0.0)


def _spectrogram(sound: Samples) -> NDArray[np.float64]:
    """How loud each band of 250 Hz is, up to 4 kHz, 50 times a second; a little blurred in time."""
    frames = sound[: len(sound) // 960 * 960].reshape(-1, 960)
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(960), axis=1))[:, :80]
    bands: NDArray[np.float64] = np.sqrt(spectrum.reshape(len(frames), 16, 5).sum(axis=2))
    return np.apply_along_axis(np.convolve, 0, bands, np.ones(3) / 3, mode="same") if len(bands) > 3 else bands


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    one, other = one - one.mean(axis=0), other - other.mean(axis=0)
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.sum(one * other)) / size if size else 0.0


def quarters(height: int = 120, width: int = 160) -> Picture:
    """Four colours: red and green above blue and yellow."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2], picture[: height // 2, width // 2 :] = RED, GREEN
    picture[height // 2 :, : width // 2], picture[height // 2 :, width // 2 :] = BLUE, YELLOW
    return picture


def shows_quarters(picture: Picture) -> bool:
    """Whether it shows ``quarters()``, in whatever size."""
    height, width = picture.shape[:2]
    seen: NDArray[np.int64] = np.array(
        [[picture[y * height // 4, x * width // 4] for x in (1, 3)] for y in (1, 3)], np.int64
    )
    return bool((np.abs(seen - np.array([[RED, GREEN], [BLUE, YELLOW]])) < COLOUR_TOLERANCE).all())
