"""What Prometheus reads off a line at work: every query of the dashboard, and every alert's, has something to show."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from ops.grafana.dashboard import PATH
from shared.ledger.ledger import FAILURES_TO_OPEN, Ledger
from shared.metrics.registry import METRICS
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.paid import LinePaidStudio, Provider, a_paid_season
from tests.support.prometheus import FOLDER, Prometheus, running_prometheus

COMPARISON = re.compile(r"\s(?:==|!=|>=|<=|>|<)\s-?[\d.e]+")
BUDGETED = {"budget": {"per_day_usd": 50, "total_usd": 500}}
# Without faults no season has these.
TROUBLES = [
    {"fault": "rate_limited_float", "times": 1},
    {"fault": "moderated_input", "match": {"text": "Room refused"}},
]


def queries() -> list[str]:
    """Every expression of the dashboard and of the alerts; of an alert without its comparisons, which are to be untrue."""
    panels = json.loads(PATH.read_text(encoding="utf-8"))["panels"]
    shown = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [*shown, *(COMPARISON.sub("", rule["expr"]) for group in groups for rule in group["rules"])]


@pytest.fixture
def target(line: LinePaidStudio) -> Iterator[str]:
    """The address of the line's metrics."""
    line.lay(simulator=BUDGETED, other=BUDGETED)
    line.client.config_set("maxmemory", "1gb")
    process = line.start("metrics", "--port", "0")
    yield address_of(process)
    process.terminate()
    assert process.wait(timeout=20) == 0
    line.client.config_set("maxmemory", "0")


def address_of(process: subprocess.Popen[str]) -> str:
    """Where a service listens, as it tells on stderr."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"listening at http://([^/]+)/metrics", line):
            return found[1]
    raise AssertionError("the service has ended")


def text_of(target: str) -> str:
    return requests.get(f"http://{target}/metrics", timeout=20).text


def order_troubles(line: LinePaidStudio, provider: Provider) -> None:
    """A season with a pause that its provider asked for, and a scene that failed; it has ended."""
    provider.rules(*TROUBLES)
    scenes = [a_scene_of(f"{room} it is.", duration_seconds=1, setting=f"Room {room}") for room in ("refused", "fine")]
    done = line.produce(a_paid_season(scenes, title="Troubled", budget_usd=5))
    assert done.returncode == 1, done.stderr


def order_waiting(line: LinePaidStudio, provider: Provider) -> str:
    """A season whose provider is at work on one scene, for which the next one waits; answers its id."""
    provider.post("latency", {"seconds": 3600})
    scenes = [a_scene_of(f"Scene {at}.", duration_seconds=1, setting=f"Hall {at}") for at in range(2)]
    season = a_paid_season(scenes, title="Waiting", budget_usd=5)
    videos = {**season["providers"], "video": ["other/other-video"]}
    return str(line.json("produce", line.write({**season, "providers": videos}))["season"])


def test_every_query_of_dashboard_and_alerts_has_data_from_a_line_at_work(
    line: LinePaidStudio, provider: Provider, target: str, tmp_path: Path
) -> None:
    with running_prometheus(tmp_path, target) as prometheus:
        order_troubles(line, provider)
        for _ in range(FAILURES_TO_OPEN):
            Ledger(line.client).trouble("simulator", "simulator/sim-video")
        waiting = order_waiting(line, provider)

        silent = set(queries())
        with suppress(AssertionError):
            wait_for("all queries to have data", lambda: not drop_answered(prometheus, silent), patience_s=30)

        assert silent == set()
        [open_scenes] = prometheus.ask(f'cliffhanger_scenes{{season="{waiting}", state="open"}}')
        assert open_scenes["value"][1] == "2"
        assert line.key not in text_of(target)


def test_a_page_of_another_name_reads_nothing_from_loopback(target: str) -> None:
    """DNS rebinding: a page's own name leads to this machine."""
    rebound = {"Host": f"page.example:{target.rpartition(':')[2]}"}

    assert requests.get(f"http://{target}/metrics", headers=rebound, timeout=20).status_code == 403
    assert requests.get(f"http://{target}/health", headers=rebound, timeout=20).json() == {"status": "ok"}


def drop_answered(prometheus: Prometheus, silent: set[str]) -> set[str]:
    """Take away the queries that have data by now; answers those that are left."""
    silent -= {expr for expr in silent if prometheus.ask(expr)}
    return silent


def test_metrics_tell_what_the_ledger_has_to_the_cent(line: LinePaidStudio, provider: Provider, target: str) -> None:
    order_troubles(line, provider)

    text = text_of(target)

    told = numbers_of(text)

    assert told['cliffhanger_account_money_usd{account="simulator",kind="spent"}'] * 1_000_000 == pytest.approx(provider.billed_micros)
    assert told['cliffhanger_call_acts_total{account="simulator",act="settle"}'] == len(provider.jobs())
    assert told['cliffhanger_throttled_total{account="simulator",kind="rate"}'] == 1
    assert told['cliffhanger_stages_failed_total{stage="video"}'] == 1
    assert told['cliffhanger_stage_seconds_count{stage="video",vendor="simulator"}'] == 1
    assert set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE)) <= set(METRICS)
    assert (told['cliffhanger_workers{kind="paid"}'], told["cliffhanger_up"]) == (1, 1)


def numbers_of(text: str) -> dict[str, float]:
    """A metric with its labels to its number."""
    rows: list[Any] = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(number) for name, _, number in rows}
