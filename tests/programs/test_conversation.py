"""What two programs do in a call, with the real engine over loopback: what is sent is what comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from ringback.client import Busy, Call, CallEnded, EndReason, MediaState
from ringback.peer import InvalidState
from ringback.testing.media import hertz_of, level_of, quarters, sine
from ringback.testing.media_files import write
from tests.calling import HERTZ, hears_the_tone, person, sees_the_quarters, talk, tone
from tests.serving import ringback, serving


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with serving(ringback().app) as address, asyncio.timeout(40):
        yield f"http://{address}"


@asynccontextmanager
async def talking(url: str) -> AsyncIterator[tuple[Call, Call]]:
    """Alice has called Bob; neither says anything yet."""
    there: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    async def take(call: Call) -> None:
        await call.accept()
        there.set_result(call)
        await call.ended

    async with person(url, "bob", take), person(url, "alice") as alice:
        call = await alice.call("bob")
        await asyncio.gather(call.connected(), (await there).connected())
        yield call, await there


async def test_sound_is_heard_at_other_rates_in_other_numbers_and_by_several(url: str) -> None:
    async with talking(url) as (alice, bob):
        alice.create_task(alice.say(tone()))
        async with aclosing(bob.listen(rate=16_000, dtype="float32", chunk_ms=20)) as chunks:
            ours = [await anext(chunks) for _ in range(100)]
        assert {(chunk.shape, chunk.dtype.name) for chunk in ours} == {((320,), "float32")}
        assert abs(hertz_of(np.concatenate(ours[50:]), rate=16_000) - HERTZ) < 5
        assert all(await asyncio.gather(hears_the_tone(bob), hears_the_tone(bob)))


async def test_what_is_said_at_another_rate_keeps_its_pitch(url: str) -> None:
    async with talking(url) as (alice, bob):
        alice.create_task(alice.say([sine(HERTZ, seconds=3, rate=16_000)], rate=16_000))
        assert await hears_the_tone(bob)


async def test_a_file_is_played_with_its_sound_and_its_pictures(url: str, tmp_path: Path) -> None:
    film = write(tmp_path / "film.mp4", sound=sine(HERTZ, seconds=3), pictures=[quarters()] * 75)
    async with talking(url) as (alice, bob):
        alice.create_task(alice.say(film))
        alice.create_task(alice.show(film))
        assert all(await asyncio.gather(hears_the_tone(bob), sees_the_quarters(bob)))


async def test_say_waits_so_that_delay_never_grows_and_flush_ends_it(url: str) -> None:
    async with talking(url) as (alice, bob):
        began = asyncio.get_running_loop().time()
        for _ in range(100):
            assert await alice.say(sine(HERTZ, seconds=0.01))
        assert asyncio.get_running_loop().time() - began > 0.7
        assert 0 < (await alice.stats()).waiting_ms <= 200
        saying = asyncio.ensure_future(alice.say(tone()))
        assert await hears_the_tone(bob)
        assert alice.flush() > 0
        assert await saying is False
        await alice.said()
        assert await comes_to_be_silent(bob)


async def comes_to_be_silent(call: Call) -> bool:
    """Whether it becomes silent, and stays so for half a second."""
    async with asyncio.timeout(5), aclosing(call.listen(chunk_ms=100)) as chunks:
        async for chunk in chunks:
            if level_of(chunk) < 0.002:
                break
        return all([level_of(await anext(chunks)) < 0.002 for _ in range(5)])


async def test_what_is_not_heard_in_time_is_dropped_and_counted(url: str) -> None:
    async with talking(url) as (alice, bob):
        alice.create_task(alice.say(tone()))
        assert await hears_the_tone(bob)
        patient = bob.listen(waits_ms=1000, chunk_ms=500)
        await asyncio.gather(anext(bob.audio), anext(patient))
        await asyncio.sleep(0.5)
        assert abs(hertz_of(await anext(patient)) - HERTZ) < 5, "nothing is missing in it"
        await anext(bob.audio)
        assert 20 < (await bob.stats()).dropped < 200


async def test_who_is_muted_is_not_heard_and_who_holds_neither_hears_nor_is_heard(url: str) -> None:
    async with talking(url) as (alice, bob):
        alice.create_task(alice.say(tone()))
        bob.create_task(bob.say(tone()))
        told: asyncio.Queue[MediaState] = asyncio.Queue()
        bob.on_media(told.put_nowait)
        assert await hears_the_tone(bob)
        alice.mute()
        await until(told, MediaState(audio=False))
        assert await comes_to_be_silent(bob)
        alice.hold()
        await until(told, MediaState(audio=False, hold=True))
        alice.mute(False)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await anext(alice.audio)
        assert await comes_to_be_silent(bob)
        alice.resume()
        assert all(await asyncio.gather(hears_the_tone(bob), hears_the_tone(alice)))
        assert bob.remote == MediaState()


async def until(told: asyncio.Queue[MediaState], state: MediaState) -> None:
    """Wait until that is what the other side has said."""
    async with asyncio.timeout(5):
        while await told.get() != state:
            pass


async def test_messages_go_both_ways_also_when_both_begin(url: str) -> None:
    async with talking(url) as (alice, bob):
        await asyncio.gather(alice.data.send("to bob"), bob.data.send(b"to alice"))
        assert (await anext(bob.data), await anext(alice.data)) == ("to bob", b"to alice")
        for number in range(100):
            await alice.data.send(str(number))
        assert [await anext(bob.data) for _ in range(100)] == [str(number) for number in range(100)]
        await bob.data.send("an answer")
        assert await anext(alice.data) == "an answer"
        alice.hangup()
        assert [message async for message in bob.data] == []


async def test_digits_arrive_and_sound_goes_on_beside_them(url: str) -> None:
    async with talking(url) as (alice, bob):
        alice.create_task(alice.say(tone()))
        digits = bob.dtmf
        await alice.send_dtmf("12")
        await alice.send_dtmf("9#*d")
        assert [await anext(digits) for _ in range(6)] == list("129#*D")
        assert await hears_the_tone(bob)
        with pytest.raises(ValueError, match="Digits are"):
            await alice.send_dtmf("x")
        alice.hangup()
        assert [digit async for digit in bob.dtmf] == []


async def test_video_is_added_to_a_live_call_and_taken_out_again(url: str) -> None:
    async with talking(url) as (alice, bob):
        alice.create_task(alice.say(tone()))
        assert await hears_the_tone(bob)
        await alice.show(quarters())
        assert all(await asyncio.gather(sees_the_quarters(bob), hears_the_tone(bob)))
        assert bob.remote.video
        told: asyncio.Queue[MediaState] = asyncio.Queue()
        bob.on_media(told.put_nowait)
        await alice.show(None)
        await until(told, MediaState(video=False))
        await alice.show([quarters()] * 10)
        assert await sees_the_quarters(bob)


async def test_video_from_the_beginning(url: str) -> None:
    async def see(call: Call) -> None:
        assert call.offers_video
        await call.accept(video=True)
        seen.set_result(await sees_the_quarters(call))

    seen: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    async with person(url, "bob", see), person(url, "alice") as alice, await alice.call("bob", video=True) as call:
        call.create_task(call.show(quarters()))
        assert await seen


async def test_a_call_without_sound_of_its_own_only_listens(url: str) -> None:
    async with person(url, "bob", talk), person(url, "alice") as alice:
        call = await alice.call("bob", audio=False)
        assert await hears_the_tone(call)
        with pytest.raises(InvalidState):
            await call.send_dtmf("1")
        assert not call.connection.sends("audio")


async def test_figures_and_an_explanation(url: str) -> None:
    async with talking(url) as (alice, bob):
        alice.create_task(alice.say(tone()))
        assert await hears_the_tone(bob)
        stats = await bob.stats()
        assert stats.packets_received > 5
        assert (stats.relayed, stats.lost_percent) == (False, 0)
        assert stats.level is not None
        assert stats.level > 0.1
        explanation = await bob.explain()
        assert (explanation.cause, explanation.reached) == (None, "media")
        await alice.hangup()
        await bob.ended
        assert (await bob.explain()).reached == "media"


async def test_a_picture_that_nobody_takes_any_more_is_not_waited_for(url: str) -> None:
    async with talking(url) as (alice, bob):
        showing = asyncio.ensure_future(alice.show(film()))
        assert await sees_the_quarters(bob)
        alice.hangup()
        with pytest.raises(CallEnded):
            await showing


async def film() -> AsyncIterator[object]:
    while True:
        yield quarters()


# --- several callers


async def test_beyond_the_limit_callers_hear_that_they_wait_and_then_that_it_is_busy(url: str) -> None:
    async def music(call: Call) -> None:
        await call.accept()
        await call.say(tone(880))

    async def answer(call: Call) -> None:
        assert not call.is_accepted or call.playout.waiting_s == 0, "nothing of the music is left"
        await talk(call)

    async with (
        person(url, "bob", answer, limit=1, queue=1) as bob,
        person(url, "alice") as alice,
        person(url, "carol") as carol,
        person(url, "dave") as dave,
    ):
        bob.on_wait(music)
        first = await alice.call("bob")
        second = await carol.call("bob")
        with pytest.raises(Busy):
            await dave.call("bob")
        assert all(await asyncio.gather(hears_the_tone(first), hears_the_tone(second, 880)))
        first.hangup()
        assert await hears_the_tone(second), "it is their turn"
        third = await dave.call("bob")
        assert await hears_the_tone(third, 880)
        third.hangup()
        assert await hears_the_tone(second)
        assert len(bob.calls) == 1


async def test_without_music_callers_who_wait_go_on_hearing_it_ring(url: str) -> None:
    async with (
        person(url, "bob", talk, limit=1, queue=1),
        person(url, "alice") as alice,
        person(url, "carol") as carol,
    ):
        first = await alice.call("bob")
        rings = asyncio.Event()
        calling = asyncio.ensure_future(carol.call("bob", on_ringing=lambda _: rings.set()))
        await rings.wait()
        assert await hears_the_tone(first)
        assert not calling.done()
        first.hangup()
        assert await hears_the_tone(await calling)


async def test_several_calls_at_once_are_calls_of_their_own(url: str) -> None:
    async def answer(call: Call) -> None:
        await call.accept()
        await call.say(tone({"alice": 440, "carol": 880}[call.user_id]))

    async with person(url, "bob", answer), person(url, "alice") as alice, person(url, "carol") as carol:
        first, second = await asyncio.gather(alice.call("bob"), carol.call("bob"))
        assert all(await asyncio.gather(hears_the_tone(first, 440), hears_the_tone(second, 880)))
        assert await first.hangup() is EndReason.COMPLETED
        assert await hears_the_tone(second, 880)
