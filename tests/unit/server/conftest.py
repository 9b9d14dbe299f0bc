"""Both ways of a frame: by the events of ASGI, as below any server, and by the shortcut of ours."""

import pytest

from ringback.server.websocket_protocol import FairWebSocketProtocol


@pytest.fixture(params=["asgi", "shortcut"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that uses this runs twice."""
    if request.param == "shortcut":
        monkeypatch.setattr("tests.serving.PROTOCOL", FairWebSocketProtocol)
