"""Whether packets leave after a collision."""

import asyncio
import itertools
from collections.abc import Callable

import pytest

from ringback.peer.engine import StatsReport
from ringback.peer.errors import EngineError, PeerError
from ringback.peer.lifetime import Lifetime
from ringback.peer.media_watchdog import WATCH_S, MediaWatchdog
from ringback.peer.promise import promise
from ringback.testing.virtual_time import rest, running_timers, virtual
from tests.unit.peer.fake_engine import FakeEngine
from tests.unit.peer.fake_media import FakeSender, FakeTrack


class Watched:
    """A connection that is up and stable, with one sender that sends nothing."""

    def __init__(self) -> None:
        self.engine = FakeEngine("watched")
        self.engine.connection_state = "connected"
        self.track = FakeTrack("audio")
        self.sender = FakeSender(self.track)
        self.sender.current_direction = "sendrecv"
        self.engine.senders.append(self.sender)
        self.errors: list[PeerError] = []
        self.lifetime = Lifetime()
        self.watchdog = MediaWatchdog(self.engine, self.lifetime, self.errors.append)

    @property
    def cured(self) -> bool:
        return self.sender.replaced == [None, self.track]


async def watches(number: int) -> None:
    """Lets so many watches pass."""
    await asyncio.sleep(number * (WATCH_S + 0.01))


@virtual
async def test_a_sender_that_sends_is_left_alone() -> None:
    watched = Watched()
    watched.sender.packets = itertools.count(1).__next__
    watched.watchdog.arm()
    await watches(2)
    assert (watched.sender.replaced, watched.errors) == ([], [])


@virtual
async def test_a_sender_that_sends_nothing_is_cured_by_taking_its_track_out_and_putting_it_back() -> None:
    watched = Watched()
    flowing = itertools.count(1)
    watched.sender.packets = lambda: next(flowing) if watched.sender.replaced else 0
    watched.watchdog.arm()
    await watches(3)
    assert watched.cured
    assert watched.errors == []


@pytest.mark.parametrize("counts", [[500, 500], [500, 0]], ids=["it has stopped", "the engine has lost it"])
def test_a_sender_that_has_sent_before_is_cured_too(counts: list[int]) -> None:
    @virtual
    async def scenario() -> None:
        watched = Watched()
        left = iter(counts)
        watched.sender.packets = lambda: next(left, 0)
        watched.watchdog.arm()
        await watches(1)
        assert watched.cured

    scenario()


@virtual
async def test_another_collision_during_the_watch_does_not_double_it() -> None:
    watched = Watched()
    watched.watchdog.arm()
    await rest()
    watched.watchdog.arm()
    await watches(1)
    assert watched.cured


@virtual
async def test_what_cannot_be_cured_is_told_once_with_its_track() -> None:
    watched = Watched()
    watched.watchdog.arm()
    await watches(5)
    assert [(error.code, error.fatal, error.track) for error in watched.errors] == [
        ("media_stalled", False, watched.track)
    ]
    assert running_timers() == 0


def disable(watched: Watched) -> None:
    watched.track.enabled = False


def mute(watched: Watched) -> None:
    watched.track.muted = True


def receive_only(watched: Watched) -> None:
    watched.sender.current_direction = "recvonly"


def take_out(watched: Watched) -> None:
    watched.sender.track = None


@pytest.mark.parametrize(
    "spoil", [lambda watched: watched.track.stop(), disable, mute, receive_only, take_out], ids=str
)
def test_what_is_not_expected_to_be_sent_is_left_alone(spoil: Callable[[Watched], None]) -> None:
    @virtual
    async def scenario() -> None:
        watched = Watched()
        spoil(watched)
        watched.watchdog.arm()
        await watches(3)
        assert (watched.sender.replaced, watched.errors) == ([], [])

    scenario()


@virtual
async def test_nothing_is_watched_until_it_is_armed_connected_and_stable() -> None:
    watched = Watched()
    watched.watchdog.state_changed()
    watched.engine.signaling_state = "have-local-offer"
    watched.watchdog.arm()
    watched.engine.signaling_state = "stable"
    watched.engine.connection_state = "connecting"
    watched.watchdog.state_changed()
    await watches(3)
    assert watched.sender.replaced == []
    watched.engine.connection_state = "connected"
    watched.watchdog.state_changed()
    await watches(1)
    assert watched.cured


@virtual
async def test_a_negotiation_in_the_middle_of_the_watch_has_it_begin_again_afterwards() -> None:
    watched = Watched()
    watched.watchdog.arm()
    await rest()
    watched.engine.signaling_state = "have-remote-offer"
    await watches(1)
    assert watched.sender.replaced == []
    watched.engine.signaling_state = "stable"
    watched.watchdog.state_changed()
    await watches(1)
    assert watched.cured


@virtual
async def test_without_statistics_it_goes_by_nothing() -> None:
    watched = Watched()

    async def refused() -> StatsReport:
        raise EngineError("no statistics")

    watched.sender.get_stats = lambda: promise(refused())  # type: ignore[method-assign]
    watched.watchdog.arm()
    await watches(3)
    assert (watched.sender.replaced, watched.errors) == ([], [])


@virtual
async def test_the_end_of_the_connection_ends_the_watch() -> None:
    watched = Watched()
    watched.watchdog.arm()
    await rest()
    watched.lifetime.end()
    assert running_timers() == 0
    await watches(3)
    assert (watched.sender.replaced, watched.errors) == ([], [])
