"""One address in, every address out; and what is refused."""

import pytest

from ringback.client.server_url import ServerUrl, server_url
from ringback.errors import ConfigurationError

EXPECTED = ServerUrl(
    websocket="wss://example.org/calls/ws",
    turn_credentials="https://example.org/calls/turn/credentials",
    history="https://example.org/calls/calls",
)


@pytest.mark.parametrize(
    "mounted_at",
    [
        "https://example.org/calls",
        "https://example.org/calls/",
        "wss://example.org/calls",
        "HTTPS://example.org/calls",
    ],
)
def test_both_addresses_follow_from_the_mount_point(mounted_at: str) -> None:
    assert server_url(mounted_at) == EXPECTED


def test_at_the_root_with_a_port() -> None:
    assert server_url("https://example.org:8443").websocket == "wss://example.org:8443/ws"
    assert server_url("https://[2001:db8::1]:8443/").turn_credentials == "https://[2001:db8::1]:8443/turn/credentials"


@pytest.mark.parametrize(
    "host", ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9:8000", "[::1]:8000", "LOCALHOST"]
)
def test_this_machine_needs_no_encryption(host: str) -> None:
    assert server_url(f"http://{host}").websocket.startswith("ws://")


@pytest.mark.parametrize(
    "host", ["example.org", "10.0.0.1", "localhost.example.org", "[2001:db8::1]", "127.1.example"]
)
@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_another_machine_does(scheme: str, host: str) -> None:
    with pytest.raises(ConfigurationError, match="without encryption"):
        server_url(f"{scheme}://{host}")
    assert server_url(f"{scheme}://{host}", allow_insecure=True).websocket.startswith("ws://")


@pytest.mark.parametrize(
    "address",
    [
        "example.org/calls",
        "ftp://example.org",
        "https://",
        "https:///calls",
        "https://example.org:99999",
        "https://[::1",
        "",
        "https://example.org/calls?token=secret",
        "https://example.org/calls#secret",
        "https://alice:secret@example.org/calls",
    ],
)
def test_no_address_of_a_server(address: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        server_url(address)
    assert "secret" not in str(refused.value)
