"""Whether an answer joins in: sends media in a section of the offer that was new. Both sides see it in the answer.

``web/src/peer/joining.ts`` sees the same.
"""

import re
from typing import Protocol

from ringback.core.negotiation import DescriptionType

_MID = re.compile(r"^a=mid:.*$", re.MULTILINE)
_SENDS = re.compile(r"^a=send(recv|only)\r?$", re.MULTILINE)


class Description(Protocol):
    """A session description."""

    @property
    def type(self) -> DescriptionType: ...
    @property
    def sdp(self) -> str: ...


def joins(description: Description, previous: Description | None) -> bool:
    """Whether ``description`` is an answer that does. ``previous`` is the one of the same side that it replaces."""
    known = set(_MID.findall(previous.sdp)) if previous else set()
    sections = description.sdp.split("\nm=")[1:] if description.type == "answer" else []
    media = [section for section in sections if section.startswith(("audio", "video"))]
    return any(_SENDS.search(section) and not known.issuperset(_MID.findall(section)) for section in media)
