"""What a command has to tell: a sentence for a person, or with ``--json`` one object a line for a program."""

from datetime import datetime
from typing import Literal

import msgspec
from rich.console import Console

from ringback.messages import CallRecord


class Event(msgspec.Struct, frozen=True, kw_only=True, rename="camel", tag_field="event"):
    """One line of ``--json``; ``event`` says which."""


class Calling(Event, frozen=True, kw_only=True, tag="calling"):
    """A call is being placed."""

    user_id: str
    """Whom it goes to."""
    caller_id: str
    """Whom it comes from: this command."""


class Ringing(Event, frozen=True, kw_only=True, tag="ringing"):
    """It rings there."""

    user_id: str


class Connected(Event, frozen=True, kw_only=True, tag="connected"):
    """Media flow."""

    user_id: str
    call_id: str


class Measured(Event, frozen=True, kw_only=True, tag="stats"):
    """How the call is, once a second."""

    user_id: str
    call_id: str
    level: float | None
    """How loud the other side is, from 0 to 1."""
    lost_percent: float
    """Of what should have come in, since the connection began."""
    round_trip_ms: float | None


class Ended(Event, frozen=True, kw_only=True, tag="ended"):
    """The call is over."""

    user_id: str
    call_id: str
    reason: str
    duration_ms: int | None
    """For how long media flowed; null when they never did."""


class Failed(Event, frozen=True, kw_only=True, tag="error"):
    """The command cannot go on; its last line."""

    error: str
    message: str
    exit_code: int


class Ready(Event, frozen=True, kw_only=True, tag="ready"):
    """Calls are answered from now on."""

    user_id: str


class Incoming(Event, frozen=True, kw_only=True, tag="incoming"):
    """Somebody calls."""

    user_id: str
    call_id: str


class Server(Event, frozen=True, kw_only=True, tag="server"):
    """The server is gone, or is back."""

    state: Literal["away", "back"]


class Person(Event, frozen=True, kw_only=True, tag="person"):
    """Somebody, and whether a device of theirs is connected."""

    user_id: str
    online: bool


class Watched(Event, frozen=True, kw_only=True, tag="call"):
    """A call of this user as it stands now: at the beginning those that live, then each at every change."""

    at: datetime
    call: CallRecord


class Teller:
    """Tells it."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.console = Console(highlight=False, soft_wrap=True, quiet=as_json or quiet)
        self._errors = Console(stderr=True, highlight=False, soft_wrap=True)

    def tell(self, event: Event, sentence: str = "") -> None:
        """``sentence`` may hold Rich's markup; without one a person is told nothing."""
        if self.as_json:
            self.put(event)
        elif sentence:
            self.console.print(sentence)

    def put(self, structure: msgspec.Struct) -> None:
        """One object, on a line of its own."""
        print(msgspec.json.encode(structure).decode(), flush=True)

    def fail(self, failed: Failed, advice: str) -> None:
        """The end of a command that cannot go on; a program is told on standard output too."""
        if self.as_json:
            self.put(failed)
        self._errors.print(f"ringback: {failed.message} {advice}".rstrip(), style="red", markup=False)
