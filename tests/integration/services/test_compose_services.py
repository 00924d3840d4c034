"""The services of docker-compose.yml together, as plain processes, by the file's own commands: a season goes through them."""

import json
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator

import psutil
import pytest
import redis
import requests
import yaml

from shared.services import SERVICES
from tests.factories.season_file import a_scene_of
from tests.support.compose import ROOT
from tests.support.paid import QUICK, a_paid_season
from tests.support.s3 import s3_server
from tests.support.stack import Stack

WORKERS = ("worker-media", "worker-paid", "worker-control")
OURS = (*WORKERS, "hooks", "flower", "metrics")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Started once, in the order in which the file's conditions would have it."""
    with s3_server() as server:
        stack = Stack(tmp_path_factory.mktemp("stack"), server.endpoint)
        try:
            # The object store's image makes the bucket; its stand-in is told to.
            server.client.create_bucket(Bucket="cliffhanger")
            # The simulated vendor's own row is made for people's patience.
            (stack.catalogue / "9.yaml").write_text(yaml.safe_dump({"simulator": QUICK}))
            stack.start("redis-ledger", "redis-broker", "simulator")
            for name in ("redis-ledger", "redis-broker"):
                stack.wait_for(name, lambda name=name: _is_well(stack, name))
            stack.start(*OURS)
            stack.wait_for("the workers", lambda: all(_heartbeat(stack, name) == 0 for name in WORKERS))
            for name in ("simulator", "hooks", "flower", "metrics"):
                stack.wait_for(name, lambda name=name: _answers(stack.url(name)))
            requests.post(f"{stack.url('simulator')}/_sim/latency", json={"seconds": 0, "by_kind": {}}, timeout=10)
            yield stack
        finally:
            stack.stop()


@pytest.fixture(scope="module")
def produced(stack: Stack) -> "subprocess.CompletedProcess[str]":
    """A season that the simulated provider makes, ordered as `docker compose run cliffhanger produce` would."""
    scenes = [a_scene_of("Don't lie to me.", duration_seconds=1), a_scene_of("Then you know why.", speaker="Daniel", duration_seconds=1)]
    (stack.folder / "orders" / "season.yaml").write_text(yaml.safe_dump(a_paid_season(scenes, stages="video speech")))
    return stack.run("produce", "season.yaml", "--wait", "--json")


def _is_well(stack: Stack, name: str) -> bool:
    command = ["sh", str(ROOT / "ops/compose/redis-health.sh"), "-p", str(stack.ports[name])]
    environment = {**stack.environment(name), "SECRETS": str(stack.folder / "mounted" / name)}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


def _heartbeat(stack: Stack, name: str) -> int:
    """The exit code of the image's own check, and that the worker takes work."""
    if not stack.heartbeat(name).exists():
        return 1
    command = [sys.executable, "-m", "shared.heartbeat", "--ready"]
    return subprocess.run(command, env=stack.environment(name), cwd=ROOT, capture_output=True, check=False).returncode


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=10).status_code < 500
    except requests.ConnectionError:
        return False


def test_a_season_is_made_by_the_services_and_paid_once(stack: Stack, produced: "subprocess.CompletedProcess[str]") -> None:
    assert produced.returncode == 0, f"{produced.stderr}\n{stack.log()}"
    told = json.loads(produced.stdout)
    books = requests.get(f"{stack.url('simulator')}/_sim/books", timeout=10).json()

    costs = json.loads(stack.run("costs", told["season"], "--json").stdout)

    assert told["state"] == "done"
    assert books["totals"]["duplicates"] == 0
    assert round(costs["spent_usd"] * 1e6) == books["totals"]["billed_micros"] > 0


def test_what_is_delivered_lies_where_it_was_ordered_and_products_in_the_bucket(
    stack: Stack, produced: "subprocess.CompletedProcess[str]"
) -> None:
    orders, state = stack.folder / "orders", stack.folder / "state"

    assert (orders / "out/test-season/E01.mp4").stat().st_size > 1000
    assert not (state / "store").exists()
    assert not (orders / ".cliffhanger/store").exists()


def test_flower_asks_for_the_password_of_the_secret_file(stack: Stack) -> None:
    with_password = {"Authorization": "Basic " + b64encode(stack.secret("cliffhanger_flower_auth").encode()).decode()}

    assert requests.get(stack.url("flower"), timeout=20).status_code == 401
    assert requests.get(stack.url("flower"), headers=with_password, timeout=20).status_code == 200


def test_metrics_and_hooks_answer(stack: Stack, produced: "subprocess.CompletedProcess[str]") -> None:
    told = requests.get(f"{stack.url('metrics')}/metrics", timeout=20).text

    assert "cliffhanger_backlog{" in told
    assert requests.get(f"{stack.url('hooks')}/health", timeout=20).json()["status"] == "ok"


def test_nobody_without_the_password_reaches_either_redis(stack: Stack) -> None:
    for name in ("redis-ledger", "redis-broker"):
        with redis.Redis(port=stack.ports[name]) as client, pytest.raises(redis.AuthenticationError):
            client.ping()
    with redis.Redis(port=stack.ports["redis-ledger"], password=stack.secret("redis_password"), decode_responses=True) as ledger:
        assert [ledger.config_get(name)[name] for name in ("appendfsync", "maxmemory-policy")] == ["always", "noeviction"]


def test_no_secret_is_in_any_process_s_environment_or_command_line_or_log(stack: Stack) -> None:
    files = [path for path in stack.secrets.rglob("*") if path.is_file()]
    secrets = {path.read_text(encoding="utf-8").strip() for path in files}
    assert len(secrets) == 7

    for name, process in stack.running.items():
        parent = psutil.Process(process.pid)
        for each in (parent, *parent.children(recursive=True)):
            seen = "\n".join([*each.cmdline(), *each.environ().values()])
            assert not [secret for secret in secrets if secret in seen], name
    assert not [secret for secret in secrets if secret in stack.log()]


def test_z_every_service_ends_within_its_grace_when_it_is_asked_to(stack: Stack, produced: "subprocess.CompletedProcess[str]") -> None:
    begun = time.monotonic()
    for name in OURS:
        stack.running[name].terminate()

    for name in OURS:
        grace_s = SERVICES[name.removeprefix("worker-")].grace_s
        stack.running[name].wait(timeout=max(1.0, grace_s - (time.monotonic() - begun)))

    assert time.monotonic() - begun < 30, "there was nothing in hand"
    assert {name: stack.running[name].returncode for name in WORKERS} == dict.fromkeys(WORKERS, 0)
