"""One manager over a fake engine, with everything it says written down."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ringback.messages import CallAnswer, CallIceCandidate, CallOffer, IceCandidate
from ringback.peer.config import PeerConnectionConfig, PeerEnvironment, PeerMessage
from ringback.peer.data_channel import DataChannel
from ringback.peer.engine import (
    Configuration,
    Engine,
    IceConnectionState,
    IceServer,
    MediaStreamTrack,
    SessionDescription,
)
from ringback.peer.errors import PeerError
from ringback.peer.lifetime import Cancel
from ringback.peer.manager import PeerConnectionManager
from ringback.peer.negotiator import HOLD_S
from ringback.peer.promise import Promise
from ringback.testing.virtual_time import rest
from tests.unit.peer.fake_engine import FakeEngine

NAMES = {CallOffer: "offer", CallAnswer: "answer", CallIceCandidate: "candidate"}
FIRST = (IceServer(urls=("stun:first.example",)),)


class Rig:
    """Make it within a running loop."""

    def __init__(self, polite: bool | Callable[[], bool], **config: Any) -> None:
        self.engine = FakeEngine("polite" if polite is True else "impolite")
        self.sent: list[PeerMessage] = []
        self.errors: list[PeerError] = []
        self.states: list[IceConnectionState] = []
        self.tracks: list[MediaStreamTrack] = []
        self.channels: list[DataChannel] = []
        self.network_listeners: list[Callable[[], None]] = []
        self._heard = 0
        recording = PeerConnectionConfig(
            polite=polite,
            call_id="call",
            remote_user_id="them",
            signaling=self,
            on_track=lambda track, _: self.tracks.append(track),
            on_ice_connection_state_change=self.states.append,
            on_data_channel=self.channels.append,
            on_error=self.errors.append,
        )
        environment = PeerEnvironment(create_engine=self._create, on_network_change=self._on_network_change)
        self.manager = PeerConnectionManager(replace(recording, **config), environment)
        self.manager.initialize(FIRST)

    def send(self, message: PeerMessage) -> None:
        """The signalling of this side."""
        self.sent.append(message)

    @property
    def said(self) -> list[str]:
        """The types of what was sent."""
        return [NAMES[type(message)] for message in self.sent]

    @property
    def codes(self) -> list[str]:
        return [error.code for error in self.errors]

    def unheard(self) -> list[PeerMessage]:
        """What was said since this was last asked."""
        news = self.sent[self._heard :]
        self._heard = len(self.sent)
        return news

    def offer(self, sdp: str = "their offer") -> Promise[None]:
        return self.manager.handle_remote_description(SessionDescription("offer", sdp))

    def answer(self, sdp: str = "their answer") -> Promise[None]:
        return self.manager.handle_remote_description(SessionDescription("answer", sdp))

    def candidate(self, line: str) -> Promise[None]:
        return self.manager.handle_ice_candidate(IceCandidate(candidate=line))

    def hear(self, message: PeerMessage) -> None:
        match message:
            case CallOffer(sdp=str(sdp)):
                self.offer(sdp)
            case CallAnswer():
                self.answer(message.sdp)
            case CallIceCandidate():
                self.manager.handle_ice_candidate(message.candidate)

    def change_network(self) -> None:
        for listener in self.network_listeners:
            listener()

    def _create(self, configuration: Configuration) -> Engine:
        self.engine.configuration = configuration
        return self.engine

    def _on_network_change(self, listener: Callable[[], None]) -> Cancel:
        self.network_listeners.append(listener)
        return lambda: self.network_listeners.remove(listener)


async def negotiated(polite: bool) -> Rig:
    """A rig that has completed one negotiation of its own."""
    rig = Rig(polite)
    rig.engine.need_negotiation()
    await rest()
    await rig.answer()
    await asyncio.sleep(HOLD_S)  # the impolite side waits for an offer that does not come
    rig.sent.clear()
    rig.engine.calls.clear()
    return rig


async def converse(left: Rig, right: Rig) -> None:
    """Hands over what each side has said, in order and without waiting, until both are silent."""
    while True:
        await rest()
        news = left.unheard(), right.unheard()
        if not any(news):
            return
        for message in news[0]:
            right.hear(message)
        for message in news[1]:
            left.hear(message)
