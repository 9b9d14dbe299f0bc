"""The engine protocol: the engine in use and the fake one of these tests both keep it."""

from collections.abc import Callable
from typing import get_args

import pytest

from ringback.peer.engine import Channel, ChannelEvent, ChannelOptions, Configuration, Engine, Event
from ringback.peer.wrtc_engine import WrtcEngine
from tests.unit.peer.fake_engine import FakeEngine

MAKERS: list[Callable[[], Engine]] = [lambda: WrtcEngine(Configuration()), lambda: FakeEngine("fake")]
makers = pytest.mark.parametrize("make", MAKERS, ids=["wrtc", "fake"])


@makers
async def test_a_new_one_is_stable_and_knows_nothing(make: Callable[[], Engine]) -> None:
    engine = make()
    assert (engine.signaling_state, engine.ice_connection_state, engine.connection_state) == ("stable", "new", "new")
    descriptions = (engine.local_description, engine.remote_description)
    assert (*descriptions, engine.current_local_description, engine.current_remote_description) == (None,) * 4
    assert [list(engine.get_senders()), list(engine.get_receivers()), list(engine.get_transceivers())] == [[], [], []]
    engine.close()
    assert (engine.signaling_state, engine.connection_state) == ("closed", "closed")


@makers
async def test_it_can_be_listened_to_for_every_event(make: Callable[[], Engine]) -> None:
    engine = make()
    for event in get_args(Event):
        engine.on(event, lambda *_: None)
    channel: Channel = engine.create_data_channel("chat", ChannelOptions())
    for each in get_args(ChannelEvent):
        channel.on(each, lambda *_: None)
    engine.close()


@makers
async def test_an_operation_begins_at_the_call_and_says_what_was_described(make: Callable[[], Engine]) -> None:
    engine = make()
    engine.create_data_channel("chat", ChannelOptions())
    described = engine.set_local_description()
    assert not described.done()
    description = await described
    assert description.type == "offer"
    assert engine.signaling_state == "have-local-offer"
    engine.close()
