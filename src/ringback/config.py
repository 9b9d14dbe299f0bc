"""Longer than usual: every setting, with its meaning, unit, default and environment name, is looked up in one place.

The only reader of ``os.environ``.

``docs/reference/settings.md`` is generated from this file.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from ringback.errors import ConfigurationError

MIN_SECRET_BYTES: Final = 32
"""RFC 7518 §3.2: an HMAC key is at least as long as the hash's output."""

MEMORY: Final = "memory:"
"""The database URL for calls that end with the process."""

ALGORITHMS: Final = ("HS256", "RS256", "ES256", "EdDSA")


_RATE: Final = re.compile(r"(?P<burst>[0-9]+)/(?P<per_s>[0-9]+([.][0-9]+)?)")


def _setting(default: Any, description: str, *, env: str | None = None, unit: str = "", secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"env": env, "unit": unit, "description": description})


class _FromEnviron:
    """Settings that the environment can hold."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Self:
        """The settings from environment variables; ``overrides`` win over them.

        Lists are comma-separated; an empty variable counts as unset.

        Raises:
            ConfigurationError: naming the variable.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for setting in fields(cls):  # type: ignore[arg-type] # each class below is a dataclass
            text = environ.get(setting.metadata["env"] or "", "").strip()
            if text:
                values[setting.name] = _parsed(text, like=setting.default, name=setting.metadata["env"])
        return cls(**{**values, **overrides})


@dataclass(frozen=True, kw_only=True)
class ClientConfig(_FromEnviron):
    """The settings of the commands that call, answer and look."""

    server: str = _setting("http://127.0.0.1:8000/", "Where ringback is mounted.", env="RINGBACK_SERVER")
    token: str | None = _setting(None, "The token of the user who calls.", env="RINGBACK_TOKEN", secret=True)
    fallback_stun: str | None = _setting(
        None, "Another STUN server to ask than Google's, or `off`.", env="RINGBACK_FALLBACK_STUN"
    )


@dataclass(frozen=True, kw_only=True)
class Config(_FromEnviron):
    """The settings of a server, checked when they are made.

    Raises:
        ConfigurationError: naming the setting, when a value is unsafe or makes no sense.
    """

    secret: str | None = _setting(
        None,
        "HMAC key of the application's tokens (HS256), at least 32 bytes.",
        env="RINGBACK_SECRET",
        secret=True,
    )
    jwks_url: str | None = _setting(
        None,
        "Where the application's public keys are (RFC 7517), for RS256, ES256 and EdDSA. "
        "`https:`, or `http:` on this machine.",
        env="RINGBACK_JWKS_URL",
    )
    algorithms: tuple[str, ...] = _setting(
        ALGORITHMS, "Signature algorithms that are accepted.", env="RINGBACK_ALGORITHMS"
    )
    audience: str | None = _setting(None, "Required `aud` of a token, if set.", env="RINGBACK_AUDIENCE")
    issuer: str | None = _setting(None, "Required `iss` of a token, if set.", env="RINGBACK_ISSUER")
    allowed_origins: tuple[str, ...] = _setting(
        (),
        "Web origins whose pages may connect, compared exactly, such as `https://app.example.org`. "
        "Empty: only pages of the server's own origin.",
        env="RINGBACK_ALLOWED_ORIGINS",
    )
    turn_uris: tuple[str, ...] = _setting(
        (),
        "`stun:`, `turn:` and `turns:` URIs that are given to clients.",
        env="RINGBACK_TURN_URIS",
    )
    turn_secrets: tuple[str, ...] = _setting(
        (),
        "Secrets shared with the TURN server (coturn's `static-auth-secret`). The first one signs; "
        "list the old one second while rotating.",
        env="RINGBACK_TURN_SECRET",
        secret=True,
    )
    turn_ttl_s: int = _setting(
        3600,
        "For how long TURN credentials can be used to allocate (60 to 86400).",
        env="RINGBACK_TURN_TTL",
        unit="seconds",
    )
    authentication_timeout_s: float = _setting(
        5.0, "How long a connection may take to present its token.", unit="seconds"
    )
    jwks_cache_s: float = _setting(
        600.0, "How long fetched public keys are used before they are fetched again.", unit="seconds"
    )
    jwks_cooldown_s: float = _setting(
        30.0, "Least time between two fetches of the public keys, whatever key ids are asked for.", unit="seconds"
    )
    can_call_timeout_s: float = _setting(5.0, "How long `can_call` may take before it counts as no.", unit="seconds")
    ring_timeout_s: float = _setting(
        60.0,
        "How long a call rings before it ends with `no_answer` (5 to 180).",
        env="RINGBACK_RING_TIMEOUT",
        unit="seconds",
    )
    connect_timeout_s: float = _setting(
        30.0, "How long an accepted call may take to describe its media before it ends with `failed`.", unit="seconds"
    )
    lost_party_timeout_s: float = _setting(
        60.0, "How long a call waits for a party whose connection is gone before it ends with `lost`.", unit="seconds"
    )
    presumed_party_timeout_s: float = _setting(
        7200.0,
        "How long a call waits instead for a client without a `deviceId` whose user is connected again: it may be the "
        "same client, which has said nothing in the call since.",
        unit="seconds",
    )
    call_waiting: bool = _setting(
        False,
        "Whether a user who is in a call is rung by another one, instead of being `busy`. A client can ask for it "
        "itself, with `callWaiting`.",
        env="RINGBACK_CALL_WAITING",
    )
    max_devices: int = _setting(10, "On how many devices of a user a call rings.", unit="devices")
    database_url: str = _setting(
        "sqlite:///ringback.sqlite3",
        "Where calls are kept: `sqlite:///FILE`, relative to the working directory, or `sqlite:////FILE`; "
        "`postgresql://USER:PASSWORD@HOST/DATABASE`; or `memory:`, which ends with the process.",
        env="RINGBACK_DATABASE_URL",
        secret=True,
    )
    history_days: int = _setting(
        90,
        "For how long calls that have ended are kept; 0: for ever.",
        env="RINGBACK_HISTORY_DAYS",
        unit="days",
    )
    session_window_s: float = _setting(
        120.0,
        "How long the session of a device waits for it after its connection is lost: all that happens meanwhile is "
        "delivered when it comes back.",
        unit="seconds",
    )
    away_grace_s: float = _setting(
        10.0,
        "How long after the loss of its connection a device still counts as online, and is rung.",
        unit="seconds",
    )
    heartbeat_interval_s: float = _setting(
        20.0, "How long nothing may be heard from a device before it is asked whether it is there.", unit="seconds"
    )
    heartbeat_timeout_s: float = _setting(
        30.0, "How long nothing may be heard from a device before its connection is given up.", unit="seconds"
    )
    in_call_heartbeat_interval_s: float = _setting(
        5.0, "As `heartbeat_interval_s`, of a device that is in a call.", unit="seconds"
    )
    in_call_heartbeat_timeout_s: float = _setting(
        15.0, "As `heartbeat_timeout_s`, of a device that is in a call.", unit="seconds"
    )
    reconnect_spread_s: float = _setting(
        5.0,
        "Within how long clients come back when the server stops; longer when there are more than 200 a second.",
        unit="seconds",
    )
    call_rate: str = _setting(
        "10/1",
        "How many calls one connection may place: so many at once, and so many a second in the long run.",
        env="RINGBACK_CALL_RATE",
        unit="at once / a second",
    )
    candidate_rate: str = _setting(
        "200/50",
        "As `call_rate`, for ICE candidates.",
        env="RINGBACK_CANDIDATE_RATE",
        unit="at once / a second",
    )
    message_rate: str = _setting(
        "60/20",
        "As `call_rate`, for all other messages about calls.",
        env="RINGBACK_MESSAGE_RATE",
        unit="at once / a second",
    )
    control_rate: str = _setting(
        "60/10",
        "As `call_rate`, for everything else, and for what is no message at all.",
        env="RINGBACK_CONTROL_RATE",
        unit="at once / a second",
    )
    outbox_messages: int = _setting(
        256, "Messages that may wait for one connection before it is closed.", unit="messages"
    )
    outbox_bytes: int = _setting(
        256 * 1024, "Bytes that may wait for one connection before it is closed.", unit="bytes"
    )
    presence: bool = _setting(
        False,
        "Whether everybody who is signed in may see who else is online. Off, because it tells user ids to all.",
        env="RINGBACK_PRESENCE",
    )

    def __post_init__(self) -> None:
        """Refuse what is unsafe, naming the setting."""
        if self.secret is not None and (size := len(self.secret.encode())) < MIN_SECRET_BYTES:
            raise ConfigurationError(
                f"RINGBACK_SECRET has {size} bytes; an HS256 key needs {MIN_SECRET_BYTES} or more (RFC 7518 §3.2). "
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if unknown := set(self.algorithms) - set(ALGORITHMS):
            raise ConfigurationError(
                f"RINGBACK_ALGORITHMS: {', '.join(sorted(unknown))} is not one of {', '.join(ALGORITHMS)}."
            )
        if self.jwks_url is not None:
            _check_jwks_url(self.jwks_url)
        for origin in self.allowed_origins:
            _check_origin(origin)
        self._check_turn()
        self._check_calls()
        self._check_database()

    def rate(self, setting: str) -> tuple[int, float]:
        """A setting that is a rate: how many at once, and how many a second.

        Raises:
            ConfigurationError: it is not of that form.
        """
        text: str = getattr(self, setting)
        rate = _RATE.fullmatch(text)
        if rate is None or not int(rate["burst"]) or not float(rate["per_s"]):
            raise ConfigurationError(
                f"RINGBACK_{setting.upper()} is {text!r}; write how many at once and how many a second, such as 10/1."
            )
        return int(rate["burst"]), float(rate["per_s"])

    def _check_calls(self) -> None:
        for setting in ("call_rate", "candidate_rate", "message_rate", "control_rate"):
            self.rate(setting)
        if not 5 <= self.ring_timeout_s <= 180:
            raise ConfigurationError(
                f"RINGBACK_RING_TIMEOUT is {self.ring_timeout_s:g}; allowed are 5 to 180 seconds."
            )

    def _check_database(self) -> None:
        known = self.database_url.startswith(("sqlite:///", "postgresql://", "postgres://"))
        if self.database_url != MEMORY and not known:
            scheme = self.database_url.partition(":")[0]
            raise ConfigurationError(
                f"RINGBACK_DATABASE_URL begins with {scheme!r}; write sqlite:///FILE, postgresql://… or memory:."
            )
        if self.history_days < 0:
            raise ConfigurationError(f"RINGBACK_HISTORY_DAYS is {self.history_days}; write 0 to keep calls for ever.")

    def _check_turn(self) -> None:
        if not 60 <= self.turn_ttl_s <= 86400:
            raise ConfigurationError(f"RINGBACK_TURN_TTL is {self.turn_ttl_s}; allowed are 60 to 86400 seconds.")
        schemes = {uri: uri.partition(":")[0] for uri in self.turn_uris}
        for uri, scheme in schemes.items():
            if scheme not in ("stun", "stuns", "turn", "turns"):
                raise ConfigurationError(f"RINGBACK_TURN_URIS: {uri!r} does not start with stun:, turn: or turns:.")
        if {"turn", "turns"} & set(schemes.values()) and not self.turn_secrets:
            raise ConfigurationError("RINGBACK_TURN_URIS names a TURN server, but RINGBACK_TURN_SECRET is not set.")


def state_directory(environ: Mapping[str, str] | None = None) -> Path:
    """Where ringback keeps what it makes for itself, by the XDG base directory specification."""
    environ = os.environ if environ is None else environ
    return Path(environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "ringback"


def _parsed(text: str, *, like: Any, name: str) -> Any:
    if isinstance(like, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if isinstance(like, bool):
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ConfigurationError(f"{name} is {text!r}; write on or off.")
    if isinstance(like, int | float):
        try:
            return type(like)(text)
        except ValueError:
            kind = "whole number" if isinstance(like, int) else "number"
            raise ConfigurationError(f"{name} is {text!r}; it has to be a {kind}.") from None
    return text


def _check_jwks_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and _is_loopback(parts.hostname):
        return
    raise ConfigurationError(
        f"RINGBACK_JWKS_URL is {url!r}; keys are fetched by https:, or by http: from this machine only."
    )


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _check_origin(origin: str) -> None:
    parts = urlsplit(origin)
    if parts.scheme in ("http", "https") and parts.netloc and origin == f"{parts.scheme}://{parts.netloc}":
        return
    raise ConfigurationError(
        f"RINGBACK_ALLOWED_ORIGINS: {origin!r} is not an origin; write scheme, host and port only, "
        "such as https://app.example.org. There are no wildcards."
    )
