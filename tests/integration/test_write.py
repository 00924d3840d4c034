"""`cliffhanger write` makes a season file of a premise or of a script, and `produce` makes the season of it."""

import json
from pathlib import Path

import pytest
import yaml

from producer.intake import read_season
from tests.integration.conftest import ROOT, Studio

PREMISE = "A young waitress finds an old letter in a villa; her boss wants it."
EXAMPLES = ROOT / "examples"


def told(stderr: str) -> str:
    return " ".join(stderr.split())


def test_a_premise_is_written_produced_and_resembles_its_own_season(studio: Studio):
    written = studio.run("write", PREMISE, "--title", "Test Season", "--scenes", 2, "--seconds", 15, "--seed", 7, "-o", "season.yaml")
    assert written.returncode == 0, written.stderr
    assert written.stdout == ""
    assert "waitress" in told(written.stderr)

    made = studio.run("produce", "season.yaml", "--json")

    assert made.returncode == 0, made.stderr
    manifest = studio.manifest()
    assert manifest["state"] == "done"
    assert [episode["duration_seconds"] for episode in manifest["episodes"]] == pytest.approx([15], rel=0.1)


def test_a_file_that_is_there_is_kept(studio: Studio):
    path = studio.folder / "season.yaml"
    path.write_text("mine", encoding="utf-8")

    refused = studio.run("write", PREMISE, "-o", path)
    assert (refused.returncode, path.read_text(encoding="utf-8")) == (2, "mine")
    assert "is there already; name another file, or replace it with --force" in refused.stderr

    forced = studio.run("write", PREMISE, "-o", path, "--force", "--json")
    assert forced.returncode == 0, forced.stderr
    assert json.loads(forced.stdout)["path"] == str(path)
    assert read_season(path).episodes
    assert [child.name for child in studio.folder.iterdir() if child.name.startswith(".")] == []


def test_a_script_is_imported_and_its_findings_are_told_by_line(studio: Studio):
    written = studio.run("write", EXAMPLES / "import" / "rooftop.md", "-o", "-", "--budget", "12.5", "--title", "天台")

    assert written.returncode == 0, written.stderr
    season = yaml.safe_load(written.stdout)
    assert (season["title"], season["budget_usd"], len(season["episodes"])) == ("天台", 12.5, 2)
    assert "rooftop.md:48: '转场' is not used" in told(written.stderr)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["none.yaml"], "none.yaml: no such file"),
        ([""], "premise: is empty"),
        ([PREMISE, "--episodes", "0"], "episodes: must be 1 or more, not 0"),
        ([PREMISE, "-o", "nowhere/season.yaml"], "there is no folder 'nowhere'"),
        ([PREMISE, "--budget", "much"], "--budget much: not an amount"),
        ([EXAMPLES / "import" / "rooftop.md", "--episodes", "3"], "holds a script"),
    ],
)
def test_what_cannot_be_written_is_told_in_one_line(studio: Studio, arguments: list[str | Path], line: str):
    refused = studio.run("write", *arguments)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert line in refused.stderr
    assert not (studio.folder / "season.yaml").exists()


def test_a_novel_is_written_from_its_beginning_where_no_model_can_read_it(studio: Studio):
    written = studio.run("write", EXAMPLES / "import" / "lighthouse.txt", "--episodes", "1")

    assert written.returncode == 0, written.stderr
    assert "takes its beginning for a premise; a language model can follow all of it" in told(written.stderr)
    season = yaml.safe_load((studio.folder / "season.yaml").read_text(encoding="utf-8"))
    assert (studio.folder / season["novel"]).resolve() == EXAMPLES / "import" / "lighthouse.txt"
    assert season["episodes"][0]["scenes"]


def test_the_cast_goes_to_a_bible_of_its_own_to_which_the_season_refers(studio: Studio):
    (studio.folder / "cast").mkdir()
    plain = studio.run("write", PREMISE, "--title", "Test Season", "-o", "plain.yaml")
    written = studio.run("write", PREMISE, "--title", "Test Season", "-o", "season.yaml", "--cast", "cast/people.yaml", "--json")
    assert (plain.returncode, written.returncode) == (0, 0), written.stderr

    season = yaml.safe_load((studio.folder / "season.yaml").read_text(encoding="utf-8"))
    bible = yaml.safe_load((studio.folder / "cast" / "people.yaml").read_text(encoding="utf-8"))

    assert season["characters"] == json.loads(written.stdout)["cast"] == "cast/people.yaml"
    assert all({"name", "gender", "voice", "seed"} <= member.keys() for member in bible["characters"])
    one, other = (read_season(studio.folder / name) for name in ("plain.yaml", "season.yaml"))
    assert one.episodes == other.episodes
    assert [each.look for each in one.production.characters] == [each.look for each in other.production.characters]
    assert [each.voice for each in one.production.characters] == [each.voice for each in other.production.characters]


def test_a_picture_of_the_cast_is_still_found_from_the_bible(studio: Studio):
    source = EXAMPLES / "bible" / "harbour.yaml"

    written = studio.run("write", source, "-o", "season.yaml", "--cast", "people.yaml")

    assert written.returncode == 0, written.stderr
    assert [c.look for c in read_season(studio.folder / "season.yaml").production.characters] == [
        c.look for c in read_season(source).production.characters
    ]


@pytest.mark.parametrize(
    ("cast", "line"),
    [
        ("mine.yaml", "--cast mine.yaml: is there already; name another file, or replace it with --force"),
        ("people.json", "--cast people.json: a bible is YAML; give a name that ends in .yaml"),
        ("season.yaml", "--cast season.yaml: is the season file itself; give the bible another name"),
        ("nowhere/people.yaml", "there is no folder 'nowhere'"),
    ],
)
def test_a_bible_that_cannot_be_written_is_refused_before_the_season_is(studio: Studio, cast: str, line: str):
    (studio.folder / "mine.yaml").write_text("mine", encoding="utf-8")

    refused = studio.run("write", PREMISE, "--cast", cast)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert line in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not (studio.folder / "season.yaml").exists()
    assert (studio.folder / "mine.yaml").read_text(encoding="utf-8") == "mine"


def test_a_script_that_no_model_wrote_is_not_written_again_by_redo(studio: Studio):
    season = {"title": "The Secret", "premise": PREMISE, "language": "en", "scenes_per_episode": 2, "episode_seconds": 20, "music": False}
    assert studio.run("produce", studio.write(season)).returncode == 0

    refused = studio.run("redo", "the-secret", "script/ep1")

    assert refused.returncode == 2
    assert "script/ep1: no language model wrote this script; change its text, or the season's 'seed'" in told(refused.stderr)
