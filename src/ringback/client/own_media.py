"""What the other side of a call is told of what is sent here."""

from contextlib import suppress

from msgspec import structs

from ringback.client.signaling import SignalingClient
from ringback.client.signaling_errors import SignalingError
from ringback.messages import CallMedia
from ringback.peer import PeerConnectionManager


class OwnMedia:
    """Says once what has changed."""

    def __init__(self, signaling: SignalingClient) -> None:
        self._signaling = signaling
        self._told: CallMedia | None = None
        self.hold = False
        """Whether this side has put the call on hold."""

    def tell(self, call_id: str, user_id: str, connection: PeerConnectionManager) -> None:
        """Tell ``user_id`` what ``connection`` sends now, if that is news."""
        media = CallMedia(
            recipient_id=user_id,
            call_id=call_id,
            audio=connection.sends("audio"),
            video=connection.sends("video"),
            screen=None,
            hold=self.hold,
            reconnecting=False,
        )
        if self.hold and self._told is not None:  # what it silences is not muted
            media = structs.replace(media, audio=self._told.audio, video=self._told.video)
        if media == self._told:
            return
        self._told = media
        with suppress(SignalingError):  # nobody can be told
            self._signaling.send(media)

    def forget(self) -> None:
        """The other side has begun anew, and knows nothing."""
        self._told = None
