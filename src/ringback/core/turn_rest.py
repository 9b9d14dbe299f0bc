"""Time-limited TURN credentials, as coturn's ``use-auth-secret`` expects them.

Source: draft-uberti-behave-turn-rest-00, "A REST API For Access To TURN Services". The TURN server knows only the
secret: it recomputes the password, and reads from the username until when it may be used.
"""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha1
from hmac import digest

from ringback.messages import TurnCredentials, UserId


def turn_credentials(
    user_id: UserId, *, now: float, secrets: Sequence[str], ttl_s: int, uris: Sequence[str]
) -> TurnCredentials:
    """Credentials of ``user_id`` that can be used to allocate from ``now`` (seconds since 1970) for ``ttl_s`` seconds.

    The first of ``secrets`` signs. While they are being rotated the TURN server also knows the second one, so
    credentials that were given out before the change stay good.
    """
    username = f"{int(now) + ttl_s}:{user_id}"
    password = b64encode(digest(secrets[0].encode(), username.encode(), sha1)).decode()
    return TurnCredentials(username=username, password=password, ttl=ttl_s, uris=list(uris))
