"""Speech for the tests of what is done with it."""

import numpy as np
import pytest

from ringback.peer.sample_queue import Samples
from ringback.sound import EspeakNg, sound_of


async def spoken(text: str, voice: str = "en") -> Samples:
    """``text``, spoken."""
    sound = sound_of(text, text_to_speech=EspeakNg(voice))
    return np.concatenate([piece async for piece in sound])


@pytest.fixture(scope="session")
def noise() -> np.random.Generator:
    """The same noise every time."""
    return np.random.default_rng(7)
