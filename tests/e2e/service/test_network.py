"""The network of one side changes in a call, and the call goes on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .conversation import MIXED_PAIRS, talk
from .senses import assert_talk

if TYPE_CHECKING:
    from ..network import Network
    from .person import Person

OTHER_HOST, FIRST_HOST = 77, 2
BACK_WITHIN_S = 20.0
UNDER_WAY_S = 1.0  # what was on its way, or in a buffer


@MIXED_PAIRS
def test_a_call_goes_on_in_another_network(people: tuple[Person, Person], network: Network) -> None:
    alice, bob = people
    for person in people:
        person.tolerate("WebSocket|ERR_|can’t establish a connection|was interrupted")
    call_id = talk(alice, bob)
    began = time.monotonic()
    network.change_address(alice.name, OTHER_HOST)
    try:
        time.sleep(UNDER_WAY_S)
        assert_talk(alice, bob, patience_s=BACK_WITHIN_S)
        assert time.monotonic() - began < BACK_WITHIN_S
        for person in people:
            person.comes_to(phase="connected", callId=call_id)
            person.app_comes_to(connection="open")
        assert {end["reason"] for person in people for end in person.do("service.ends")} == set()
        bob.do("service.hangUp")
        alice.comes_to(phase="ended", reason="completed")
    finally:
        network.change_address(alice.name, FIRST_HOST)
