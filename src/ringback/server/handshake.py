"""What a request says before anything is accepted: its token, its sub-protocols, and the page it comes from.

A browser cannot set headers on a WebSocket, so the token may stand among the offered sub-protocols. The documented
form is ``new WebSocket(url, ["ringback", token])``.
"""

import re
from collections.abc import Collection
from itertools import pairwise
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import HTTPConnection

from ringback.errors import OriginRefused, TokenInUrl, TokenInvalid

SUBPROTOCOL: Final = "ringback"

# Every JWT issuer writes its header as compact JSON, and `eyJ` is base64url of `{"`. Two dots make a signed token
# (RFC 7515 §7.1), four an encrypted one (RFC 7516 §7.1).
_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}")
_BEARER_PREFIX: Final = "bearer."
_TOKEN_PARAMETERS: Final = frozenset(
    ("token", "access_token", "id_token", "jwt", "auth", "authorization", "bearer"),
)


def token_in(connection: HTTPConnection) -> str | None:
    """The token of a request: from ``Authorization: Bearer``, or among the sub-protocols a WebSocket offers.

    There it is what looks like a JWT, with or without ``bearer.`` before it, or else what follows ``ringback``: a
    token that only the application's own callable can read need not be a JWT.

    Raises:
        TokenInvalid: the request carries two different tokens.
    """
    tokens = {*_bearer_tokens(connection), *map(_without_prefix, _offered_tokens(connection))}
    if len(tokens) > 1:
        raise TokenInvalid("The request carries two different tokens; send one.")
    return next(iter(tokens), None)


def selected_subprotocol(connection: HTTPConnection) -> str | None:
    """The sub-protocol to answer with: the first that is offered and is not the token.

    When only the token was offered, that is the answer: a browser gives up when none of its offers is selected.
    Source: WHATWG WebSockets §2 (connection establishment), RFC 6455 §4.1.
    """
    offered = _offered(connection)
    tokens = _offered_tokens(connection)
    return next((value for value in offered if value not in tokens), next(iter(offered), None))


def refuse_token_in_url(connection: HTTPConnection) -> None:
    """Refuse a request whose query string holds a token, or a parameter named like one.

    Raises:
        TokenInUrl: saying where to put it.
    """
    query = connection.scope.get("query_string", b"").decode("latin-1")
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name.lower() in _TOKEN_PARAMETERS or _JWT.search(name) or _JWT.search(value):
            raise TokenInUrl(
                "A token does not belong in the URL: proxies, logs and histories keep URLs. Send it as "
                "`Authorization: Bearer`, by `new WebSocket(url, ['ringback', token])`, or in the first frame."
            )


def check_origin(connection: HTTPConnection, allowed_origins: Collection[str]) -> None:
    """Refuse a browser's page that may not connect. A request without ``Origin`` is no browser's, and passes.

    Origins are compared character by character. An empty list means the server's own origin, as the ``Host`` header
    and the scheme of the request say; ``X-Forwarded-*`` is for the ASGI server to judge, which knows its proxies.
    Source: RFC 6455 §10.2, RFC 6454 §7.

    Raises:
        OriginRefused: the origin is not among them, is ``null``, or there are several.
    """
    origins = connection.headers.getlist("origin")
    if origins and (len(origins) > 1 or origins[0] not in (allowed_origins or _own_origin(connection))):
        raise OriginRefused(
            "Pages of this origin may not connect. Its operator lists those that may in RINGBACK_ALLOWED_ORIGINS, "
            "as in https://app.example.org; without a list, only pages of the server itself may."
        )


def _bearer_tokens(connection: HTTPConnection) -> list[str]:
    credentials = [value.strip().partition(" ") for value in connection.headers.getlist("authorization")]
    return [token.strip() for scheme, _, token in credentials if scheme.lower() == "bearer" and token.strip()]


def _offered(connection: HTTPConnection) -> list[str]:
    return list(connection.scope.get("subprotocols", ()))


def _offered_tokens(connection: HTTPConnection) -> list[str]:
    offered = _offered(connection)
    jwts = [value for value in offered if _JWT.fullmatch(_without_prefix(value))]
    return jwts or [value for before, value in pairwise(offered) if before == SUBPROTOCOL]


def _without_prefix(offer: str) -> str:
    return offer[len(_BEARER_PREFIX) :] if offer.lower().startswith(_BEARER_PREFIX) else offer


def _own_origin(connection: HTTPConnection) -> tuple[str, ...]:
    scheme = {"ws": "http", "wss": "https"}.get(connection.scope["scheme"], connection.scope["scheme"])
    hosts = connection.headers.getlist("host")
    return (f"{scheme}://{hosts[0]}",) if len(hosts) == 1 and hosts[0] else ()
