"""Two hosts that share nothing but Redis and the store: one is cut off in the middle, and joins again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from producer.embedded.redis_server import redis_server_executable
from shared.redis_client import open_redis
from shared.state.season import SeasonState
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.hosts import Host, Network, network
from tests.support.paid import PaidStudio, Provider, a_paid_season
from tests.support.s3 import S3Server, s3_server

PASSWORD = "of-the-test"
# What somebody had in hand is begun anew after 15 s, and a busy machine makes what is left of the season meanwhile.
LEASES_S = 120.0
WORKERS = {"paid": "control,provider.simulator -P threads -c 4", "media": "media -P prefork -c 1"}


@dataclass
class Hosts(PaidStudio):
    """A studio whose workers are on other hosts."""

    network: Network = field(kw_only=True)
    redis_url: str = field(kw_only=True)
    s3: S3Server = field(kw_only=True)

    def environment(self) -> dict[str, str]:
        urls = {"CLIFFHANGER_REDIS_URL": f"{self.redis_url}/0", "CLIFFHANGER_BROKER_URL": f"{self.redis_url}/1"}
        return {**super().environment(), **urls, **self.s3.environment}

    def start_host(self, host: Host) -> None:
        """Two worker processes, whose files nobody else has."""
        folder = self.folder / host.name
        folder.mkdir()
        celery = [sys.executable, "-m", "celery", "-A", "tests.support.quick_worker", "worker", "--without-gossip", "--without-mingle"]
        commands = {name: [*celery, "-l", "info", "-n", f"{name}@%h", "-Q", *options.split()] for name, options in WORKERS.items()}
        host.run(commands, {**self.environment(), "CLIFFHANGER_STATE_DIR": str(folder / "state")}, folder)

    def said(self, host: Host, text: str) -> int:
        """How often the workers of a host said something."""
        return sum(path.read_text(errors="replace").count(text) for path in (self.folder / host.name).glob("*.log"))


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    with network(2) as net, s3_server(net.services) as s3:
        socket = tmp_path / "redis.sock"
        options = {"bind": net.services, "port": "6379", "requirepass": PASSWORD, "save": "", "dir": tmp_path, "unixsocket": socket}
        command = [redis_server_executable(), *(str(word) for name, value in options.items() for word in (f"--{name}", value))]
        redis_server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)
        provider = Provider(host=net.provider)
        url = f"redis://:{PASSWORD}@{net.services}:6379"
        wait_for("Redis", socket.exists)
        yield Hosts(tmp_path, provider=provider, network=net, redis_url=url, s3=s3)
        for host in net.hosts:
            host.stop()
        provider.simulator.stop()
        redis_server.terminate()
        redis_server.wait()


def test_a_host_that_is_cut_off_costs_the_leases_time_and_is_of_use_again_when_it_is_back(hosts: Hosts) -> None:
    stays, goes = hosts.network.hosts
    for host in (stays, goes):
        hosts.start_host(host)
    wait_for("four workers", lambda: hosts.said(stays, "ready.") + hosts.said(goes, "ready.") == 4)
    hosts.provider.post("latency", {"seconds": 1, "by_kind": {}})
    scenes = [a_scene_of(f"Line {number}.", duration_seconds=1) for number in range(6)]
    ordered = hosts.json("produce", hosts.write(a_paid_season(scenes, scenes[:4])))
    state = SeasonState(open_redis(f"{hosts.redis_url}/0"), ordered["season"])
    wait_for("both hosts to be at work", lambda: hosts.said(stays, " by ") > 2 and hosts.said(goes, " by ") > 2)

    goes.cut_off()

    wait_for("the season", lambda: state.meta()["state"] == "done", LEASES_S)
    assert len(hosts.provider.jobs()) == 10
    assert hosts.provider.never_asked_twice()

    stays.stop()
    goes.join()
    one = {**a_paid_season([a_scene_of("Alone.", duration_seconds=1)]), "title": "Alone"}
    assert hosts.json("produce", hosts.write(one), "--wait")["state"] == "done"
    assert hosts.provider.never_asked_twice()
