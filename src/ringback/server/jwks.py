"""The application's public keys, fetched from its JWKS URL, cached, and fetched again when they are rotated.

Source: RFC 7517 (JSON Web Key). The header of a token can only choose among these keys. It can never bring one, nor
name a place to fetch one from.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

import msgspec
from jwt import PyJWK, PyJWTError
from msgspec import UNSET

from ringback.errors import InternalError, TokenInvalid

FETCH_TIMEOUT_S: Final = 5.0
MAX_ANSWER_BYTES: Final = 512 * 1024
MAX_STALE_S: Final = 24 * 3600.0
"""For how long the last keys go on being used while the key server does not answer."""

# RFC 7518 §6 and RFC 8037 §2: the one algorithm of ours that a kind of key is for. Symmetric keys (`oct`) are not
# among them: whoever reads a public key set could sign with those.
_ALGORITHM_OF: Final = {("RSA", None): "RS256", ("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA"}

# Not `urlopen`: that follows redirects, and reads `file:` and `ftp:` as well.
_HANDLERS: Final = (
    ProxyHandler,
    UnknownHandler,
    HTTPHandler,
    HTTPSHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
)

_log: Final = logging.getLogger("ringback.jwks")


class _Jwk(msgspec.Struct):
    kty: str
    crv: str | None = None
    kid: str | None = None
    alg: str | None = None
    use: str | None = None
    key_ops: list[str] | None = None
    d: Any = UNSET


class _JwkSet(msgspec.Struct):
    keys: list[Any]


class KeySet:
    """The keys of one JWKS URL.

    ``cache_s`` and ``cooldown_s`` are seconds; ``clock`` counts seconds and never goes back. ``fetch`` answers with
    the document, or raises ``OSError``, ``ValueError`` or ``HTTPException``.
    """

    def __init__(
        self,
        url: str,
        *,
        cache_s: float,
        cooldown_s: float,
        clock: Callable[[], float] = time.monotonic,
        fetch: Callable[[str], Awaitable[bytes]] | None = None,
    ) -> None:
        self._url = url
        self._cache_s = cache_s
        self._cooldown_s = cooldown_s
        self._clock = clock
        self._fetch = fetch or fetch_over_http
        self._keys: list[PyJWK] = []
        self._fetched_at = -math.inf
        self._tried_at = -math.inf
        self._fetching: asyncio.Task[None] | None = None

    async def key_for(self, kid: str | None, algorithm: str) -> PyJWK:
        """The one key that fits a token's ``kid`` and ``alg``; without a ``kid``, the one key that fits the ``alg``.

        Cancelling loses nothing: a fetch that is under way goes on, for the others who wait for it.

        Raises:
            TokenInvalid: no key fits, or several do. A key that was published a moment ago is found once
                ``cooldown_s`` has passed since the last fetch.
            InternalError: the keys could not be fetched and none younger than 24 hours are there. This is nothing
                that the token's holder can mend, so it is not an ``AuthenticationError``.
        """
        if self._age_s() >= self._cache_s:
            await self._refresh()
        if not (fitting := self._fitting(kid, algorithm)):
            await self._refresh()
            fitting = self._fitting(kid, algorithm)
        if self._age_s() > MAX_STALE_S:
            raise InternalError("The keys of RINGBACK_JWKS_URL cannot be fetched; the server's log says why.")
        match fitting:
            case [key]:
                return key
            case []:
                raise TokenInvalid(
                    "No key of RINGBACK_JWKS_URL fits the token's `kid` and `alg`. "
                    f"After a rotation a new key is known within {self._cooldown_s:g} seconds."
                )
            case _:
                raise TokenInvalid("Several keys of RINGBACK_JWKS_URL fit the token: its `kid` has to name one.")

    def _fitting(self, kid: str | None, algorithm: str) -> list[PyJWK]:
        return [key for key in self._keys if key.algorithm_name == algorithm and kid in (None, key.key_id)]

    def _age_s(self) -> float:
        return self._clock() - self._fetched_at

    async def _refresh(self) -> None:
        """Fetch the keys, or wait for the fetch that is under way; do nothing within the cooldown."""
        if self._fetching is None or self._fetching.done():
            if self._clock() - self._tried_at < self._cooldown_s:
                return
            self._tried_at = self._clock()
            self._fetching = asyncio.create_task(self._load(), name="ringback-jwks")
        await asyncio.shield(self._fetching)

    async def _load(self) -> None:
        try:
            keys = _usable_keys(await self._fetch(self._url))
        except (OSError, ValueError, HTTPException, RecursionError) as error:
            _log.warning(
                "The keys of RINGBACK_JWKS_URL could not be fetched (%s: %s); %d known keys go on being used.",
                type(error).__name__,
                error,
                len(self._keys),
            )
        else:
            self._keys = keys
            self._fetched_at = self._clock()


def _usable_keys(document: bytes) -> list[PyJWK]:
    """The public signature keys in a JWK Set; others are skipped, as RFC 7517 §5 asks."""
    members = msgspec.json.decode(document, type=_JwkSet).keys
    keys = [key for member in members if (key := _usable_key(member)) is not None]
    if len(keys) < len(members) or not keys:
        _log.warning("%d of the %d keys of RINGBACK_JWKS_URL can be used.", len(keys), len(members))
    return keys


def _usable_key(member: Any) -> PyJWK | None:
    try:
        jwk = msgspec.convert(member, _Jwk)
        algorithm = _ALGORITHM_OF.get((jwk.kty, jwk.crv))
        if algorithm is None or jwk.alg not in (None, algorithm) or not _is_for_verifying(jwk):
            return None
        return PyJWK(member, algorithm)
    except (msgspec.ValidationError, PyJWTError):
        return None


def _is_for_verifying(jwk: _Jwk) -> bool:
    # A private key (`d`) in a public document is in everybody's hands: whatever it signed proves nothing.
    return jwk.use in (None, "sig") and (jwk.key_ops is None or "verify" in jwk.key_ops) and jwk.d is UNSET


async def fetch_over_http(url: str) -> bytes:
    """The document at ``url``, at most 512 KiB of it, within 5 seconds; redirects are refused.

    Cancelling abandons the answer, and leaves the thread that waits for it to end by itself.

    Raises:
        OSError, HTTPException: it could not be had, or not in time.
        ValueError: it is too long.
    """
    async with asyncio.timeout(FETCH_TIMEOUT_S):
        return await asyncio.to_thread(_download, url)


def _download(url: str) -> bytes:
    opener = OpenerDirector()
    for handler in _HANDLERS:
        opener.add_handler(handler())
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310 - this opener knows HTTP only
    # The socket's timeout begins anew with every byte; a server that drips must not hold the thread for days.
    deadline = time.monotonic() + FETCH_TIMEOUT_S
    body = bytearray()
    try:
        with opener.open(request, timeout=FETCH_TIMEOUT_S) as answer:
            while chunk := answer.read1(64 * 1024):
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    raise ValueError(f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the answer took longer than {FETCH_TIMEOUT_S:g} seconds")
    except HTTPError as refusal:
        refusal.close()
        raise
    return bytes(body)
