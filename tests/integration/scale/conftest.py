"""A line whose broker is a Redis of its own, apart from the ledger's, and whose workers the test starts one by one."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis

from producer.embedded.redis_server import RedisServer
from tests.integration.paid.conftest import end
from tests.support.paid import LinePaidStudio, Provider


@dataclass
class TwoRedisStudio(LinePaidStudio):
    """A studio with a Redis for the ledger and one for messages."""

    broker_server: RedisServer = field(kw_only=True)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list, kw_only=True)

    @property
    def broker_url(self) -> str:
        return self.broker_server.broker_url

    @property
    def broker(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.broker_server.socket), db=1, decode_responses=True)

    def start_worker(self, name: str, queues: str, pool: str, concurrency: int, *more: str) -> subprocess.Popen[bytes]:
        self.workers.append(super().start_worker(name, queues, pool, concurrency, *more))
        return self.workers[-1]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The simulated provider."""
    provider = Provider()
    yield provider
    provider.simulator.stop()


@pytest.fixture
def line(
    tmp_path: Path, redis_url: str, client: redis.Redis, provider: Provider
) -> Iterator[TwoRedisStudio]:  # `client` empties the ledger
    """A line without workers."""
    provider.reset()
    broker = RedisServer(tmp_path / "broker", tmp_path / "broker.log")
    broker.start()
    line = TwoRedisStudio(tmp_path, provider=provider, redis_url=redis_url, line_folder=tmp_path, broker_server=broker)
    yield line
    for worker in line.workers:
        worker.kill()
        worker.wait()
    end(line)
    broker.stop()
