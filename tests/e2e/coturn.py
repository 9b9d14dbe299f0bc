"""A real coturn with time-limited credentials, on UDP and TCP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import TYPE_CHECKING

from .network import COTURN_ADDRESS, inside
from .processes import Process

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PORT = 3478
STUN_URI = f"stun:{COTURN_ADDRESS}:{PORT}"
TURN_UDP_URI = f"turn:{COTURN_ADDRESS}:{PORT}?transport=udp"
TURN_TCP_URI = f"turn:{COTURN_ADDRESS}:{PORT}?transport=tcp"
OLD_SECRET = "the TURN secret that is going out of use"
NEW_SECRET = "the TURN secret that replaces the old one"


def start_coturn(namespace: str, folder: Path, secrets: Sequence[str]) -> Process:
    """Start coturn in a namespace; it accepts credentials made with any of `secrets` (coturn's use-auth-secret).

    Raises:
        RuntimeError: coturn did not come up; the message holds its log.
    """
    configuration = folder / "turnserver.conf"
    configuration.write_text(_configuration(folder, secrets))
    process = Process("coturn", ["turnserver", "-c", str(configuration)], namespace=namespace)
    try:
        with inside(namespace):
            process.wait_for_port(COTURN_ADDRESS, PORT)
    except BaseException:
        process.close()
        raise
    return process


def credentials(uri: str, secret: str, lifetime_s: int) -> dict[str, object]:
    """Credentials by coturn's rule, made here and not by the server under test."""
    username = f"{int(time.time()) + lifetime_s}:alice"
    password = base64.b64encode(hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()).decode()
    return {"username": username, "password": password, "ttl": max(0, lifetime_s), "uris": [uri]}


def _configuration(folder: Path, secrets: Sequence[str]) -> str:
    lines = [
        f"listening-ip={COTURN_ADDRESS}",
        f"relay-ip={COTURN_ADDRESS}",
        f"listening-port={PORT}",
        "min-port=49152",
        "max-port=49999",
        "realm=e2e.test",
        "fingerprint",
        "use-auth-secret",
        *(f"static-auth-secret={secret}" for secret in secrets),
        "no-cli",
        "no-tls",
        "no-dtls",
        "log-file=stdout",
        "simple-log",
        f"pidfile={folder}/turnserver.pid",
        f"userdb={folder}/turndb",
    ]
    return "\n".join(lines) + "\n"
