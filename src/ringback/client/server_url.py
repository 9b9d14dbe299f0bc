"""One address from the user, where ringback is mounted; every other address follows from it."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from ringback.errors import ConfigurationError

_SECURE: Final = {"http": False, "ws": False, "https": True, "wss": True}


@dataclass(frozen=True)
class ServerUrl:
    """The addresses below one mount point."""

    websocket: str
    turn_credentials: str
    history: str


def server_url(mounted_at: str, *, allow_insecure: bool = False) -> ServerUrl:
    """The addresses of the server that is mounted at ``mounted_at``, as in ``https://example.org/calls``.

    ``http`` and ``ws`` mean the same, as do ``https`` and ``wss``.

    Raises:
        ConfigurationError: it is no such address; it holds a query, a fragment or a user name, where tokens do not
            belong; or it leads to another machine without encryption and ``allow_insecure`` is off: the token and the
            keys of the calls would travel in the clear.
    """
    parts = _split(mounted_at)
    secure = _SECURE[parts.scheme]
    if not secure and not allow_insecure and not _is_loopback(parts.hostname or ""):
        raise ConfigurationError(
            f"Refusing to connect to {parts.hostname} without encryption: use https://, or allow_insecure to test."
        )
    http, websocket = ("https", "wss") if secure else ("http", "ws")

    def below(scheme: str, path: str) -> str:
        return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + path, "", ""))

    return ServerUrl(
        websocket=below(websocket, "/ws"),
        turn_credentials=below(http, "/turn/credentials"),
        history=below(http, "/calls"),
    )


def _split(mounted_at: str) -> SplitResult:
    try:
        parts = urlsplit(mounted_at)
        is_address = parts.scheme in _SECURE and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise ConfigurationError("The server's address has to look like https://example.org/calls.")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ConfigurationError("The server's address has no query, fragment or user name; give the token by itself.")
    return parts


def _is_loopback(hostname: str) -> bool:
    """Source: RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3."""
    if hostname == "localhost" or hostname.endswith(".localhost"):
        return True
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return False
