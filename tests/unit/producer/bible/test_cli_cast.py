"""`cliffhanger cast`: where the bible goes, what it does not overwrite, and what it says."""

import json
from pathlib import Path

import pytest
import yaml

from producer.cli.cast import cast
from shared.errors import InputError
from tests.factories.season_file import a_scene_of, a_season_file


@pytest.fixture
def season(tmp_path: Path) -> Path:
    path = tmp_path / "season.yaml"
    path.write_text(yaml.safe_dump(a_season_file([a_scene_of("Wait.")])))
    return path


def test_the_bible_goes_beside_the_season_which_is_told_how_to_refer_to_it(season: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cast(season, rehearse=True)

    told = capsys.readouterr()
    assert told.out.strip() == str(season.parent / "characters.yaml")
    assert "characters: characters.yaml" in told.err
    assert [member["name"] for member in yaml.safe_load((season.parent / "characters.yaml").read_text())["characters"]] == [
        "Emma",
        "Daniel",
    ]


def test_a_bible_that_is_there_is_only_replaced_when_told_so(season: Path) -> None:
    path = season.parent / "characters.yaml"
    path.write_text("mine")

    with pytest.raises(InputError, match="is there already; --force replaces it, -o names another file"):
        cast(season, rehearse=True)
    assert path.read_text() == "mine"
    cast(season, force=True, rehearse=True)

    assert path.read_text().startswith("# The characters of")


def test_a_bible_is_never_written_over_the_season(season: Path) -> None:
    with pytest.raises(InputError, match="is the season itself"):
        cast(season, output=season, force=True, rehearse=True)


def test_a_bible_is_yaml(season: Path) -> None:
    with pytest.raises(InputError, match=r"a bible is YAML; give a name that ends in \.yaml"):
        cast(season, output=season.parent / "cast.json", rehearse=True)


def test_json_has_every_character_with_what_was_chosen(season: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cast(season, rehearse=True, as_json=True)

    told = json.loads(capsys.readouterr().out)
    assert told["path"] == str(season.parent / "characters.yaml")
    assert [(each["name"], each["gender"], each["age"]) for each in told["characters"]] == [("Emma", "female", 31), ("Daniel", "male", 35)]
    assert all(each["seed"] and each["voice"] for each in told["characters"])


def test_a_season_in_which_nobody_is_has_no_bible(tmp_path: Path) -> None:
    season = tmp_path / "season.yaml"
    file = a_season_file([{"setting": "Pier, night"}])
    del file["characters"]
    season.write_text(yaml.safe_dump(file))

    with pytest.raises(InputError, match="has no characters, and nobody speaks"):
        cast(season, rehearse=True)


def test_a_premise_is_written_before_its_cast_is(tmp_path: Path) -> None:
    season = tmp_path / "season.yaml"
    season.write_text("title: Tea\npremise: A lawyer inherits a tea shop.\n")

    with pytest.raises(InputError, match="has a premise and no script yet"):
        cast(season, rehearse=True)


def test_a_season_that_refers_to_its_bible_is_not_told_to(season: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cast(season, rehearse=True)
    season.write_text(yaml.safe_dump(a_season_file([a_scene_of("Wait.")], characters="characters.yaml")))
    before = (season.parent / "characters.yaml").read_text()
    capsys.readouterr()

    cast(season, force=True, rehearse=True)

    assert capsys.readouterr().err == ""
    assert (season.parent / "characters.yaml").read_text() == before
