"""Which servers are asked, with which credentials."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from ringback.messages import TurnCredentials
from ringback.peer.engine import Configuration, IceServer
from ringback.peer.errors import PeerClosed, PeerError
from ringback.peer.ice_servers import DEFAULT_FALLBACK_STUN, RENEWAL_S, ice_servers, renew_ice_servers
from ringback.peer.lifetime import Lifetime
from ringback.peer.promise import promise
from ringback.testing.virtual_time import rest, running_timers, virtual
from tests.unit.peer.fake_engine import FakeEngine

UDP, TCP, TLS = "turn:a.example?transport=udp", "turn:a.example?transport=tcp", "TURNS:a.example"
OLD, NEW = IceServer(urls=("stun:old.example",)), IceServer(urls=("stun:new.example",))


def credentials(*uris: str) -> TurnCredentials:
    return TurnCredentials(username="1700000000:ann", password="secret", ttl=3600, uris=list(uris))


def test_only_turn_servers_are_given_the_credentials_and_the_fallback_comes_last() -> None:
    given = credentials("stun:a.example", UDP, TCP, TLS, "stuns:b.example")
    assert ice_servers(given, DEFAULT_FALLBACK_STUN) == (
        IceServer(urls=("stun:a.example", "stuns:b.example")),
        IceServer(urls=(UDP, TCP, TLS), username="1700000000:ann", credential="secret"),
        IceServer(urls=("stun:stun.l.google.com:19302",)),
    )


def test_the_fallback_can_be_another_or_off_and_is_not_named_twice() -> None:
    stun_only, own = credentials("stun:a.example"), (IceServer(urls=("stun:a.example",)),)
    assert ice_servers(stun_only, "off") == own
    assert ice_servers(stun_only, "stun:a.example") == own
    assert ice_servers(None, "stun:mine.example") == (IceServer(urls=("stun:mine.example",)),)
    assert ice_servers(None, "off") == ()


class Renewing:
    """A renewal over a fake engine; ``answer`` is what the application gives."""

    def __init__(self, answer: Callable[[], Awaitable[Sequence[IceServer]]]) -> None:
        self.lifetime = Lifetime()
        self.engine = FakeEngine("renewing")
        self.engine.configuration = Configuration(ice_servers=(OLD,), ice_transport_policy="relay")
        self.errors: list[PeerError] = []
        self.renewed = promise(renew_ice_servers(self.engine, answer, self.lifetime, self.errors.append))


async def fresh() -> Sequence[IceServer]:
    return [NEW]


async def offline() -> Sequence[IceServer]:
    raise OSError("offline")


async def silence() -> Sequence[IceServer]:
    await asyncio.sleep(3600)
    return []


@virtual
async def test_fresh_servers_replace_the_old_ones_and_nothing_else() -> None:
    renewing = Renewing(fresh)
    await renewing.renewed
    assert renewing.engine.configuration == Configuration(ice_servers=(NEW,), ice_transport_policy="relay")


@virtual
async def test_a_refresh_that_fails_is_told_and_the_old_servers_stay() -> None:
    renewing = Renewing(offline)
    await renewing.renewed
    (error,) = renewing.errors
    assert (error.code, error.fatal, str(error.__cause__)) == ("ice_servers_refresh_failed", False, "offline")
    assert renewing.engine.configuration.ice_servers == (OLD,)


@virtual
async def test_a_refresh_that_never_answers_is_given_up() -> None:
    renewing = Renewing(silence)
    await asyncio.sleep(RENEWAL_S - 0.001)
    assert renewing.errors == []
    await asyncio.sleep(0.002)
    assert [error.code for error in renewing.errors] == ["ice_servers_refresh_failed"]
    assert running_timers() == 0


@virtual
async def test_the_end_of_the_connection_ends_a_refresh_without_a_word() -> None:
    renewing = Renewing(silence)
    await rest()
    renewing.lifetime.end()
    with pytest.raises(PeerClosed):
        await renewing.renewed
    await rest()
    assert renewing.errors == []
    assert running_timers() == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}
