"""Everything is told once: as a sentence to a person, or as an object to a program."""

import json

import pytest

from ringback.cli.events import Connected, Failed, Ringing, Teller


def test_a_person_is_told_a_sentence_where_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller()
    teller.tell(Ringing(user_id="bob"), "It [bold]rings[/].")
    teller.tell(Connected(user_id="bob", call_id="1"))
    assert capsys.readouterr().out == "It rings.\n"


def test_a_program_is_told_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller(as_json=True)
    teller.tell(Ringing(user_id="bob"), "It rings.")
    teller.tell(Connected(user_id="bob", call_id="1"))
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"event": "ringing", "userId": "bob"},
        {"event": "connected", "userId": "bob", "callId": "1"},
    ]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_failure_is_a_sentence_on_standard_error_and_for_a_program_an_object_too(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = Failed(error="busy", message="They are in another [call].", exit_code=11)
    Teller(as_json=as_json).fail(failed, "Try again.")
    said = capsys.readouterr()
    assert said.err == "ringback: They are in another [call]. Try again.\n"
    assert (said.out != "") == as_json
    assert not as_json or json.loads(said.out)["exitCode"] == 11


def test_whoever_is_spoken_for_says_nothing_but_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller(quiet=True)
    teller.tell(Ringing(user_id="bob"), "It rings.")
    teller.fail(Failed(error="busy", message="Busy.", exit_code=11), "")
    said = capsys.readouterr()
    assert (said.out, said.err.strip()) == ("", "ringback: Busy.")
