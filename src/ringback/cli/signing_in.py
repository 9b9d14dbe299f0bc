"""The options of the commands that sign in: declared once, and given to each."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, Concatenate, Final, get_origin, get_type_hints

import typer

from ringback.cli.account import Given
from ringback.cli.events import Teller

AS_JSON: Final = "as_json"


Command = Callable[Concatenate[Given, Teller, ...], None]


def signs_in(*, without: tuple[str, ...] = ()) -> Callable[[Command], Callable[..., None]]:
    """Gives a command the options of those who sign in, behind its own, but those named in ``without``.

    The command is called with what these options say, and with a teller as ``--json`` wants it.
    """
    options = [option for option in _options() if option.name not in without]

    def with_options(command: Command) -> Callable[..., None]:
        own = list(signature(command).parameters.values())[2:]

        @wraps(command)
        def asked(**values: Any) -> None:
            teller = Teller(as_json=values.pop(AS_JSON, False))
            given = Given(**{option.name: values.pop(option.name) for option in options if option.name != AS_JSON})
            command(given, teller, **values)

        asked.__signature__ = Signature([*own, *options])  # type: ignore[attr-defined] # where Typer looks for it
        return asked

    return with_options


def _options() -> Iterator[Parameter]:
    hints = get_type_hints(Given, include_extras=True)
    for field in fields(Given):
        if get_origin(hints[field.name]) is Annotated:  # the others are for the commands themselves
            yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
    told = Annotated[bool, typer.Option("--json", help="Tell it to a program: one JSON object a line.")]
    yield Parameter(AS_JSON, Parameter.KEYWORD_ONLY, default=False, annotation=told)
