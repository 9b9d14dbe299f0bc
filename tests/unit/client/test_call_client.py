"""Two programs call each other over a real server, with the real engine: what one says, the other hears."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from ringback.client import (
    Busy,
    Call,
    CallClient,
    CallEnded,
    CallFailed,
    Cancelled,
    Declined,
    EndReason,
    NoAnswer,
    NotAllowed,
    Offline,
    OnCall,
    ServerGone,
    SignalingClient,
    SignalingError,
    TakenElsewhere,
    TokenExpired,
    TokenRefused,
    TurnClient,
    TurnRefused,
    TurnUnavailable,
    Unconnected,
    WrongSampleRate,
    WrongShape,
    call_control,
    placing,
)
from ringback.messages import CallHangup, TurnCredentials
from ringback.peer import InvalidState
from ringback.testing.media import sine
from tests.calling import echo, hears_the_tone, person, talk, tone
from tests.serving import ringback, serving, token_for


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with serving(ringback().app) as address:
        yield f"http://{address}"


@pytest.fixture(autouse=True)
async def patience() -> AsyncIterator[None]:
    async with asyncio.timeout(30):
        yield


async def ponder(_: Call) -> None:
    await asyncio.Event().wait()


async def test_an_echo_sends_back_what_it_hears(url: str) -> None:
    async with person(url, "echo", echo), person(url, "alice") as alice:
        call = await alice.call("echo")
        call.create_task(call.say(tone()))
        assert await hears_the_tone(call)
        assert await call.hangup() is EndReason.COMPLETED
        assert alice.calls == ()


async def test_a_hang_up_ends_the_call_on_the_other_side_too(url: str) -> None:
    there: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    async def take(call: Call) -> None:
        await call.accept()
        there.set_result(call)
        await call.ended

    async with person(url, "bob", take), person(url, "alice") as alice:
        call = await alice.call("bob")
        await call.connected()
        call.hangup()
        assert await (await there).ended is EndReason.COMPLETED


async def test_leaving_the_block_of_the_client_hangs_up(url: str) -> None:
    async with person(url, "bob", talk):
        async with person(url, "alice") as alice:
            call = await alice.call("bob")
            await call.connected()
        assert await call.ended is EndReason.COMPLETED


async def test_leaving_the_block_of_a_call_hangs_up_as_failed_where_it_is_left_by_an_error(url: str) -> None:
    async with person(url, "bob", talk) as bob, person(url, "alice") as alice:
        async with await alice.call("bob") as call:
            (there,) = bob.calls
        assert await there.ended is EndReason.COMPLETED
        with pytest.raises(RuntimeError, match="a mistake"):
            async with await alice.call("bob") as call:
                (there,) = bob.calls
                raise RuntimeError("a mistake of the application")
        assert await call.ended is await there.ended is EndReason.FAILED


async def test_a_handler_that_is_done_hangs_up_and_one_that_has_not_accepted_declines(url: str) -> None:
    async def greet(call: Call) -> None:
        if call.user_id == "alice":
            await call.accept()
            await call.say(sine(440, seconds=0.1))
            await call.said()

    async with person(url, "bob", greet), person(url, "alice") as alice, person(url, "carol") as carol:
        assert await (await alice.call("bob")).ended is EndReason.COMPLETED
        with pytest.raises(Declined):
            await carol.call("bob")


async def test_what_a_handler_does_after_the_end_is_not_cut_off(url: str) -> None:
    stored: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def record(call: Call) -> None:
        await call.accept()
        heard = [chunk async for chunk in call.audio]
        await asyncio.sleep(0.1)
        stored.set_result(len(heard))

    async with person(url, "bob", record), person(url, "alice") as alice:
        async with await alice.call("bob") as call:
            await call.connected()
            await call.say(sine(440, seconds=0.3))
            await call.said()
        assert await stored > 10


@pytest.mark.parametrize("ahead", [0, 1], ids=["answered", "waiting"])
async def test_a_handler_that_cannot_even_be_called_fails_its_own_call_alone(
    ahead: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def forgetful() -> None:
        """Takes no call."""

    class Signaling:
        user_id, state = "bob", "open"

        def send(self, _message: object) -> None: ...

    def comes(number: int) -> call_control.CallControl:
        control = call_control.CallControl(str(number), "alice", cast(SignalingClient, Signaling()), outgoing=False)
        me._came(control)
        return control

    me = CallClient("http://127.0.0.1:9", token="t", limit=1, queue=1)
    me.on_call(ponder if ahead else cast(OnCall, forgetful))
    me.on_wait(cast(OnCall, forgetful))
    before = [comes(number) for number in range(ahead)]
    assert await comes(ahead).ended() == "failed"
    assert [record.exc_info is not None for record in caplog.records] == [True]
    assert not any(control.is_over for control in before)
    await me._end_calls()


async def test_a_client_without_a_handler_leaves_the_call_to_other_devices(url: str) -> None:
    async with person(url, "bob") as silent, person(url, "bob", talk), person(url, "alice") as alice:
        serving_on = asyncio.ensure_future(silent.served())
        assert await hears_the_tone(await alice.call("bob"))
        assert silent.calls == ()
        assert not serving_on.done()
        serving_on.cancel()


async def test_who_is_not_there_is_offline(url: str) -> None:
    async with person(url, "alice") as alice:
        with pytest.raises(Offline) as offline:
            await alice.call("nobody")
        assert (offline.value.reason, offline.value.call.user_id) == (EndReason.UNREACHABLE, "nobody")


@pytest.mark.parametrize(("reason", "error"), [("declined", Declined), ("busy", Busy)])
async def test_a_call_can_be_rejected(url: str, reason: Any, error: type[CallFailed]) -> None:
    async def refuse(call: Call) -> None:
        call.reject(reason)

    async with person(url, "bob", refuse), person(url, "alice") as alice:
        with pytest.raises(error):
            await alice.call("bob")


async def test_who_may_not_call_is_told_so() -> None:
    async with serving(ringback(can_call=lambda *_: False).app) as address:
        url = f"http://{address}"
        async with person(url, "bob", talk), person(url, "alice") as alice:
            with pytest.raises(NotAllowed):
                await alice.call("bob")


async def test_nobody_answers_and_the_server_is_not_heard(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_control, "BEHIND_S", -59.5)
    async with person(url, "bob", ponder), person(url, "alice") as alice:
        with pytest.raises(NoAnswer):
            await alice.call("bob")


async def test_another_device_has_answered(url: str) -> None:
    async def answer_late(call: Call) -> None:
        rung.set()
        await call.ended
        with pytest.raises(TakenElsewhere) as elsewhere:
            await call.accept()
        told.set_result(elsewhere.value.reason)

    rung = asyncio.Event()
    told: asyncio.Future[EndReason] = asyncio.get_running_loop().create_future()

    async def answer_then(call: Call) -> None:
        await rung.wait()
        await talk(call)

    async with person(url, "bob", answer_late), person(url, "bob", answer_then), person(url, "alice") as alice:
        await alice.call("bob")
        assert await told is EndReason.ANSWERED_ELSEWHERE


async def test_a_call_that_is_taken_back_while_it_rings_is_cancelled(url: str) -> None:
    there: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    async def wait(call: Call) -> None:
        there.set_result(call)
        await call.ended

    async with person(url, "bob", wait) as bob, person(url, "alice") as alice:
        with pytest.raises(Cancelled):
            await alice.call("bob", on_ringing=lambda call: call.hangup())
        assert await (await there).ended is EndReason.CANCELLED
        await asyncio.sleep(0.05)
        assert (bob._calls, alice._calls) == ([], []), "nothing is kept of it"


async def test_nothing_is_kept_of_a_call_that_is_over_also_while_a_task_of_it_goes_on(url: str) -> None:
    async with person(url, "bob", talk):
        async with person(url, "alice") as alice:
            call = await alice.call("bob")
            task = call.create_task(ponder(call))
            await call.hangup()
            while alice._calls:  # noqa: ASYNC110 - a turn or two
                await asyncio.sleep(0)
            assert not task.done()
            last = await alice.call("bob")
        assert task.cancelled(), "it ends with the client"
        assert last.is_over
        assert alice._calls == []


async def test_cancelling_takes_the_call_back(url: str) -> None:
    there: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    async def wait(call: Call) -> None:
        there.set_result(call)
        await call.ended

    async with person(url, "bob", wait), person(url, "alice") as alice:
        calling = asyncio.create_task(alice.call("bob"))
        call = await there
        calling.cancel()
        assert await call.ended is EndReason.CANCELLED


async def test_who_hangs_up_before_it_rings_has_called_nobody(url: str) -> None:
    rung = asyncio.Event()

    async def ring(_: Call) -> None:
        rung.set()

    async with person(url, "bob", ring), person(url, "alice") as alice:
        calling = asyncio.create_task(alice.call("bob"))
        await asyncio.sleep(0)
        (call,) = alice.calls
        await call.hangup()
        with pytest.raises(Cancelled):
            await calling
        assert (alice.calls, rung.is_set()) == ((), False)


async def test_a_handler_that_raises_ends_that_call_alone(url: str, caplog: pytest.LogCaptureFixture) -> None:
    async def fail_for_carol(call: Call) -> None:
        await call.accept()
        if call.user_id == "carol":
            raise RuntimeError("a mistake of the application")
        await call.say(tone())

    async with (
        person(url, "bob", fail_for_carol),
        person(url, "alice") as alice,
        person(url, "carol") as carol,
    ):
        first = await alice.call("bob")
        second = await carol.call("bob")
        assert await second.ended is EndReason.FAILED
        with pytest.raises(Unconnected):
            await second.say(sine(440, seconds=0.1))
        assert await hears_the_tone(first)
    assert [record.levelno for record in caplog.records if record.name == "ringback.client"] == [logging.ERROR]
    assert "a mistake of the application" in caplog.text


async def test_a_task_of_a_call_that_raises_ends_it_and_says_so(url: str, caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise RuntimeError("a mistake of the application")

    async with person(url, "bob", talk), person(url, "alice") as alice:
        call = await alice.call("bob")
        await call.create_task(fail())
        assert await call.ended is EndReason.FAILED
    assert "a mistake of the application" in caplog.text


async def test_the_end_of_another_call_is_a_failure_of_this_one(url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with person(url, "bob") as bob, person(url, "alice") as alice:

        @bob.on_call
        async def transfer(call: Call) -> None:
            await call.accept()
            await bob.call("nobody")

        assert await (await alice.call("bob")).ended is EndReason.FAILED
    assert "Offline" in caplog.text


async def test_nothing_can_be_said_in_a_call_that_is_over_or_not_taken(url: str) -> None:
    seen: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    async def take(call: Call) -> None:
        for early in (call.say(sine(440, seconds=0.1)), call.data.send("x"), call.stats()):
            with pytest.raises(InvalidState):
                await early
        with pytest.raises(InvalidState):
            call.playout  # noqa: B018 - asking for it is the point
        assert call.flush() == 0
        assert (await call.explain()).reached == "nothing"
        await call.accept()
        connection = call.connection
        await call.accept()
        assert call.connection is connection
        seen.set_result(call)
        await call.ended

    async with person(url, "bob", take), person(url, "alice") as alice:
        call = await alice.call("bob")
        await call.hangup()
        for there in (call, await seen):
            await there.ended
            for refused in (there.say(sine(440, seconds=0.1)), there.said(), there.stats(), there.data.send("x")):
                with pytest.raises(CallEnded):
                    await refused
            with pytest.raises(CallEnded):
                there.mute()
            assert [chunk async for chunk in there.audio] == []


async def test_what_is_no_sound_and_no_picture(url: str) -> None:
    async with person(url, "bob", talk), person(url, "alice") as alice:
        call = await alice.call("bob")
        with pytest.raises(WrongSampleRate):
            await call.say(sine(440, seconds=0.1), rate=100)
        with pytest.raises(WrongShape):
            await call.say(sine(440, seconds=0.1).astype("float64"))
        with pytest.raises(WrongShape):
            await call.say(sine(440, seconds=0.1).reshape(2, -1))
        with pytest.raises(WrongSampleRate):
            call.listen(rate=1)
        for wrong in (sine(440, seconds=0.1), sine(440, seconds=0.1).astype("uint8"), "a picture"):
            with pytest.raises(WrongShape):
                await call.show(wrong)


async def test_an_expired_token_and_one_that_is_refused(url: str) -> None:
    for token, error in ((token_for("alice", expires_in_s=-60), SignalingError), ("forged", TokenRefused)):
        with pytest.raises(error):
            async with person(url, "alice", token=token):
                pass


async def test_who_is_signed_out_cannot_call(url: str) -> None:
    async with person(url, "alice", token=token_for("alice", expires_in_s=1.5)) as alice:
        with pytest.raises(SignalingError):
            await alice.served()
        with pytest.raises(TokenExpired) as expired:
            await alice.call("bob")
        assert alice.calls == ()
        assert expired.value.__cause__ is not None


async def test_the_server_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "SERVER_S", 0.5)
    async with serving(ringback().app) as address:
        alice = CallClient(f"http://{address}", token=token_for("alice"), fallback_stun="off")
        await alice.__aenter__()
    try:
        calling = asyncio.create_task(alice.call("bob"))
        with pytest.raises(ServerGone):
            await calling
    finally:
        await alice.__aexit__(None, None, None)


async def test_there_is_no_server() -> None:
    with pytest.raises(SignalingError):
        async with person("http://127.0.0.1:9", "alice"):
            pass


async def test_somebody_else_cannot_end_a_call(url: str) -> None:
    async with person(url, "bob", talk), person(url, "alice") as alice:
        call = await alice.call("bob")
        async with SignalingClient(url, token=token_for("mallory")) as mallory:
            mallory.send(CallHangup(recipient_id="alice", call_id=call.call_id))
            mallory.send(CallHangup(recipient_id="alice", call_id="another"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await call.ended


@pytest.mark.parametrize("names", [("alice", "bob"), ("bob", "alice")])
async def test_two_who_call_each_other_at_once_have_one_call(url: str, names: tuple[str, str]) -> None:
    async def never(_: Call) -> None:
        pytest.fail("nobody is to see a call come in")

    one, other = names
    async with person(url, one, never) as first, person(url, other, never) as second:
        placed, there = await asyncio.gather(first.call(other), second.call(one))
        for call in (placed, there):
            call.create_task(call.say(tone()))
        assert all(await asyncio.gather(hears_the_tone(placed), hears_the_tone(there)))
        assert placed.call_id == there.call_id
        placed.hangup()
        assert (await placed.ended, await there.ended) == (EndReason.COMPLETED, EndReason.COMPLETED)


@pytest.mark.parametrize("names", [("alice", "bob"), ("bob", "alice")])
async def test_a_call_that_has_come_in_and_is_answered_by_a_call(url: str, names: tuple[str, str]) -> None:
    one, other = names
    rung = asyncio.Event()

    async def wait(call: Call) -> None:
        rung.set()
        await call.accept() if await call.ended is not EndReason.MERGED else None

    async with person(url, one) as first, person(url, other, wait) as second:
        calling = asyncio.create_task(first.call(other))
        await rung.wait()
        there = await second.call(one)
        placed = await calling
        await asyncio.gather(placed.connected(), there.connected())
        assert placed.call_id == there.call_id
        assert second.calls == (there,)


async def test_the_end_of_the_signalling_is_told(url: str) -> None:
    async with person(url, "bob") as bob:
        waiting = asyncio.ensure_future(bob.served())
        await asyncio.sleep(0)
        bob._signaling._ended(SignalingError("over"))
        with pytest.raises(SignalingError):
            await waiting


async def test_a_relay_that_does_not_take_this_user(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Towards one who can be reached by a relay only, with credentials that the server refuses to give."""
    monkeypatch.setattr(call_control, "CONNECT_S", -4.5)
    async with person(url, "bob", talk), person(url, "alice", ice_transport_policy="relay") as alice:

        async def refuse() -> TurnCredentials:
            raise TurnUnavailable("The server refused the token.", reason="unauthorized")

        monkeypatch.setattr(TurnClient, "get_credentials", lambda _: refuse())
        call = await alice.call("bob")
        with pytest.raises(TurnRefused):
            await call.connected()
        assert await call.ended is EndReason.FAILED
        assert (await call.explain()).errors == ["turn_unavailable"]
