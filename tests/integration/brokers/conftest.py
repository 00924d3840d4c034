"""A line whose Redis and broker are what a test says, with a simulated provider whose books tell what was paid."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.integration.paid.conftest import end, provider, running_provider
from tests.support.paid import LinePaidStudio, Provider
from tests.support.rabbitmq import RabbitMQ

__all__ = ["provider", "running_provider"]


@dataclass
class BrokerStudio(LinePaidStudio):
    """A studio whose messages go by `broker`, with settings of its own on top."""

    broker: str = field(kw_only=True)
    more: dict[str, str] = field(default_factory=dict, kw_only=True)

    @property
    def broker_url(self) -> str:
        return self.broker

    def environment(self) -> dict[str, str]:
        return {**super().environment(), **self.more}


@pytest.fixture(scope="module")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    server = RabbitMQ(tmp_path_factory.mktemp("rabbitmq"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def line_on(tmp_path: Path, provider: Provider) -> Iterator[Callable[..., BrokerStudio]]:
    """Makes a studio on a ledger and a broker; ends what it started."""
    made: list[BrokerStudio] = []

    def make(ledger: str, broker: str, **more: str) -> BrokerStudio:
        made.append(BrokerStudio(tmp_path, provider=provider, redis_url=ledger, line_folder=tmp_path, broker=broker, more=more))
        return made[-1]

    yield make
    for studio in made:
        end(studio)
    while True:
        # Workers are this process's children.
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                break
        except ChildProcessError:
            break
