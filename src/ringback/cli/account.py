"""Who a command is, and where: by its options, by the environment, or made with the server's key on this machine."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

import jwt
import typer

from ringback.cli.development_key import development_key
from ringback.config import ClientConfig, Config
from ringback.errors import ConfigurationError

if TYPE_CHECKING:
    from ringback.client import CallClient

TOKEN_S: Final = 3600
"""For how long a token is valid that a command makes for itself; a new one is made in time."""


@dataclass(frozen=True)
class Account:
    """A user of a server."""

    url: str
    token: str | Callable[[], str]
    fallback_stun: str | None = None
    allow_insecure: bool = False

    def client(self, **options: Any) -> "CallClient":
        """The client of this user, to be entered; ``options`` are those of ``CallClient``."""
        from ringback.client import CallClient  # noqa: PLC0415 - an optional dependency

        if self.fallback_stun is not None:
            options["fallback_stun"] = self.fallback_stun
        return CallClient(self.url, token=self.token, allow_insecure=self.allow_insecure, **options)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the options of a command say about it; None is left to the environment. ``signs_in`` makes the options."""

    server: Annotated[
        str | None,
        typer.Option("--server", metavar="URL", help="Where ringback is mounted, instead of RINGBACK_SERVER."),
    ] = None
    token: Annotated[
        str | None,
        typer.Option(
            "--token", metavar="TOKEN", help="The user's token; better given in RINGBACK_TOKEN, where nobody sees it."
        ),
    ] = None
    user: Annotated[
        str | None,
        typer.Option("--user", metavar="USER", help="Who to be, where the token is made with the server's key."),
    ] = None
    stun: Annotated[
        str | None,
        typer.Option(
            "--stun", metavar="URI", help="Another STUN server than Google's, or “off”: RINGBACK_FALLBACK_STUN."
        ),
    ] = None
    allow_insecure: Annotated[
        bool, typer.Option("--allow-insecure", help="Send the token unencrypted, also to another machine.")
    ] = False
    default_user: str = "ringback"

    def account(self) -> Account:
        """The account.

        Raises:
            ConfigurationError: there is neither a token nor a key to make one with.
        """
        named = {"server": self.server, "token": self.token, "fallback_stun": self.stun}
        config = replace(ClientConfig.from_environ(), **{name: text for name, text in named.items() if text})
        token = config.token or _made(self.user or self.default_user, config.server)
        return Account(config.server, token, config.fallback_stun, self.allow_insecure)


def _made(user: str, server: str) -> Callable[[], str]:
    config = Config.from_environ()
    if not config.secret and not config.jwks_url and not _is_here(server):
        raise ConfigurationError(
            "Who are you? Give a token of the application by --token or RINGBACK_TOKEN, or the server's key by "
            "RINGBACK_SECRET and a name by --user."
        )
    development_token(user, ttl=TOKEN_S)  # says now what is wrong
    return lambda: development_token(user, ttl=TOKEN_S)


def _is_here(server: str) -> bool:
    return urlsplit(server).hostname in ("127.0.0.1", "localhost", "::1")


def development_token(user: str, *, ttl: int) -> str:
    """A token for ``user``, valid for ``ttl`` seconds, made with the server's key.

    Raises:
        ConfigurationError: only the application has the key.
    """
    config = server_config()
    if config.secret is None:
        raise ConfigurationError(
            "The server checks tokens against RINGBACK_JWKS_URL; the private key is the application's, so it has to "
            "make the token."
        )
    claims = {"sub": user, "exp": int(time.time()) + ttl}
    claims |= {"aud": config.audience} if config.audience else {}
    claims |= {"iss": config.issuer} if config.issuer else {}
    return jwt.encode(claims, config.secret, algorithm="HS256")


def server_config() -> Config:
    """The settings of the environment, with the development key where no other key is set."""
    config = Config.from_environ()
    return config if config.secret or config.jwks_url else replace(config, secret=development_key())
