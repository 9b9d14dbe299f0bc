"""Frames to messages and back. Every frame is decoded once, here, at the edge; nothing inside handles a dict."""

import re
from contextlib import suppress
from typing import Final

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
from ringback.messages import (
    MAX_DEPTH,
    MAX_FRAME_BYTES,
    CallId,
    CallOffer,
    ClientMessage,
    CommandId,
    Sdp,
    ServerMessage,
)


class _DescribedOffer(CallOffer, frozen=True, kw_only=True, tag="call-offer"):
    sdp: Sdp


_decoder: Final[msgspec.json.Decoder[ClientMessage]] = msgspec.json.Decoder(ClientMessage)
_described_offer_decoder: Final = msgspec.json.Decoder(_DescribedOffer)
_encoder: Final = msgspec.json.Encoder()

# msgspec has no structured errors; its sentences are stable, and the tests hold them to it.
_PATH: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_MISSING: Final = re.compile(r"^Object missing required field `(?P<name>[^`]*)`")
_TOO_LONG: Final = re.compile(r"^Expected `str` of length <= (?P<limit>\d+)")
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)


def decode(frame: str | bytes, *, invitations: bool = False) -> ClientMessage:
    """The message in one text frame. An offer without a description is one only where ``invitations`` are allowed.

    Raises:
        ProtocolError: one of its subclasses, naming the field to mend; see ``errors.py``.
    """
    data = frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame
    if len(data) > MAX_FRAME_BYTES:
        raise TooLarge(f"A frame may have {MAX_FRAME_BYTES} bytes; this one has {len(data)}.", field="frame")
    # Counting is one pass in C and settles nearly every frame; only a suspicious one is walked.
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH and _is_too_deep(data):
        raise TooDeep(f"Objects and arrays may be nested {MAX_DEPTH} deep.", field="frame")
    try:
        message = _decoder.decode(data)
        if message.__class__ is CallOffer and message.sdp is None and not invitations:
            return _described_offer_decoder.decode(data)  # which says what is missing
        if b"\\u0000" in data:
            _refuse_nul(message)
    except msgspec.ValidationError as error:
        raise _addressed(_named(str(error)), data) from None
    except InvalidField as error:
        raise _addressed(error, data) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJson(f"The frame is not valid JSON: {error}.", field="frame") from None
    return message


def _refuse_nul(message: ClientMessage) -> None:
    # Not by a pattern on every id, which would cost each relay: PostgreSQL cannot store U+0000.
    for attribute, field in (("recipient_id", "recipientId"), ("call_id", "callId")):
        if "\0" in getattr(message, attribute, ""):
            raise InvalidField(f"`{field}` may not contain U+0000.", field=field)


def encode(message: ServerMessage) -> bytes:
    """The text frame for ``message``, in UTF-8."""
    return _encoder.encode(message)


class _CallIdOnly(msgspec.Struct, rename="camel"):
    call_id: CallId | None = None


class _CommandIdOnly(msgspec.Struct, rename="camel"):
    command_id: CommandId | None = None


_call_id_decoder: Final = msgspec.json.Decoder(_CallIdOnly)
_command_id_decoder: Final = msgspec.json.Decoder(_CommandIdOnly)


def _addressed(error: ProtocolError, data: bytes) -> ProtocolError:
    """``error`` with what a refused frame spoke of, so that its sender can tell what to mend."""
    with suppress(msgspec.DecodeError):
        error.call_id = _call_id_decoder.decode(data).call_id
    with suppress(msgspec.DecodeError):
        error.command_id = _command_id_decoder.decode(data).command_id
    return error


def _is_too_deep(data: bytes) -> bool:
    depth = 0
    for byte in _STRINGS.sub(b"", data):
        if byte in b"{[":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif byte in b"}]":
            depth -= 1
    return False


def _named(sentence: str) -> ProtocolError:
    """The error class and the field for a sentence such as ``Expected `str`, got `int` - at `$.callId```."""
    at = _PATH.search(sentence)
    path = at["path"] if at else ""
    what = sentence[: at.start()] if at else sentence
    if missing := _MISSING.match(what):
        field = f"{path}.{missing['name']}".lstrip(".")
        return MissingField(f"The field `{field}` is required.", field=field)
    if what.startswith("Invalid value") and path == "type":
        return UnknownType(f"{what}: a client sends no such `type`.", field="type")
    field = path or "frame"
    if too_long := _TOO_LONG.match(what):
        return TooLarge(f"`{field}` may have {too_long['limit']} characters.", field=field)
    return InvalidField(f"`{field}`: {what[0].lower()}{what[1:]}.", field=field)
