"""The commands and their options. Each says what it does and how to mend what is wrong."""

import time
from dataclasses import replace
from typing import Annotated

import jwt
import typer
from rich.console import Console

from ringback import __version__
from ringback.cli.development_key import development_key
from ringback.cli.echo_process import ECHO_USER, EchoProcess
from ringback.cli.migrate import looked_at, migrated
from ringback.cli.serve import serve
from ringback.config import Config
from ringback.errors import ConfigurationError

app = typer.Typer(
    help="Voice and video calls for Python applications.", no_args_is_help=True, pretty_exceptions_show_locals=False
)
errors = Console(stderr=True)


def main() -> None:
    """Run the command line; a set-up that cannot work ends with exit code 2 and a sentence."""
    try:
        app()
    except ConfigurationError as error:
        errors.print(f"[bold red]ringback:[/] {error}", highlight=False)
        raise SystemExit(2) from None


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ringback {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command("serve")
def _serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help="Serve a page where anybody can sign in with any name and call.")
    ] = False,
    echo: Annotated[bool, typer.Option("--echo", help="Beside it, run a user who answers every call.")] = False,
) -> None:
    """Run a call server."""
    config = replace(_config(), presence=True) if demo else _config()
    serve(config, host=host, port=port, demo=demo, echo=echo)


@app.command("migrate")
def _migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether that is needed; then the exit code is 1.")
    ] = False,
) -> None:
    """Bring the tables of the database to this version, as `serve` does when it starts."""
    if not check:
        typer.echo(migrated(Config.from_environ()))
        return
    up_to_date, sentence = looked_at(Config.from_environ())
    typer.echo(sentence)
    raise typer.Exit(0 if up_to_date else 1)


@app.command("echo")
def _echo(  # noqa: PLR0913, PLR0917 - an option each
    url: Annotated[str, typer.Argument(help="Where the server is.")] = "http://127.0.0.1:8000",
    user: Annotated[
        str, typer.Option(help="The user's id, where the token is made with the server's key.")
    ] = ECHO_USER,
    token: Annotated[
        str | None, typer.Option(envvar="RINGBACK_TOKEN", help="The user's token; best given in the environment.")
    ] = None,
    stun: Annotated[
        str | None,
        typer.Option(envvar="RINGBACK_FALLBACK_STUN", help="Another STUN server to ask than Google's, or “off”."),
    ] = None,
    allow_insecure: Annotated[
        bool, typer.Option("--allow-insecure", help="Send the token unencrypted, also to another machine.")
    ] = False,
    until_stdin_ends: Annotated[
        bool, typer.Option("--until-stdin-ends", help="End when standard input does.", hidden=True)
    ] = False,
) -> None:
    """Answer every call, and send back what is heard and seen."""
    EchoProcess()  # says what is missing before the import does
    from ringback.cli.echo import EchoSettings, echo  # noqa: PLC0415 - an optional dependency

    made = token or (lambda: _development_token(user, ttl=3600))
    settings = EchoSettings(fallback_stun=stun, allow_insecure=allow_insecure, until_stdin_ends=until_stdin_ends)
    echo(url, made, settings)


@app.command("token")
def _token(
    user: Annotated[str, typer.Argument(help="The user's id.")],
    ttl: Annotated[int, typer.Option(help="For how many seconds it is valid.", min=1)] = 3600,
) -> None:
    """Print a development token for USER, made with the server's key."""
    typer.echo(_development_token(user, ttl=ttl))


def _development_token(user: str, *, ttl: int) -> str:
    config = _config()
    if config.secret is None:
        raise ConfigurationError(
            "The server checks tokens against RINGBACK_JWKS_URL; the private key is the application's, so it has to "
            "make the token."
        )
    claims = {"sub": user, "exp": int(time.time()) + ttl}
    claims |= {"aud": config.audience} if config.audience else {}
    claims |= {"iss": config.issuer} if config.issuer else {}
    return jwt.encode(claims, config.secret, algorithm="HS256")


def _config() -> Config:
    """The settings of the environment, with the development key where no other key is set."""
    config = Config.from_environ()
    return config if config.secret or config.jwks_url else replace(config, secret=development_key())
