"""Sound that waits to be sent."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""Sound: ``(n,)`` for one channel, ``(n, channels)`` for several."""


class SampleQueue:
    """Chunks of any length go in, frames of any other length come out; ``len()`` is in samples of one channel."""

    def __init__(self, *, channels: int = 1) -> None:
        self._channels = channels
        self._chunks: deque[Samples] = deque()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, chunk: Samples) -> None:
        """Keep a copy of ``chunk``, whose array may be used again.

        Raises:
            TypeError: it is no numpy array of int16.
            ValueError: it has not the shape of these channels.
        """
        if not isinstance(chunk, np.ndarray) or chunk.dtype != np.int16:
            raise TypeError("A chunk of audio is a numpy array of int16.")
        if chunk.shape[1:] != (() if self._channels == 1 else (self._channels,)) or chunk.ndim == 0:
            raise ValueError(f"A chunk of {self._channels} channel(s) cannot have the shape {chunk.shape}.")
        self._chunks.append(chunk.copy())
        self._length += len(chunk)

    def take(self, length: int) -> Samples:
        """The next so many samples; where fewer are kept, silence follows them."""
        if self._chunks and len(self._chunks[0]) == length:
            self._length -= length
            return self._chunks.popleft()
        parts: list[Samples] = []
        missing = length
        while missing and self._chunks:
            part = self._chunks.popleft()
            if len(part) > missing:
                self._chunks.appendleft(part[missing:])
                part = part[:missing]
            parts.append(part)
            missing -= len(part)
        self._length -= length - missing
        if missing or not parts:
            parts.append(self.silence(missing))
        return np.concatenate(parts)

    def clear(self) -> int:
        """Drop everything; how many samples that were."""
        dropped, self._length = self._length, 0
        self._chunks.clear()
        return dropped

    def silence(self, length: int) -> Samples:
        """So many samples of nothing."""
        return np.zeros(length if self._channels == 1 else (length, self._channels), np.int16)
