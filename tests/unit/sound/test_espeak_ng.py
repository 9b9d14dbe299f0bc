"""Speaking by espeak-ng: it is speech, it comes in pieces, and it says what is wrong."""

import asyncio
import shutil
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from ringback.peer.sample_queue import Samples
from ringback.sound import EspeakNg, EspeakNgMissing, NotSpoken, TextToSpeech, level_db
from ringback.testing.media import likeness

SENTENCE = "The quick brown fox jumps over the lazy dog."


def children() -> list[str]:
    """The names of the programs that this one has started."""
    pids = [pid for each in Path("/proc/self/task").glob("*/children") for pid in each.read_text().split()]
    return [Path(f"/proc/{pid}/comm").read_text().strip() for pid in pids]


async def said(text: str, espeak: EspeakNg) -> Samples:
    return np.concatenate([piece async for piece in espeak.speak(text)])


async def test_a_sentence_is_spoken() -> None:
    espeak = EspeakNg()
    assert isinstance(espeak, TextToSpeech)
    sound = await said(SENTENCE, espeak)
    assert sound.dtype == np.int16
    assert 2 < len(sound) / espeak.sample_rate < 5
    assert level_db(sound) > -30


async def test_voice_and_pace_are_heard() -> None:
    slow = await said(SENTENCE, EspeakNg(words_per_minute=90))
    fast = await said(SENTENCE, EspeakNg(words_per_minute=250))
    assert len(slow) > 1.5 * len(fast)
    other = await said(SENTENCE, EspeakNg("en+f4"))
    same = await said(SENTENCE, EspeakNg())
    assert likeness(other, same, rate=22_050) < 0.95 < likeness(same, await said(SENTENCE, EspeakNg()), rate=22_050)


async def test_a_text_is_never_an_option() -> None:
    assert len(await said("--version -h", EspeakNg())) > 10_000


async def test_the_sound_comes_piece_by_piece_and_closing_ends_the_program() -> None:
    pieces = []
    async with aclosing(EspeakNg().speak(" ".join([SENTENCE] * 200))) as speaking:
        async for piece in speaking:
            pieces.append(piece)
            assert "espeak-ng" in children()
            if len(pieces) == 3:
                break
    await asyncio.sleep(0)
    assert "espeak-ng" not in children()


async def test_a_voice_that_is_not_there() -> None:
    with pytest.raises(NotSpoken, match="voice does not exist"):
        await said(SENTENCE, EspeakNg("klingon-opera"))


async def test_one_that_ends_before_it_has_read_the_text_says_why() -> None:
    with pytest.raises(NotSpoken, match="voice does not exist"):
        await said(SENTENCE * 10_000, EspeakNg("klingon-opera"))


async def test_without_the_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(EspeakNgMissing, match="apt install espeak-ng"):
        await said(SENTENCE, EspeakNg())
