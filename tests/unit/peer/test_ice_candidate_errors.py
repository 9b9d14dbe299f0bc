"""What the error codes of STUN and TURN servers mean."""

import pytest

from ringback.peer.engine import IceCandidateErrorEvent
from ringback.peer.ice_candidate_errors import ice_candidate_error

URL = "turn:turn.example:3478?transport=udp"


@pytest.mark.parametrize(
    ("error_code", "code"),
    [
        (401, "turn_credentials_refused"),
        (403, "turn_credentials_refused"),
        (438, "turn_credentials_refused"),
        (441, "turn_credentials_refused"),
        (486, "turn_quota_reached"),
        (701, "ice_server_unreachable"),
        (300, "ice_server_error"),
        (508, "ice_server_error"),
    ],
)
def test_each_is_named(error_code: int, code: str) -> None:
    error = ice_candidate_error(IceCandidateErrorEvent(error_code, "as the server says", URL))
    assert (error.code, error.error_code, error.url) == (code, error_code, URL)
    assert (error.reason, error.fatal) == ("as the server says", False)


def test_an_engine_that_says_nothing_beside_the_code() -> None:
    assert ice_candidate_error(IceCandidateErrorEvent(401, "", URL)).reason is None
