"""Each measurement runs, at its smallest, and all that it counts adds up."""

from pathlib import Path

import pytest

from ops.bench import growth, inflight, limits
from ops.bench.provider import Terms
from ops.bench.rivals.run import MANNERS


@pytest.fixture(autouse=True)
def _own_process_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line under test puts its settings into the environment of its process: take them out again."""
    for name in ("CATALOGUE", "ALLOW_HOSTS", "REDIS_URL", "LEDGER_URL", "BROKER_URL", "STATE_DIR", "STORE", "LOG_LEVEL"):
        _forget(monkeypatch, f"CLIFFHANGER_{name}")
    for name in ("SIMULATOR_API_KEY", "PYTHONPATH"):
        _forget(monkeypatch, name)


def _forget(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Unset a variable now, and put back at the end what it was, whatever is written into it meanwhile."""
    monkeypatch.setenv(name, "")
    monkeypatch.delenv(name)


def test_the_line_and_its_rivals_make_the_same_scenes_within_the_same_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "PROCESSES", 1)
    monkeypatch.setattr(limits, "MANNERS", {"eager": MANNERS["eager"]})

    found = limits.measure(limits.Case(Terms(0.3, 6000, 2), 4), tmp_path, with_rivals=True)

    assert found["line"]["made"] == found["line"]["calls"] == 4
    assert found["line"]["most_in_flight"] <= 2
    assert found["line"]["refused_429"] == found["line"]["paid_twice"] == 0
    assert [found["rivals"][rival]["eager"]["made"] for rival in ("pool", "celery")] == [4, 4]


def test_every_job_in_flight_is_collected(tmp_path: Path) -> None:
    found = inflight.measure(6, 1.0, tmp_path)

    assert (found["state"], found["calls"], found["settled"], found["most_in_flight"]) == ("done", 6, 6, 6)


def test_growth_is_measured_by_the_scene(tmp_path: Path) -> None:
    found = growth.measure(4, 2, 0.1, tmp_path)

    assert (found["state"], found["settled"], found["paid_twice"]) == ("done", 4, 0)
    assert 0 < found["a_scene"]["journal_bytes"] < found["a_scene"]["redis_bytes_after"]
    assert growth.ratios([found, {**found, "scenes": 8}])["8/4"]["cpu_ms"] == 1.0
