"""What every test may use: a real redis-server of its own process, emptied for each test."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, settings

from producer.embedded.redis_server import redis_server_executable
from shared.redis_client import open_redis
from tests.support.s3 import s3, s3_process  # noqa: F401  # fixtures
from tests.support.tools import REQUIRED

TESTS = Path(__file__).parent
PROOFS = (
    "chaos/test_recovery.py",
    "chaos/test_seeds.py",
    "e2e/test_examples.py",
    "e2e/test_secrets.py",
    "integration/brokers",
    "integration/operating",
    "integration/scale",
    "integration/services",
    "integration/stores",
    "integration/watching",
    "integration/test_kills.py",
    "integration/paid/test_audio_first.py",
    "integration/paid/test_metrics.py",
    "integration/paid/test_quality.py",
    "integration/paid/test_restart.py",
    "integration/paid/test_stopping.py",
    "integration/paid/test_translation.py",
    "integration/paid/test_up.py",
    "integration/paid/test_webhooks.py",
    "integration/paid/test_writing.py",
    "integration/paid/test_writing_money.py",
)
"""Where the tests are that are marked `proof`: `make proof`, not `make test`."""

# A busy machine is slow, and that is no failure.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the proofs, before pytest looks at marks."""
    proofs = tuple(str(TESTS / proof) for proof in PROOFS)
    for item in items:
        if str(item.path).startswith(proofs):
            item.add_marker("proof")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real redis-server on a unix socket, for this test process alone."""
    with tempfile.TemporaryDirectory(prefix="ch-test-") as folder:
        socket = Path(folder) / "redis.sock"
        options = ["--port", "0", "--unixsocket", str(socket), "--dir", folder, "--save", "", "--appendonly", "no"]
        server = subprocess.Popen([redis_server_executable(), *options], stdout=subprocess.DEVNULL)
        try:
            client = redis.Redis(unix_socket_path=str(socket))
            deadline = time.monotonic() + 20
            while True:
                try:
                    client.ping()
                    break
                except redis.ConnectionError:
                    assert server.poll() is None, "redis-server ended"
                    assert time.monotonic() < deadline, "redis-server did not answer"
            yield f"unix://{socket}?db=0"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    """An empty database."""
    client = open_redis(redis_url)
    client.flushall()
    yield client
    client.close()


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the developer's settings, and none writes into the developer's folders."""
    for name in list(os.environ):
        if name.startswith(("CLIFFHANGER_", "AWS_")) and name != REQUIRED:
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    monkeypatch.setenv("CLIFFHANGER_STATE_DIR", str(tmp_path_factory.mktemp("state")))
