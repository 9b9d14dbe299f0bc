"""When an answer joins in. ``web/test/peer/joining.test.ts`` has the same cases."""

from typing import NamedTuple

import pytest

from ringback.core.joining import joins
from ringback.core.negotiation import DescriptionType


class Described(NamedTuple):
    type: DescriptionType
    sdp: str


def described(kind: DescriptionType, *sections: str) -> Described:
    """A description of sections such as "audio 0 sendrecv": the kind, the mid and the direction."""
    sdp = "v=0\r\n"
    for section in sections:
        media, mid, direction = section.split()
        sdp += f"m={media} 9 X 0\r\na=mid:{mid}\r\na={direction}\r\n"
    return Described(kind, sdp)


@pytest.mark.parametrize("section", ["audio 0 sendrecv", "video 0 sendonly"])
def test_a_first_answer_that_sends_joins_in(section: str) -> None:
    assert joins(described("answer", section), None)


@pytest.mark.parametrize("section", ["audio 0 recvonly", "video 0 inactive", "application 0 sendrecv"])
def test_one_that_sends_no_media_does_not(section: str) -> None:
    assert not joins(described("answer", section), None)


def test_an_offer_does_not() -> None:
    assert not joins(described("offer", "audio 0 sendrecv"), None)


def test_a_later_answer_does_when_it_sends_in_a_section_that_is_new() -> None:
    previous = described("offer", "audio 1 recvonly")
    assert not joins(described("answer", "audio 1 sendrecv"), previous)
    assert not joins(described("answer", "audio 1 sendrecv", "video 2 recvonly"), previous)
    assert joins(described("answer", "audio 1 recvonly", "video 2 sendrecv"), previous)
    assert joins(described("answer", "audio 11 sendrecv"), previous)
