"""A connection that sees to its ICE servers itself."""

from dataclasses import replace
from typing import Protocol

from ringback.messages import TurnCredentials
from ringback.peer.application import tell
from ringback.peer.config import PeerConnectionConfig, PeerEnvironment
from ringback.peer.engine import IceServer
from ringback.peer.errors import PeerError
from ringback.peer.ice_servers import DEFAULT_FALLBACK_STUN, ice_servers
from ringback.peer.manager import PeerConnectionManager


class TurnApi(Protocol):
    """Where TURN credentials come from, for the first connection and before every ICE restart."""

    async def get_credentials(self) -> TurnCredentials:
        """May raise anything; a ``reason`` of the error, as a short code, is passed on."""
        ...


async def create_peer_connection(
    config: PeerConnectionConfig,
    turn_api: TurnApi,
    *,
    fallback_stun: str = DEFAULT_FALLBACK_STUN,
    environment: PeerEnvironment | None = None,
) -> PeerConnectionManager:
    """Fetches TURN credentials and makes a connection with them, initialised.

    ``fallback_stun`` is a STUN server to ask besides those of the credentials, or "off". Without credentials it goes
    on with STUN alone, and tells ``on_error`` so (``turn_unavailable``, with the reason). Cancelling it leaves nothing
    behind.
    """

    async def refresh() -> tuple[IceServer, ...]:
        return ice_servers(await turn_api.get_credentials(), fallback_stun)

    try:
        first = await refresh()
    except Exception as cause:  # noqa: BLE001 - code of the application may raise anything
        tell(config.on_error, _turn_unavailable(cause))
        first = ice_servers(None, fallback_stun)
    manager = PeerConnectionManager(
        replace(config, refresh_ice_servers=config.refresh_ice_servers or refresh), environment
    )
    manager.initialize(first)
    return manager


def _turn_unavailable(cause: Exception) -> PeerError:
    reason = getattr(cause, "reason", None)
    sentence = "There are no TURN credentials, so calls may fail on strict networks."
    return PeerError("turn_unavailable", sentence, reason=reason if isinstance(reason, str) else None).because(cause)
