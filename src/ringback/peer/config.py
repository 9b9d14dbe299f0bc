"""What a connection is made from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ringback.messages import CallAnswer, CallIceCandidate, CallOffer
from ringback.peer.data_channel import DataChannel
from ringback.peer.engine import (
    Configuration,
    Engine,
    IceConnectionState,
    IceTransportPolicy,
    MediaStream,
    MediaStreamTrack,
)
from ringback.peer.errors import Report
from ringback.peer.ice_servers import RefreshIceServers
from ringback.peer.lifetime import Cancel
from ringback.peer.network_change import on_network_change

PeerMessage = CallOffer | CallAnswer | CallIceCandidate
"""What a connection has to say to the other side."""


class Signaling(Protocol):
    """Anything that carries messages to the other side, each once and in the order of the calls."""

    def send(self, message: PeerMessage, /) -> object:
        """May be a coroutine function; it is not waited for before the next call."""
        ...


@dataclass(frozen=True, kw_only=True)
class PeerConnectionConfig:
    """What a connection is made from. The callbacks may be coroutine functions; what they raise goes to the event
    loop's exception handler and disturbs nothing."""

    polite: bool | Callable[[], bool]
    """Gives way when both sides offer at once: true on exactly one side. See ``ringback.core.roles.is_polite``. A
    function is asked whenever a description comes: who calls may be told only once the call is accepted."""
    call_id: str
    remote_user_id: str
    signaling: Signaling
    on_track: Callable[[MediaStreamTrack, Sequence[MediaStream]], object]
    """A track of the other side has come; the same one again when it comes back or changes its streams."""
    on_ice_connection_state_change: Callable[[IceConnectionState], object]
    on_data_channel: Callable[[DataChannel], object] | None = None
    """The other side has made a data channel. Listen to its messages before the first await."""
    on_local_media_change: Callable[[], object] | None = None
    """What is sent has changed, or whether it is muted: see ``PeerConnectionManager.sends``."""
    on_error: Report | None = None
    """Something went wrong; ``fatal`` says whether the call can go on. Logged when nobody listens."""
    refresh_ice_servers: RefreshIceServers | None = None
    """Fresh ICE servers, asked for before every ICE restart."""
    ice_transport_policy: IceTransportPolicy = "all"
    """"relay" hides this machine's addresses from the other side: TURN only."""
    ice_candidate_pool_size: int = 0
    """For how many transports to gather ahead of the first description. None by default: libwebrtc trips over it."""

    def is_polite(self) -> bool:
        """Whether this side is the polite one, as far as is known by now."""
        return self.polite() if callable(self.polite) else self.polite


def _wrtc(configuration: Configuration) -> Engine:
    from ringback.peer.wrtc_engine import WrtcEngine  # noqa: PLC0415 - an optional dependency

    return WrtcEngine(configuration)


@dataclass(frozen=True, kw_only=True)
class PeerEnvironment:
    """What a connection takes from its surroundings; tests, and other engines, put their own in its place."""

    create_engine: Callable[[Configuration], Engine] = field(default=_wrtc)
    on_network_change: Callable[[Callable[[], None]], Cancel] = field(default=on_network_change)
    """Calls the listener when this machine's network has changed, until the returned function is called."""
