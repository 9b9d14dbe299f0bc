"""The plug-in of pytest. Its fixtures are plain functions: they serve any asynchronous plug-in, or none.

pytest imports it at each start, so that what a fixture needs is imported by the fixture.
"""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from ringback.client import Call
    from ringback.testing.server import RingbackServer


class CallPair(Protocol):
    """What ``call_pair`` is."""

    def __call__(
        self, caller: str, callee: str, *, video: bool = False
    ) -> "AbstractAsyncContextManager[tuple[Call, Call]]":
        """A call between those two users."""
        ...


@pytest.fixture
def ringback_settings() -> dict[str, Any]:
    """Override this to change the server: keywords of ``Config``, ``can_call`` and ``authenticate``."""
    return {}


@pytest.fixture
def ringback_server(ringback_settings: dict[str, Any], tmp_path: Path) -> "Iterator[RingbackServer]":
    """A call server on a free port, for one test. Its calls are in a file of their own, so they outlive its death."""
    from ringback.testing.server import RingbackServer, ringback  # noqa: PLC0415 - see above

    settings = {"database_url": f"sqlite:///{tmp_path}/ringback.sqlite3", **ringback_settings}
    server = RingbackServer(lambda: ringback(**settings).app)
    yield server
    server.close()


@pytest.fixture
def call_pair(ringback_server: "RingbackServer") -> "CallPair":
    """``async with call_pair("alice", "bob") as (alice, bob)``: the two sides of one call, once media can flow.

    With ``video=True`` a picture has its place from the beginning. Needs ``ringback[peer]``.
    """
    from ringback.testing.calls import call_between  # noqa: PLC0415 - an optional dependency

    return partial(call_between, ringback_server)
