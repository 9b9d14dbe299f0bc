"""Programs that answer calls, or place them: each a page, to use as it is or to begin from.

``client.on_call(Announce("The office is closed."))``; or, on the command line, ``ringback answer --with announce``.

Needs the extra: ``pip install ringback[peer]``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ringback.client import OnCall
from ringback.errors import ConfigurationError
from ringback.programs.announce import Announce
from ringback.programs.echo import echo
from ringback.programs.hold_music import WORD, HoldMusic
from ringback.programs.record import CONSENT, Record
from ringback.programs.ring import ring
from ringback.programs.voice_agent import GREETING as AGENT_GREETING
from ringback.programs.voice_agent import Heard, Model, VoiceAgent, small_talk
from ringback.programs.voicemail import GREETING as VOICEMAIL_GREETING
from ringback.programs.voicemail import Voicemail

__all__ = [
    "PROGRAMS",
    "Announce",
    "Heard",
    "HoldMusic",
    "Model",
    "ProgramSettings",
    "Record",
    "VoiceAgent",
    "Voicemail",
    "echo",
    "ring",
    "small_talk",
]


@dataclass(frozen=True, kw_only=True)
class ProgramSettings:
    """What a program can be told on the command line; each takes what it needs."""

    play: Path | None = None
    """A file: what is announced, or the music."""
    text: str | None = None
    """What is said: the announcement, the greeting, the word to those who wait."""
    folder: Path = Path()
    """Where recordings and messages are kept."""
    after_s: float = 20.0
    """How long a voicemail lets it ring, in seconds."""
    owner: str | None = None
    """Whose call a voicemail answers with its messages."""


def _announce(settings: ProgramSettings) -> OnCall:
    what = settings.play or settings.text
    if what is None:
        raise ConfigurationError("What is to be announced? A file by --play, or a text by --tts.")
    return Announce(what)


PROGRAMS: Final[dict[str, Callable[[ProgramSettings], OnCall]]] = {
    "echo": lambda _: echo,
    "announce": _announce,
    "voicemail": lambda its: Voicemail(
        its.folder, its.owner, its.after_s, greeting=its.play or its.text or VOICEMAIL_GREETING
    ),
    "record": lambda its: Record(its.folder, consent=its.play or its.text or CONSENT),
    "hold-music": lambda its: HoldMusic(its.play, its.text or WORD),
    "voice-agent": lambda its: VoiceAgent(greeting=its.play or its.text or AGENT_GREETING),
}
"""By the name that ``ringback answer --with`` knows, how each is made."""
