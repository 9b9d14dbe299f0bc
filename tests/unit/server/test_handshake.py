"""What a request says before anything is accepted."""

from typing import Any

import pytest
from starlette.requests import HTTPConnection

from ringback.errors import OriginRefused, TokenInUrl, TokenInvalid
from ringback.server.handshake import check_origin, refuse_token_in_url, selected_subprotocol, token_in

from .issuer import token

JWT = token("HS256")
OTHER_JWT = token("HS256", sub="bob")
ENCRYPTED = "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA"


def http(*headers: tuple[str, str], query: str = "", scheme: str = "https") -> HTTPConnection:
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    return HTTPConnection({"type": "http", "scheme": scheme, "headers": raw, "query_string": query.encode()})


def websocket(*offered: str, headers: tuple[tuple[str, str], ...] = (), scheme: str = "wss") -> HTTPConnection:
    return HTTPConnection(
        {**http(*headers).scope, "type": "websocket", "scheme": scheme, "subprotocols": list(offered)}
    )


# --- the token ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"Bearer {JWT}", JWT),
        (f"bearer {JWT}", JWT),
        (f"BEARER   {JWT} ", JWT),
        ("Bearer opaque", "opaque"),
        ("Bearer", None),
        ("Bearer ", None),
        (f"Basic {JWT}", None),
        (f"Bearer{JWT}", None),
        (JWT, None),
        ("", None),
    ],
)
def test_the_token_of_an_authorization_header(value: str, expected: str | None) -> None:
    assert token_in(http(("Authorization", value))) == expected
    assert token_in(websocket(headers=(("Authorization", value),))) == expected


def test_no_header_no_token() -> None:
    assert token_in(http()) is None
    assert token_in(websocket()) is None


OFFERS = [
    pytest.param(["ringback", JWT], JWT, "ringback", id="the documented form"),
    pytest.param(["ringback", "opaque"], "opaque", "ringback", id="a token that is no JWT"),
    pytest.param(["ringback", f"bearer.{JWT}"], JWT, "ringback", id="with a prefix"),
    pytest.param(["ringback", "Bearer.opaque"], "opaque", "ringback", id="no JWT, with a prefix"),
    pytest.param([JWT, "ringback"], JWT, "ringback", id="the token first"),
    pytest.param([f"bearer.{JWT}", "chat"], JWT, "chat", id="the token first, with a prefix"),
    pytest.param([JWT], JWT, JWT, id="only the token"),
    pytest.param([f"bearer.{JWT}"], JWT, f"bearer.{JWT}", id="only the token, with a prefix"),
    pytest.param(["chat", JWT], JWT, "chat", id="another protocol"),
    pytest.param(["ringback", "chat", JWT], JWT, "ringback", id="another protocol between"),
    pytest.param(["ringback", JWT, JWT], JWT, "ringback", id="the same token twice"),
    pytest.param(["ringback", ENCRYPTED], ENCRYPTED, "ringback", id="an encrypted token"),
    pytest.param(["chat", ENCRYPTED], ENCRYPTED, "chat", id="an encrypted token, another protocol"),
    pytest.param(["ringback"], None, "ringback", id="no token"),
    pytest.param(["chat"], None, "chat", id="only another protocol"),
    pytest.param(["v1.chat.example.org"], None, "v1.chat.example.org", id="a protocol with dots"),
    pytest.param(["chat", "ringback"], None, "chat", id="nothing follows"),
    pytest.param([], None, None, id="nothing"),
]


@pytest.mark.parametrize(("offered", "expected", "selected"), OFFERS)
def test_the_token_among_the_sub_protocols(offered: list[str], expected: str | None, selected: str | None) -> None:
    assert token_in(websocket(*offered)) == expected
    assert selected_subprotocol(websocket(*offered)) == selected


def test_the_token_is_never_selected_when_anything_else_was_offered() -> None:
    for offer in OFFERS:
        offered, _, selected = offer.values
        assert isinstance(offered, list)
        assert selected is None or selected in offered
        assert len(offered) < 2 or JWT not in str(selected)


@pytest.mark.parametrize(
    "connection",
    [
        pytest.param(websocket("ringback", JWT, OTHER_JWT), id="two offered"),
        pytest.param(websocket("ringback", JWT, headers=(("Authorization", f"Bearer {OTHER_JWT}"),)), id="both ways"),
        pytest.param(http(("Authorization", f"Bearer {JWT}"), ("Authorization", "Bearer x")), id="two headers"),
    ],
)
def test_two_different_tokens_are_refused(connection: HTTPConnection) -> None:
    with pytest.raises(TokenInvalid, match="two different tokens") as refusal:
        token_in(connection)
    assert JWT not in str(refusal.value)


def test_one_token_given_both_ways_is_one_token() -> None:
    assert token_in(websocket("ringback", JWT, headers=(("Authorization", f"Bearer {JWT}"),))) == JWT


def test_http_has_no_sub_protocols() -> None:
    connection = http(("Sec-WebSocket-Protocol", f"ringback, {JWT}"))
    assert (token_in(connection), selected_subprotocol(connection)) == (None, None)


# --- never in the URL ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        *(f"{name}=x" for name in ("token", "access_token", "id_token", "jwt", "auth", "authorization", "bearer")),
        "TOKEN=x",
        "Access_Token=x",
        "token=",
        "token",
        "room=1&token=x",
        "%74oken=x",
        f"t={JWT}",
        f"t=Bearer%20{JWT}",
        f"t={JWT.replace('.', '%2E')}",
        f"t={JWT.rpartition('.')[0]}.",
        f"t={ENCRYPTED}",
        JWT,
        f"next=https://app.example.org/?x={JWT}",
        f"a=1;x={JWT}",
    ],
)
def test_a_token_in_the_url_is_refused(query: str) -> None:
    with pytest.raises(TokenInUrl) as refusal:
        refuse_token_in_url(http(query=query))
    assert "Authorization: Bearer" in str(refusal.value)
    assert "['ringback', token]" in str(refusal.value)
    assert JWT not in str(refusal.value)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "room=1",
        "version=1.2.3",
        "host=calls.app.example.org",
        "tokens=3",
        "tokenize=yes",
        "x=token",
        "x=eyJ",
        "x=eyJ.a.b",
        "%ff=%00",
    ],
)
def test_another_query_is_none_of_our_business(query: str) -> None:
    refuse_token_in_url(http(query=query))


def test_a_scope_without_a_query_string_is_fine() -> None:
    refuse_token_in_url(HTTPConnection({"type": "websocket", "scheme": "ws", "headers": []}))


# --- origins ------------------------------------------------------------------------------------------------------


APP = "https://app.example.org"
LISTED = (APP, "http://localhost:5173")
ORIGINS = [
    pytest.param([], LISTED, True, id="no browser"),
    pytest.param([APP], LISTED, True, id="the first listed"),
    pytest.param(["http://localhost:5173"], LISTED, True, id="the second listed"),
    pytest.param(["null"], LISTED, False, id="null"),
    pytest.param([""], LISTED, False, id="empty"),
    pytest.param([f"{APP}.evil.example"], LISTED, False, id="a longer name"),
    pytest.param(["https://evil-app.example.org"], LISTED, False, id="a longer first label"),
    pytest.param(["https://sub.app.example.org"], LISTED, False, id="a sub-domain"),
    pytest.param(["https://example.org"], LISTED, False, id="the parent domain"),
    pytest.param([f"{APP}:8443"], LISTED, False, id="another port"),
    pytest.param([f"{APP}:443"], LISTED, False, id="the default port, written out"),
    pytest.param(["http://app.example.org"], LISTED, False, id="http"),
    pytest.param(["wss://app.example.org"], LISTED, False, id="wss"),
    pytest.param(["HTTPS://APP.EXAMPLE.ORG"], LISTED, False, id="upper case"),
    pytest.param([f"{APP}/"], LISTED, False, id="a slash at the end"),
    pytest.param([f"{APP}/calls"], LISTED, False, id="a path"),
    pytest.param([f"{APP}."], LISTED, False, id="a dot at the end"),
    pytest.param(["https://app.example.org@evil.example"], LISTED, False, id="a user name"),
    pytest.param(["https://app.example.org\u00ad"], LISTED, False, id="a soft hyphen"),
    pytest.param([f"{APP}, https://evil.example"], LISTED, False, id="two in one header"),
    pytest.param([APP, "https://evil.example"], LISTED, False, id="two headers"),
    pytest.param([APP, APP], LISTED, False, id="two headers, the same"),
    pytest.param(["*"], LISTED, False, id="a wildcard"),
    pytest.param(["https://calls.example.org"], LISTED, False, id="the server's own, not listed"),
    pytest.param(["https://calls.example.org"], (), True, id="the server's own, no list"),
    pytest.param([], (), True, id="no browser, no list"),
    pytest.param([APP], (), False, id="a foreign one, no list"),
    pytest.param(["http://calls.example.org"], (), False, id="the server's own over http, no list"),
    pytest.param(["https://calls.example.org:8443"], (), False, id="the server's own on another port, no list"),
    pytest.param(["null"], (), False, id="null, no list"),
]


@pytest.mark.parametrize(("origins", "allowed", "fine"), ORIGINS)
@pytest.mark.parametrize("scheme", ["https", "wss"])
def test_the_origin(origins: list[str], allowed: tuple[str, ...], fine: bool, scheme: str) -> None:
    headers = (("Host", "calls.example.org"), *(("Origin", origin) for origin in origins))
    connection = http(*headers, scheme=scheme) if scheme == "https" else websocket(headers=headers, scheme=scheme)
    if fine:
        check_origin(connection, allowed)
    else:
        with pytest.raises(OriginRefused, match="RINGBACK_ALLOWED_ORIGINS"):
            check_origin(connection, allowed)


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_the_own_origin_without_tls_has_the_port_of_the_host_header(scheme: str) -> None:
    def checked(origin: str) -> None:
        headers = (("Host", "127.0.0.1:8000"), ("Origin", origin))
        check_origin(websocket(headers=headers, scheme=scheme), ())

    checked("http://127.0.0.1:8000")
    for other in ("https://127.0.0.1:8000", "http://127.0.0.1", "http://localhost:8000"):
        with pytest.raises(OriginRefused):
            checked(other)


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param((("X-Forwarded-Host", "evil.example"),), id="X-Forwarded-Host"),
        pytest.param((("X-Forwarded-Proto", "https"), ("Forwarded", "host=evil.example")), id="Forwarded"),
        pytest.param((("Host", "evil.example"),), id="a second Host"),
    ],
)
def test_a_header_cannot_make_an_origin_our_own(extra: Any) -> None:
    headers = (("Host", "calls.example.org"), *extra, ("Origin", "https://evil.example"))
    with pytest.raises(OriginRefused):
        check_origin(http(*headers), ())


def test_without_a_host_header_no_origin_is_our_own() -> None:
    for headers in ((), (("Host", ""),)):
        with pytest.raises(OriginRefused):
            check_origin(http(*headers, ("Origin", "https://")), ())
