"""Sound as programs want it: saying, hearing, speaking, turns of a conversation, recording.

A call has all of it: ``call.say()``, ``call.flush()``, ``call.listen()``. Here is what they are made of, and what a
program puts between them. Sound is int16, mono, at 48 kHz, unless something says otherwise.

Needs the extra: ``pip install ringback[peer]``.
"""

from ringback.peer.resampler import Resampler
from ringback.peer.sample_queue import Samples
from ringback.sound.endpointing import EndOfTurn, SpeechBegan, TurnChange, TurnDetector, TurnEnded, level_db, turns
from ringback.sound.espeak_ng import EspeakNg, EspeakNgMissing, NotSpoken
from ringback.sound.listening import converted
from ringback.sound.mixing import at_gain, mixed, voice_over
from ringback.sound.playout import CHUNK, SAMPLE_RATE, Playout
from ringback.sound.recorder import CallRecorder
from ringback.sound.sources import Sound, at_rate, sound_of
from ringback.sound.speech import SpeechToText, TextToSpeech

__all__ = [
    "CHUNK",
    "SAMPLE_RATE",
    "CallRecorder",
    "EndOfTurn",
    "EspeakNg",
    "EspeakNgMissing",
    "NotSpoken",
    "Playout",
    "Resampler",
    "Samples",
    "Sound",
    "SpeechBegan",
    "SpeechToText",
    "TextToSpeech",
    "TurnChange",
    "TurnDetector",
    "TurnEnded",
    "at_gain",
    "at_rate",
    "converted",
    "level_db",
    "mixed",
    "sound_of",
    "turns",
    "voice_over",
]
