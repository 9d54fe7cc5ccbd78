"""The guard refuses what leaves this machine and lets the rest pass."""

import socket

import pytest

from tests.house.network import OutsideNetwork


@pytest.mark.parametrize("host", ["192.0.2.1", "example.invalid"])
def test_outside_is_refused(host: str) -> None:
    with pytest.raises(OutsideNetwork, match="stay on this machine"):
        socket.create_connection((host, 80), timeout=1)
    with socket.socket() as client, pytest.raises(OutsideNetwork):
        client.connect_ex((host, 80))


def test_loopback_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
