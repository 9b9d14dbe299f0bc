"""What one connection of a call says to the other side, and when."""

from collections.abc import Callable

from msgspec import structs

from ringback.messages import CallAnswer, CallIceCandidate, CallOffer, ForwardedAnswer, ForwardedOffer
from ringback.peer import PeerMessage


class CallSignaling:
    """Stands between a connection and the server: holds what is said before the call is taken, says it for another
    call when the two are merged, and says it again when it may have been lost. Sans-IO.
    """

    def __init__(
        self,
        send: Callable[[PeerMessage], None],
        call_id: str,
        *,
        is_open: bool,
        connection_id: str | None = None,
    ) -> None:
        self._send = send
        self._call_id = call_id
        self._connection_id = connection_id
        self._is_open = is_open
        self._said: list[PeerMessage] = []
        """The latest description, and the candidates that belong to it."""
        self._heard: str | None = None
        self._answered = False

    def send(self, message: PeerMessage) -> None:
        """For the connection."""
        message = structs.replace(message, call_id=self._call_id, connection_id=self._connection_id)
        if not isinstance(message, CallIceCandidate):
            self._said.clear()
            self._answered = isinstance(message, CallAnswer)
        self._said.append(message)
        if self._is_open:
            self._send(message)

    def open(self) -> None:
        """The call is taken: what was held goes out."""
        if not self._is_open:
            self._is_open = True
            self.say_again()

    def merged(self, into: str, *, polite: bool) -> None:
        """The call goes on as ``into``, in which the other side has offered too, and has not seen our offer.

        Its offer crosses ours as in any other collision: the polite side, which gives way, has nothing to say but its
        answer; the impolite one's offer is the one that counts, so it has to get there.
        """
        self._call_id = into
        self._said = [structs.replace(message, call_id=into) for message in self._said]
        if not polite:
            self.say_again()

    def is_news(self, description: ForwardedOffer | ForwardedAnswer) -> bool:
        """Whether a description has not come before. An offer that comes again has not had its answer: that goes out
        again."""
        if description.sdp == self._heard:
            if isinstance(description, ForwardedOffer) and self._said and isinstance(self._said[0], CallAnswer):
                self.say_again()
            return False
        self._heard = description.sdp
        self._answered |= isinstance(description, ForwardedAnswer)
        return True

    def repeat(self) -> None:
        """What was on its way may be lost: an offer that has had no answer goes out again."""
        if self._said and isinstance(self._said[0], CallOffer) and not self._answered:
            self.say_again()

    def say_again(self) -> None:
        """The latest description goes out again, with its candidates."""
        for message in self._said:
            self._send(message)
