"""The one kind of frame that nearly all are: a whole text in one piece, and of a client masked. RFC 6455 §5.2.

websockets knows every frame there is, and has generators and objects for each; for these that is five times the work.
"""

from struct import Struct
from typing import Final

from websockets.frames import apply_mask  # type: ignore[attr-defined] # theirs in C, or in Python where that is missing

FINAL_TEXT: Final = 0x81
MASKED: Final = 0x80
LENGTH_IN_TWO_BYTES: Final = 126
LENGTH_IN_EIGHT_BYTES: Final = 127
MASK_BYTES: Final = 4

_short: Final = Struct("!BB").pack
_medium: Final = Struct("!BBH").pack
_long: Final = Struct("!BBQ").pack


def framed(text: bytes) -> bytes:
    """The frame in which a server sends ``text``."""
    length = len(text)
    if length < LENGTH_IN_TWO_BYTES:
        return _short(FINAL_TEXT, length) + text
    if length < 1 << 16:
        return _medium(FINAL_TEXT, LENGTH_IN_TWO_BYTES, length) + text
    return _long(FINAL_TEXT, LENGTH_IN_EIGHT_BYTES, length) + text


def plain_text(data: bytes, start: int) -> tuple[bytes, int] | None:
    """The text of the frame that begins at ``start``, and where it ends; None when it is not such a one."""
    if len(data) < start + 4 or data[start] != FINAL_TEXT or not data[start + 1] & MASKED:
        return None
    mask_at, length = start + 2, data[start + 1] & ~MASKED
    if length == LENGTH_IN_TWO_BYTES:
        mask_at, length = start + 4, int.from_bytes(data[start + 2 : start + 4], "big")
    elif length == LENGTH_IN_EIGHT_BYTES:
        return None
    text_at = mask_at + MASK_BYTES
    end = text_at + length
    if end > len(data):
        return None
    text: bytes = apply_mask(data[text_at:end], data[mask_at:text_at])
    try:
        text.decode()
    except UnicodeDecodeError:
        return None
    return text, end
