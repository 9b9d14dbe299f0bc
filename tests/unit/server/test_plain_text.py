"""The frames that are read and written without websockets are those of websockets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from ringback.server.plain_text import framed, plain_text

LENGTHS = [0, 1, 125, 126, 127, 1460, 65_535]


def of_client(text: bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True, mask: bool = True) -> bytes:
    return Frame(opcode, text, fin).serialize(mask=mask)


@pytest.mark.parametrize("length", [*LENGTHS, 65_536])
def test_a_frame_of_ours_is_as_websockets_writes_it(length: int) -> None:
    text = b"x" * length
    assert framed(text) == Frame(Opcode.TEXT, text).serialize(mask=False)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_whole_text_is_read_and_where_it_ends(length: int) -> None:
    text = b"x" * length
    frame = of_client(text)
    assert plain_text(b"before" + frame + b"after", 6) == (text, 6 + len(frame))


@given(st.text(max_size=300), st.integers(min_value=0, max_value=400))
def test_what_is_not_all_there_is_not_read(text: str, missing: int) -> None:
    frame = of_client(text.encode())
    seen = frame[: max(0, len(frame) - missing)]
    assert plain_text(seen, 0) == ((text.encode(), len(frame)) if seen == frame else None)


@pytest.mark.parametrize(
    "frame",
    [
        of_client(b"x", Opcode.BINARY),
        of_client(b"x", Opcode.PING),
        of_client(b"x", Opcode.CLOSE),
        of_client(b"x", Opcode.CONT),
        of_client(b"x", fin=False),
        of_client(b"x", mask=False),
        of_client(b"\xff"),
        of_client(b"x" * 65_536),
        b"\xc1" + of_client(b"x")[1:],
    ],
    ids=["binary", "ping", "close", "rest", "piece", "unmasked", "not UTF-8", "long", "with a reserved bit"],
)
def test_every_other_frame_is_left_to_websockets(frame: bytes) -> None:
    assert plain_text(frame, 0) is None
