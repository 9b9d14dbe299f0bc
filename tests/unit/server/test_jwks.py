"""The key set: cached, fetched once for all who wait, rotated, and kept through an outage."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from ringback.errors import InternalError, TokenInvalid
from ringback.server import jwks as module
from ringback.server.jwks import MAX_STALE_S, KeySet

from .issuer import EC_JWK, ED_JWK, OTHER_RSA_KEY, RSA_JWK, RSA_KEY, Clock, KeyServer, jwks, key_server

NEW_JWK = RSAAlgorithm.to_jwk(OTHER_RSA_KEY.public_key(), as_dict=True) | {"kid": "rsa-2"}
URL = "https://app.example.org/keys"
CACHE_S = 600.0
COOLDOWN_S = 30.0


class Source:
    """Where the keys come from: it counts the fetches, can be down, and can be made to take its time."""

    def __init__(self) -> None:
        self.document = jwks()
        self.failure: Exception | None = None
        self.fetches = 0
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, url: str) -> bytes:
        assert url == URL
        self.fetches += 1
        await self.open.wait()
        if self.failure:
            raise self.failure
        return self.document


class Keys(KeySet):
    """A key set with a clock and a source that the test holds in its hand."""

    def __init__(self, *members: Any) -> None:
        self.clock = Clock(0)
        self.source = Source()
        self.source.document = jwks(*members)
        super().__init__(URL, cache_s=CACHE_S, cooldown_s=COOLDOWN_S, clock=self.clock, fetch=self.source)

    async def finds(self, kid: str | None, algorithm: str = "RS256") -> bool:
        try:
            return bool(await self.key_for(kid, algorithm))
        except TokenInvalid:
            return False


async def test_keys_are_fetched_when_first_needed_and_then_cached() -> None:
    keys = Keys()
    assert keys.source.fetches == 0
    assert [await keys.finds("rsa-1"), await keys.finds("ec-1", "ES256"), await keys.finds("ed-1", "EdDSA")] == [
        True
    ] * 3
    keys.clock.now = CACHE_S - 0.001
    assert await keys.finds("rsa-1")
    assert keys.source.fetches == 1
    keys.clock.now = CACHE_S
    assert await keys.finds("rsa-1")
    assert keys.source.fetches == 2


async def test_the_cache_counts_from_the_last_fetch() -> None:
    keys = Keys()
    for keys.clock.now in (0, CACHE_S, CACHE_S + 1, 2 * CACHE_S - 1):
        await keys.finds("rsa-1")
    assert keys.source.fetches == 2


async def test_a_new_key_is_found_and_a_withdrawn_one_forgotten() -> None:
    keys = Keys()
    assert not await keys.finds("rsa-2")
    keys.source.document = jwks(NEW_JWK)
    keys.clock.now = COOLDOWN_S
    assert await keys.finds("rsa-2")
    assert not await keys.finds("rsa-1")
    assert keys.source.fetches == 2


async def test_a_key_published_within_the_cooldown_is_found_after_it() -> None:
    keys = Keys()
    assert await keys.finds("rsa-1")
    keys.source.document = jwks(RSA_JWK, NEW_JWK)
    keys.clock.now = COOLDOWN_S - 0.001
    with pytest.raises(TokenInvalid, match="within 30 seconds"):
        await keys.key_for("rsa-2", "RS256")
    keys.clock.now = COOLDOWN_S
    assert await keys.finds("rsa-2")


async def test_a_flood_of_unknown_kids_fetches_once_a_cooldown() -> None:
    keys = Keys()
    for second in range(300):
        keys.clock.now = float(second)
        assert not any(await asyncio.gather(*(keys.finds(f"unknown-{second}-{i}") for i in range(10))))
        assert await keys.finds("rsa-1")
    assert keys.source.fetches == 300 / COOLDOWN_S


async def test_many_who_wait_share_one_fetch() -> None:
    keys = Keys()
    keys.source.open.clear()
    waiting = [asyncio.create_task(keys.finds("rsa-1")) for _ in range(100)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (keys.source.fetches, any(task.done() for task in waiting)) == (1, False)
    keys.source.open.set()
    assert await asyncio.gather(*waiting) == [True] * 100
    assert keys.source.fetches == 1


async def test_who_stops_waiting_does_not_stop_the_fetch() -> None:
    keys = Keys()
    keys.source.open.clear()
    impatient, patient = (asyncio.create_task(keys.finds("rsa-1")) for _ in range(2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    keys.source.open.set()
    assert await patient
    assert keys.source.fetches == 1


async def test_a_fetch_that_nobody_waits_for_any_more_is_not_lost() -> None:
    keys = Keys()
    keys.source.open.clear()
    impatient = asyncio.create_task(keys.finds("rsa-1"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    keys.source.open.set()
    assert await keys.finds("rsa-1")
    assert keys.source.fetches == 1


OUTAGES = [
    pytest.param(OSError("no route"), None, id="not reachable"),
    pytest.param(TimeoutError(), None, id="too slow"),
    pytest.param(None, b"<html>Bad gateway</html>", id="not JSON"),
    pytest.param(None, b'{"jwks": []}', id="no keys in it"),
    pytest.param(None, b'{"keys": {}}', id="keys not a list"),
    pytest.param(None, b'{"keys":' + b"[" * 5000, id="too deep"),
    pytest.param(None, b"", id="empty"),
]


@pytest.mark.parametrize(("failure", "document"), OUTAGES)
async def test_known_keys_are_used_through_an_outage_for_a_day(
    failure: Exception | None, document: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    keys = Keys()
    assert await keys.finds("rsa-1")
    good = keys.source.document
    keys.source.failure, keys.source.document = failure, good if document is None else document
    for keys.clock.now in (CACHE_S, MAX_STALE_S):
        assert await keys.finds("rsa-1")
    assert keys.source.fetches == 3
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 2
    assert "3 known keys go on being used" in warnings[0].getMessage()
    keys.clock.now = MAX_STALE_S + COOLDOWN_S
    with pytest.raises(InternalError, match="cannot be fetched"):
        await keys.key_for("rsa-1", "RS256")
    keys.source.failure, keys.source.document = None, good
    keys.clock.now += COOLDOWN_S
    assert await keys.finds("rsa-1")


async def test_an_outage_is_asked_about_once_a_cooldown() -> None:
    keys = Keys()
    await keys.finds("rsa-1")
    keys.source.failure = OSError("no route")
    for second in range(60):
        keys.clock.now = CACHE_S + second
        assert await keys.finds("rsa-1")
    assert keys.source.fetches == 1 + 2


async def test_without_any_keys_it_is_not_the_tokens_fault() -> None:
    keys = Keys()
    keys.source.failure = OSError("no route")
    for _ in range(3):
        with pytest.raises(InternalError, match="RINGBACK_JWKS_URL"):
            await keys.key_for("rsa-1", "RS256")
    assert keys.source.fetches == 1


async def test_a_set_that_was_emptied_withdraws_all_keys(caplog: pytest.LogCaptureFixture) -> None:
    keys = Keys()
    assert await keys.finds("rsa-1")
    keys.source.document = b'{"keys": []}'
    keys.clock.now = CACHE_S
    assert not await keys.finds("rsa-1")
    assert "0 of the 0 keys" in caplog.text


P384_JWK = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP384R1()).public_key(), as_dict=True) | {"kid": "k"}
ED448_JWK = OKPAlgorithm.to_jwk(ed448.Ed448PrivateKey.generate().public_key(), as_dict=True) | {"kid": "k"}
PRIVATE_JWK = RSAAlgorithm.to_jwk(RSA_KEY, as_dict=True) | {"kid": "k"}
PRIVATE_JWK.pop("key_ops")
UNUSABLE = {
    "symmetric": {"kty": "oct", "k": "c2VjcmV0" * 8, "kid": "k"},
    "symmetric, said to be RS256": {"kty": "oct", "k": "c2VjcmV0" * 8, "kid": "k", "alg": "RS256"},
    "private": PRIVATE_JWK,
    "for encryption": RSA_JWK | {"kid": "k", "use": "enc"},
    "for signing only": RSA_JWK | {"kid": "k", "key_ops": ["sign"]},
    "for RS512": RSA_JWK | {"kid": "k", "alg": "RS512"},
    "for HS256": RSA_JWK | {"kid": "k", "alg": "HS256"},
    "P-384": P384_JWK,
    "P-384 that says P-256": P384_JWK | {"crv": "P-256"},
    "Ed448": ED448_JWK,
    "Ed448 that says Ed25519": ED448_JWK | {"crv": "Ed25519"},
    "RSA with a curve": RSA_JWK | {"kid": "k", "crv": "P-256"},
    "a point that is not on the curve": EC_JWK | {"kid": "k", "y": EC_JWK["x"]},
    "no n": {"kty": "RSA", "e": "AQAB", "kid": "k"},
    "n a number": RSA_JWK | {"kid": "k", "n": 5},
    "n not base64": RSA_JWK | {"kid": "k", "n": "A"},
    "n empty": RSA_JWK | {"kid": "k", "n": ""},
    "no kty": {"kid": "k"},
    "kty a list": {"kty": ["RSA"], "kid": "k"},
    "kid a number": RSA_JWK | {"kid": 1},
    "a string": "k",
    "null": None,
}


@pytest.mark.parametrize("member", [pytest.param(member, id=name) for name, member in UNUSABLE.items()])
async def test_an_unusable_key_is_skipped_and_the_others_are_not(
    member: Any, caplog: pytest.LogCaptureFixture
) -> None:
    keys = Keys(member, ED_JWK)
    for kid in ("k", None):
        for algorithm in ("HS256", "RS256", "ES256", "RS512", "ES384"):
            assert not await keys.finds(kid, algorithm)
    assert not await keys.finds("k", "EdDSA")
    assert await keys.finds("ed-1", "EdDSA")
    assert "1 of the 2 keys" in caplog.text


@pytest.mark.parametrize("extra", [{"key_ops": ["verify"]}, {"alg": "RS256"}, {"use": "sig"}, {"x5c": ["AAAA"]}])
async def test_a_key_may_say_what_it_is_for(extra: dict[str, Any]) -> None:
    assert await Keys(RSA_JWK | extra).finds("rsa-1")


async def test_a_key_without_kid_fits_only_a_token_without() -> None:
    keys = Keys({name: value for name, value in RSA_JWK.items() if name != "kid"})
    assert await keys.finds(None)
    assert not await keys.finds("rsa-1")


async def test_two_keys_of_one_kid_are_told_apart_by_algorithm_or_not_at_all() -> None:
    keys = Keys(RSA_JWK, EC_JWK | {"kid": "rsa-1"})
    assert [await keys.finds("rsa-1"), await keys.finds("rsa-1", "ES256")] == [True, True]
    with pytest.raises(TokenInvalid, match="Several keys"):
        await Keys(RSA_JWK, NEW_JWK | {"kid": "rsa-1"}).key_for("rsa-1", "RS256")


# --- over real HTTP -----------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with key_server() as running:
        yield running


@pytest.fixture
def over_http(server: KeyServer) -> Callable[[str], Awaitable[Any]]:
    def ask(path: str) -> Awaitable[Any]:
        return KeySet(server.url + path, cache_s=CACHE_S, cooldown_s=COOLDOWN_S).key_for("ec-1", "ES256")

    return ask


async def test_keys_come_over_http(over_http: Callable[[str], Awaitable[Any]], server: KeyServer) -> None:
    assert (await over_http("/keys")).key_id == "ec-1"
    assert server.paths == ["/keys"]


async def test_an_answer_of_512_kib_is_read_and_no_longer_one(
    over_http: Callable[[str], Awaitable[Any]], server: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.document = jwks().ljust(512 * 1024)
    assert await over_http("/keys")
    server.document += b" "
    with pytest.raises(InternalError):
        await over_http("/keys")
    assert "longer than 524288 bytes" in caplog.text


async def test_a_redirect_is_not_followed(
    over_http: Callable[[str], Awaitable[Any]], server: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(InternalError):
        await over_http("/moved")
    assert server.paths == ["/moved"]
    assert "302" in caplog.text


async def test_an_error_of_the_key_server_is_named(
    over_http: Callable[[str], Awaitable[Any]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    closed: list[int] = []
    monkeypatch.setattr(HTTPError, "close", lambda refusal: closed.append(refusal.code))
    with pytest.raises(InternalError):
        await over_http("/broken")
    assert "HTTP Error 500" in caplog.text
    assert closed == [500]


async def test_a_key_server_that_is_silent_is_given_up_and_its_thread_ends(
    over_http: Callable[[str], Awaitable[Any]], server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FETCH_TIMEOUT_S", 0.05)
    async with asyncio.timeout(5):
        with pytest.raises(InternalError):
            await over_http("/silent")
        await asyncio.get_running_loop().shutdown_default_executor()
    assert not server.silence.is_set()


async def test_a_key_server_that_drips_headers_is_given_up(
    over_http: Callable[[str], Awaitable[Any]], server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FETCH_TIMEOUT_S", 0.3)
    async with asyncio.timeout(5):
        with pytest.raises(InternalError):
            await over_http("/dripping")
    assert not server.silence.is_set()
    server.silence.set()


async def test_a_key_server_that_drips_keys_is_given_up(
    over_http: Callable[[str], Awaitable[Any]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=iter([0.0, 5.1]).__next__))
    with pytest.raises(InternalError):
        await over_http("/keys")
    assert "took longer than 5 seconds" in caplog.text


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/keys", "data:application/json,{}"])
async def test_only_http_is_spoken(url: str) -> None:
    with pytest.raises(InternalError):
        await KeySet(url, cache_s=CACHE_S, cooldown_s=COOLDOWN_S).key_for("ec-1", "ES256")
