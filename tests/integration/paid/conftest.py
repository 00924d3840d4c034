"""One simulated provider for all tests of a process, and a studio of its own for each."""

import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.paid import PaidStudio, Provider


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
    studio = PaidStudio(tmp_path, provider=provider)
    yield studio
    for process in studio.started:
        if process.poll() is None:
            process.kill()
            process.wait()
    leftovers = studio.processes()
    for process in leftovers:
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(leftovers, timeout=20)
