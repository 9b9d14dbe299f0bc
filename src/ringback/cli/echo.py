"""``ringback echo``: short for ``ringback answer --with echo``, with the server as an argument."""

from typing import Annotated

import typer

from ringback.cli.account import Given, InsecureOption, StunOption, TokenOption, UserOption
from ringback.cli.answer import AnswerPlan, answer_calls
from ringback.cli.events import Teller


def echo(  # noqa: PLR0913, PLR0917 - an option each
    url: Annotated[str | None, typer.Argument(help="Where ringback is mounted, instead of RINGBACK_SERVER.")] = None,
    user: UserOption = None,
    token: TokenOption = None,
    stun: StunOption = None,
    allow_insecure: InsecureOption = False,
    until_stdin_ends: Annotated[
        bool, typer.Option("--until-stdin-ends", help="End when standard input does.", hidden=True)
    ] = False,
) -> None:
    """Answer every call, and send back what is heard and seen."""
    # Whoever starts it with that option is its server, on this machine at any address, and speaks for it.
    insecure = allow_insecure or until_stdin_ends
    given = Given(server=url, token=token, user=user, stun=stun, allow_insecure=insecure)
    answer_calls(given, AnswerPlan(program="echo", until_stdin_ends=until_stdin_ends), Teller(quiet=until_stdin_ends))
