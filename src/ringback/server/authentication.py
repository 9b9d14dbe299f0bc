"""Who is calling: the application's own JSON Web Tokens, or a callable of the application.

Source: RFC 7519 (JWT), RFC 7515 (JWS), RFC 8725 (best current practices). All cryptography is PyJWT's.
"""

import base64
import inspect
import logging
import re
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

import jwt
import msgspec
from msgspec import UNSET, Meta, UnsetType
from starlette.requests import HTTPConnection

from ringback.config import ALGORITHMS, Config
from ringback.errors import AuthenticationError, ConfigurationError, InternalError, TokenExpired, TokenInvalid
from ringback.messages import MAX_FIELD_LENGTH, UserId
from ringback.server.jwks import KeySet

MAX_TOKEN_LENGTH: Final = 8 * 1024

NOT_BEFORE_LEEWAY_S: Final = 30.0
"""Issuers set ``nbf`` to the moment of issue, by a clock that may be ahead of this server's (RFC 7519 §4.1.5)."""

# The last second of the year 9999. A later `exp` is a mistake (milliseconds, most often), and in milliseconds it
# would not fit into a JavaScript number.
_LATEST: Final = 253_402_300_799

# RFC 7515 §7.1. Exactly three parts, so an encrypted token (five) is none; no padding, no white space.
_COMPACT_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

_TYPES: Final = ("jwt", "at+jwt")

_jws: Final = jwt.PyJWS(ALGORITHMS, {"enforce_minimum_key_length": True})
_log: Final = logging.getLogger("ringback.authentication")


@dataclass(frozen=True)
class Identity:
    """A user, and until when that is certain: ``expires_at`` in seconds since 1970, None for ever.

    Raises:
        ValueError: ``user_id`` is empty, longer than 4096 characters, has U+0000 in it, or is not text that UTF-8 can
            carry.
    """

    user_id: str
    expires_at: float | None = None

    def __post_init__(self) -> None:
        """Refuse an id that could not stand in a message."""
        if not isinstance(self.user_id, str) or not 0 < len(self.user_id) <= MAX_FIELD_LENGTH:
            raise ValueError(f"a user id is a string of 1 to {MAX_FIELD_LENGTH} characters")
        if "\0" in self.user_id:
            raise ValueError("a user id may not contain U+0000, which PostgreSQL cannot store")
        self.user_id.encode()


Authenticate = Callable[[HTTPConnection, str | None], Identity | str | Awaitable[Identity | str | None] | None]
"""The application's own answer to who is calling.

It is given the request and the token that came with it, if any, and returns a user id, an ``Identity``, or None when
it knows nobody by these. A plain function runs in the event loop and must not block; one that has to wait is written
``async``.
"""


class _Header(msgspec.Struct):
    alg: str
    typ: str = "JWT"
    kid: Annotated[str, Meta(max_length=256)] | None = None
    crit: Any = UNSET


class _Claims(msgspec.Struct):
    # `iat` is not judged: between two machines whose clocks differ, it would refuse a token that was just issued.
    sub: UserId
    exp: Annotated[float, Meta(le=_LATEST)]
    nbf: float | UnsetType = UNSET
    aud: str | list[str] | None = None
    iss: str | None = None


class TokenVerifier:
    """Checks JSON Web Tokens against the settings; ``clock`` tells seconds since 1970.

    HS256 is accepted when there is a ``secret``; RS256, ES256 and EdDSA when there are ``keys``.

    Raises:
        ConfigurationError: there is no key for any of the accepted algorithms, or ``secret`` is a public key.
    """

    def __init__(self, config: Config, *, clock: Callable[[], float] = time.time, keys: KeySet | None = None) -> None:
        self._config = config
        self._clock = clock
        self._keys = keys
        self._algorithms = [name for name in config.algorithms if (config.secret if name == "HS256" else keys)]
        if not self._algorithms:
            raise ConfigurationError(
                "There is no key to check tokens with. Set RINGBACK_SECRET (HS256) or RINGBACK_JWKS_URL "
                f"(RS256, ES256, EdDSA); RINGBACK_ALGORITHMS allows {', '.join(config.algorithms) or 'none'}."
            )
        if config.secret is not None:
            _check_secret(config.secret)

    async def verify(self, token: str) -> Identity:
        """The user whom ``token`` names. Cancelling loses nothing.

        The sentences of the errors say what is wrong and never repeat the token.

        Raises:
            TokenExpired: all is well with it but its ``exp``.
            TokenInvalid: it is malformed, not signed with a key of ours, or not meant for this server.
            InternalError: the public keys cannot be fetched.
        """
        if len(token) > MAX_TOKEN_LENGTH:
            raise TokenInvalid(f"A token may have {MAX_TOKEN_LENGTH} characters; this one has {len(token)}.")
        if not _COMPACT_JWS.fullmatch(token):
            raise TokenInvalid(
                "A token is a signed JWT: three base64url parts, joined by dots (RFC 7515 §7.1). This one is not."
            )
        header = _header(token)
        claims = _signed_claims(token, await self._key_for(header), header.alg)
        self._check_recipient(claims)
        self._check_times(claims)
        try:
            return Identity(claims.sub, claims.exp)
        except ValueError as error:
            raise TokenInvalid(f"The token's `sub` cannot be used: {error}.") from None

    async def _key_for(self, header: _Header) -> jwt.PyJWK | str:
        # The algorithm alone decides which kind of key is used, so that a public key never serves as HMAC secret.
        if header.alg in self._algorithms:
            if header.alg != "HS256" and self._keys is not None:
                return await self._keys.key_for(header.kid, header.alg)
            if header.alg == "HS256" and self._config.secret is not None:
                return self._config.secret
        raise TokenInvalid(f"The token's `alg` is none of those accepted here: {', '.join(self._algorithms)}.")

    def _check_recipient(self, claims: _Claims) -> None:
        audiences = claims.aud if isinstance(claims.aud, list) else [claims.aud]
        if self._config.audience is not None and self._config.audience not in audiences:
            raise TokenInvalid("The token's `aud` does not name this server (RINGBACK_AUDIENCE).")
        if self._config.issuer is not None and self._config.issuer != claims.iss:
            raise TokenInvalid("The token's `iss` is not the issuer that is trusted here (RINGBACK_ISSUER).")

    def _check_times(self, claims: _Claims) -> None:
        now = self._clock()
        if claims.exp <= now:
            raise TokenExpired("The token has expired; fetch a new one.")
        if claims.nbf is not UNSET and claims.nbf > now + NOT_BEFORE_LEEWAY_S:
            raise TokenInvalid("The token is not valid yet: its `nbf` lies in the future by this server's clock.")


class Authenticator:
    """Establishes who is calling: by the application's callable when there is one, else by JSON Web Tokens.

    Raises:
        ConfigurationError: there is neither a callable nor a key to check tokens with.
    """

    def __init__(
        self, config: Config, *, authenticate: Authenticate | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._identify: Callable[[HTTPConnection, str | None], Awaitable[Identity | None]]
        if authenticate is not None:
            self._identify = partial(_ask, authenticate)
        else:
            self._identify = partial(_verify, TokenVerifier(config, clock=clock, keys=_key_set(config)))

    async def identify(self, connection: HTTPConnection, token: str | None) -> Identity | None:
        """Who is calling, or None when no token came and the application knows nobody without one.

        With a callable only the callable decides, also about ``expires_at``. It may raise an ``AuthenticationError``
        of its own, whose sentence the client is told. Anything else it raises is logged as an error, without its
        text, which may hold the token. Cancelling cancels an ``async`` callable where it waits.

        Raises:
            AuthenticationError: the token is refused; see ``TokenVerifier.verify``.
            InternalError: the callable failed, or the public keys cannot be fetched.
        """
        return await self._identify(connection, token)


async def _verify(verifier: TokenVerifier, _connection: HTTPConnection, token: str | None) -> Identity | None:
    return None if token is None else await verifier.verify(token)


async def _ask(authenticate: Authenticate, connection: HTTPConnection, token: str | None) -> Identity | None:
    try:
        answer = authenticate(connection, token)
        user = await answer if inspect.isawaitable(answer) else answer
    except AuthenticationError:
        raise
    except Exception as error:  # noqa: BLE001 - code of the application may raise anything
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("The application's `authenticate` raised %s:\n%s", type(error).__name__, where)
    else:
        if user is None and token is not None:
            raise TokenInvalid("The application does not know this token.")
        try:
            return user if user is None or isinstance(user, Identity) else Identity(user)
        except ValueError as error:
            _log.error("The application's `authenticate` returned a %s: %s.", type(user).__name__, error)
    # Raised here, not above, so that it does not carry the application's exception into another log.
    raise InternalError("The application could not tell who is calling; the server's log says why.")


def _key_set(config: Config) -> KeySet | None:
    if config.jwks_url is None:
        return None
    return KeySet(config.jwks_url, cache_s=config.jwks_cache_s, cooldown_s=config.jwks_cooldown_s)


def _check_secret(secret: str) -> None:
    try:
        _jws.get_algorithm_by_name("HS256").prepare_key(secret)
    except jwt.InvalidKeyError:
        raise ConfigurationError(
            "RINGBACK_SECRET is a public key, a certificate or a JWK, which others can read. HS256 needs a random "
            "secret; public keys come by RINGBACK_JWKS_URL."
        ) from None


def _header(token: str) -> _Header:
    # Embedded keys and addresses of keys (`jwk`, `jku`, `x5c`, `x5u`) are not even read: RFC 8725 §3.5, §3.10.
    part = token.partition(".")[0]
    try:
        header = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)), type=_Header)
    except msgspec.ValidationError as error:
        raise TokenInvalid(f"The token's header is not acceptable: {error}.") from None
    except (ValueError, RecursionError):
        raise TokenInvalid("The token's header is not base64url of a JSON object.") from None
    if header.crit is not UNSET:
        # RFC 7515 §4.1.11: whoever does not understand a critical extension refuses; we understand none.
        raise TokenInvalid("The token has a `crit` header, and this server knows no extensions.")
    if header.typ.lower().removeprefix("application/") not in _TYPES:
        raise TokenInvalid("The token's `typ` is neither JWT nor at+jwt: it was made for another purpose.")
    return header


def _signed_claims(token: str, key: jwt.PyJWK | str, algorithm: str) -> _Claims:
    try:
        payload = _jws.decode(token, key, [algorithm])
    except jwt.InvalidSignatureError:
        raise TokenInvalid("The token's signature does not fit: it was changed, or signed with another key.") from None
    except jwt.InvalidKeyError:
        raise TokenInvalid("The key that fits the token is too weak to be trusted (RSA needs 2048 bits).") from None
    except jwt.PyJWTError:
        raise TokenInvalid("The token is not a well-formed JWS (RFC 7515).") from None
    try:
        return msgspec.json.decode(payload, type=_Claims)
    except msgspec.ValidationError as error:
        raise TokenInvalid(f"The token's claims are not acceptable: {error}.") from None
    except (ValueError, RecursionError):
        raise TokenInvalid("The token's payload is not a JSON object.") from None
