"""What an import did not understand is told by line before anything is spent."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from producer.cli.app import app
from producer.intake import read_season
from producer.intake.findings import MOST_FINDINGS, MOST_LINES, Finding, Findings, summary

EXAMPLES = Path(__file__).parents[4] / "examples"
SAMPLES = sorted((EXAMPLES / "import").iterdir())


def test_what_is_said_of_many_lines_is_said_once():
    findings = Findings()
    for line in (7, 3, 9):
        findings.warn(line, "is not used")

    assert [str(finding) for finding in findings.listed()] == ["7: is not used (also: 3, 9)"]


def test_findings_are_listed_by_line():
    findings = Findings()
    findings.warn(7, "b")
    findings.note(3, "a")

    assert findings.listed() == (Finding(3, "a", "note"), Finding(7, "b", "warning"))


def test_a_million_findings_take_no_more_room_than_can_be_read():
    findings = Findings()
    for line in range(1, 10_000):
        findings.warn(line, f"{line}" if line % 2 else "even")

    listed = findings.listed()

    assert len(listed) == MOST_FINDINGS + 1
    assert max(len(finding.also) for finding in listed) == MOST_LINES
    assert sum(finding.count for finding in listed) == 9_999


def test_a_file_without_findings_needs_no_note():
    assert summary(Path("a.md"), ()) is None
    assert summary(Path("x/a.md"), [Finding(1, "a", "note"), Finding(2, "b", "warning", (3,))]) == (
        "a.md: of its lines, 2 not used or guessed at, 1 kept in another place than it is written; 'cliffhanger plan' lists them"
    )


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIFFHANGER_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("CLIFFHANGER_STORE", str(tmp_path / "store"))
    return lambda *args: CliRunner().invoke(app, ["plan", "--rehearse", "--out", str(tmp_path / "out"), *map(str, args)])


def test_plan_has_findings_with_their_lines(run):
    result = run(EXAMPLES / "import" / "letter.fountain", "--json")

    found = json.loads(result.stdout)["findings"]
    assert {
        "path": str(EXAMPLES / "import" / "letter.fountain"),
        "line": 54,
        "lines": [54],
        "more": 0,
        "severity": "warning",
        "what": "the transition 'CUT TO:' is not used; scenes are cut",
    } in found


def test_plan_has_no_findings_for_a_season_file(run):
    assert json.loads(run(EXAMPLES / "heirs.yaml", "--json").stdout)["findings"] == []


def test_findings_on_a_script_beside_its_season_name_the_scripts_file(tmp_path, run):
    (tmp_path / "a.md").write_text("# 第1集\n## 1-1 夜 内 茶馆\n转场：黑\n", encoding="utf-8")
    (tmp_path / "season.yaml").write_text("title: T\nscript: a.md\n", encoding="utf-8")

    listed = json.loads(run(tmp_path / "season.yaml", "--json").stdout)["findings"]

    # What the review finds has a check.
    (found,) = [each for each in listed if "check" not in each]
    assert (found["path"], found["line"]) == (str(tmp_path / "a.md"), 3)


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.suffix in {".md", ".fountain", ".json"}], ids=lambda path: path.name)
def test_produce_tells_all_findings_in_one_note(path):
    intake = read_season(path, rehearse=True)

    assert [note for note in intake.notes if note.startswith(path.name)] == [summary(path, intake.findings)]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_is_planned_or_refused_in_one_line(run, path):
    result = run(path)

    if result.exit_code:
        assert "reads as a novel" in str(result.exception)
    assert result.exit_code == 0 or path.name in {"lighthouse.txt", "ferry.epub"}
