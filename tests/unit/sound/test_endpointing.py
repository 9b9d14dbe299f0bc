"""When a turn begins and ends: in real speech, in noise, and among things that are no speech."""

from collections.abc import AsyncIterator

import numpy as np
import pytest

from ringback.peer.sample_queue import Samples
from ringback.sound import CHUNK, EndOfTurn, SpeechBegan, TurnEnded, level_db, turns
from ringback.testing.media import likeness, silence, sine
from tests.unit.sound.conftest import spoken

Events = list[tuple[str, float]]


def events(sound: Samples, detector: EndOfTurn | None = None) -> Events:
    """What changed, and at which second."""
    detector = detector or EndOfTurn()
    found: Events = []
    for begin in range(0, len(sound) - CHUNK + 1, CHUNK):
        change = detector.hear(sound[begin : begin + CHUNK])
        if change is not None:
            found.append((change, (begin + CHUNK) / 48_000))
    return found


async def conversation() -> tuple[Samples, Events]:
    """Three turns of speech with pauses in them, and where in it they begin and end, seconds."""
    texts = ["Hello, my name is Alice. I would like to order a pizza, please.", "Yes.", "One, two, three; and four."]
    parts, marks, at = [silence(seconds=1)], [], 1.0
    for text in texts:
        speech = np.trim_zeros(await spoken(text))
        parts += [speech, silence(seconds=1.5)]
        marks += [("began", at), ("ended", at + len(speech) / 48_000)]
        at += len(speech) / 48_000 + 1.5
    return np.concatenate(parts), marks


@pytest.mark.parametrize("loudness", [0, 30, 100])
async def test_turns_of_real_speech(loudness: int, noise: np.random.Generator) -> None:
    """Within a third of a second of a word, and the pause after the last one; whatever noise there is."""
    sound, marks = await conversation()
    noisy = (sound + noise.normal(0, loudness, len(sound))).clip(-32_768, 32_767).astype(np.int16)
    found = events(noisy)
    assert [change for change, _ in found] == [change for change, _ in marks]
    for (change, at), (_, mark) in zip(found, marks, strict=True):
        late = at - mark - (0.7 if change == "ended" else 0)
        assert -0.35 < late < 0.3, (change, at, mark)


async def test_a_pause_within_a_turn_does_not_end_it() -> None:
    one, other = np.trim_zeros(await spoken("Well, let me think")), np.trim_zeros(await spoken("about that"))
    sound = np.concatenate([one, silence(seconds=0.6), other, silence(seconds=2)])
    assert [change for change, _ in events(sound, EndOfTurn(pause_s=1))] == ["began", "ended"]
    assert [change for change, _ in events(sound, EndOfTurn(pause_s=0.4))] == ["began", "ended"] * 2


def test_noise_is_no_speech_even_if_it_begins_suddenly(noise: np.random.Generator) -> None:
    def rushing(level: float, seconds: float) -> Samples:
        return noise.normal(0, level, round(seconds * 48_000)).astype(np.int16)

    assert events(np.concatenate([silence(seconds=2), rushing(60, 10)])) == []
    fan = events(np.concatenate([rushing(20, 3), rushing(600, 12)]))
    assert [change for change, _ in fan] == ["began", "ended"]
    assert fan[1][1] < 3 + 3.1 + 0.7


def test_clicks_are_no_speech() -> None:
    sound = silence(seconds=5)
    for at in range(48_000, 4 * 48_000, 24_000):
        sound[at : at + 960] = sine(1000, seconds=0.02, level=20_000)
    assert events(sound) == []


async def test_the_sound_of_a_turn_is_whole() -> None:
    sound, _ = await conversation()

    async def heard() -> AsyncIterator[Samples]:
        for begin in range(0, len(sound), CHUNK):
            yield sound[begin : begin + CHUNK]

    found = [turn async for turn in turns(heard())]
    assert [type(turn) for turn in found] == [SpeechBegan, TurnEnded] * 3
    ended = [turn for turn in found if isinstance(turn, TurnEnded)]
    assert (
        likeness(ended[0].speech, await spoken("Hello, my name is Alice. I would like to order a pizza, please."))
        > 0.98
    )
    assert likeness(ended[1].speech, await spoken("Yes.")) > 0.98


async def test_a_turn_ends_with_the_sound_and_after_a_minute() -> None:
    def talk() -> Samples:
        """Never a pause of a tenth of a second, and never the same."""
        return np.concatenate([sine(300, seconds=0.3), sine(300, seconds=0.1, level=100)])

    async def heard(seconds: float) -> AsyncIterator[Samples]:
        speech = np.concatenate([silence(seconds=1)] + [talk()] * round(seconds / 0.4))
        for begin in range(0, len(speech), CHUNK):
            yield speech[begin : begin + CHUNK]

    short = [turn async for turn in turns(heard(2))]
    assert isinstance(short[-1], TurnEnded)
    assert len(short[-1].speech) / 48_000 == pytest.approx(2.3, abs=0.2)
    long = [len(turn.speech) / 48_000 async for turn in turns(heard(65)) if isinstance(turn, TurnEnded)]
    assert long[0] == 60


def test_levels() -> None:
    assert level_db(np.full(480, -32_768, np.int16)) == 0
    assert level_db(sine(1000, seconds=1, level=32_767)) == pytest.approx(-3, abs=0.1)
    assert level_db(silence(seconds=1)) == level_db(silence(seconds=0)) == -100


@pytest.mark.parametrize("pause_s", [0.05, 11])
def test_what_is_no_pause(pause_s: float) -> None:
    with pytest.raises(ValueError, match="pause"):
        EndOfTurn(pause_s=pause_s)
