"""Where the review is told: by plan, in one line by produce, with the order, in the manifest, and on the report page. It stops nothing."""

import io
import json

import pytest
from rich.console import Console
from typer.testing import CliRunner

from producer.cli.app import app
from producer.cli.produce import say_notes
from producer.digest import digest_of
from producer.order import Order, read_order, resubmit, submit
from shared.delivery import report
from shared.delivery.collect import Collector
from shared.delivery.manifest import Manifest, RemarkEntry
from shared.store.folder import FolderStore
from tests.factories.manifest import make_episode, make_manifest
from tests.factories.season_file import a_season_file
from tests.unit.producer.review.seasons import a_scene

WRONG = "the visual_prompt 'a room' says hardly anything"
RIGHT = "describe place, people, what they do and the light; or leave it out"


@pytest.fixture
def season(tmp_path):
    path = tmp_path / "season.json"
    path.write_text(json.dumps(a_season_file([a_scene(), a_scene(visual_prompt="a room")]), indent=1), encoding="utf-8")
    return path


@pytest.fixture
def order(season, tmp_path) -> Order:
    return read_order(season, tmp_path / "out", rehearse=True)


def line_of(season) -> int:
    return next(at for at, line in enumerate(season.read_text("utf-8").splitlines(), 1) if '"a room"' in line)


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args], env={"COLUMNS": "500"})


def test_plan_lists_the_review_by_line(season, tmp_path):
    result = run("plan", "--rehearse", "--out", tmp_path / "out", season)

    assert result.exit_code == 0
    assert f"  note {season}:{line_of(season)}: episode 1, scene 2: {WRONG}; {RIGHT}" in result.stderr.splitlines()


def test_plan_as_json_has_the_review_among_its_findings(season, tmp_path):
    result = run("plan", "--rehearse", "--json", "--out", tmp_path / "out", season)

    line = line_of(season)
    assert json.loads(result.stdout)["findings"] == [
        {
            "path": str(season),
            "line": line,
            "lines": [line],
            "more": 0,
            "severity": "note",
            "what": f"episode 1, scene 2: {WRONG}; {RIGHT}",
            "check": "prompts",
            "kind": "prompts.short",
            "episode": 1,
            "scene": 2,
            "wrong": WRONG,
            "right": RIGHT,
        }
    ]


def test_produce_tells_it_in_one_line(order):
    console = Console(file=io.StringIO(), width=200)

    say_notes(console, order)

    told = [line for line in console.file.getvalue().splitlines() if "review" in line]
    assert told == ["note the review of the script has 1 note; 'cliffhanger plan' lists them by line"]


def test_the_review_changes_no_plan(order):
    without = Order(order.production, order.episodes, order.notes, order.files, order.out, order.script, order.findings)

    assert digest_of(order) == digest_of(without)


def test_an_order_keeps_its_review_also_when_it_is_ordered_again(order, season, client, tmp_path):
    store = FolderStore(tmp_path / "store")
    state = submit(order, client, store)
    resubmit(state)

    manifest, _ = Collector(state, store, state.production(), state.meta()).collect()

    entry = RemarkEntry(
        check="prompts", kind="prompts.short", severity="note", file="season.json", line=line_of(season), episode=1, scene=2,
        wrong=WRONG, right=RIGHT,
    )  # fmt: skip
    assert manifest.review == (entry,)
    assert Manifest.from_json(manifest.to_json()).review == (entry,)
    assert str(tmp_path) not in manifest.model_dump_json(include={"review"})


def test_a_better_script_forgets_the_review_of_the_one_before(order, season, client, tmp_path):
    store = FolderStore(tmp_path / "store")
    submit(order, client, store)
    season.write_text(json.dumps(a_season_file([a_scene(), a_scene()])), encoding="utf-8")

    state = submit(read_order(season, tmp_path / "out", rehearse=True), client, store)

    assert json.loads(state.meta()["review"]) == []


def test_a_season_that_was_ordered_before_there_was_a_review_has_none(order, client, tmp_path):
    store = FolderStore(tmp_path / "store")
    state = submit(order, client, store)
    meta = {name: value for name, value in state.meta().items() if name != "review"}

    assert Collector(state, store, state.production(), meta).collect()[0].review == ()


def test_the_page_lists_it_with_links_to_scenes(tmp_path):
    about = {"check": "pace", "kind": "pace.scene", "file": "a.md"}
    remarks = (
        RemarkEntry(**about, severity="warning", line=7, episode=1, scene=2, wrong="is <b>long", right="split it"),
        RemarkEntry(**about, severity="note", line=3, episode=1, wrong="is short", right="write", more=4),
        RemarkEntry(**about, severity="note", wrong="has six leads", right="five"),
    )
    manifest = make_manifest(episodes_made=(make_episode(1, scenes=2),)).model_copy(update={"review": remarks})

    page = report.render(manifest, tmp_path)

    _, _, section = page.partition('<section id="review"')
    assert 'href="#E01-S02"' in section
    assert "is &lt;b&gt;long;" in section
    assert "and 4 more such" in section
    assert section.count("<code") == 3
    assert 'href="#review"' in page


def test_the_page_of_a_sound_season_has_no_review(tmp_path):
    assert 'id="review"' not in report.render(make_manifest(), tmp_path)
