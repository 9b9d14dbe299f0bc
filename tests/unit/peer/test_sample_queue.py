"""Sound that waits: any lengths in, any lengths out, nothing lost and nothing twice."""

from typing import Any

import numpy as np
import pytest

from ringback.peer.sample_queue import SampleQueue


def test_any_lengths_in_and_out() -> None:
    queue = SampleQueue()
    sound = np.arange(10_000, dtype=np.int16)
    for begin, end in ((0, 1), (1, 8), (8, 488), (488, 968), (968, 10_000)):
        queue.append(sound[begin:end])
    assert len(queue) == 10_000
    out = [queue.take(length) for length in (8, 480, 480, 479, 3, 8550)]
    assert [len(each) for each in out] == [8, 480, 480, 479, 3, 8550]
    assert (np.concatenate(out) == sound).all()
    assert len(queue) == 0


def test_what_is_missing_is_silence() -> None:
    queue = SampleQueue(channels=2)
    queue.append(np.ones((3, 2), np.int16))
    assert queue.take(5).tolist() == [[1, 1]] * 3 + [[0, 0]] * 2
    assert queue.take(2).tolist() == [[0, 0]] * 2
    assert queue.take(0).shape == (0, 2)
    assert len(queue) == 0


def test_an_array_may_be_used_again() -> None:
    queue = SampleQueue()
    chunk = np.ones(4, np.int16)
    queue.append(chunk)
    chunk[:] = 2
    assert queue.take(4).tolist() == [1] * 4


def test_clearing_counts() -> None:
    queue = SampleQueue()
    queue.append(np.ones(700, np.int16))
    queue.take(1)
    assert queue.clear() == 699
    assert queue.clear() == len(queue) == 0
    assert not queue.take(1).any()


@pytest.mark.parametrize(
    ("chunk", "error"),
    [
        (np.zeros(4, np.float32), TypeError),
        ([0, 0], TypeError),
        (np.zeros((4, 2), np.int16), ValueError),
        (np.zeros((), np.int16), ValueError),
    ],
)
def test_what_is_no_sound(chunk: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        SampleQueue().append(chunk)
