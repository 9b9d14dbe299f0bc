"""Both sides do the same at the same moment.

RINGBACK_E2E_GLARES says how many collisions each test makes: 5 unless set, 50 in `make soak`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .media import Streams, assert_media_flows
from .peer import at_once

if TYPE_CHECKING:
    from .peer import Peer

GLARES = int(os.environ.get("RINGBACK_E2E_GLARES", "5"))
CONVERGENCE_LIMIT_S = 3.0
DELAY_MS = 20  # of each home's link: then the homes are 40 ms from each other, long enough for offers to cross
ONE_VIDEO, TWO_VIDEOS = Streams(videos=1), Streams(videos=2)


def collide(
    alice: Peer,
    bob: Peer,
    verb: str,
    arguments: tuple[object, object] = (None, None),
    *,
    streams: Streams = ONE_VIDEO,
) -> bool:
    """Have both peers do this at the same moment, and assert that media converges; return whether offers crossed."""
    before = alice.do("peer.collisions") + bob.do("peer.collisions")
    began = at_once(alice.order(verb, arguments[0]), bob.order(verb, arguments[1]))
    took_s = assert_media_flows(alice, bob, streams=streams) - began
    after = alice.do("peer.collisions") + bob.do("peer.collisions")
    assert took_s <= CONVERGENCE_LIMIT_S
    return bool(after > before)
