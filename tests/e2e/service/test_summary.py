"""How good a call was stands in the history of both, and what its users thought of it in their own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..media import PATIENCE_S
from .conversation import MIXED_PAIRS, talk

if TYPE_CHECKING:
    from typing import Any

    from .person import Person

MEASURED_S = 3.0  # quality is sampled each second


@MIXED_PAIRS
def test_how_good_a_call_was_stands_in_the_history(people: tuple[Person, Person]) -> None:
    alice, bob = people
    call_id = talk(alice, bob)
    for person in people:
        person.comes_to(quality={"level": 4, "relayed": False})
    time.sleep(MEASURED_S)
    alice.do("service.hangUp")
    bob.comes_to(phase="ended", reason="completed")
    alice.do("service.report", [call_id, 4])
    for person, rating in ((alice, 4), (bob, None)):
        record = _reported(person, rating)
        assert (record["callId"], record["reason"], record["rating"]) == (call_id, "completed", rating)
        quality = record["quality"]
        assert quality["mos"] > 4
        assert quality["lossPercent"] < 1
        assert quality["bitrateKbps"] > 0
        assert (quality["relayed"], quality["iceRestarts"]) == (False, 0)


def _reported(person: Person, rating: int | None) -> dict[str, Any]:
    """The newest record of somebody's history, once all that was reported is in it."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        record: dict[str, Any] = person.do("service.history")[0]
        if record["quality"] and record["rating"] == rating:
            return record
        assert time.monotonic() < deadline, record
