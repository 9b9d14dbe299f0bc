"""The transceivers of a fake connection, and what becomes of them in an offer, an answer and a rollback (RFC 8829)."""

from typing import Any

from tests.explorer.sdp import DIRECTIONS, RECV, REVERSED, SEND, Description, Section


class Refused(Exception):
    """The engine refuses; ``args[0]`` is the name of the DOMException."""


class Transceiver:
    """An RTCRtpTransceiver with its sender and receiver."""

    __slots__ = (
        "by_remote",
        "by_track",
        "current",
        "direction",
        "fired",
        "kind",
        "mid",
        "number",
        "streams",
        "taken_over",
        "track",
        "used",
    )

    def __init__(self, number: int, kind: str, direction: int) -> None:
        self.number = number
        self.kind = kind
        self.mid: str | None = None
        self.direction = direction
        self.current: int | None = None
        self.track: str | None = None
        self.streams: tuple[str, ...] = ()
        self.by_remote = False
        """Made for an offer of the other side."""
        self.by_track = False
        """Made or taken by addTrack()."""
        self.taken_over = False
        """An offer of the other side that is being negotiated has given it a section."""
        self.used = False
        """Has been negotiated to send."""
        self.fired = False
        """Its remote track has been told of."""

    @property
    def sent_streams(self) -> tuple[str, ...]:
        """The streams that go into a description."""
        return self.streams if self.direction & SEND else ()

    def snapshot(self) -> dict[str, Any]:
        """What the outside can see of it."""
        return {
            "id": self.number,
            "kind": self.kind,
            "mid": self.mid,
            "direction": DIRECTIONS[self.direction],
            "currentDirection": None if self.current is None else DIRECTIONS[self.current],
            "track": self.track,
        }


class Transceivers:
    """All transceivers of one connection, and its wish for data channels."""

    def __init__(self) -> None:
        self.all: list[Transceiver] = []
        self.wants_data = False
        self.version = 0
        """Grows with every change that can be seen."""
        self.taken_over = False
        """The last negotiation has given one a section by the other side's offer, and it sends in it."""
        self.joined = 0
        """How many answers of its own have sent in a section that was new."""
        self._made = 0
        self._stable: dict[int, tuple[str | None, bool]] | None = None

    def make(self, kind: str, direction: int) -> Transceiver:
        """A new one."""
        self._made += 1
        self.version += 1
        transceiver = Transceiver(self._made, kind, direction)
        self.all.append(transceiver)
        return transceiver

    def numbered(self, number: int) -> Transceiver:
        """The one with that number, or LookupError."""
        return next(each for each in self.all if each.number == number)

    def with_mid(self, mid: str) -> Transceiver | None:
        """The one with that mid."""
        return next((each for each in self.all if each.mid == mid), None)

    def add_track(self, track: str, kind: str, streams: tuple[str, ...]) -> Transceiver:
        """addTrack() (webrtc-pc §5.1): takes a sender that was never used to send, or makes one."""
        if any(each.track == track for each in self.all):
            raise Refused("InvalidAccessError")
        free = (each for each in self.all if each.track is None and each.kind == kind and not each.used)
        transceiver = next(free, None) or self.make(kind, SEND | RECV)
        transceiver.track = track
        transceiver.streams = streams
        transceiver.direction |= SEND
        transceiver.by_track = True
        self.version += 1
        return transceiver

    def remove_track(self, transceiver: Transceiver) -> bool:
        """removeTrack(); whether there was one to remove."""
        if transceiver.track is None:
            return False
        transceiver.track = None
        transceiver.direction &= ~SEND
        self.version += 1
        return True

    def offer(self, base: tuple[Section, ...]) -> tuple[Section, ...]:
        """The sections of an offer: those there are in their places, then what is new (RFC 8829 §5.2)."""
        sections: list[Section] = []
        for section in base:
            transceiver = self.with_mid(section.mid)
            if transceiver is not None:
                streams = transceiver.sent_streams
                sections.append(Section(section.mid, section.kind, transceiver.direction, streams))
            else:
                sections.append(section)
        new = [each for each in self.all if each.mid is None]
        for transceiver in new:
            mid = str(len(sections))
            sections.append(Section(mid, transceiver.kind, transceiver.direction, transceiver.sent_streams))
        if self.wants_data and all(section.kind != "application" for section in base):
            sections.append(Section(str(len(sections)), "application", SEND | RECV, ()))
        return tuple(sections)

    def answer(self, offer: Description) -> tuple[Section, ...]:
        """The sections of an answer (RFC 8829 §5.3)."""
        sections = []
        for section in offer.sections:
            transceiver = self.with_mid(section.mid)
            if transceiver is None:
                sections.append(section)
                continue
            direction = transceiver.direction & REVERSED[section.direction]
            sections.append(Section(section.mid, section.kind, direction, transceiver.sent_streams))
        return tuple(sections)

    def set_local_offer(self, offer: Description) -> None:
        """Gives its mids to what is new in it, in the order ``offer`` listed them."""
        self._remember()
        new = iter([each for each in self.all if each.mid is None])
        for section in offer.sections:
            if section.kind != "application" and self.with_mid(section.mid) is None:
                next(new).mid = section.mid

    def set_remote_offer(self, offer: Description) -> list[Transceiver]:
        """Finds or makes a transceiver for each section; returns those whose remote track is new."""
        self._remember()
        return [
            transceiver
            for section in offer.sections
            if section.kind != "application"
            for transceiver in [self._associate(section)]
            if self._remote_track_is_new(transceiver, REVERSED[section.direction])
        ]

    def complete(self, answer: Description, *, local: bool) -> list[Transceiver]:
        """An answer has been set; returns the transceivers whose remote track is new."""
        self._stable = None
        self.version += 1
        self._look_for_joining(answer, local=local)
        new = []
        for section in answer.sections:
            transceiver = self.with_mid(section.mid)
            if transceiver is None:
                continue
            transceiver.current = section.direction if local else REVERSED[section.direction]
            transceiver.used |= bool(transceiver.current & SEND)
            if self._remote_track_is_new(transceiver, transceiver.current):
                new.append(transceiver)
        return new

    def rollback(self) -> None:
        """Back to the last stable state; what addTrack() has touched is kept (RFC 8829 §4.1.10.2)."""
        stable = self._stable or {}
        self._stable = None
        self.version += 1
        self._forget_taking_over()
        self.all = [each for each in self.all if each.number in stable or each.by_track or not each.by_remote]
        for transceiver in self.all:
            transceiver.mid, transceiver.fired = stable.get(transceiver.number, (None, False))

    def negotiation_needed(self, local: Description, remote: Description) -> bool:
        """Whether the descriptions in force say less or other than what is wanted (webrtc-pc §4.7.3)."""
        if self.wants_data and not local.has_data:
            return True
        return any(self._differs(each, local, remote) for each in self.all)

    def _remember(self) -> None:
        self.version += 1
        if self._stable is None:
            self._stable = {each.number: (each.mid, each.fired) for each in self.all}

    def _associate(self, section: Section) -> Transceiver:
        transceiver = self.with_mid(section.mid)
        if transceiver is None and section.direction & RECV:
            free = (each for each in self.all if each.mid is None and each.by_track and each.kind == section.kind)
            transceiver = next(free, None)
            if transceiver:
                transceiver.taken_over = True
        if transceiver is None:
            transceiver = self.make(section.kind, RECV)
            transceiver.by_remote = True
        transceiver.mid = section.mid
        return transceiver

    def _look_for_joining(self, answer: Description, *, local: bool) -> None:
        sending = [self.with_mid(section.mid) for section in answer.sections if local and section.direction & SEND]
        new = [each for each in sending if each and each.current is None]
        self.joined += bool(new)
        self.taken_over = any(each.taken_over for each in new)
        self._forget_taking_over()

    def _forget_taking_over(self) -> None:
        for each in self.all:
            each.taken_over = False

    @staticmethod
    def _remote_track_is_new(transceiver: Transceiver, direction: int) -> bool:
        had, transceiver.fired = transceiver.fired, bool(direction & RECV)
        return transceiver.fired and not had

    @staticmethod
    def _differs(transceiver: Transceiver, local: Description, remote: Description) -> bool:
        section = None if transceiver.mid is None else local.section(transceiver.mid)
        theirs = None if transceiver.mid is None else remote.section(transceiver.mid)
        if section is None or theirs is None:
            return True
        if transceiver.direction & SEND and transceiver.streams != section.streams:
            return True
        if local.type == "offer":
            return transceiver.direction not in (section.direction, REVERSED[theirs.direction])
        return section.direction != transceiver.direction & REVERSED[theirs.direction]
