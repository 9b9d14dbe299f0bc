"""An engine with everything that serves it, wired together."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from ringback.messages import CallAnswer, CallIceCandidate, CallOffer, IceCandidate
from ringback.peer.application import tell
from ringback.peer.config import PeerConnectionConfig, PeerEnvironment, PeerMessage
from ringback.peer.data_channel import DataChannel
from ringback.peer.engine import (
    Channel,
    ChannelOptions,
    Configuration,
    Event,
    IceCandidateErrorEvent,
    IceServer,
    SessionDescription,
    TrackEvent,
)
from ringback.peer.errors import EngineUnusable, PeerError
from ringback.peer.ice_candidate_errors import ice_candidate_error
from ringback.peer.ice_recovery import IceRecovery
from ringback.peer.ice_servers import renew_ice_servers
from ringback.peer.lifetime import Lifetime
from ringback.peer.local_candidates import LocalCandidates
from ringback.peer.local_media import LocalMedia, LocalTrack
from ringback.peer.media_watchdog import MediaWatchdog
from ringback.peer.negotiator import Negotiator, NegotiatorOptions
from ringback.peer.promise import promise, wait_if_needed

logger = logging.getLogger("ringback.peer")


class Connection:
    """One connection, from its engine's making to its closing. Ended by its lifetime."""

    def __init__(
        self, config: PeerConnectionConfig, environment: PeerEnvironment, ice_servers: Sequence[IceServer]
    ) -> None:
        self._config = config
        self.lifetime = Lifetime()
        self.engine = environment.create_engine(
            Configuration(
                ice_servers=tuple(ice_servers),
                ice_transport_policy=config.ice_transport_policy,
                ice_candidate_pool_size=config.ice_candidate_pool_size,
            )
        )
        self.media = LocalMedia(self.engine, self.lifetime, self._media_changed)
        self._watchdog = MediaWatchdog(self.engine, self.lifetime, self._report)
        self._recovery = IceRecovery(self.lifetime, self._report, lambda: promise(self.restart_ice()))
        self._candidates = LocalCandidates(self.engine, self.lifetime, self._send_candidate)
        self.negotiator = Negotiator(
            self.engine,
            NegotiatorOptions(
                is_polite=config.is_polite,
                lifetime=self.lifetime,
                report=self._report,
                send=self._send_description,
                describing=self._candidates.behind_description,
                on_collision=self._watchdog.arm,
                on_negotiated=self._recovery.negotiated,
            ),
        )
        self._renewal: asyncio.Future[None] | None = None
        self._reported_ice_servers: set[tuple[int, str]] = set()
        self._listen()
        self.lifetime.at_end(environment.on_network_change(self._recovery.network_changed))

    async def receive(self, description: SessionDescription) -> None:
        """Takes a description of the other side."""
        self._candidates.described(description.sdp)
        await self.negotiator.receive(description)

    async def receive_candidate(self, candidate: IceCandidate) -> None:
        """Takes a candidate of the other side; the empty one says that there are no more. Ours go out only when the
        engine has it: on a fast network Firefox's checks come back within a millisecond."""
        await self.negotiator.candidates.receive(candidate)
        self._candidates.found(candidate)

    async def restart_ice(self) -> None:
        """Fetches fresh credentials, then has the engine restart; the offer follows. Raises nothing but PeerClosed."""
        refresh = self._config.refresh_ice_servers
        if refresh:
            if self._renewal is None or self._renewal.done():
                self._renewal = promise(renew_ice_servers(self.engine, refresh, self.lifetime, self._report))
            await self.lifetime.until(self._renewal)
        self._reported_ice_servers.clear()
        self.engine.restart_ice()
        self.negotiator.changed()

    def create_data_channel(self, label: str, options: ChannelOptions) -> DataChannel:
        """Makes a channel; the first one of a connection has to be negotiated, which follows by itself."""
        return DataChannel(self.engine.create_data_channel(label, options), self.lifetime)

    def hand_over(self) -> list[LocalTrack]:
        """Gives back, still running, what is being sent, but not what comes from the other side and is sent back."""
        received = [receiver.track for receiver in self.engine.get_receivers()]
        return [each for each in self.media.let_go() if each.track not in received]

    def close(self) -> None:
        """Ends everything: tracks of both sides, timers, handlers, what is under way."""
        self.lifetime.end()
        with suppress(EngineUnusable):  # after a fork: what is native is the parent's, and would hang here
            receivers = self.engine.get_receivers()
            self.media.stop()
            for receiver in receivers:
                receiver.track.stop()
            self.engine.close()

    def _listen(self) -> None:
        self._on("negotiationneeded", lambda: promise(self.negotiator.negotiate()))
        self._on("icecandidate", self._candidate_gathered)
        self._on("icecandidateerror", self._report_ice_server)
        self._on("track", self._track_came)
        self._on("datachannel", self._channel_came)
        self._on("signalingstatechange", self._signaling_state_changed)
        self._on("connectionstatechange", self._watchdog.state_changed)
        self._on("iceconnectionstatechange", self._ice_state_changed)

    def _on(self, event: Event, handler: Callable[..., object]) -> None:
        self.engine.on(event, lambda *values: None if self.lifetime.ended else handler(*values))

    def _media_changed(self) -> None:
        if not self.lifetime.ended:
            tell(self._config.on_local_media_change)

    def _signaling_state_changed(self) -> None:
        self._candidates.state_changed()
        self._watchdog.state_changed()

    def _ice_state_changed(self) -> None:
        state = self.engine.ice_connection_state
        self._recovery.state_changed(state)
        tell(self._config.on_ice_connection_state_change, state)

    def _track_came(self, event: TrackEvent) -> None:
        tell(self._config.on_track, event.track, event.streams)

    def _channel_came(self, channel: Channel) -> None:
        tell(self._config.on_data_channel, DataChannel(channel, self.lifetime))

    def _candidate_gathered(self, candidate: IceCandidate | None) -> None:
        self.negotiator.gathered()
        self._candidates.gathered(candidate)

    def _send_description(self, description: SessionDescription) -> None:
        message = CallOffer if description.type == "offer" else CallAnswer
        sdp = self._candidates.in_description(description.sdp)
        self._send(message(recipient_id=self._config.remote_user_id, call_id=self._config.call_id, sdp=sdp))

    def _send_candidate(self, candidate: IceCandidate | None) -> None:
        """The end of candidates goes out once a gathering: as None's event, not as the empty candidates before it."""
        if candidate is None or candidate.candidate:
            to = self._config.remote_user_id
            line = candidate or IceCandidate(candidate="")
            self._send(CallIceCandidate(recipient_id=to, call_id=self._config.call_id, candidate=line))

    def _send(self, message: PeerMessage) -> None:
        if not self.lifetime.ended:
            promise(self._deliver(message))

    async def _deliver(self, message: PeerMessage) -> None:
        try:
            await wait_if_needed(self._config.signaling.send(message))
        except Exception as cause:  # noqa: BLE001 - code of the application may raise anything
            sentence = "A message could not be sent to the other side."
            self._report(PeerError("signaling_failed", sentence).because(cause))

    def _report(self, error: PeerError) -> None:
        if self.lifetime.ended:
            return
        if self._config.on_error:
            tell(self._config.on_error, error)
        else:
            logger.warning("%s: %s", error.code, error)

    def _report_ice_server(self, event: IceCandidateErrorEvent) -> None:
        """Engines repeat these for every network interface; each is told once a gathering."""
        key = (event.error_code, event.url)
        if key not in self._reported_ice_servers:
            self._reported_ice_servers.add(key)
            self._report(ice_candidate_error(event))
