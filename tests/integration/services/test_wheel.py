"""What the image installs: the wheel's files alone are enough to run a worker, data included."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.conftest import wait_for
from tests.support.compose import ROOT

PACKAGES = ("shared", "producer", "worker", "ops")
# Read where they are, by people and by container engines, or made from what else there is.
BUILD = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked: what pip puts into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("cliffhanger-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


@pytest.fixture
def worker(installed: Path, redis_url: str, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A control worker whose only modules of ours are the wheel's, started in a folder that has a trap for it."""
    (tmp_path / "worker").mkdir()
    (tmp_path / "worker/__init__.py").write_text("raise SystemExit('this is the module of the folder, not of the wheel')")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CLIFFHANGER_")}
    own = {
        "CLIFFHANGER_REDIS_URL": redis_url,
        "CLIFFHANGER_HEARTBEAT": str(tmp_path / "beat"),
        "CLIFFHANGER_STATE_DIR": str(tmp_path / "state"),
    }
    socket = redis_url.removeprefix("unix://").split("?")[0]
    own["CLIFFHANGER_BROKER_URL"] = f"redis+socket://{socket}?virtual_host=1"
    command = [sys.executable, "-P", "-c", "from producer.cli import main; main()", "worker", "control", "--concurrency", "1"]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env={**clean, **own, "PYTHONPATH": str(installed)}, stdout=log, stderr=log)
    yield process
    process.kill()
    process.wait()


def test_every_file_of_the_packages_is_in_the_wheel(installed: Path) -> None:
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()

    assert [name for name in listed if (ROOT / name).exists() and not (installed / name).exists()] == []


def test_a_worker_runs_from_the_wheel_alone_and_tells_that_it_is_well(
    installed: Path, worker: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    def is_well() -> bool:
        assert worker.poll() is None, (tmp_path / "worker.log").read_text()
        return (tmp_path / "beat").exists() and '"serving"' in (tmp_path / "beat").read_text()

    wait_for("the worker's heartbeat", is_well)

    assert psutil.Process(worker.pid).cwd() == str(installed), "no folder of the user's is on its path"
