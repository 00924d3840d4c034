"""A rolling restart of all workers: what is long is handed on, what may be paid is waited for; judged by the provider's books."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from producer.embedded.redis_server import RedisServer
from shared.ledger.ledger import Ledger
from shared.services import WorkerKind, celery_command
from shared.state.season import list_seasons
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import ROOT, wait_for
from tests.integration.paid.conftest import end
from tests.support.paid import LinePaidStudio, Provider, a_paid_season

WORKERS: tuple[WorkerKind, ...] = ("media", "control", "paid")
ANSWER_S = 6
SLOW_ONCE = "slow-once"
"""What tests/support/impatient_worker.py leaves when it has begun its slow film."""


@dataclass
class Restarted(LinePaidStudio):
    """A line whose workers are started one by one."""

    def begin(self, generation: str) -> "list[subprocess.Popen[bytes]]":
        return [self._begin(kind, f"{kind}-{generation}") for kind in WORKERS]

    def _begin(self, kind: WorkerKind, name: str) -> "subprocess.Popen[bytes]":
        queues = ["provider.simulator"] if kind == "paid" else []
        command = celery_command(kind, queues=queues, concurrency=2, name=name, app="tests.support.impatient_worker")
        with (self.line_folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen([sys.executable, *command[1:]], cwd=ROOT, env=self.environment(), stdout=log, stderr=log)


@pytest.fixture
def line(tmp_path: Path, provider: Provider) -> Iterator[Restarted]:
    server = RedisServer(tmp_path / "redis", tmp_path / "redis.log")
    server.start()
    line = Restarted(tmp_path, provider=provider, redis_url=server.url, line_folder=tmp_path)
    yield line
    end(line)
    server.stop()


def test_all_workers_are_restarted_in_the_middle_and_nothing_is_lost_or_paid_twice(line: Restarted, provider: Provider) -> None:
    provider.rules({"fault": "slow_answer", "options": {"seconds": ANSWER_S}, "match": {"kind": "speech"}, "times": 1})
    old = line.begin("old")
    scenes = [a_scene_of("One.", duration_seconds=1, action="Emma waits [slow]."), a_scene_of("Two.", duration_seconds=1)]
    following = line.start("produce", line.write(a_paid_season(scenes, stages="speech")), "--wait", "--json")
    client = line.client
    wait_for("a slow film", lambda: list(line.state.rglob(SLOW_ONCE)))
    wait_for("a request under way", lambda: any(call.state == "submitting" for call in Ledger(client).calls(list_seasons(client)[0])))
    new = line.begin("new")

    for worker in old:
        worker.send_signal(signal.SIGTERM)
    asked_at = time.monotonic()
    ends = [worker.wait(timeout=60) for worker in old]
    took_s = time.monotonic() - asked_at
    out, err = following.communicate(timeout=120)

    assert ends == [0, 0, 0]
    assert took_s < 40, "none waited for the film to end"
    assert following.returncode == 0, f"{out}{err}{line.log()}"
    assert len(provider.jobs("speech")) == 2
    assert provider.never_asked_twice()
    assert round(line.json("costs", list_seasons(client)[0])["spent_usd"] * 1_000_000) == provider.billed_micros
    for worker in new:
        worker.kill()
        worker.wait()
