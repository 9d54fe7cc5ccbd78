"""What holds for every test, wherever it stands; the database fixtures are in ``tests/conftest.py``."""

from tests.house.network import no_outside_network

__all__ = ["no_outside_network"]
