"""The page of the command line has everything that can be said to it, and that it says."""

from typer.main import get_group

from ringback.cli.commands import app
from ringback.cli.exit_codes import BY_REASON
from tools.generate.command_line_page import render

PAGE = render()


def test_every_command_and_every_option_that_is_not_hidden_is_there() -> None:
    for name, command in get_group(app).commands.items():
        assert f"## `ringback {name}`" in PAGE
        options = [option for option in command.params if not getattr(option, "hidden", False)]
        assert [option.opts for option in options if f"`{option.opts[0]}" not in PAGE and "-" in option.opts[0]] == []
    assert "--until-stdin-ends" not in PAGE


def test_an_argument_is_not_taken_for_the_option_of_that_name() -> None:
    section = PAGE.partition("## `ringback call`")[2].partition("##")[0]
    assert "| `USER` | required | Whom to call. |" in section
    assert "--user" not in section


def test_every_reason_has_its_exit_code_there() -> None:
    for reason, end in BY_REASON.items():
        assert f"| {end.code} | `{reason}`: {end.what}" in PAGE


def test_every_event_is_there_with_its_fields() -> None:
    assert "| `stats` | `userId`, `callId`, `level`, `lostPercent`, `roundTripMs` |" in PAGE
