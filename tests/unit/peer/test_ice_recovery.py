"""When ICE is restarted, and when that is given up; moments in seconds."""

import asyncio

import pytest

from ringback.peer.errors import PeerError
from ringback.peer.ice_recovery import CONNECT_S, IceRecovery
from ringback.peer.lifetime import Lifetime
from ringback.testing.virtual_time import running_timers, virtual

End = tuple[float, str, str | None, bool]


class Watched:
    """A recovery, and the moments at which it restarted or told an error."""

    def __init__(self) -> None:
        self.lifetime = Lifetime()
        self.start = self.lifetime.now()
        self.restarts: list[float] = []
        self.ends: list[End] = []
        self.recovery = IceRecovery(self.lifetime, self._told, lambda: self.restarts.append(self._now()))

    def _now(self) -> float:
        return round(self.lifetime.now() - self.start, 3)

    def _told(self, error: PeerError) -> None:
        self.ends.append((self._now(), error.code, error.reason, error.fatal))


def connected() -> Watched:
    watched = Watched()
    watched.recovery.negotiated()
    watched.recovery.state_changed("checking")
    watched.recovery.state_changed("connected")
    return watched


@virtual
async def test_disconnected_restarts_after_two_seconds_then_every_eight_three_times_and_gives_up_at_thirty() -> None:
    watched = connected()
    watched.recovery.state_changed("disconnected")
    await asyncio.sleep(60)
    assert watched.restarts == [2, 10, 18]
    assert watched.ends == [(30, "ice_recovery_failed", "disconnected", True)]
    assert running_timers() == 0


@virtual
async def test_a_short_disconnection_is_left_alone() -> None:
    watched = connected()
    watched.recovery.state_changed("disconnected")
    await asyncio.sleep(1.999)
    watched.recovery.state_changed("connected")
    assert running_timers() == 0
    await asyncio.sleep(60)
    assert (watched.restarts, watched.ends) == ([], [])


@virtual
async def test_failed_restarts_at_once_and_again_when_the_restart_fails_but_not_within_two_seconds() -> None:
    watched = connected()
    watched.recovery.state_changed("failed")
    await asyncio.sleep(0.5)
    watched.recovery.state_changed("checking")
    watched.recovery.state_changed("failed")
    await asyncio.sleep(4.5)
    watched.recovery.state_changed("checking")
    watched.recovery.state_changed("failed")
    await asyncio.sleep(60)
    assert watched.restarts == [0, 2, 5]
    assert watched.ends == [(30, "ice_recovery_failed", "failed", True)]


@virtual
async def test_failed_after_disconnected_does_not_wait_for_the_two_seconds() -> None:
    watched = connected()
    watched.recovery.state_changed("disconnected")
    await asyncio.sleep(0.7)
    watched.recovery.state_changed("failed")
    await asyncio.sleep(7)
    assert watched.restarts == [0.7]


@virtual
async def test_a_recovered_connection_starts_again_with_three_tries_and_thirty_seconds() -> None:
    watched = connected()
    watched.recovery.state_changed("failed")
    await asyncio.sleep(20)
    watched.recovery.state_changed("completed")
    await asyncio.sleep(20)
    assert watched.restarts == [0, 8, 16]
    watched.recovery.state_changed("disconnected")
    await asyncio.sleep(60)
    assert watched.restarts[3:] == [42, 50, 58]
    assert watched.ends == [(70, "ice_recovery_failed", "disconnected", True)]


@virtual
async def test_after_giving_up_nothing_is_restarted_unless_it_comes_back_by_itself() -> None:
    watched = connected()
    watched.recovery.state_changed("failed")
    await asyncio.sleep(30.1)
    before = len(watched.restarts)
    watched.recovery.state_changed("failed")
    watched.recovery.network_changed()
    await asyncio.sleep(60)
    assert len(watched.restarts) == before
    watched.recovery.state_changed("connected")
    watched.recovery.state_changed("failed")
    assert len(watched.restarts) == before + 1


@virtual
async def test_a_change_of_network_restarts_a_connection_that_seems_well_without_any_clock_running() -> None:
    watched = connected()
    await asyncio.sleep(5)
    watched.recovery.network_changed()
    assert running_timers() == 0
    await asyncio.sleep(100)
    assert (watched.restarts, watched.ends) == ([5], [])


@virtual
async def test_changes_of_network_that_come_together_are_one() -> None:
    watched = connected()
    watched.recovery.network_changed()
    watched.recovery.network_changed()
    await asyncio.sleep(1)
    watched.recovery.network_changed()
    await asyncio.sleep(20)
    assert watched.restarts == [0, 2]


@virtual
async def test_a_new_network_gets_all_the_tries_and_not_more_time() -> None:
    watched = connected()
    watched.recovery.state_changed("failed")
    await asyncio.sleep(17)
    watched.recovery.network_changed()
    await asyncio.sleep(60)
    assert watched.restarts == [0, 8, 16, 18, 26]
    assert watched.ends == [(30, "ice_recovery_failed", "failed", True)]


@virtual
async def test_a_restart_for_the_network_does_not_count_when_trouble_comes_later() -> None:
    watched = connected()
    watched.recovery.network_changed()
    await asyncio.sleep(3)
    watched.recovery.state_changed("disconnected")
    await asyncio.sleep(29)
    assert watched.restarts == [0, 5, 13, 21]


@virtual
async def test_before_anything_is_negotiated_a_change_of_network_means_nothing() -> None:
    watched = Watched()
    watched.recovery.network_changed()
    await asyncio.sleep(60)
    assert watched.restarts == []


@virtual
async def test_negotiated_and_never_connected_is_told_after_thirty_seconds_also_when_the_engine_says_nothing() -> None:
    watched = Watched()
    await asyncio.sleep(5)
    watched.recovery.negotiated()
    await asyncio.sleep(10)
    watched.recovery.negotiated()
    await asyncio.sleep(60)
    assert watched.ends == [(35, "connection_timeout", "new", True)]
    assert running_timers() == 0


@virtual
async def test_never_connected_and_failed_on_the_way_is_tried_and_told_once() -> None:
    watched = Watched()
    watched.recovery.negotiated()
    await asyncio.sleep(15)
    watched.recovery.state_changed("failed")
    await asyncio.sleep(60)
    assert watched.restarts == [15, 23]
    assert watched.ends == [(30, "connection_timeout", "failed", True)]


@pytest.mark.parametrize("negotiated_first", [True, False])
def test_connected_in_time_no_deadline_remains_however_often_and_late_it_was_negotiated(
    negotiated_first: bool,
) -> None:
    @virtual
    async def scenario() -> None:
        watched = Watched()
        if negotiated_first:
            watched.recovery.negotiated()
            watched.recovery.negotiated()
        watched.recovery.state_changed("connected")
        watched.recovery.negotiated()
        assert running_timers() == 0
        await asyncio.sleep(2 * CONNECT_S)
        assert watched.ends == []

    scenario()


@virtual
async def test_the_end_of_the_connection_ends_everything() -> None:
    watched = connected()
    watched.recovery.state_changed("disconnected")
    watched.lifetime.end()
    assert running_timers() == 0
    await asyncio.sleep(60)
    assert (watched.restarts, watched.ends) == ([], [])
