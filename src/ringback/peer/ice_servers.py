"""ICE servers: from TURN credentials, and renewed before a restart."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from ringback.messages import TurnCredentials
from ringback.peer.engine import Engine, IceServer
from ringback.peer.errors import PeerClosed, PeerError, Report
from ringback.peer.lifetime import Lifetime

DEFAULT_FALLBACK_STUN = "stun:stun.l.google.com:19302"
"""Where to ask for one's public address when no server of one's own says it."""

RENEWAL_S = 5.0
"""How long an ICE restart waits for fresh credentials before it goes ahead with the old ones, in seconds."""

RefreshIceServers = Callable[[], Awaitable[Sequence[IceServer]]]


def ice_servers(credentials: TurnCredentials | None, fallback_stun: str) -> tuple[IceServer, ...]:
    """The servers of ``credentials``, user and password only where they belong, and the fallback STUN server at the
    end, unless it is "off"."""
    uris = credentials.uris if credentials else []
    stun = tuple(uri for uri in uris if uri.lower().startswith(("stun:", "stuns:")))
    turn = tuple(uri for uri in uris if uri.lower().startswith(("turn:", "turns:")))
    servers = []
    if stun:
        servers.append(IceServer(urls=stun))
    if credentials and turn:
        servers.append(IceServer(urls=turn, username=credentials.username, credential=credentials.password))
    if fallback_stun != "off" and fallback_stun not in stun:
        servers.append(IceServer(urls=(fallback_stun,)))
    return tuple(servers)


async def renew_ice_servers(engine: Engine, refresh: RefreshIceServers, lifetime: Lifetime, report: Report) -> None:
    """Gives ``engine`` fresh ICE servers, every other setting kept. A failure is reported, and the old ones stay.

    Raises PeerClosed when the lifetime ends meanwhile; the fetching is cancelled then.
    """
    fetching = asyncio.create_task(_in_time(refresh))
    forget = lifetime.at_end(fetching.cancel)
    try:
        fresh = await lifetime.until(fetching)
        engine.set_configuration(replace(engine.get_configuration(), ice_servers=tuple(fresh)))
    except PeerClosed:
        raise
    except Exception as cause:  # noqa: BLE001 - code of the application may raise anything
        sentence = "Fresh TURN credentials could not be fetched; the connection is restarted with the old ones."
        report(PeerError("ice_servers_refresh_failed", sentence).because(cause))
    finally:
        forget()


async def _in_time(refresh: RefreshIceServers) -> Sequence[IceServer]:
    async with asyncio.timeout(RENEWAL_S):
        return await refresh()
