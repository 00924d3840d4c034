"""Redis by TLS, with users who may do what the line needs and nothing else: the rules are those of docs/brokers.md."""

import asyncio
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from celery import Celery

from producer.flower.pages import Depths
from producer.metrics.gather import Gatherer
from producer.metrics.service import as_text
from shared.broker import broker_settings
from shared.redis_client import open_redis
from shared.settings import Settings
from tests.factories.season_file import a_scene_of
from tests.integration.brokers.conftest import BrokerStudio
from tests.integration.conftest import ROOT, wait_for
from tests.support.paid import a_paid_season
from tests.support.rabbitmq import free_ports
from tests.support.redis_node import RedisNode
from tests.support.server_certificate import server_certificate

PAGE = ROOT / "docs" / "brokers.md"

FORBIDDEN = (
    *("FLUSHALL", "FLUSHDB", "CONFIG GET dir", "KEYS *", "SHUTDOWN", "CLUSTER NODES", "REPLICAOF NO ONE", "SCRIPT FLUSH", "ACL LIST"),
    *("GET other", "SET other 1", "MONITOR", "SAVE", "CLIENT LIST", "FUNCTION LIST", "SUBSCRIBE other"),
)


@dataclass
class Guarded:
    """A server that takes TLS only, and users with passwords only."""

    node: RedisNode
    password: str
    options: str

    def url(self, user: str, db: int) -> str:
        return f"rediss://{user}:{self.password}@localhost:{self.node.port}/{db}?{self.options}"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder, (port,), password = tmp_path_factory.mktemp("guarded"), free_ports(1), uuid.uuid4().hex
    certificate, key = server_certificate(folder)
    users = [rule.replace("PASSWORD", password) for rule in re.findall(r"^user cliffhanger-\w+ .*$", PAGE.read_text(), re.MULTILINE)]
    tls = [f"tls-port {port}", "port 0", f"tls-cert-file {certificate}", f"tls-key-file {key}", f"tls-ca-cert-file {certificate}"]
    rules = ["tls-auth-clients no", f"user admin on >{password} ~* &* +@all", "user default off", *users]
    login = {"ssl": True, "ssl_ca_certs": str(certificate), "username": "admin", "password": password, "host": "localhost"}
    node = RedisNode(folder / "node", port, *tls, *rules, **login)
    try:
        yield Guarded(node.start(), password, f"ssl_ca_certs={certificate}")
    finally:
        node.stop()


def test_a_season_is_made_paid_and_backed_up_by_users_with_the_least_rights(
    guarded: Guarded, line_on: Callable[..., BrokerStudio], tmp_path: Path
) -> None:
    studio = line_on(guarded.url("cliffhanger-ledger", 0), guarded.url("cliffhanger-broker", 0))
    workers = studio.start_workers()
    command = studio.start("produce", studio.write(a_paid_season([a_scene_of("One."), a_scene_of("Two.")])), "--wait")

    wait_for("the season, or the end of a worker", lambda: command.poll() is not None or any(worker.poll() for worker in workers), 240)

    assert guarded.node.client().acl_log() == [], studio.log()
    assert command.wait() == 0, studio.log()
    assert studio.provider.kinds() == ["video"] * 2
    assert guarded.password not in studio.log()

    saved = line_on(guarded.url("cliffhanger-backup", 0), studio.broker).run("backup", tmp_path / "backup")

    assert (saved.returncode, guarded.node.client().acl_log()) == (0, []), saved.stderr
    assert "1 season" in saved.stdout + saved.stderr


@pytest.mark.parametrize("user", ["cliffhanger-ledger", "cliffhanger-broker", "cliffhanger-backup"])
@pytest.mark.parametrize(
    "command",
    FORBIDDEN,
)
def test_a_user_of_the_line_may_not(guarded: Guarded, user: str, command: str) -> None:
    client = open_redis(guarded.url(user, 0))

    with pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command.split())


def test_the_user_of_the_broker_does_not_see_the_ledger(guarded: Guarded) -> None:
    client = open_redis(guarded.url("cliffhanger-broker", 0))

    with pytest.raises(redis.exceptions.NoPermissionError):
        client.hgetall("{cliffhanger}:balance:account:any")


def test_metrics_and_flowers_queues_are_read_with_the_least_rights(guarded: Guarded) -> None:
    guarded.node.client().acl_log_reset()
    ledger, broker = guarded.url("cliffhanger-ledger", 0), guarded.url("cliffhanger-broker", 0)
    gatherer = Gatherer(Settings(ledger_url=ledger, broker_url=broker))

    told = as_text(gatherer.gather()).decode()
    (queue,) = asyncio.run(Depths(app_of(broker)).queues(["media"]))

    assert "\ncliffhanger_up 1.0\n" in told
    assert 'cliffhanger_redis_memory_bytes{part="broker"}' in told
    assert queue == {"name": "media", "messages": 0}
    assert guarded.node.client().acl_log() == []


def app_of(broker: str) -> Celery:
    """An app as Flower's own is."""
    app = Celery("test", set_as_current=False)
    app.conf.update(broker_settings(broker))
    return app


def test_a_server_whose_certificate_nobody_vouches_for_is_not_talked_to(guarded: Guarded) -> None:
    unvouched = guarded.url("cliffhanger-ledger", 0).partition("?")[0]

    with pytest.raises(redis.exceptions.ConnectionError, match="certificate verify failed"):
        open_redis(unvouched).ping()
