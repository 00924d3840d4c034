"""One process that all chaotic workers are forked from, for each process of tests."""

from collections.abc import Iterator

import pytest

from tests.chaos.nursery import close_nursery, open_nursery


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "chaos: seasons under faults, kills and lost messages; many more of them by `make chaos`")


@pytest.fixture(scope="session")
def nursery() -> Iterator[None]:
    """Where workers come from."""
    open_nursery()
    yield
    close_nursery()
