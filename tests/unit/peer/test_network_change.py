"""When a connection is told that this machine's network has changed."""

import asyncio
import ipaddress

from ringback.peer.network_change import LOOK_S, Addresses, addresses, on_network_change
from ringback.testing.virtual_time import running_timers, virtual

HOME, CAFE, NOWHERE = ("192.168.1.2", None), ("10.0.0.7", None), (None, None)


class Machine:
    """A machine that moves, and how often its program was told."""

    def __init__(self) -> None:
        self.at: Addresses = HOME
        self.told = 0
        self.stop = on_network_change(self._tell, lambda: self.at)

    def _tell(self) -> None:
        self.told += 1

    async def move(self, *places: Addresses) -> int:
        """To each place, for some time; how often that was told."""
        before = self.told
        for self.at in places:
            await asyncio.sleep(3 * LOOK_S)
        return self.told - before


@virtual
async def test_another_address_is_told_once() -> None:
    machine = Machine()
    assert await machine.move(HOME) == 0
    assert await machine.move(CAFE) == 1
    assert await machine.move(HOME, CAFE) == 2


@virtual
async def test_a_second_network_is_told_too() -> None:
    assert await Machine().move(("192.168.1.2", "2001:db8::7")) == 1


@virtual
async def test_a_network_that_is_lost_is_told_when_there_is_one_again() -> None:
    machine = Machine()
    assert await machine.move(NOWHERE) == 0
    assert await machine.move(HOME) == 1


@virtual
async def test_it_is_told_within_one_look() -> None:
    machine = Machine()
    await asyncio.sleep(LOOK_S / 2)
    machine.at = CAFE
    await asyncio.sleep(LOOK_S)
    assert machine.told == 1


@virtual
async def test_nothing_is_told_and_nothing_runs_after_the_end() -> None:
    machine = Machine()
    await machine.move(HOME)
    machine.stop()
    assert running_timers() == 0
    assert await machine.move(CAFE) == 0


@virtual
async def test_the_end_may_come_while_it_is_being_told() -> None:
    def stop_now() -> None:
        stop()

    stop = on_network_change(stop_now, iter([HOME, CAFE]).__next__)
    await asyncio.sleep(3 * LOOK_S)
    assert running_timers() == 0


def test_the_addresses_of_this_machine_are_addresses() -> None:
    for version, address in zip((4, 6), addresses(), strict=True):
        assert address is None or ipaddress.ip_address(address).version == version


def test_looking_takes_no_time_to_speak_of_and_is_steady() -> None:
    assert len({addresses() for _ in range(100)}) == 1
