"""Credentials that coturn would accept; the end-to-end tests ask coturn itself."""

import base64
import hashlib
import hmac

from ringback.core.turn_rest import turn_credentials

URIS = ["stun:turn.example.org", "turn:turn.example.org?transport=udp", "turns:turn.example.org?transport=tcp"]


def test_the_username_ends_and_the_password_proves_it() -> None:
    credentials = turn_credentials("alice", now=1000.9, secrets=["s1", "s0"], ttl_s=600, uris=URIS)
    assert credentials.username == "1600:alice"
    expected = hmac.new(b"s1", b"1600:alice", hashlib.sha1).digest()
    assert base64.b64decode(credentials.password) == expected
    assert (credentials.ttl, credentials.uris) == (600, URIS)


def test_a_user_id_may_hold_anything() -> None:
    credentials = turn_credentials("zoë:1 💬", now=0, secrets=["s"], ttl_s=60, uris=URIS)
    assert credentials.username == "60:zoë:1 💬"
    assert len(base64.b64decode(credentials.password)) == 20
