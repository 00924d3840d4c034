"""`cliffhanger up`: one line of the machine for many seasons, which every other command finds; judged by the provider's books."""

import json
import signal
import subprocess
import sys

from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.paid import PaidStudio, a_paid_season


def start_up(studio: PaidStudio) -> "subprocess.Popen[str]":
    """Start `up`, and answer when it takes orders."""
    up = studio.start("up", "--flower-port", "0", "--metrics-port", "0")
    wait_for("up", lambda: up.poll() is not None or card(studio).get("pid") == up.pid)
    assert up.poll() is None, up.communicate()
    return up


def card(studio: PaidStudio) -> dict[str, object]:
    try:
        return json.loads((studio.state / "up" / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def homes(studio: PaidStudio) -> dict[str, str]:
    """Where each season lives: what its folder has."""
    return {path.name.rpartition("-")[0]: "own" if (path / "redis").exists() else "up" for path in (studio.state / "seasons").iterdir()}


def a_season(title: str, scenes: int = 1) -> dict[str, object]:
    return a_paid_season([a_scene_of(f"{title} {number}.", duration_seconds=1) for number in range(scenes)], title=title)


def test_many_seasons_are_ordered_at_it_also_while_it_starts_and_each_keeps_its_home(studio: PaidStudio) -> None:
    own = studio.produce(a_season("Own"), "--embedded", "--json")
    files = [studio.write(a_season(title), f"{title}.yaml") for title in ("First", "Second")]
    up = studio.start("up", "--flower-port", "0", "--metrics-port", "0")
    wait_for("its lock", (studio.state / "up" / "lock").exists)

    together = [studio.start("produce", file, "--wait", "--json") for file in files]
    ends = [json.loads(command.communicate(timeout=120)[0]) for command in together]
    again = studio.json("produce", studio.write(a_season("Own")))
    listed = studio.json("status")
    second = studio.run("up")

    assert own.returncode == 0, own.stderr
    assert [end["state"] for end in ends] == ["done", "done"], studio.log()
    assert again["state"] == "done"
    assert homes(studio) == {"own": "own", "first": "up", "second": "up"}, "what had a ledger of its own keeps it"
    assert {season["title"] for season in listed["seasons"]} == {"Own", "First", "Second"}
    assert len(studio.provider.jobs()) == 3
    assert studio.provider.never_asked_twice()
    assert (second.returncode, f"process {up.pid}" in second.stderr) == (2, True), second.stderr


def test_killed_in_the_middle_it_leaves_nothing_running_and_started_again_pays_nothing_twice(studio: PaidStudio) -> None:
    up = start_up(studio)
    studio.provider.post("latency", {"seconds": 3, "by_kind": {}})
    ordered = studio.json("produce", studio.write(a_season("Test Season", scenes=3)))
    wait_for("jobs under way", lambda: len(studio.provider.jobs()) >= 2)
    up.kill()
    up.wait()
    wait_for("every process to end", lambda: not studio.processes(), 30)

    at_rest = studio.json("status", ordered["season"])
    start_up(studio)
    watched = studio.json("watch", ordered["season"])
    costs = studio.json("costs", ordered["season"])

    assert at_rest["state"] == "running"
    assert watched["state"] == "done", studio.log()
    assert len(studio.provider.jobs()) == 3
    assert studio.provider.never_asked_twice()
    assert round(costs["spent_usd"] * 1_000_000) == studio.provider.billed_micros
    assert homes(studio) == {"test-season": "up"}


def test_a_season_of_it_goes_on_in_its_folder_where_it_has_ended(studio: PaidStudio) -> None:
    up = start_up(studio)
    studio.provider.post("latency", {"seconds": 3, "by_kind": {}})
    file = studio.write(a_season("Test Season", scenes=2))
    following = studio.start("produce", file, "--wait")
    wait_for("jobs under way", lambda: len(studio.provider.jobs()) >= 1)
    up.send_signal(signal.SIGTERM)
    told = following.communicate(timeout=60)[1]
    up.communicate(timeout=60)

    done = studio.json("produce", file)

    assert (up.returncode, following.returncode) == (130, 1)
    assert "'cliffhanger up' has ended" in told
    assert done["state"] == "done", studio.log()
    assert len(studio.provider.jobs()) == 2
    assert studio.provider.never_asked_twice()
    assert homes(studio) == {"test-season": "up"}


def test_a_season_of_its_own_with_open_calls_goes_on_there_while_up_runs_and_is_refused_elsewhere(studio: PaidStudio) -> None:
    studio.provider.post("latency", {"seconds": 3, "by_kind": {}})
    file = studio.write(a_season("Test Season", scenes=2))
    first = studio.start("produce", file)
    wait_for("jobs under way", lambda: len(studio.provider.jobs()) == 2)
    first.kill()
    first.wait()
    up = start_up(studio)

    done = studio.json("produce", file)
    costs = studio.json("costs", done["season"])
    other = {**studio.environment(), "CLIFFHANGER_REDIS_URL": str(card(studio)["url"])}
    elsewhere = subprocess.run(
        [sys.executable, "-m", studio.module, "produce", file], cwd=studio.folder, env=other, capture_output=True, text=True, check=False
    )
    audit = studio.json("ledger", "verify")
    doctor = studio.run("doctor")
    hooks = studio.start("hooks", "--port", "0")
    assert hooks.stderr is not None
    assert any("listening at" in line for line in hooks.stderr)
    up.send_signal(signal.SIGTERM)
    up.communicate(timeout=60)
    told = hooks.communicate(timeout=60)[1]

    assert done["state"] == "done", studio.log()
    assert homes(studio) == {"test-season": "own"}
    assert (len(studio.provider.jobs()), studio.provider.never_asked_twice()) == (2, True)
    assert round(costs["spent_usd"] * 1_000_000) == studio.provider.billed_micros
    assert (elsewhere.returncode, "its ledger is that of" in " ".join(elsewhere.stderr.split())) == (2, True), elsewhere.stderr
    assert (audit["well"], audit["entries"]) == (True, 0), "the ledger of 'up', which has paid for nothing"
    assert f"of 'cliffhanger up' (process {up.pid})" in " ".join(doctor.stderr.split())
    assert (hooks.returncode, "'cliffhanger up' has ended" in told) == (1, True), told
