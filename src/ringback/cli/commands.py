"""The commands and their options. Each says what it does and how to mend what is wrong."""

from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console

from ringback import __version__
from ringback.cli.account import development_token, server_config
from ringback.cli.answer import answer
from ringback.cli.call import call
from ringback.cli.echo import echo
from ringback.cli.history import history
from ringback.cli.migrate import looked_at, migrated
from ringback.cli.people import people
from ringback.cli.serve import serve
from ringback.cli.watch import watch
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
    config = replace(server_config(), presence=True) if demo else server_config()
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


app.command("call")(call)
app.command("answer")(answer)
app.command("echo")(echo)
app.command("history")(history)
app.command("people")(people)
app.command("watch")(watch)


@app.command("token")
def _token(
    user: Annotated[str, typer.Argument(help="The user's id.")],
    ttl: Annotated[int, typer.Option(help="For how many seconds it is valid.", min=1)] = 3600,
) -> None:
    """Print a development token for USER, made with the server's key."""
    typer.echo(development_token(user, ttl=ttl))
