"""The services' commands, and how many processors a container may use."""

from pathlib import Path

import pytest

from shared import cores
from shared.services import SERVICES, WORKERS, celery_command


def test_a_worker_serves_its_kinds_queue_and_paid_ones_those_of_vendors() -> None:
    media, paid = celery_command("media", concurrency=2), celery_command("paid", queues=["provider.a", "provider.b"], name="paid-7")

    assert media[media.index("-Q") + 1] == "media"
    assert media[media.index("-P") + 1 : media.index("-P") + 4] == ["prefork", "-c", "2"]
    assert paid[paid.index("-Q") + 1] == "provider.a,provider.b"
    assert paid[paid.index("-n") + 1] == "paid-7@%h"
    with pytest.raises(ValueError, match="give queues"):
        celery_command("paid")


def test_a_worker_writes_no_greeting_beside_its_log_lines() -> None:
    command = celery_command("control")

    # An option of `celery`, not of its `worker`.
    assert "-q" in command[: command.index("worker")]


def test_every_kind_of_worker_is_a_service() -> None:
    assert [SERVICES[kind] for kind in WORKERS] == list(WORKERS.values())


@pytest.mark.parametrize(("text", "most"), [("max 100000", None), ("250000 100000", 2), ("50000 100000", 1), ("nonsense", None)])
def test_a_quota_of_processors_counts_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, most: int | None
) -> None:
    (tmp_path / "cpu.max").write_text(text)
    monkeypatch.setattr(cores, "CPU_MAX", tmp_path / "cpu.max")
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: set(range(64)), raising=False)

    assert cores.usable_cores() == (most or 64)
