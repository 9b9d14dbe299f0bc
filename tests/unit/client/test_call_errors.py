"""Each way in which a call comes to nothing has its error."""

import subprocess
import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ringback.client import (
    AuthenticationExpired,
    CallFailed,
    ServerGone,
    SignalingError,
    TokenExpired,
    TokenRefused,
    TurnRefused,
    Unconnected,
    call_errors,
)
from ringback.client.call_errors import CallError, end_reason, error_of, error_of_signaling
from ringback.core.call import EndReason

CALL = cast(Any, SimpleNamespace())


def everything_below(kind: type[CallError]) -> list[type[CallError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in everything_below(child))]


def test_codes_are_unique_and_the_tree_names_every_class() -> None:
    kinds = everything_below(CallError)
    assert len({kind.code for kind in kinds}) == len(kinds) > 12
    for kind in kinds:
        assert kind.__name__ in (call_errors.__doc__ or "")


@pytest.mark.parametrize("reason", list(EndReason))
def test_every_reason_has_its_error(reason: EndReason) -> None:
    error = error_of(CALL, reason)
    assert (error.reason, error.call) == (reason, CALL)
    assert isinstance(error, CallFailed) is (reason not in {EndReason.COMPLETED, EndReason.MERGED})


@pytest.mark.parametrize(
    ("code", "reason"),
    [("recipient_offline", EndReason.UNREACHABLE), ("rate_limited", EndReason.FAILED), ("busy", EndReason.BUSY)],
)
def test_what_the_server_refuses_for_is_one_of_the_reasons(code: str, reason: EndReason) -> None:
    assert end_reason(code) is reason


def test_what_is_of_no_list_is_told_in_the_sentence() -> None:
    assert "rate_limited" in str(error_of(CALL, "rate_limited"))
    assert "(" not in str(error_of(CALL, "recipient_offline"))


def test_a_relay_that_refused_is_the_reason_only_where_there_was_no_connection() -> None:
    assert type(error_of(CALL, "failed", turn_refused=True)) is TurnRefused
    assert type(error_of(CALL, "failed")) is Unconnected
    assert not isinstance(error_of(CALL, "busy", turn_refused=True), TurnRefused)


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (AuthenticationExpired("over"), TokenExpired),
        (TokenRefused("no"), TokenExpired),
        (SignalingError("lost"), ServerGone),
        (None, ServerGone),
    ],
)
def test_without_a_way_to_the_server(cause: SignalingError | None, kind: type[CallFailed]) -> None:
    error = error_of_signaling(CALL, cause)
    assert type(error) is kind
    assert error.__cause__ is cause


@pytest.mark.parametrize("name", ["from ringback import CallClient", "import ringback.client", "import ringback.sync"])
def test_without_the_engine_it_says_what_to_install(name: str) -> None:
    program = f"""
import sys
sys.modules["webrtc"] = None
from ringback import Ringback
try:
    {name}
except ImportError as error:
    print(type(error).__name__, error.code, error)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.startswith("EngineMissing engine_missing")
    assert "pip install 'ringback[peer]'" in said
