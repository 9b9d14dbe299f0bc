"""Which peer connection of a call a message belongs to, when one side begins another one. Sans-IO.

A side that has lost its connection but not the call, as a page that was reloaded, makes one of a new id and offers in
it; the other side follows. When both do so at once the impolite side's counts. The first connection has no id, so that
nobody rejoins in it.
"""

from typing import Literal

from ringback.messages import ForwardedAnswer, ForwardedIceCandidate, ForwardedOffer

Negotiated = ForwardedOffer | ForwardedAnswer | ForwardedIceCandidate

Verdict = Literal["take", "follow", "insist", "begin", "pass over"]
"""For the present connection; make one of the id that has come; offer once more, theirs counts for nothing; begin yet
another one; of no interest."""


class Rejoining:
    """The ids of one side of a call."""

    def __init__(self) -> None:
        self.current: str | None = None
        """The id of the present connection."""
        self._unanswered = False
        """It was begun here, and the other side has not followed yet."""
        self._given_up: str | None = None
        """The one that was begun here before the other side's was followed."""

    @property
    def is_pending(self) -> bool:
        """Whether this side has rejoined, and the other one has not followed yet."""
        return self._unanswered

    def begin(self, connection_id: str) -> None:
        """This side rejoins."""
        self.current, self._unanswered, self._given_up = connection_id, True, None

    def heard(self, message: Negotiated, *, polite: bool) -> Verdict:
        """What to do with ``message``. After "follow" its connection is the present one."""
        if message.connection_id == self.current:
            self._unanswered &= not isinstance(message, ForwardedAnswer)
            return "take"
        if message.connection_id is None:
            return "pass over"
        if isinstance(message, ForwardedOffer):
            return self._offered(message.connection_id, polite=polite)
        # They have followed ours after all: what was followed here they had said before they knew of it.
        followed = isinstance(message, ForwardedAnswer) and message.connection_id == self._given_up
        return "begin" if followed else "pass over"

    def _offered(self, connection_id: str, *, polite: bool) -> Verdict:
        if self._unanswered and not polite:
            return "insist"  # they may have begun theirs without having seen ours
        self._given_up = self.current if self._unanswered else None
        self.current, self._unanswered = connection_id, False
        return "follow"
