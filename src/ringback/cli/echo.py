"""``ringback echo``: short for ``ringback answer --with echo``, with the server as an argument."""

from dataclasses import replace
from typing import Annotated

import typer

from ringback.cli.account import Given
from ringback.cli.answer import AnswerPlan, answer_calls
from ringback.cli.events import Teller
from ringback.cli.signing_in import signs_in


@signs_in(without=("server", "as_json"))
def echo(
    given: Given,
    _teller: Teller,
    url: Annotated[str | None, typer.Argument(help="Where ringback is mounted, instead of RINGBACK_SERVER.")] = None,
    until_stdin_ends: Annotated[
        bool, typer.Option("--until-stdin-ends", help="End when standard input does.", hidden=True)
    ] = False,
) -> None:
    """Answer every call, and send back what is heard and seen."""
    # Whoever starts it with that option is its server, on this machine at any address, and speaks for it.
    given = replace(given, server=url, allow_insecure=given.allow_insecure or until_stdin_ends)
    answer_calls(given, AnswerPlan(program="echo", until_stdin_ends=until_stdin_ends), Teller(quiet=until_stdin_ends))
