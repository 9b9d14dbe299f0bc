# Longer than 300 lines: the table of forged tokens is one list, to be read as one.
"""Who gets in, who does not, and what those who do not are told."""

import asyncio
import base64
import json
import logging
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from starlette.requests import HTTPConnection

from ringback.config import Config
from ringback.errors import (
    AuthenticationError,
    ConfigurationError,
    InternalError,
    OriginRefused,
    TokenExpired,
    TokenInvalid,
)
from ringback.server.authentication import Authenticate, Authenticator, Identity, TokenVerifier
from ringback.server.jwks import KeySet

from .issuer import (
    ED_JWK,
    KEYS,
    KIDS,
    NOW,
    OTHER_EC_KEY,
    OTHER_ED_KEY,
    OTHER_RSA_KEY,
    RSA_JWK,
    RSA_KEY,
    SECRET,
    Clock,
    base64url,
    claims,
    jwks,
    key_server,
    signed,
    token,
)


def key_set(*keys: Any) -> KeySet:
    async def fetch(_url: str) -> bytes:
        return jwks(*keys)

    return KeySet("https://app.example.org/keys", cache_s=600, cooldown_s=30, clock=Clock(0), fetch=fetch)


def verifier(*keys: Any, clock: Callable[[], float] | None = None, **settings: Any) -> TokenVerifier:
    config = Config(**({"secret": SECRET} | settings))
    return TokenVerifier(config, clock=clock or Clock(), keys=key_set(*keys))


def public_key(encoding: Encoding) -> bytes:
    return RSA_KEY.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def hs256(payload: Any) -> str:
    """A token whose payload is exactly this, with the right signature."""
    return signed({"alg": "HS256"}, payload, SECRET, "HS256")


def hs256_exp(number: str) -> str:
    return hs256(f'{{"sub":"alice","exp":{number}}}'.encode())


def nested(depth: int) -> bytes:
    return b'{"sub":"alice","exp":1900000000,"x":' + b"[" * depth + b"]" * depth + b"}"


def reassembled(*, header: str | None = None, payload: str | None = None, signature: str | None = None) -> str:
    """A good token, one of whose parts was exchanged afterwards."""
    parts = token().split(".")
    return ".".join(old if new is None else new for old, new in zip(parts, (header, payload, signature), strict=True))


class Row(NamedTuple):
    """A forged or broken token, what must be said about it, and the settings it is tried with."""

    name: str
    token: str
    says: str
    settings: dict[str, Any] = {}  # noqa: RUF012 - never changed
    error: type[AuthenticationError] = TokenInvalid


NOT_ACCEPTED = "`alg` is none of those accepted"
WRONG_SIGNATURE = "signature does not fit"
NO_KEY = "No key of RINGBACK_JWKS_URL fits"
NOT_A_JWT = "three base64url parts"
CRIT = "knows no extensions"
TYP = "made for another purpose"
AUD = "`aud` does not name this server"
ISS = "not the issuer that is trusted"
NOT_JSON = "payload is not a JSON object"
EMPTY_NONE = f"{base64url({'alg': 'none'})}.{base64url(claims())}."

# So many bytes may a claim add to a token of 8192 characters: 43 are the signature, 2 the dots, 4 stand for 3 bytes.
ROOM = (8192 - 43 - 2 - len(base64url({"alg": "HS256", "typ": "JWT"}))) * 3 // 4 - len(json.dumps(claims(padding="")))
LONGEST = token("HS256", padding="x" * ROOM)

FORGED = [
    # --- the algorithm
    Row("alg none, no signature", EMPTY_NONE, NOT_A_JWT),
    Row("alg none, some signature", token(header={"alg": "none"}), NOT_ACCEPTED),
    Row("alg None", token(header={"alg": "None"}), NOT_ACCEPTED),
    Row("alg nOnE", token(header={"alg": "nOnE"}), NOT_ACCEPTED),
    Row("alg missing", token(header={"alg": ...}), "required field `alg`"),
    Row("alg empty", token(header={"alg": ""}), NOT_ACCEPTED),
    Row("alg a number", token(header={"alg": 256}), "Expected `str`, got `int` - at `$.alg`"),
    Row("alg a list", token(header={"alg": ["RS256"]}), "got `array` - at `$.alg`"),
    Row("alg in lower case", token("HS256", header={"alg": "hs256"}), NOT_ACCEPTED),
    Row("HS384 with the right secret", signed({"alg": "HS384"}, claims(), SECRET, "HS384"), NOT_ACCEPTED),
    Row("HS512 with the right secret", signed({"alg": "HS512"}, claims(), SECRET, "HS512"), NOT_ACCEPTED),
    Row(
        "RS512 with the right key", signed({"alg": "RS512", "kid": "rsa-1"}, claims(), RSA_KEY, "RS512"), NOT_ACCEPTED
    ),
    Row(
        "PS256 with the right key", signed({"alg": "PS256", "kid": "rsa-1"}, claims(), RSA_KEY, "PS256"), NOT_ACCEPTED
    ),
    Row("HS256 that the settings exclude", token("HS256"), NOT_ACCEPTED, {"algorithms": ("RS256",)}),
    Row("RS256 that the settings exclude", token("RS256"), NOT_ACCEPTED, {"algorithms": ("HS256", "ES256")}),
    # --- the key
    Row("HS256 by the public key as PEM", token("HS256", key=public_key(Encoding.PEM)), WRONG_SIGNATURE),
    Row(
        "HS256 by the public key, no secret",
        token("HS256", key=public_key(Encoding.PEM)),
        NOT_ACCEPTED,
        {"secret": None},
    ),
    Row("HS256 by the public key as DER", token("HS256", key=public_key(Encoding.DER)), WRONG_SIGNATURE),
    Row("HS256 by the JWK's n", token("HS256", key=RSA_JWK["n"]), WRONG_SIGNATURE),
    Row(
        "HS256 by the bytes of the JWK's n, with its kid",
        token("HS256", key=base64.urlsafe_b64decode(RSA_JWK["n"] + "=="), header={"kid": "rsa-1"}),
        WRONG_SIGNATURE,
    ),
    Row("HS256 by an Ed25519 JWK's x", token("HS256", key=ED_JWK["x"]), WRONG_SIGNATURE),
    Row("HS256 by the empty key", token("HS256", key=b""), WRONG_SIGNATURE),
    Row("HS256 by another secret", token("HS256", key=SECRET.upper()), WRONG_SIGNATURE),
    Row("RS256 by another key", token(key=OTHER_RSA_KEY), WRONG_SIGNATURE),
    Row("ES256 by another key", token("ES256", key=OTHER_EC_KEY), WRONG_SIGNATURE),
    Row("EdDSA by another key", token("EdDSA", key=OTHER_ED_KEY), WRONG_SIGNATURE),
    Row("ES256 with the kid of an RSA key", token("ES256", header={"kid": "rsa-1"}), NO_KEY),
    Row("RS256 with the kid of an EC key", token("RS256", header={"kid": "ec-1"}), NO_KEY),
    Row(
        "RS256 header over an ES256 signature",
        token("ES256", header={"alg": "RS256", "kid": "rsa-1"}),
        WRONG_SIGNATURE,
    ),
    Row("embedded jwk", token(key=OTHER_RSA_KEY, header={"jwk": RSA_JWK}), WRONG_SIGNATURE),
    Row("kid: path traversal", token(header={"kid": "../../../../dev/null"}), NO_KEY),
    Row("kid: SQL", token(header={"kid": "' OR 1=1 --"}), NO_KEY),
    Row("kid: empty", token(header={"kid": ""}), NO_KEY),
    Row("kid: 257 characters", token(header={"kid": "k" * 257}), "length <= 256 - at `$.kid`"),
    Row("kid: 10 MB", token(header={"kid": "k" * 10_000_000}), "may have 8192 characters"),
    Row("kid: a number", token(header={"kid": 1}), "got `int` - at `$.kid`"),
    Row("kid: a list", token("HS256", header={"kid": ["rsa-1"]}), "got `array` - at `$.kid`"),
    Row("kid: null", token(header={"kid": None}), "not a well-formed JWS"),
    # --- the rest of the header
    Row("crit: unknown", token(header={"crit": ["https://example.org/x"], "https://example.org/x": 1}), CRIT),
    Row("crit: b64, which PyJWT knows", token(header={"crit": ["b64"], "b64": True}), CRIT),
    Row("crit: a header that everybody knows", token(header={"crit": ["alg"]}), CRIT),
    Row("crit: empty", token(header={"crit": []}), CRIT),
    Row("crit: null", token(header={"crit": None}), CRIT),
    Row("b64 false without crit", token(header={"b64": False}), "not a well-formed JWS"),
    Row("typ: a DPoP proof", token(header={"typ": "dpop+jwt"}), TYP),
    Row("typ: a security event", token(header={"typ": "application/secevent+jwt"}), TYP),
    Row("typ: JWE", token(header={"typ": "JWE"}), TYP),
    Row("typ: empty", token(header={"typ": ""}), TYP),
    Row("typ: a number", token(header={"typ": 1}), "got `int` - at `$.typ`"),
    Row("header: an array", signed([], claims(), SECRET, "HS256"), "Expected `object`"),
    Row("header: not JSON", signed(b"alg=HS256", claims(), SECRET, "HS256"), "header is not base64url of a JSON"),
    Row("header: too deep", signed(b'{"x":' + b"[" * 2500, claims(), SECRET, "HS256"), "header is not base64url"),
    # --- for whom, and by whom
    Row("aud: wrong", token(aud="shop"), AUD, {"audience": "calls"}),
    Row("aud: missing", token(), AUD, {"audience": "calls"}),
    Row("aud: a longer name", token(aud="calls.evil"), AUD, {"audience": "calls"}),
    Row("aud: a list without ours", token(aud=["shop", "CALLS"]), AUD, {"audience": "calls"}),
    Row("aud: an empty list", token(aud=[]), AUD, {"audience": "calls"}),
    Row("aud: a number", token(aud=1), "at `$.aud`", {"audience": "calls"}),
    Row("aud: a list of numbers", token(aud=["calls", 1]), "got `int` - at `$.aud[1]`", {"audience": "calls"}),
    Row("iss: wrong", token(iss="https://evil.example"), ISS, {"issuer": "https://app.example.org"}),
    Row("iss: missing", token(), ISS, {"issuer": "https://app.example.org"}),
    Row("iss: with a slash more", token(iss="https://app.example.org/"), ISS, {"issuer": "https://app.example.org"}),
    Row("iss: a list", token(iss=["https://app.example.org"]), "at `$.iss`", {"issuer": "https://app.example.org"}),
    # --- when
    Row("nbf: over the leeway", token(nbf=NOW + 31), "its `nbf` lies in the future"),
    Row("nbf: a string", token(nbf="0"), "got `str` - at `$.nbf`"),
    Row("nbf: null", token(nbf=None), "got `null` - at `$.nbf`"),
    Row("exp: missing", token(exp=...), "required field `exp`"),
    Row("exp: null", token(exp=None), "got `null` - at `$.exp`"),
    Row("exp: a string", token(exp=str(NOW + 600)), "got `str` - at `$.exp`"),
    Row("exp: a boolean", token(exp=True), "got `bool` - at `$.exp`"),
    Row("exp: a list", token(exp=[NOW + 600]), "got `array` - at `$.exp`"),
    Row("exp: 1e308", hs256_exp("1e308"), "at `$.exp`"),
    Row("exp: 1e400", hs256_exp("1e400"), "out of range - at `$.exp`"),
    Row("exp: 5,000 digits", hs256_exp("9" * 5000), "out of range - at `$.exp`"),
    Row("exp: in milliseconds", token(exp=(NOW + 600) * 1000), "at `$.exp`"),
    Row("exp: NaN", hs256_exp("NaN"), NOT_JSON),
    Row("exp: Infinity", hs256_exp("Infinity"), NOT_JSON),
    Row("exp: past", token(exp=NOW - 600), "has expired", error=TokenExpired),
    Row("exp: just now", token(exp=NOW), "has expired", error=TokenExpired),
    Row("exp: negative", token(exp=-1), "has expired", error=TokenExpired),
    # --- who
    Row("sub: missing", token(sub=...), "required field `sub`"),
    Row("sub: null", token(sub=None), "got `null` - at `$.sub`"),
    Row("sub: a number", token(sub=42), "got `int` - at `$.sub`"),
    Row("sub: empty", token(sub=""), "length >= 1 - at `$.sub`"),
    Row("sub: 4,097 characters", token(sub="a" * 4097), "length <= 4096 - at `$.sub`"),
    Row("sub: a lone surrogate", token(sub="\ud800"), NOT_JSON),
    Row("sub: U+0000", token(sub="a\0"), "may not contain U+0000"),
    Row("sub: not UTF-8", hs256(b'{"sub":"\xff","exp":1900000000}'), NOT_JSON),
    # --- the shape
    Row("empty", "", NOT_A_JWT),
    Row("the signature cut off", token().rpartition(".")[0], NOT_A_JWT),
    Row("the signature empty", reassembled(signature=""), NOT_A_JWT),
    Row("the signature of another length", reassembled(signature="AAAA"), WRONG_SIGNATURE),
    Row("the last ten characters cut off", token()[:-10], WRONG_SIGNATURE),
    Row("the last character cut off", token("EdDSA")[:-1], "not a well-formed JWS"),
    Row("the payload empty", reassembled(payload=""), NOT_A_JWT),
    Row("the payload exchanged", reassembled(payload=base64url(claims(sub="bob"))), WRONG_SIGNATURE),
    Row("the header exchanged", reassembled(header=base64url({"alg": "RS256", "kid": "rsa-1"})), WRONG_SIGNATURE),
    Row("one dot more", token() + ".", NOT_A_JWT),
    Row("two dots in a row", token().replace(".", "..", 1), NOT_A_JWT),
    Row("a part more", token() + ".AAAA", NOT_A_JWT),
    Row("an encrypted token", "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA", NOT_A_JWT),
    Row("an encrypted token in a signed one", hs256(b"eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA"), NOT_JSON),
    Row("a signed token in a signed one", hs256(token().encode()), NOT_JSON),
    Row("the payload an array", hs256([claims()]), "Expected `object`, got `array`"),
    Row("the payload too deep", hs256(nested(2500)), NOT_JSON),
    Row("padding", token() + "==", NOT_A_JWT),
    Row("base64 that is not base64url", reassembled(signature="ab+/" * 86), NOT_A_JWT),
    Row("a space before", " " + token(), NOT_A_JWT),
    Row("a line end behind", token() + "\n", NOT_A_JWT),
    Row("a space within", token().replace(".", ". ", 1), NOT_A_JWT),
    Row("not ASCII", token() + "é", NOT_A_JWT),
    Row("full-width digits", token() + "\uff11", NOT_A_JWT),
    Row("a NUL", token() + "\0", NOT_A_JWT),
    Row("8 KiB and one character", token("HS256", padding="x" * (ROOM + 1)), "this one has 8193"),
    Row("9 KiB", token("HS256", padding="x" * (ROOM + 768)), "may have 8192 characters; this one has 9216"),
]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in FORGED])
async def test_a_forged_token_is_refused_and_not_repeated(row: Row, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(AuthenticationError) as refusal:
        await verifier(**row.settings).verify(row.token)
    sentence = str(refusal.value)
    assert (type(refusal.value), row.says in sentence) == (row.error, True), sentence
    canaries = [part for part in row.token.split(".") if len(part) > 8]
    assert not [part for part in canaries if part in sentence or part in caplog.text]
    assert "alice" not in sentence


def test_no_two_forged_tokens_are_the_same() -> None:
    assert len({row.name for row in FORGED}) == len({(row.token, *row.settings) for row in FORGED}) == len(FORGED)


@pytest.mark.parametrize("algorithm", KEYS)
async def test_every_position_of_a_signature_counts(algorithm: str) -> None:
    """Also the unused bits of the last character: one signature has one spelling."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    good, checks = token(algorithm), verifier()
    signature = good.rpartition(".")[2]
    for position in (0, 1, 2, 3, len(signature) // 2, -4, -3, -2, -1):
        for bit in (1, 2, 4, 8, 16, 32):
            changed = list(signature)
            changed[position] = alphabet[alphabet.index(changed[position]) ^ bit]
            with pytest.raises(TokenInvalid):
                await checks.verify(good.removesuffix(signature) + "".join(changed))
    assert await checks.verify(good) == Identity("alice", NOW + 600)


@pytest.mark.parametrize("header", ["jku", "x5u", "x5c"])
async def test_a_key_that_the_token_names_is_never_fetched(header: str) -> None:
    with key_server() as attacker:
        foreign = RSAAlgorithm.to_jwk(OTHER_RSA_KEY.public_key(), as_dict=True)
        attacker.document = jwks(foreign | {"kid": "rsa-1"})
        value: Any = f"{attacker.url}/keys"
        extra = {header: [value] if header == "x5c" else value}
        with pytest.raises(TokenInvalid, match=WRONG_SIGNATURE):
            await verifier().verify(token(key=OTHER_RSA_KEY, header=extra))
        # An honest issuer may send these headers too. They are ignored, not refused.
        assert await verifier().verify(token(header=extra)) == Identity("alice", NOW + 600)
        assert attacker.paths == []


GOOD = {
    **{f"{algorithm}": token(algorithm) for algorithm in KEYS},
    **{f"typ {typ}": token(header={"typ": typ}) for typ in (..., "jwt", "JWT", "at+jwt", "AT+JWT")},
    **{f"typ application/{typ}": token(header={"typ": f"application/{typ}"}) for typ in ("jwt", "at+jwt")},
    **{f"{algorithm} without kid": token(algorithm, header={"kid": ...}) for algorithm in KIDS},
    "HS256 with a kid": token("HS256", header={"kid": "k" * 256}),
    "an audience that nobody asked for": token(aud="shop"),
    "iat in the future": token(iat=NOW + 3600),
    "iat a string": token(iat="today"),
    "nbf of a clock that is ahead": token(nbf=NOW + 30),
    "exp in a millisecond": token(exp=NOW + 0.001),
    "exp a whole number": token(exp=int(NOW) + 1),
    "other claims": token(name="Alice", scope=["call"], jti=7),
    "exactly 8 KiB": LONGEST,
}


@pytest.mark.parametrize("good", [pytest.param(good, id=name) for name, good in GOOD.items()])
async def test_a_good_token_is_accepted(good: str) -> None:
    identity = await verifier().verify(good)
    payload = good.split(".")[1]
    claimed = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert identity == Identity("alice", claimed["exp"])


def test_the_longest_good_token_is_as_long_as_allowed() -> None:
    assert len(LONGEST) == 8192


@pytest.mark.parametrize("aud", ["calls", ["shop", "calls"]])
async def test_the_configured_audience_and_issuer_are_accepted(aud: Any) -> None:
    checks = verifier(audience="calls", issuer="https://app.example.org")
    assert (await checks.verify(token(aud=aud, iss="https://app.example.org"))).user_id == "alice"


@pytest.mark.parametrize("user_id", ["é", "\U0001f469\u200d\U0001f680", "a" * 4096, "../admin", " "])
async def test_a_user_id_is_taken_as_it_is(user_id: str) -> None:
    assert (await verifier().verify(token("HS256", sub=user_id))).user_id == user_id


async def test_of_a_claim_given_twice_the_last_counts() -> None:
    """Both are signed; RFC 7519 §4 asks for the lexically last one, or a refusal."""
    twice = hs256(b'{"sub":"alice","exp":1,"sub":"bob","exp":1900000000}')
    assert await verifier().verify(twice) == Identity("bob", 1_900_000_000)


async def test_a_token_expires_by_the_clock() -> None:
    clock = Clock(NOW + 599.999)
    checks = verifier(clock=clock)
    assert (await checks.verify(token())).expires_at == NOW + 600
    clock.now = NOW + 600
    with pytest.raises(TokenExpired):
        await checks.verify(token())


async def test_without_a_kid_several_fitting_keys_are_one_too_many() -> None:
    second = RSAAlgorithm.to_jwk(OTHER_RSA_KEY.public_key(), as_dict=True) | {"kid": "rsa-2"}
    with pytest.raises(TokenInvalid, match="has to name one"):
        await verifier(RSA_JWK, second).verify(token(header={"kid": ...}))
    assert await verifier(RSA_JWK, second).verify(token())


async def test_a_short_rsa_key_is_not_trusted() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    jwk = RSAAlgorithm.to_jwk(short.public_key(), as_dict=True) | {"kid": "rsa-1"}
    with pytest.raises(TokenInvalid, match="2048 bits"):
        await verifier(jwk).verify(token(key=short))


async def test_an_algorithm_is_accepted_only_with_a_key_for_it() -> None:
    only_secret = TokenVerifier(Config(secret=SECRET), clock=Clock())
    only_keys = TokenVerifier(Config(), clock=Clock(), keys=key_set())
    with pytest.raises(TokenInvalid, match="accepted here: HS256"):
        await only_secret.verify(token("RS256"))
    with pytest.raises(TokenInvalid, match="accepted here: RS256, ES256, EdDSA"):
        await only_keys.verify(token("HS256"))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        pytest.param({}, "no key to check tokens", id="nothing"),
        pytest.param({"secret": SECRET, "algorithms": ("RS256",)}, "no key to check tokens", id="no key for RS256"),
        pytest.param({"secret": SECRET, "algorithms": ()}, "allows none", id="no algorithm"),
        pytest.param({"secret": public_key(Encoding.PEM).decode()}, "is a public key", id="PEM as secret"),
        pytest.param({"secret": json.dumps(RSA_JWK)}, "is a public key", id="JWK as secret"),
        pytest.param({"secret": "x" * 31}, "has 31 bytes", id="short secret"),
    ],
)
def test_settings_that_would_be_unsafe_are_refused(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        TokenVerifier(Config(**settings))


# --- the application's callable -----------------------------------------------------------------------------------


CONNECTION = HTTPConnection({"type": "http", "headers": [], "session": {"user": "alice"}})
CANARY = "canary-token"


def plain(connection: HTTPConnection, token: str | None) -> str | None:
    return {"t-alice": "alice"}.get(token or "") or (connection.session["user"] if token is None else None)


async def waiting(connection: HTTPConnection, token: str | None) -> Identity | None:
    await asyncio.sleep(0)
    user_id = plain(connection, token)
    return Identity(user_id, NOW + 60) if user_id else None


def nobody(_connection: HTTPConnection, _token: str | None) -> None:
    return None


def asking(authenticate: Authenticate) -> Authenticator:
    return Authenticator(Config(), authenticate=authenticate)


@pytest.mark.parametrize(("authenticate", "until"), [(plain, None), (waiting, NOW + 60)])
@pytest.mark.parametrize("credential", ["t-alice", None])
async def test_the_callable_decides(authenticate: Authenticate, until: float | None, credential: str | None) -> None:
    assert await asking(authenticate).identify(CONNECTION, credential) == Identity("alice", until)


@pytest.mark.parametrize("authenticate", [plain, waiting, nobody])
async def test_a_token_that_the_callable_does_not_know_is_invalid(authenticate: Authenticate) -> None:
    with pytest.raises(TokenInvalid, match="does not know this token"):
        await asking(authenticate).identify(CONNECTION, CANARY)


async def test_a_good_jwt_does_not_get_past_the_callable() -> None:
    both = Authenticator(Config(secret=SECRET), authenticate=nobody, clock=Clock())
    with pytest.raises(TokenInvalid):
        await both.identify(CONNECTION, token("HS256"))


async def test_without_a_token_nobody_is_known_yet() -> None:
    assert await asking(nobody).identify(CONNECTION, None) is None
    assert await Authenticator(Config(secret=SECRET)).identify(CONNECTION, None) is None


async def test_without_a_callable_the_token_decides() -> None:
    by_token = Authenticator(Config(secret=SECRET), clock=Clock())
    assert await by_token.identify(CONNECTION, token("HS256")) == Identity("alice", NOW + 600)
    with pytest.raises(TokenExpired):
        await by_token.identify(CONNECTION, token("HS256", exp=NOW))


async def test_the_keys_come_from_the_configured_url() -> None:
    with key_server() as server:
        by_token = Authenticator(Config(jwks_url=f"{server.url}/keys"), clock=Clock())
        assert await by_token.identify(CONNECTION, token("ES256")) == Identity("alice", NOW + 600)
        assert server.paths == ["/keys"]


def test_neither_a_callable_nor_a_key_is_a_mistake() -> None:
    with pytest.raises(ConfigurationError, match="RINGBACK_SECRET"):
        Authenticator(Config())


def raising(_connection: HTTPConnection, token: str | None) -> str | None:
    raise KeyError(token)


async def raising_later(_connection: HTTPConnection, token: str | None) -> str | None:
    await asyncio.sleep(0)
    raise KeyError(token)


@pytest.mark.parametrize("authenticate", [raising, raising_later])
async def test_a_callable_that_raises_is_logged_without_the_token(
    authenticate: Authenticate, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(InternalError) as failure:
        await asking(authenticate).identify(CONNECTION, CANARY)
    [record] = [record for record in caplog.records if record.name == "ringback.authentication"]
    assert record.levelno == logging.ERROR
    assert "KeyError" in record.getMessage()
    assert f"in {authenticate.__name__}" in record.getMessage()
    assert CANARY not in caplog.text
    assert (failure.value.__cause__, failure.value.__context__) == (None, None)


@pytest.mark.parametrize("answer", [42, "", "a" * 4097, "a\0", "\ud800", b"alice", True])
async def test_a_callable_that_returns_no_user_id_is_told(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(InternalError):
        await asking(lambda _connection, _token: answer).identify(CONNECTION, CANARY)
    assert f"returned a {type(answer).__name__}" in caplog.text


async def test_the_callable_may_say_why() -> None:
    def banned(_connection: HTTPConnection, _token: str | None) -> str:
        raise OriginRefused("Not from here.")

    with pytest.raises(OriginRefused, match=r"Not from here\."):
        await asking(banned).identify(CONNECTION, None)


async def test_cancelling_reaches_the_callable() -> None:
    cancelled = asyncio.Event()

    async def endless(_connection: HTTPConnection, _token: str | None) -> str:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return "alice"

    task = asyncio.create_task(asking(endless).identify(CONNECTION, None))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cancelled.is_set()
