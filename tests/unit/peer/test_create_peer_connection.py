"""A connection that sees to its ICE servers itself."""

import asyncio
from typing import Any

from ringback.messages import TurnCredentials
from ringback.peer.config import PeerConnectionConfig, PeerEnvironment
from ringback.peer.create_peer_connection import TurnApi, create_peer_connection
from ringback.peer.engine import Configuration, Engine, IceServer
from ringback.peer.errors import PeerError
from ringback.peer.manager import PeerConnectionManager
from ringback.testing.virtual_time import rest, virtual
from tests.unit.peer.fake_engine import FakeEngine

GOOGLE = IceServer(urls=("stun:stun.l.google.com:19302",))


def turn(password: str) -> IceServer:
    return IceServer(urls=("turn:turn.example",), username="1:ann", credential=password)


class Passwords:
    """A TURN API with a new password each time."""

    def __init__(self) -> None:
        self.asked = 0

    async def get_credentials(self) -> TurnCredentials:
        self.asked += 1
        return TurnCredentials(username="1:ann", password=str(self.asked), ttl=60, uris=["turn:turn.example"])


class Unavailable(Exception):
    reason = "turn_not_configured"


class Nothing:
    """A TURN API without credentials."""

    async def get_credentials(self) -> TurnCredentials:
        raise Unavailable


class Created:
    def __init__(self) -> None:
        self.engine = FakeEngine("created")
        self.errors: list[PeerError] = []

    async def create(
        self, turn_api: TurnApi, *, fallback_stun: str | None = None, **config: Any
    ) -> PeerConnectionManager:
        complete = {
            "polite": False,
            "call_id": "call",
            "remote_user_id": "bob",
            "signaling": self,
            "on_track": lambda *_: None,
            "on_ice_connection_state_change": lambda _: None,
            "on_error": self.errors.append,
            **config,
        }
        chosen = {} if fallback_stun is None else {"fallback_stun": fallback_stun}
        environment = PeerEnvironment(create_engine=self._create)
        return await create_peer_connection(
            PeerConnectionConfig(**complete), turn_api, environment=environment, **chosen
        )

    def send(self, message: object) -> None:
        """Nobody listens."""

    def _create(self, configuration: Configuration) -> Engine:
        self.engine.configuration = configuration
        return self.engine


@virtual
async def test_the_connection_is_made_with_the_credentials_the_fallback_and_no_pool() -> None:
    created = Created()
    await created.create(Passwords())
    assert created.engine.configuration == Configuration(ice_servers=(turn("1"), GOOGLE))
    assert created.errors == []


@virtual
async def test_the_fallback_can_be_switched_off_and_the_policy_set() -> None:
    created = Created()
    await created.create(Passwords(), fallback_stun="off", ice_transport_policy="relay")
    assert created.engine.configuration == Configuration(ice_servers=(turn("1"),), ice_transport_policy="relay")


@virtual
async def test_without_credentials_it_goes_on_with_stun_alone_and_says_why() -> None:
    created = Created()
    manager = await created.create(Nothing())
    assert created.engine.configuration.ice_servers == (GOOGLE,)
    (error,) = created.errors
    assert (error.code, error.fatal, error.reason) == ("turn_unavailable", False, "turn_not_configured")
    assert isinstance(error.__cause__, Unavailable)
    await manager.restart_ice()
    assert created.engine.restarts == 1


@virtual
async def test_before_an_ice_restart_the_credentials_are_fetched_again() -> None:
    created = Created()
    manager = await created.create(Passwords())
    await manager.restart_ice()
    assert created.engine.configuration == Configuration(ice_servers=(turn("2"), GOOGLE))
    assert created.engine.restarts == 1


@virtual
async def test_an_application_that_fails_on_an_error_still_gets_its_connection() -> None:
    surfaced: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: surfaced.append(context))

    def on_error(_: PeerError) -> None:
        raise ValueError("the application's own")

    created = Created()
    await created.create(Nothing(), on_error=on_error)
    await rest()
    assert created.engine.configuration.ice_servers == (GOOGLE,)
    assert [str(context["exception"]) for context in surfaced] == ["the application's own"]
