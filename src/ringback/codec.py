"""Frames to messages and back. Every frame is decoded once, here, at the edge; nothing inside handles a dict."""

import re
from typing import Any, Final

import msgspec

from ringback.errors import (
    InvalidField,
    MissingField,
    NotJson,
    ProtocolError,
    TooDeep,
    TooLarge,
    UnknownType,
)
from ringback.messages import MAX_DEPTH, MAX_FIELD_LENGTH, MAX_FRAME_BYTES, ClientMessage, ServerMessage

_decoder: Final[msgspec.json.Decoder[ClientMessage]] = msgspec.json.Decoder(ClientMessage)
_encoder: Final = msgspec.json.Encoder()

# msgspec has no structured errors; its sentences are stable, and the tests hold them to it.
_PATH: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_MISSING: Final = re.compile(r"^Object missing required field `(?P<name>[^`]*)`")
_TOO_LONG: Final = re.compile(r"^Expected `str` of length <= (?P<limit>\d+)")
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)


def decode(frame: str | bytes) -> ClientMessage:
    """The message in one text frame.

    Raises:
        ProtocolError: one of its subclasses, naming the field to mend; see ``errors.py``.
    """
    data = frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame
    if len(data) > MAX_FRAME_BYTES:
        raise TooLarge(f"A frame may have {MAX_FRAME_BYTES} bytes; this one has {len(data)}.", field="frame")
    if _is_too_deep(data):
        raise TooDeep(f"Objects and arrays may be nested {MAX_DEPTH} deep.", field="frame")
    try:
        return _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise _named(str(error), call_id=_call_id_in(data)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJson(f"The frame is not valid JSON: {error}.", field="frame") from None


def encode(message: ServerMessage) -> bytes:
    """The text frame for ``message``, in UTF-8."""
    return _encoder.encode(message)


class _CallIdOnly(msgspec.Struct, rename="camel"):
    call_id: Any = None


_call_id_decoder: Final = msgspec.json.Decoder(_CallIdOnly)


def _call_id_in(data: bytes) -> str | None:
    """The call a refused frame spoke of, so that its sender can tell which of its calls to mend."""
    try:
        call_id = _call_id_decoder.decode(data).call_id
    except msgspec.DecodeError:
        return None
    return call_id if isinstance(call_id, str) and 0 < len(call_id) <= MAX_FIELD_LENGTH else None


def _is_too_deep(data: bytes) -> bool:
    # Counting is one pass in C and settles nearly every frame; only a suspicious one is walked.
    if data.count(b"{") + data.count(b"[") <= MAX_DEPTH:
        return False
    depth = 0
    for byte in _STRINGS.sub(b"", data):
        if byte in b"{[":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif byte in b"}]":
            depth -= 1
    return False


def _named(sentence: str, *, call_id: str | None) -> ProtocolError:
    """The error class and the field for a sentence such as ``Expected `str`, got `int` - at `$.callId```."""
    at = _PATH.search(sentence)
    path = at["path"] if at else ""
    what = sentence[: at.start()] if at else sentence
    if missing := _MISSING.match(what):
        field = f"{path}.{missing['name']}".lstrip(".")
        return MissingField(f"The field `{field}` is required.", field=field, call_id=call_id)
    if what.startswith("Invalid value") and path == "type":
        return UnknownType(f"{what}: a client sends no such `type`.", field="type", call_id=call_id)
    field = path or "frame"
    if too_long := _TOO_LONG.match(what):
        return TooLarge(f"`{field}` may have {too_long['limit']} characters.", field=field, call_id=call_id)
    return InvalidField(f"`{field}`: {what[0].lower()}{what[1:]}.", field=field, call_id=call_id)
