"""A port that nobody else gets."""

import socket

import pytest

from ringback.testing import RingbackServer
from ringback.testing.app_server import HOST
from ringback.testing.kept_port import KeptPort


def is_free(port: int) -> bool:
    """Whether another server could begin there."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def test_it_is_kept_while_nobody_listens_and_again_afterwards() -> None:
    port = KeptPort()
    for _ in range(2):
        assert not is_free(port.number)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HOST, port.number))
        with port.listen() as listener:
            with socket.create_connection((HOST, port.number)):
                listener.accept()[0].close()
            assert not is_free(port.number)
            port.hold()
    port.close()


def test_the_port_of_a_link_that_is_cut_and_of_a_server_that_is_killed_is_theirs(
    ringback_server: RingbackServer,
) -> None:
    link = ringback_server.user("alice").link
    server_port = int(ringback_server.url.rpartition(":")[2])
    link.cut()
    assert not is_free(link.port)
    link.mend()
    for end in (ringback_server.kill, ringback_server.stop):
        end()
        assert not is_free(link.port)
        assert not is_free(server_port)
        ringback_server.start()
