"""A person in a browser calls each program that ships, and is called: what one says is what the other hears."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import av
import msgspec
import numpy as np
import pytest

from ringback.programs.kept_calls import Note
from ringback.testing.media import RATE, level_of
from ringback.testing.media_files import write

from ..browsers import Engine
from ..media import PATIENCE_S
from ..network import HOMES
from .answering import AND_ITS_CODE, Answering, command
from .conversation import ENGINES
from .hearing import AUDIBLE, Ear, give_voice, is_said, say, speech
from .own_programs import HERTZ, WORD
from .senses import SILENCE, Perception, assert_perceive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ringback.peer.sample_queue import Samples

    from ..conftest import Evidence
    from ..network import Network
    from ..processes import Process
    from ..server import RingbackServer
    from .conftest import Invite
    from .person import Person

    Start = Callable[..., Process]

pytestmark = ENGINES

CLOSED = "The office is closed."
FAILED = "The build has failed."
MESSAGE = "Please buy two litres of milk."
CONSENT = "This call is recorded."
GREETING = "Nobody is at home."


@pytest.fixture(scope="module")
def answering(session_network: Network) -> Iterator[Answering]:
    """The programs, which go on from test to test."""
    with closing(Answering(session_network.namespace("internet"))) as answering:
        yield answering


@pytest.fixture
def start(answering: Answering, server: RingbackServer, evidence: Evidence) -> Start:
    """Starts a program that answers, if it is not running: `start(user, program, *options)`."""
    evidence["programs"] = lambda: answering.log
    return lambda *program: answering.start(server.origin, *program)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where programs keep what they record, and find what they play."""
    return tmp_path_factory.mktemp("folder")


@pytest.fixture
def alice(invite: Invite, engine: Engine) -> Person:
    """Somebody with a voice, signed in."""
    alice = invite(HOMES[0], engine)
    give_voice(alice)
    alice.sign_in()
    return alice


def call(person: Person, user: str, **wanted: bool) -> str:
    """Call a program, until it is connected; the id of the call."""
    call_id: str = person.do("service.call", {"to": user, **wanted})
    person.comes_to(phase="connected", callId=call_id)
    return call_id


def kept(folder: Path, call_id: str) -> tuple[Note, Path]:
    """The note of this call in the folder, once there is one, and the sound beside it."""
    deadline = time.monotonic() + PATIENCE_S
    while not (notes := [*folder.glob(f"*-{call_id}.json")]):
        assert time.monotonic() < deadline, "nothing is kept"
        time.sleep(0.05)
    (path,) = notes
    return msgspec.json.decode(path.read_bytes(), type=Note), path.with_suffix(".webm")


def sides(path: Path) -> tuple[Samples, ...]:
    """What is in a recording: of the caller, and of the program if that was recorded too."""
    with av.open(str(path)) as container:
        frames = [
            part.to_ndarray().reshape(-1, len(frame.layout.channels))
            for frame in container.decode(audio=0)
            for part in av.AudioResampler("s16").resample(frame)
        ]
    return tuple(np.concatenate(frames).T)


def test_the_echo_sends_back_words_and_picture(alice: Person, start: Start) -> None:
    start("parrot", "echo")
    ear = Ear(alice)
    call(alice, "parrot", video=True)
    assert_perceive({alice: Perception(hears=SILENCE, sees="lime")})
    say(alice, MESSAGE)
    ear.comes_to_hear(MESSAGE)
    alice.do("service.hangUp")


@pytest.mark.parametrize("what", ["text", "file"])
def test_what_is_announced_is_heard_and_then_the_call_is_over(
    alice: Person, start: Start, what: str, folder: Path
) -> None:
    file = folder / "closed.webm"
    if not file.exists():
        write(file, sound=speech(CLOSED))
    start(f"office.{what}", "announce", *(["--tts", CLOSED] if what == "text" else ["--play", str(file)]))
    ear = Ear(alice)
    alice.do("service.call", {"to": f"office.{what}"})
    ear.comes_to_hear(CLOSED)
    alice.comes_to(phase="ended", reason="completed")


def test_a_message_is_kept_beside_the_record_and_its_owner_hears_it(
    alice: Person, invite: Invite, engine: Engine, start: Start, folder: Path
) -> None:
    owner = invite(HOMES[1], engine)
    owner.sign_in()
    box = folder / owner.user
    start(owner.user, "voicemail", "--folder", str(box), "--after", "0.5", "--tts", GREETING)
    ear = Ear(alice)
    call_id = alice.call(owner)
    owner.comes_to(phase="ringing", callId=call_id)
    ear.comes_to_hear(GREETING)
    owner.comes_to(phase="ended", reason="answered_elsewhere")
    ear.comes_to_hear_end_of_tone(1000)
    say(alice, MESSAGE)
    alice.do("service.hangUp")
    note, sound = kept(box, call_id)
    assert (note.call_id, note.user_id, note.heard) == (call_id, alice.user, False)
    assert call_id in [record["callId"] for record in owner.do("service.history")]
    assert is_said(MESSAGE, *sides(sound))

    ear = Ear(owner)
    owner.do("service.call", {"to": owner.user})
    ear.comes_to_hear("1 new message.")
    ear.comes_to_hear(MESSAGE)
    owner.comes_to(phase="ended", reason="completed")
    assert kept(box, call_id)[0].heard


def test_who_is_recorded_is_told_and_shown_so_first(alice: Person, start: Start, folder: Path) -> None:
    start("witness", "record", "--folder", str(folder), "--tts", CONSENT)
    ear = Ear(alice)
    call_id = call(alice, "witness")
    assert_perceive({alice: Perception(hears=SILENCE, sees="red")})
    ear.comes_to_hear(CONSENT)
    ear.comes_to_hear_end_of_tone(1000)
    say(alice, MESSAGE)
    alice.do("service.hangUp")
    note, sound = kept(folder, call_id)
    assert note.user_id == alice.user
    theirs, own = sides(sound)
    assert is_said(MESSAGE, theirs)
    assert level_of(own[RATE // 2 :]) < AUDIBLE, "after the end of the tone it has nothing to say"


def test_who_holds_hears_music_and_a_voice_over_it(alice: Person, start: Start) -> None:
    start("hotline", "tests.e2e.service.own_programs:hold_music")
    ear = Ear(alice)
    call(alice, "hotline")
    ear.comes_to_hear(WORD)
    alice.do("service.hangUp")


def test_the_agent_greets_is_interrupted_and_answers(alice: Person, start: Start) -> None:
    start("agent", "voice-agent", "--tts", "Hello. How can I help you? " * 6)
    ear = Ear(alice)
    call(alice, "agent")
    ear.comes_to_hear("Hello.")
    say(alice, "What time is it?")
    ear.comes_to_hear(*(f"You have spoken for {seconds} seconds." for seconds in (1, 2, 3)))
    alice.do("service.hangUp")


def test_who_speaks_is_heard_to_the_end_and_interrupts_the_agent_within_a_tenth_of_a_second(
    alice: Person, start: Start, engine: Engine
) -> None:
    """A machine that is busy besides delays what is on its way, so the best of some interruptions counts.

    Without a sound card Firefox takes too few samples a second, so that what waits for it grows: there, the way of the
    sound is left out, as it was when the agent began to answer.
    """
    program = start("impatient", "tests.e2e.service.own_programs:agent")
    ear = Ear(alice)
    call(alice, "impatient")
    late: list[float] = []
    _, answered = one_turn(alice, program)
    while len(late) < 6 and min(late, default=1.0) >= 0.1:
        ear.comes_to_hear_tone(HERTZ)
        flushed, answered_again = one_turn(alice, program)
        heard = ear.sounds_between(answered, flushed + 1)
        way = heard[0] - answered if engine is Engine.FIREFOX else 0
        late.append(heard[-1] - flushed - way)
        assert late[-1] > -0.05, "it was not heard before either"
        answered = answered_again
    alice.do("service.hangUp")
    assert min(late) < 0.1, late


def one_turn(person: Person, program: Process) -> tuple[float, float]:
    """Say something with a pause in it, which is heard as one turn; when the agent flushed, and when it answered."""
    said = say(person, "Thank you. And now?")
    program.wait_for("answers")
    flushed, ended, answered = (moments(program, what)[-1] for what in ("began", "ended", "answers"))
    assert flushed < said < ended < said + 2, "it took something else for the end of the turn"
    return flushed, answered


def moments(program: Process, what: str) -> list[float]:
    """When this has happened, as the program tells (epoch, s)."""
    return [float(line.split()[1]) for line in program.log.splitlines() if line.startswith(what)]


@pytest.fixture
def ring(session_network: Network, server: RingbackServer, evidence: Evidence) -> Iterator[Start]:
    """Starts `ringback call`: `ring(user)`."""
    with ExitStack() as calls:

        def ring(user: str) -> Process:
            arguments = ("call", user, "--tts", FAILED)
            namespace = session_network.namespace("internet")
            process = command(namespace, server.origin, "ci", arguments, before=AND_ITS_CODE)
            evidence["ring"] = lambda: process.log
            return calls.enter_context(closing(process))

        yield ring


def test_the_exit_code_of_a_call_says_how_somebody_has_taken_it(alice: Person, ring: Start) -> None:
    ear = Ear(alice)
    nobody, taken = ring("nobody"), ring(alice.user)
    alice.comes_to(phase="ringing", userId="ci")
    alice.do("service.accept")
    ear.comes_to_hear(FAILED)
    alice.comes_to(phase="ended", reason="completed")
    taken.wait_for("exit code 0")
    nobody.wait_for("exit code 13")
    declined = ring(alice.user)
    alice.comes_to(phase="ringing", userId="ci")
    alice.do("service.reject")
    declined.wait_for("exit code 10")
