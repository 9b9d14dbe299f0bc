"""The voice agent: hears turns of real speech, answers, can be interrupted, and takes digits."""

import asyncio

import numpy as np
import pytest

from ringback.peer.sample_queue import Samples
from ringback.programs import Heard, VoiceAgent, small_talk
from ringback.sound import SpeechBegan, TurnEnded, turns
from ringback.testing import CallPair, RingbackServer
from ringback.testing.calls import heard
from ringback.testing.media import found, silence
from tests.programs.conversation import SAME, falls_silent, once, spoken, until_heard

QUESTION = "What time is it now, please, in the town of Harwich?"
ANSWER = "It is a quarter to eleven, by my watch, and by the clock of the church over there."


class Ears:
    """A speech-to-text that only remembers what it was given."""

    sample_rate = 16_000

    def __init__(self) -> None:
        self.heard: list[Samples] = []

    async def transcribe(self, speech: Samples) -> str:
        self.heard.append(speech)
        return "when does the last train leave"


async def test_turns_of_real_speech_are_found_in_a_call(call_pair: CallPair) -> None:
    one, other = await spoken("Good morning."), await spoken("Is anybody there?")
    async with call_pair("alice", "bob") as (alice, bob):

        async def talk() -> None:
            await alice.say(once(np.concatenate([silence(seconds=0.2), one, silence(seconds=1.1), other])))

        alice.create_task(talk())
        found_turns: list[SpeechBegan | TurnEnded] = []
        async with asyncio.timeout(20):
            async for turn in turns(bob.audio):
                found_turns.append(turn)
                if len(found_turns) == 4:
                    break
    assert [type(turn) for turn in found_turns] == [SpeechBegan, TurnEnded] * 2
    first, second = (turn.speech for turn in found_turns if isinstance(turn, TurnEnded))
    assert found(one, np.concatenate([first, silence(seconds=1)])) > SAME
    assert found(other, np.concatenate([second, silence(seconds=1)])) > SAME


async def test_it_answers_is_interrupted_and_answers_again(ringback_server: RingbackServer) -> None:
    asked: list[Heard] = []
    ears = Ears()

    async def model(turn: Heard) -> str:
        asked.append(turn)
        return ANSWER

    bob = ringback_server.user("bob").client()
    bob.on_call(VoiceAgent(model, greeting="Yes?", ears=ears))
    question, answer = await spoken(QUESTION), await spoken(ANSWER)
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        await call.connected()
        await heard(call, seconds=0.1)  # the greeting: now it listens
        await call.say(once(question))
        await until_heard(call, answer[:33_600])
        assert [turn.text for turn in asked] == ["when does the last train leave"]
        assert found(question, np.concatenate([asked[0].speech, silence(seconds=2)])) > SAME
        assert len(ears.heard[0]) == pytest.approx(len(asked[0].speech) / 3, rel=0.01)
        interrupting = asyncio.create_task(call.say(once(question)))
        assert await falls_silent(call, within_s=1.8), "it talks on"
        assert not interrupting.done()
        assert len(await heard(call)), "it does not answer again"
        assert len(asked) == 2


async def test_digits_are_answered_too(ringback_server: RingbackServer) -> None:
    asked: list[str] = []

    async def model(turn: Heard) -> str | None:
        asked.append(turn.text)
        return "You have pressed seven." if turn.text == "7" else None

    bob = ringback_server.user("bob").client()
    bob.on_call(VoiceAgent(model, greeting="Hello. " * 20))
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob") as call:
        await call.connected()
        hearing = asyncio.create_task(until_heard(call, await spoken("You have pressed seven.")))
        await heard(call, seconds=0.1)  # the greeting: now sound goes both ways
        await call.send_dtmf("7")
        await hearing
    assert asked == ["7"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (Heard(np.zeros(0, np.int16), "1"), "It is "),
        (Heard(np.zeros(0, np.int16), "what time is it"), "It is "),
        (Heard(np.zeros(0, np.int16), "2"), ", the "),
        (Heard(np.zeros(0, np.int16), "hello"), "You said: hello."),
        (Heard(np.zeros(96_000, np.int16)), "for 2 seconds"),
    ],
)
async def test_the_model_that_ships(said: Heard, answer: str) -> None:
    assert answer in await small_talk(said)
