"""The validation table: every message type, every field, every way to get it wrong."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.codec import decode, encode
from ringback.errors import ProtocolError
from ringback.messages import CallAccept, CallError, CallHangup, CallOffer, Hello
from tests.validation_table import OF_SESSIONS, ROWS, VALID


@pytest.mark.parametrize("valid", [*VALID.values(), *OF_SESSIONS.values()], ids=[*VALID, *OF_SESSIONS])
def test_a_valid_message_is_read_back_as_it_was(valid: dict[str, Any]) -> None:
    message = decode(json.dumps(valid))
    assert json.loads(encode(message)) == valid  # type: ignore[arg-type] # the wire form is the same


@pytest.mark.parametrize(("name", "frame", "code", "field"), ROWS, ids=[row[0] for row in ROWS])
def test_what_is_wrong_is_named(name: str, frame: str, code: str, field: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode(frame)
    assert (caught.value.code, caught.value.field) == (code, field), name
    assert field == "frame" or f"`{field}`" in str(caught.value)


def test_the_error_knows_its_call() -> None:
    with pytest.raises(ProtocolError) as caught:
        decode('{"type": "call-offer", "callId": "c1", "recipientId": "bob"}')
    assert caught.value.call_id == "c1"


@pytest.mark.parametrize(("command_id", "read"), [("m1", "m1"), ("m 1", None), (7, None), (None, None)])
def test_the_error_knows_its_command(command_id: Any, read: str | None) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode(json.dumps({"type": "call-accept", "callId": "c1", "recipientId": 7, "commandId": command_id}))
    assert (caught.value.call_id, caught.value.command_id) == ("c1", read)


@pytest.mark.parametrize("sdp", [{}, {"sdp": None}])
def test_an_invitation_is_one_only_where_there_may_be_some(sdp: dict[str, Any]) -> None:
    frame = json.dumps({"type": "call-offer", "callId": "c1", "recipientId": "bob", **sdp})
    assert decode(frame, invitations=True) == CallOffer(recipient_id="bob", call_id="c1")
    with pytest.raises(ProtocolError) as caught:
        decode(frame)
    assert caught.value.field == "sdp"


@pytest.mark.parametrize("call_id", ["7", "null", "[]", '""', f'"{"x" * 5000}"'])
def test_a_call_id_that_is_wrong_itself_is_not_repeated(call_id: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode(f'{{"type": "call-accept", "callId": {call_id}, "recipientId": "bob"}}')
    assert caught.value.call_id is None


def test_unknown_fields_are_ignored() -> None:
    message = decode(json.dumps({**VALID["call-accept"], "senderId": "mallory", "future": {"a": [1, {"b": None}]}}))
    assert message == CallAccept(recipient_id="bob", call_id="c1")


def test_of_a_name_that_stands_twice_the_last_one_counts() -> None:
    message = decode('{"type": "call-accept", "recipientId": "eve", "callId": "c1", "recipientId": "bob"}')
    assert message == CallAccept(recipient_id="bob", call_id="c1")


def test_the_longest_allowed_are_allowed() -> None:
    offer = decode(json.dumps({**VALID["call-offer"], "sdp": "v" * 32768, "callId": "c" * 4096}))
    assert isinstance(offer, CallOffer)
    assert offer.sdp == "v" * 32768


def test_brackets_inside_strings_are_not_nesting() -> None:
    hangup = decode(json.dumps({**VALID["call-hangup"], "reason": '[[[[[[[[[[[[{"' + "\\" * 3}))
    assert isinstance(hangup, CallHangup)


def test_a_wide_message_is_not_a_deep_one() -> None:
    assert decode('{"type": "hello", "future": [[],[],[],[],[],[],[],[],[],[]]}') == Hello()


def test_optional_fields_may_be_null_or_absent() -> None:
    assert decode(json.dumps({**VALID["call-hangup"], "reason": None})) == CallHangup(recipient_id="bob", call_id="c1")


def test_an_error_without_a_call_says_so() -> None:
    frame = json.loads(encode(CallError(call_id=None, error="not_json", message="…")))
    assert frame == {"type": "call-error", "callId": None, "error": "not_json", "message": "…"}


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_frame_is_a_message_or_a_protocol_error(frame: Any) -> None:
    try:
        decode(frame)
    except ProtocolError as error:
        assert error.field


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


@given(
    st.sampled_from(sorted(VALID)),
    st.dictionaries(st.sampled_from(["recipientId", "callId", "sdp", "candidate", "reason", "token"]), json_values),
)
def test_any_value_in_any_field_is_a_message_or_a_protocol_error(kind: str, changes: dict[str, Any]) -> None:
    try:
        decode(json.dumps({**VALID[kind], **changes}))
    except ProtocolError as error:
        assert error.field
