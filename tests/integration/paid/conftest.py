"""One simulated provider for all tests of a process, a studio of its own for each, and one line that some of them share."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from producer.embedded.redis_server import RedisServer
from tests.support.paid import LinePaidStudio, PaidStudio, Provider


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Provider]:
    """Started once, since its media take longest to make."""
    provider = Provider()
    yield provider
    provider.simulator.stop()


@pytest.fixture
def provider(running_provider: Provider) -> Provider:
    """The provider, with empty books and without faults."""
    running_provider.reset()
    return running_provider


@pytest.fixture
def studio(tmp_path: Path, provider: Provider) -> Iterator[PaidStudio]:
    """A studio of embedded runs: each command brings Redis and workers along."""
    studio = PaidStudio(tmp_path, provider=provider)
    yield studio
    end(studio)


@pytest.fixture(scope="session")
def running_line(tmp_path_factory: pytest.TempPathFactory, running_provider: Provider) -> Iterator[LinePaidStudio]:
    """A line with its workers, started once: they take longer than a season. Its Redis is its own: they take what comes."""
    folder = tmp_path_factory.mktemp("line")
    server = RedisServer(folder / "redis", folder / "redis.log")
    server.start()
    line = LinePaidStudio(folder, provider=running_provider, redis_url=server.url, line_folder=folder)
    workers = line.start_workers()
    yield line
    for worker in workers:
        worker.kill()
        worker.wait()
    end(line)
    server.stop()


@pytest.fixture
def line(tmp_path: Path, running_line: LinePaidStudio, provider: Provider) -> Iterator[LinePaidStudio]:
    """The line without seasons, money and products, and a folder of its own for what is ordered."""
    # Its messages are in another database. What workers remember is by season, and each folder's seasons have ids of their own.
    running_line.client.flushdb()
    shutil.rmtree(running_line.state / "store", ignore_errors=True)
    redis_url, folder = running_line.redis_url, running_line.line_folder
    line = LinePaidStudio(tmp_path, provider=provider, key=running_line.key, redis_url=redis_url, line_folder=folder)
    yield line
    for process in line.started:
        if process.poll() is None:
            process.kill()
            process.wait()


def end(studio: PaidStudio) -> None:
    """End every process that works in a studio's state folder."""
    for process in studio.started:
        if process.poll() is None:
            process.kill()
            process.wait()
    leftovers = studio.processes()
    for process in leftovers:
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(leftovers, timeout=20)
