"""One table: every end of a call and every error of a client has its place in it."""

from typing import cast

from ringback.cli.exit_codes import (
    BY_ERROR,
    BY_REASON,
    NO_SERVER,
    NO_TOKEN,
    NOT_WRITTEN,
    UNFORESEEN,
    WRONG_USE,
    Exit,
    exit_of,
)
from ringback.client import (
    AuthenticationExpired,
    Busy,
    Call,
    ServerGone,
    ServerUnreachable,
    SignalingError,
    TokenExpired,
    TokenRefused,
)
from ringback.core.call import EndReason
from ringback.errors import ConfigurationError, EngineMissing, InternalError

CALL = cast(Call, None)


def test_every_reason_has_a_code_of_its_own_and_only_a_call_that_was_talked_through_has_0() -> None:
    assert set(BY_REASON) == set(EndReason)
    assert {reason for reason, end in BY_REASON.items() if end.code == 0} == {"completed", "merged"}
    ends: list[Exit] = [*BY_REASON.values(), UNFORESEEN, WRONG_USE, NO_SERVER, NO_TOKEN, NOT_WRITTEN]
    others = [end.code for end in ends if end.code]
    assert len(set(others)) == len(others)


def test_every_way_to_have_no_connection_has_one() -> None:
    kinds: list[type[SignalingError]] = [SignalingError, *SignalingError.__subclasses__()]
    assert [kind for kind in kinds if kind.code not in BY_ERROR] == []


def test_it_tells_who_is_to_blame() -> None:
    assert exit_of(Busy(CALL, EndReason.BUSY)) is BY_REASON[EndReason.BUSY]
    assert exit_of(ServerGone(CALL, EndReason.FAILED)) is NO_SERVER
    assert exit_of(ServerGone(CALL, EndReason.SHUTDOWN)) is BY_REASON[EndReason.SHUTDOWN]
    assert exit_of(TokenExpired(CALL, EndReason.FAILED)) is NO_TOKEN
    assert exit_of(ServerUnreachable("")) is NO_SERVER
    assert exit_of(TokenRefused("")) is exit_of(AuthenticationExpired("")) is NO_TOKEN
    assert exit_of(ConfigurationError("")) is exit_of(EngineMissing("")) is WRONG_USE
    assert exit_of(InternalError("")) is UNFORESEEN
