"""What a heartbeat says to whoever looks after a worker."""

import json
import time
from pathlib import Path

import pytest

from shared.heartbeat import SILENT_AFTER_S, WAITS_AT_MOST_S, beat, main, read_health


def written(path: Path, state: str, age_s: float) -> Path:
    path.write_text(json.dumps({"pid": 1, "state": state, "monotonic_s": time.monotonic() - age_s}))
    return path


@pytest.mark.parametrize(
    ("state", "age_s", "is_alive", "is_ready"),
    [
        ("serving", 0, True, True),
        ("serving", SILENT_AFTER_S + 1, False, False),
        ("waiting", SILENT_AFTER_S + 1, True, False),
        ("waiting", WAITS_AT_MOST_S + 1, False, False),
        # Written before the machine was started.
        ("serving", -100, False, False),
    ],
)
def test_a_worker_is_alive_while_its_loop_turns_and_ready_while_it_is_served(
    tmp_path: Path, state: str, age_s: float, is_alive: bool, is_ready: bool
) -> None:
    health = read_health(written(tmp_path / "beat", state, age_s))

    assert (health.is_alive, health.is_ready) == (is_alive, is_ready)


def test_a_beat_replaces_the_one_before_and_leaves_nothing_else(tmp_path: Path) -> None:
    beat(tmp_path / "beat", "waiting")
    beat(tmp_path / "beat", "serving")

    assert read_health(tmp_path / "beat").is_ready
    assert [path.name for path in tmp_path.iterdir()] == ["beat"]


@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"state": "serving", "monotonic_s": "x"}'])
def test_no_heartbeat_is_no_life(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "beat"
    if text is not None:
        path.write_text(text)

    assert not read_health(path).is_alive


def test_the_exit_code_is_what_containers_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIFFHANGER_HEARTBEAT", str(written(tmp_path / "beat", "waiting", 1)))

    assert (main([]), main(["--ready"]), main(["--what"])) == (0, 1, 2)
