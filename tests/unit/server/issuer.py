"""The application that issues tokens, as the tests need it: with good keys, foreign keys, and a pen to forge with."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

NOW = 1_800_000_000.0
SECRET = "the secret that the application and the server share"

RSA_KEY, OTHER_RSA_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
EC_KEY, OTHER_EC_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
ED_KEY, OTHER_ED_KEY = (ed25519.Ed25519PrivateKey.generate() for _ in range(2))

KEYS: dict[str, Any] = {"HS256": SECRET, "RS256": RSA_KEY, "ES256": EC_KEY, "EdDSA": ED_KEY}
KIDS = {"RS256": "rsa-1", "ES256": "ec-1", "EdDSA": "ed-1"}

RSA_JWK: dict[str, Any] = RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True) | {"kid": "rsa-1", "use": "sig"}
RSA_JWK.pop("key_ops")
EC_JWK: dict[str, Any] = ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True) | {"kid": "ec-1", "alg": "ES256"}
ED_JWK: dict[str, Any] = OKPAlgorithm.to_jwk(ED_KEY.public_key(), as_dict=True) | {"kid": "ed-1"}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def jwks(*keys: Any) -> bytes:
    """A JWK Set document; by default with one key for each algorithm."""
    return json.dumps({"keys": keys or (RSA_JWK, EC_JWK, ED_JWK)}).encode()


def base64url(content: Any) -> str:
    """One part of a token: bytes as they are, anything else as JSON."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(header: Any, payload: Any, key: Any, algorithm: str) -> str:
    """A token with exactly this header and payload, whatever they are, signed as ``algorithm`` says."""
    signing_input = f"{base64url(header)}.{base64url(payload)}"
    if algorithm.startswith("HS"):
        secret = key if isinstance(key, bytes) else key.encode()
        signature = hmac.new(secret, signing_input.encode(), getattr(hashlib, f"sha{algorithm[2:]}")).digest()
    else:
        signature = jwt.get_algorithm_by_name(algorithm).sign(signing_input.encode(), key)
    return f"{signing_input}.{base64url(signature)}"


def claims(**changed: Any) -> dict[str, Any]:
    """The claims of a good token; ``changed`` ones differ, and those that are ``...`` are left out."""
    return _without_ellipsis({"sub": "alice", "exp": NOW + 600} | changed)


def token(algorithm: str = "RS256", *, key: Any = None, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """A good token, but for the ``changed`` claims, the ``header``, and the ``key`` that signs."""
    good = {"alg": algorithm, "typ": "JWT", "kid": KIDS.get(algorithm, ...)}
    return signed(
        _without_ellipsis(good | (header or {})), claims(**changed), KEYS[algorithm] if key is None else key, algorithm
    )


def _without_ellipsis(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not ...}


class KeyServer(ThreadingHTTPServer):
    """A real HTTP server on the loopback; it counts what is asked of it."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.document = jwks()
        self.paths: list[str] = []
        self.silence = threading.Event()
        """Set: whoever waits at ``/silent`` or ``/dripping`` is let go."""


class _Answer(BaseHTTPRequestHandler):
    server: KeyServer

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        match self.path:
            case "/keys":
                self._answer(200, self.server.document)
            case "/moved":
                self._answer(302, b"", location=f"{self.server.url}/keys")
            case "/silent":
                self.server.silence.wait(10)
                self.close_connection = True
            case "/dripping":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nx-drip: ")
                for _ in range(1000):
                    if self.server.silence.wait(0.01):
                        break
                    self.wfile.write(b"x")
                self.close_connection = True
            case _:
                self._answer(500, b"")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that BaseHTTPRequestHandler gave it
        pass


@contextmanager
def key_server() -> Iterator[KeyServer]:
    """A ``KeyServer`` that is really gone afterwards, with its threads."""
    with KeyServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.silence.set()
            server.shutdown()
            thread.join()
