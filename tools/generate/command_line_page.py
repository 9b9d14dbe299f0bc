"""``docs/reference/command-line.md``: every command, its options, what ``--json`` tells, and the exit codes."""

import inspect
from collections.abc import Iterator
from typing import Any

import msgspec
from typer.main import get_group

from ringback.cli import events
from ringback.cli.commands import app
from ringback.cli.exit_codes import BY_REASON, NO_SERVER, NO_TOKEN, NOT_WRITTEN, UNFORESEEN, WRONG_USE

INTRODUCTION = """<!-- Generated from src/ringback/cli/ by `make generate`. Do not edit. -->

# The command line

`ringback COMMAND --help` says the same. `ringback --install-completion` teaches a shell to complete commands, options
and the names of programs.

```console
$ ringback call alice --tts "The build is broken." --user ci
Calling alice as ci …
It rings. Ctrl+C hangs up.
alice is there.
Somebody hung up after the call was taken. (completed)
```

Meanwhile a line shows how loud it is there, the loss and the round trip. Ctrl+C hangs up, and the
[exit code](#exit-codes) tells how it went.
"""

SIGNING_IN = """
## Options of those who sign in

`call`, `answer`, `echo`, `history`, `people` and `watch` need `pip install 'ringback[peer]'`, and take these, each
where it makes sense. Without a token they make one, as `ringback token` does, with the server's key: that of
`RINGBACK_SECRET`, or for a server on this machine the development key that `ringback serve` has made.

"""

HEAD = "| option | default | |\n|---|---|---|\n"

JSON_INTRODUCTION = """
## What `--json` tells

One object a line on standard output, each at once when it happens; `event` says which it is. `ringback history` tells
the calls themselves, one a line, as [`GET /calls`](history.md) has them, and so does the `call` of `ringback watch`.
What goes wrong is told as `error` in the last line, and as a sentence on standard error.

| `event` | fields | |
|---|---|---|
"""

EXIT_INTRODUCTION = """
## Exit codes

| code | | |
|---|---|---|
"""

SHARED = ("server", "token", "user", "stun", "allow_insecure", "as_json")
"""Their names in the program."""


def render() -> str:
    """The page."""
    commands = get_group(app).commands
    shared = {_row(option): None for option in commands["call"].params if _is_shared(option)}
    tables = "".join(_command(name, command) for name, command in commands.items())
    signing_in = SIGNING_IN + HEAD + "".join(shared)
    return "".join([INTRODUCTION, tables, signing_in, JSON_INTRODUCTION, *_events(), EXIT_INTRODUCTION, *_exits()])


def _command(name: str, command: Any) -> str:
    own = [each for each in command.params if not each.hidden and not _is_shared(each)]
    table = f"\n{HEAD}{''.join(map(_row, own))}" if own else ""
    return f"\n## `ringback {name}`\n\n{inspect.cleandoc(command.help)}\n{table}"


def _is_shared(parameter: Any) -> bool:
    return parameter.param_type_name == "option" and parameter.name in SHARED


def _row(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    takes = "" if is_argument or parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    called = [parameter.metavar or parameter.name.upper()] if is_argument else parameter.opts
    names = ", ".join(f"`{name}{takes}`" for name in called)
    default = "required" if parameter.required else _default(parameter.default)
    return f"| {names} | {default} | {parameter.help or ''} |\n"


def _default(value: Any) -> str:
    return "" if value in (None, False) else f"`{value}`"


def _events() -> Iterator[str]:
    for kind in events.Event.__subclasses__():
        tag = msgspec.inspect.type_info(kind).tag  # type: ignore[attr-defined] # of a struct
        fields = ", ".join(f"`{field.encode_name}`" for field in msgspec.structs.fields(kind))
        yield f"| `{tag}` | {fields} | {inspect.getdoc(kind)} |\n"


def _exits() -> Iterator[str]:
    ends = [("", UNFORESEEN), ("", WRONG_USE), ("", NO_SERVER), ("", NO_TOKEN), ("", NOT_WRITTEN)]
    for reason, end in sorted([*ends, *((f"`{key}`: ", end) for key, end in BY_REASON.items())], key=_code):
        yield f"| {end.code} | {reason}{end.what} | {end.advice} |\n"


def _code(row: tuple[str, object]) -> int:
    return row[1].code  # type: ignore[attr-defined, no-any-return]
