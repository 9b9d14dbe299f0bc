"""What a connection takes from its surroundings unless it is told otherwise."""

import dataclasses

import pytest

from ringback.peer.config import PeerConnectionConfig, PeerEnvironment
from ringback.peer.engine import Configuration
from ringback.peer.wrtc_engine import WrtcEngine


async def test_the_engine_is_wrtc() -> None:
    engine = PeerEnvironment().create_engine(Configuration())
    assert isinstance(engine, WrtcEngine)
    engine.close()


def test_nothing_tells_of_changes_of_the_network() -> None:
    cancel = PeerEnvironment().on_network_change(lambda: pytest.fail("told"))
    cancel()
    cancel()


def test_what_may_be_left_out() -> None:
    fields = dataclasses.fields(PeerConnectionConfig)
    assert {each.name for each in fields if each.default is dataclasses.MISSING} == {
        "polite",
        "call_id",
        "remote_user_id",
        "signaling",
        "on_track",
        "on_ice_connection_state_change",
    }
