"""What the offline writer understands of a premise and of a given cast."""

import pytest

from producer.writer import write
from producer.writer.genre import genre_of
from producer.writer.lexicon import Pair
from producer.writer.notation import draft
from producer.writer.pacing import shared_out
from producer.writer.premise import read
from shared.season import CastMember


def written(premise, **other):
    options = {"title": "T", "genre": "", "language": "en", "episodes": 2, "scenes_per_episode": 4, "episode_seconds": 60, "seed": 3}
    return write(premise, **{**options, **other})


def test_people_places_and_things_are_found_in_english():
    found = read("A young waitress finds an old letter in a villa; her boss, Jack Stone, wants it.")

    assert [person.job.en for person in found.people if person.job] == ["waitress", "boss"]
    assert found.spots[0].kind == "living"
    assert found.things[0].id == "letter"
    assert "Jack Stone" in {person.name for person in found.people}


def test_people_places_and_things_are_found_in_chinese():
    found = read("外卖员张枫在奶奶的茶馆里捡到一枚戒指。")

    assert [person.job.zh for person in found.people if person.job] == ["外卖员", "奶奶"]
    assert found.people[0].name == "张枫"
    assert found.spots[0].called == Pair("茶馆", "tea shop")
    assert found.things[0].id == "ring"


def test_an_unknown_thing_is_taken_as_the_premise_writes_it():
    found = read("An astronaut finds a humming stone under the old lighthouse.")

    assert found.things[0].called.en == "humming stone"
    assert found.spots[0].called.en == "lighthouse"


def test_the_premise_is_played_by_those_whom_it_names():
    script = written("An ambitious lawyer meets a mysterious billionaire at her grandmother's tea shop.", genre="romance")

    roles = " ".join(member.role for member in script.characters)
    assert "lawyer" in roles
    assert "billionaire" in roles
    assert "Tea shop" in " ".join(scene.setting for episode in script.episodes for scene in episode.scenes)


def test_a_given_cast_plays_under_its_names_and_is_returned_as_it_was():
    cast = (
        CastMember(name="张枫", role="protagonist", gender="male", age=28),
        CastMember(name="林晚", role="love_interest", gender="female"),
        CastMember(name="张夫人", role="antagonist", gender="female", age=52),
    )

    script = written("一封信揭开了秘密。", language="zh-CN", characters=cast, episodes=3)

    speaking = {line.character for episode in script.episodes for scene in episode.scenes for line in scene.dialogue}
    assert {"张枫", "林晚", "张夫人"} <= speaking
    assert script.characters[:3] == cast
    assert len({member.name for member in script.characters}) == len(script.characters)


@pytest.mark.parametrize(
    ("asked", "genre"), [("Romance/Drama", "romance"), ("复仇爽剧", "revenge"), ("cooking", "romance"), ("thriller", "suspense")]
)
def test_a_genre_is_mapped_to_the_nearest(asked, genre):
    assert genre_of(asked, "A premise.")[0] == genre


def test_an_unknown_genre_and_language_are_told():
    script = written("A letter arrives.", genre="cooking", language="ko")

    assert script.language == "en"
    assert any("cooking" in note for note in script.notes)
    assert any("ko" in note for note in script.notes)


def test_a_premise_of_which_nothing_is_understood_is_quoted():
    script = written("Qwertz uiop.", genre="comedy")

    assert script.episodes[0].logline == "Qwertz uiop."
    assert any("nothing" in note for note in script.notes)


@pytest.mark.parametrize(("scenes", "seconds"), [(0, 60), (12, 6), (1, 301)])
def test_numbers_that_make_no_season_are_refused(scenes, seconds):
    with pytest.raises(ValueError, match="scene"):
        written("A letter.", scenes_per_episode=scenes, episode_seconds=seconds)


def test_a_line_of_no_known_part_is_refused():
    with pytest.raises(ValueError, match="no line of a scene"):
        draft("Z | 谁 | who")


def test_lengths_sum_to_the_whole_and_hold_what_is_said():
    lengths = shared_out([3.2, 1.0, 7.7], 30)

    assert sum(lengths) == pytest.approx(30, abs=0.2)
    assert all(length >= need for length, need in zip(lengths, [3.2, 1.0, 7.7], strict=True))
