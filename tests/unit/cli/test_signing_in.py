"""The commands that sign in take the same options, each behind its own."""

from typing import Annotated

import pytest
import typer
from typer.main import get_command, get_group
from typer.testing import CliRunner

from ringback.cli.account import Given
from ringback.cli.commands import app
from ringback.cli.events import Teller
from ringback.cli.signing_in import signs_in

EVERYTHING = ["--server", "--token", "--user", "--stun", "--allow-insecure", "--json"]


def options_of(command: str) -> list[str]:
    """Those that it shows, in the order of its help."""
    parameters = get_group(app).commands[command].params
    return [each.opts[0] for each in parameters if each.param_type_name == "option" and not getattr(each, "hidden", 0)]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("answer", EVERYTHING),
        ("call", EVERYTHING),
        ("echo", ["--token", "--user", "--stun", "--allow-insecure"]),
        ("history", ["--server", "--token", "--user", "--allow-insecure", "--json"]),
        ("people", ["--server", "--token", "--user", "--allow-insecure", "--json"]),
        ("watch", ["--server", "--token", "--user", "--allow-insecure", "--json"]),
    ],
)
def test_a_command_has_them_behind_its_own(command: str, expected: list[str]) -> None:
    assert options_of(command)[-len(expected) :] == expected
    assert not set(options_of(command)[: -len(expected)]) & set(EVERYTHING)


def test_a_command_is_called_with_what_they_say() -> None:
    heard: list[tuple[Given, bool, int]] = []

    @signs_in(without=("stun",))
    def count(given: Given, teller: Teller, times: Annotated[int, typer.Option()] = 1) -> None:
        heard.append((given, teller.as_json, times))

    alone = typer.Typer()
    alone.command()(count)
    command = get_command(alone)
    for words in ([], ["--times", "2", "--server", "s", "--token", "t", "--user", "u", "--allow-insecure", "--json"]):
        command.main(words, standalone_mode=False)
    given = Given(server="s", token="t", user="u", allow_insecure=True)
    assert heard == [(Given(), False, 1), (given, True, 2)]
    assert CliRunner().invoke(alone, ["--stun", "off"]).exit_code == 2
