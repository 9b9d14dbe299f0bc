"""A pair in a call: what one says the other hears, with the real engine, over the kit's own server."""

import asyncio

import pytest

from ringback.client import EndReason
from ringback.testing import CallPair, RingbackServer
from ringback.testing.calls import heard, seen
from ringback.testing.media import hertz_of, level_of, quarters, shows_quarters, silence, sine


async def test_each_hears_the_other(call_pair: CallPair) -> None:
    async with call_pair("alice", "bob") as (alice, bob):
        saying = [
            asyncio.ensure_future(alice.say(sine(440, seconds=3))),
            asyncio.ensure_future(bob.say(sine(660, seconds=3))),
        ]
        at_bob, at_alice = await asyncio.gather(heard(bob), heard(alice))
        assert hertz_of(at_bob) == pytest.approx(440, abs=5)
        assert hertz_of(at_alice) == pytest.approx(660, abs=5)
        for each in saying:
            each.cancel()


async def test_silence_is_not_heard(call_pair: CallPair, monkeypatch: pytest.MonkeyPatch) -> None:
    async with call_pair("alice", "bob") as (alice, bob):
        monkeypatch.setattr("ringback.testing.calls.PATIENCE_S", 0.5)
        await alice.say(silence(seconds=0.1))
        with pytest.raises(TimeoutError):
            await heard(bob, seconds=0.1)


async def test_a_picture_that_is_shown_is_seen(call_pair: CallPair) -> None:
    async with call_pair("alice", "bob", video=True) as (alice, bob):
        await alice.show(quarters())
        async with asyncio.timeout(10):
            while not shows_quarters(await seen(bob)):
                pass


async def test_whoever_waits_for_a_call_that_ends_hears_so(call_pair: CallPair) -> None:
    async with call_pair("alice", "bob") as (alice, bob):
        waiting = [asyncio.ensure_future(heard(bob)), asyncio.ensure_future(seen(bob))]
        await asyncio.sleep(0)
        alice.hangup()
        for each in waiting:
            with pytest.raises(EOFError):
                await each
        assert await bob.ended == EndReason.COMPLETED


async def test_who_else_calls_one_of_them_disturbs_nobody(
    call_pair: CallPair, ringback_server: RingbackServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with call_pair("alice", "bob") as (alice, bob), ringback_server.user("carol").client() as carol:
        async with await carol.call("bob") as another:
            await another.connected()
            saying = asyncio.ensure_future(alice.say(sine(440, seconds=3)))
            assert hertz_of(await heard(bob)) == pytest.approx(440, abs=5)
            saying.cancel()
        assert await another.ended is EndReason.COMPLETED
    assert "has failed" not in caplog.text


async def test_a_call_outlives_the_death_of_its_server(call_pair: CallPair, ringback_server: RingbackServer) -> None:
    async with call_pair("alice", "bob") as (alice, bob):
        ringback_server.kill()
        saying = asyncio.ensure_future(alice.say(sine(440, seconds=3)))
        assert level_of(await heard(bob)) > 0.1
        saying.cancel()
        ringback_server.start()
