"""What the other side is told of what is sent: each change once, and all of it anew when it has begun anew."""

from typing import cast

from ringback.client import SignalingClient
from ringback.client.own_media import OwnMedia
from ringback.client.signaling_errors import OutboxFull
from ringback.messages import CallMedia
from ringback.peer import PeerConnectionManager


class Connection:
    sending: tuple[str, ...] = ()

    def sends(self, kind: str) -> bool:
        return kind in self.sending


class Signaling:
    def __init__(self) -> None:
        self.said: list[tuple[str, str, bool, bool]] = []
        self.holds: list[bool] = []
        self.full = False

    def send(self, message: CallMedia) -> None:
        if self.full:
            raise OutboxFull("")
        self.said.append((message.call_id, message.recipient_id, message.audio, message.video))
        self.holds.append(message.hold)


def test_each_change_is_told_once_and_all_of_it_to_who_has_begun_anew() -> None:
    signaling, connection = Signaling(), Connection()
    own = OwnMedia(cast(SignalingClient, signaling))

    def tell(*sending: str) -> None:
        connection.sending = sending
        own.tell("c1", "bob", cast(PeerConnectionManager, connection))

    tell("audio")
    tell("audio")
    tell("audio", "video")
    tell()
    own.forget()
    tell()
    assert signaling.said == [
        ("c1", "bob", True, False),
        ("c1", "bob", True, True),
        ("c1", "bob", False, False),
        ("c1", "bob", False, False),
    ]


def test_where_nobody_can_be_told_nothing_happens() -> None:
    signaling = Signaling()
    signaling.full = True
    OwnMedia(cast(SignalingClient, signaling)).tell("c1", "bob", cast(PeerConnectionManager, Connection()))
    assert signaling.said == []


def test_a_call_on_hold_is_not_muted() -> None:
    signaling, connection = Signaling(), Connection()
    own = OwnMedia(cast(SignalingClient, signaling))
    for sending, hold in [(("audio",), False), (("audio",), True), ((), True), ((), True), (("video",), False)]:
        connection.sending, own.hold = sending, hold
        own.tell("c1", "bob", cast(PeerConnectionManager, connection))
    assert [(*each[2:], hold) for each, hold in zip(signaling.said, signaling.holds, strict=True)] == [
        (True, False, False),
        (True, False, True),
        (False, True, False),
    ]
