"""A ledger and a broker that Sentinels watch: the master is killed in the middle of a paid season, and nothing is paid twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from shared import keyspace
from shared.ledger.verify import verify
from shared.redis_client import open_redis
from tests.factories.season_file import a_scene_of
from tests.integration.brokers.conftest import BrokerStudio
from tests.integration.conftest import wait_for
from tests.support.paid import a_paid_season
from tests.support.rabbitmq import free_ports
from tests.support.redis_node import RedisNode

MASTER = "cliffhanger"
DURABLE = ("appendonly yes", "appendfsync always", "maxmemory-policy noeviction", "repl-diskless-sync-delay 0")


@dataclass
class Watched:
    """A master, a replica, and three Sentinels, two of which must agree."""

    master: RedisNode
    replica: RedisNode
    sentinels: list[RedisNode]

    def url(self, db: int) -> str:
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"sentinel://{hosts}/{db}?master={MASTER}"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    one, two, *ports = free_ports(5)
    master = RedisNode(tmp_path / "one", one, *DURABLE)
    replica = RedisNode(tmp_path / "two", two, *DURABLE, f"replicaof 127.0.0.1 {one}")
    rules = [f"monitor {MASTER} 127.0.0.1 {one} 2", f"down-after-milliseconds {MASTER} 1000", f"failover-timeout {MASTER} 10000"]
    lines = [f"sentinel {rule}" for rule in rules]
    sentinels = [RedisNode(tmp_path / f"sentinel-{port}", port, *lines, program_name="redis-sentinel") for port in ports]
    nodes = [master, replica, *sentinels]
    try:
        for node in nodes:
            node.start()
        known = [sentinel.client() for sentinel in sentinels]
        wait_for("Sentinels that know each other", lambda: all(_is_ready(dict(each.sentinel_master(MASTER))) for each in known), 30)
        yield Watched(master, replica, sentinels)
    finally:
        for node in nodes:
            node.stop()


def _is_ready(state: dict[str, int]) -> bool:
    return state["num-slaves"] == 1 and state["num-other-sentinels"] == 2


def test_a_paid_season_outlives_the_death_of_its_ledger_and_pays_once(
    watched: Watched, redis_url: str, client: redis.Redis, line_on: Callable[..., BrokerStudio]
) -> None:
    broker = f"redis+socket://{redis_url.removeprefix('unix://').partition('?')[0]}?virtual_host=1"
    studio = line_on(watched.url(0), broker, CLIFFHANGER_LEDGER_REPLICAS="1")
    studio.start_workers()
    studio.provider.post("latency", {"seconds": 1, "by_kind": {}})
    scenes = [[a_scene_of(f"Line {number} of {episode}.") for number in range(3)] for episode in range(2)]
    command = studio.start("produce", studio.write(a_paid_season(*scenes)), "--wait")
    wait_for("the first paid jobs", lambda: command.poll() is not None or len(studio.provider.jobs()) >= 3, 240)

    watched.master.kill()
    wait_for("the replica to be the master", lambda: watched.replica.client().info("replication")["role"] == "master", 30)
    # Until there is a replica again, no paid request leaves.
    watched.master.start().client().replicaof("127.0.0.1", watched.replica.port)

    _, told = command.communicate(timeout=240)
    assert command.returncode == 0, told + studio.log()
    assert studio.provider.kinds() == ["video"] * 6
    assert studio.provider.never_asked_twice()
    ledger = open_redis(watched.url(0))
    assert verify(ledger).is_well
    assert int(ledger.get(keyspace.CONFIRMED) or 0) >= 6, "each submit was confirmed by a replica"
