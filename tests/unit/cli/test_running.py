"""What a command meets becomes a sentence, advice and an exit code."""

import pytest

from ringback.cli.exit_codes import NO_SERVER, NO_TOKEN
from ringback.testing import RingbackServer, token_for
from tests.unit.cli.invoking import invoked, told

COMMANDS = (("call", "bob"), ("answer", "--with", "echo"), ("history",), ("people",), ("watch",))

every_command = pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])


@every_command
def test_a_server_that_is_not_there(ringback_server: RingbackServer, command: tuple[str, ...]) -> None:
    alice = ringback_server.user("alice")
    ringback_server.kill()
    result = invoked(alice, *command)
    assert result.exit_code == NO_SERVER.code
    assert "No server can be reached" in result.stderr
    assert "Is it running?" in result.stderr


@every_command
def test_a_token_that_is_too_old(ringback_server: RingbackServer, command: tuple[str, ...]) -> None:
    old = token_for("alice", expires_in_s=-60)
    result = invoked(ringback_server.user("alice"), *command, "--json", RINGBACK_TOKEN=old)
    assert result.exit_code == NO_TOKEN.code
    assert told(result) == [
        {
            "event": "error",
            "error": "authentication_expired",
            "message": "The token has expired.",
            "exitCode": NO_TOKEN.code,
        }
    ]
    assert "--token" in result.stderr


@every_command
def test_what_is_not_a_ringback_server(ringback_server: RingbackServer, command: tuple[str, ...]) -> None:
    alice = ringback_server.user("alice")
    result = invoked(alice, *command, "--server", f"{alice.url}/elsewhere")
    assert result.exit_code == NO_SERVER.code


@every_command
def test_an_address_that_cannot_be_used(ringback_server: RingbackServer, command: tuple[str, ...]) -> None:
    result = invoked(ringback_server.user("alice"), *command, "--server", "http://example.org/calls")
    assert result.exit_code == 2
    assert "without encryption" in result.stderr


@every_command
def test_without_the_media_engine(
    ringback_server: RingbackServer, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringback.cli.running.find_spec", lambda _: None)
    result = invoked(ringback_server.user("alice"), *command)
    assert result.exit_code == 2
    assert "pip install 'ringback[peer]'" in result.stderr
