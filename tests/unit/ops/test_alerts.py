"""Alerts, their tests and the runbook belong together; Prometheus' own tool finds rules and configuration right."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.metrics.registry import METRICS
from tests.support.prometheus import FOLDER, ROOT
from tests.support.tools import program

RUNBOOK = ROOT / "ops" / "runbook.md"


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def told_in_runbook() -> set[str]:
    """The sections that are named like an alert."""
    return set(re.findall(r"^### (\w+)$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    "words", [("check", "config", "prometheus.yml"), ("check", "rules", "alerts.yml"), ("test", "rules", "alerts.test.yml")], ids=" ".join
)
def test_promtool_is_content(words: tuple[str, ...]) -> None:
    done = subprocess.run([program("promtool"), *words], cwd=FOLDER, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_has_its_section_in_the_runbook_and_names_it() -> None:
    names = [alert["alert"] for alert in alerts()]

    assert set(names) == told_in_runbook()
    assert [alert["annotations"]["runbook"] for alert in alerts()] == [f"ops/runbook.md#{name.lower()}" for name in names]


def test_each_section_of_an_alert_says_what_one_sees_why_what_to_do_and_what_never() -> None:
    sections = re.split(r"^##+ ", RUNBOOK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    own = [section for section in sections if section.partition("\n")[0] in told_in_runbook()]

    assert len(own) == len(alerts())
    assert [section for section in own if re.findall(r"^- \*\*(\w+)\*\*: ", section, re.MULTILINE) != ["See", "Why", "Do", "Never"]] == []


def test_each_alert_is_raised_by_the_test_of_the_rules() -> None:
    told = (FOLDER / "alerts.test.yml").read_text(encoding="utf-8")

    raised = set(re.findall(r'alertname="(\w+)", severity="(\w+)"', told))

    assert raised == {(alert["alert"], alert["labels"]["severity"]) for alert in alerts()}


def test_rules_and_panels_name_only_metrics_that_there_are() -> None:
    files = [*FOLDER.glob("*.yml"), ROOT / "ops" / "grafana" / "panels.py"]
    named = {name for file in files for name in re.findall(r"\bcliffhanger_[a-z_]+", Path(file).read_text(encoding="utf-8"))}

    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in named} <= set(METRICS)
