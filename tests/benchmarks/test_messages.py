"""What the load generator sends is what our server takes, and as long for one server as for the other."""

import json

import pytest

from benchmarks.relay import messages
from ringback.codec import decode
from ringback.messages import CallAnswer, CallIceCandidate

PAIRS = [
    (messages.ringback_candidate, messages.peerjs_candidate, 300),
    (messages.ringback_answer, messages.peerjs_answer, 4096),
]


@pytest.mark.parametrize(("ours", "theirs", "size"), PAIRS)
def test_both_servers_are_given_messages_of_the_same_length(
    ours: messages.Compose, theirs: messages.Compose, size: int
) -> None:
    for compose in (ours, theirs):
        message = compose("user-00001", size)
        assert len(message.encode()) == size
        assert message.count(messages.STAMP) == 1
        assert len(message) - len(message.rstrip('x}"')) < 400, "most of it is the message, not its filling"


def test_ours_are_messages_of_the_protocol() -> None:
    candidate = decode(messages.ringback_candidate("bob", 300))
    answer = decode(messages.ringback_answer("bob", 4096))
    assert isinstance(candidate, CallIceCandidate)
    assert isinstance(answer, CallAnswer)
    assert answer.sdp.startswith("v=0\r\n")


def test_theirs_name_what_the_peerjs_server_passes_on() -> None:
    for compose in (messages.peerjs_candidate, messages.peerjs_answer):
        assert json.loads(compose("bob", 4096)).keys() == {"type", "dst", "payload"}


def test_a_message_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit into 100 bytes"):
        messages.ringback_candidate("bob", 100)
