"""What a connection takes from its surroundings unless it is told otherwise."""

import dataclasses

from ringback.peer.config import PeerConnectionConfig, PeerEnvironment
from ringback.peer.engine import Configuration
from ringback.peer.network_change import on_network_change
from ringback.peer.wrtc_engine import WrtcEngine


async def test_the_engine_is_wrtc() -> None:
    engine = PeerEnvironment().create_engine(Configuration())
    assert isinstance(engine, WrtcEngine)
    engine.close()


def test_the_network_is_looked_at() -> None:
    assert PeerEnvironment().on_network_change is on_network_change


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
