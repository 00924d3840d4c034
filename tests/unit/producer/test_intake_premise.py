"""A premise without a script is written when the season is read."""

from pathlib import Path

import pytest

from producer.intake import read_season
from shared.errors import InputError
from tests.factories.catalogue import a_catalogue

PREMISE = "title: The CEO's Secret\npremise: A young waitress finds an old letter in a villa; her boss wants it.\n"
CATALOGUE = a_catalogue(acme={"words": {"capability": "text", "context_tokens": 8000}, "clips": {"capability": "video"}})


def intake(tmp_path: Path, text: str, **options):
    path = tmp_path / "season.yaml"
    path.write_text(text, encoding="utf-8")
    return read_season(path, **{"catalogue": CATALOGUE, "is_configured": lambda vendor: vendor == "studio", **options})


def lines(read) -> list[str]:
    return [line.text for episode in read.episodes for scene in episode.scenes for line in scene.dialogue]


def test_a_premise_is_one_episode_of_a_minute_where_the_file_says_no_more(tmp_path):
    read = intake(tmp_path, PREMISE)

    assert [len(episode.scenes) for episode in read.episodes] == [3]
    assert sum(scene.seconds for scene in read.episodes[0].scenes) == pytest.approx(60, rel=0.1)
    assert read.production.language == "en"
    assert any(note.startswith("script: studio/writer wrote 1 episode of 3 scenes and 60 s") for note in read.notes)


def test_the_size_is_as_the_file_says(tmp_path):
    read = intake(tmp_path, PREMISE + "episodes: 3\nscenes_per_episode: 5\nepisode_seconds: 40\n")

    assert [len(episode.scenes) for episode in read.episodes] == [5, 5, 5]
    assert all(sum(scene.seconds for scene in episode.scenes) == pytest.approx(40, rel=0.1) for episode in read.episodes)


def test_the_given_cast_plays_and_the_invented_join_it(tmp_path):
    read = intake(tmp_path, PREMISE + "characters: [{name: Zora, role: protagonist, seed: 5}]\n")

    names = [character.name for character in read.production.characters]
    assert names[0] == "Zora"
    assert len(names) > 1
    assert read.production.characters[0].look.seed == 5


def test_the_same_seed_writes_the_same_season_and_another_one_another(tmp_path):
    first, again, other = (intake(tmp_path, f"{PREMISE}episodes: 2\nseed: {seed}\n") for seed in (1, 1, 2))

    assert (first.episodes, first.production) == (again.episodes, again.production)
    assert lines(first) != lines(other)
    assert (first.production.seed, other.production.seed) == (1, 2)


def test_another_seed_gives_other_faces_to_the_same_script(tmp_path):
    script = "title: T\nepisodes: [{scenes: [{dialogue: [{character: Emma, line: Hello.}]}]}]\n"
    plain, first, second = (intake(tmp_path, script + more) for more in ("", "seed: 1\n", "seed: 2\n"))

    seeds = {read.production.characters[0].look.seed for read in (plain, first, second)}
    assert len(seeds) == 3
    assert plain.production.seed == 1931041668


@pytest.mark.parametrize("named", ["[studio/writer]", "[studio/writer, acme/words]", "[acme/words, studio/writer]"])
def test_the_studios_writer_may_be_named(tmp_path, named):
    read = intake(tmp_path, f"{PREMISE}providers: {{script: {named}}}\n")

    assert read.episodes


def test_a_rehearsal_is_written_by_the_studio_whoever_is_named(tmp_path):
    read = intake(tmp_path, PREMISE + "providers: {script: [acme/words]}\n", rehearse=True)

    assert read.episodes
    assert any(note.startswith("rehearsal: ") for note in read.notes)


def test_who_writes_with_models_is_given_the_season(tmp_path):
    asked = []

    def by_models(season, document):
        asked.append((season.title, document.path.name))
        raise InputError("enough")

    with pytest.raises(InputError, match="enough"):
        intake(tmp_path, PREMISE + "providers: {script: [acme/words]}\n", is_configured=lambda _vendor: True, by_models=by_models)

    assert asked == [("The CEO's Secret", "season.yaml")]


def test_a_language_that_the_writer_has_not_is_told(tmp_path):
    read = intake(tmp_path, PREMISE + "language: ja\n")

    assert read.production.language == "en"
    assert any("not ja" in note for note in read.notes)


@pytest.mark.parametrize("stage", ["polish", "review", "rewrite", "translate"])
def test_the_studios_writer_does_nothing_but_write(tmp_path, stage):
    with pytest.raises(InputError, match=f"studio/writer writes a script from a premise and cannot {stage}"):
        intake(tmp_path, f"{PREMISE}providers: {{{stage}: [studio/writer]}}\n")


def test_scenes_that_would_be_too_short_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"season.yaml:4: scenes_per_episode: 100 scenes in 5 s"):
        intake(tmp_path, PREMISE + "episode_seconds: 5\nscenes_per_episode: 100\n")


def test_the_season_file_that_was_understood_has_everything_in_it(tmp_path):
    read = intake(tmp_path, PREMISE + "episodes: 2\n")

    assert len(read.file.episodes) == 2
    assert [member.name for member in read.file.cast] == [character.name for character in read.production.characters]
    assert read.file.language == "en"
