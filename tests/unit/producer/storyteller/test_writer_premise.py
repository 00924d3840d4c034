"""What the offline writer understands of a premise and of a given cast."""

import pytest

from producer.storyteller import write
from producer.storyteller.genre import genre_of
from producer.storyteller.lexicon import Pair
from producer.storyteller.notation import draft
from producer.storyteller.pacing import shared_out
from producer.storyteller.premise import read
from shared.season_cast import CastMember


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


@pytest.mark.parametrize(
    ("premise", "people", "spot", "thing"),
    [
        ("A barber inherits a violin.", ["barber"], None, "violin"),
        ("A plumber is the secret son of a duchess. He lives above a laundromat.", ["plumber", "son", "duchess"], "laundromat", None),
        ("The astronomer and the clockmaker share a sextant.", ["astronomer", "clockmaker"], None, "sextant"),
        ("After the divorce she returns as the CEO's new boss.", ["CEO", "boss"], None, None),
        ("A flight attendant wakes up in a penthouse with a wedding ring.", ["flight attendant"], "penthouse", "wedding ring"),
        ("A dog walker finds a doll in a swimming pool.", ["dog walker"], "swimming pool", "doll"),
        ("He was a king. They meet in a train station.", ["king"], "train station", None),
        ("A talking cat rules a castle.", [], "castle", "cat"),
        ("My mother-in-law is a retired spy.", ["mother-in-law", "spy"], None, None),
        ("A glassblower falls for a snake charmer.", ["glassblower", "snake charmer"], None, None),
        ("A falconer finds an astrolabe in a windmill.", ["falconer"], "windmill", "astrolabe"),
    ],
)
def test_people_places_and_things_of_english_premises(premise, people, spot, thing):
    found = read(premise)

    assert [person.job.en for person in found.people if person.job] == people
    assert (found.spots[0].called.en if found.spots else None) == spot
    assert (found.things[0].called.en if found.things else None) == thing


@pytest.mark.parametrize(
    ("premise", "people", "spot", "thing"),
    [
        ("理发师在旧沙发里发现一封信。", ["理发师"], None, "信"),
        ("霸总爱上了花店老板。", ["霸总", "花店老板"], "花店", None),
        ("她在殡仪馆醒来，手里握着一枚船票。", [], "殡仪馆", "船票"),
        ("丈夫重生后第一件事是离婚。", ["丈夫"], None, None),
        ("出租车司机和律师在机场互换了行李箱。", ["出租车司机", "律师"], "出租车", "行李箱"),
        ("一名驯鹰师在玻璃厂捡到一枚蜡丸。", ["驯鹰师"], "玻璃厂", "蜡丸"),
        ("他捡到一只红色的高跟鞋。", [], None, "高跟鞋"),
    ],
)
def test_people_places_and_things_of_chinese_premises(premise, people, spot, thing):
    found = read(premise)

    assert [person.job.zh for person in found.people if person.job] == people
    assert (found.spots[0].called.zh if found.spots else None) == spot
    assert (found.things[0].called.zh if found.things else None) == thing


def test_a_word_is_translated_by_the_one_that_goes_with_it():
    assert read("He waits in the desert.").spots[0].called == Pair("沙漠", "desert")
    assert read("小镇上的人").spots[0].called == Pair("小镇", "small town")
    assert read("An hacker meets a programmer.").people[0].job == Pair("黑客", "hacker")


def test_an_unknown_thing_keeps_its_measure_word():
    assert read("一盏走马灯照着她。").things[0].count == "盏"


def test_first_names_alone_are_the_cast():
    script = written("Emma, Jack, Lily", episodes=3, scenes_per_episode=6)

    genders = {member.name: member.gender for member in script.characters}
    assert {name: genders.get(name) for name in ("Emma", "Jack", "Lily")} == {"Emma": "female", "Jack": "male", "Lily": "female"}


def test_a_day_and_a_title_are_no_names():
    assert [person.name for person in read("Princess Mei waits every Friday in Paris.").people] == ["Mei"]


def test_whoever_has_a_former_girlfriend_is_a_man():
    for seed in range(6):
        script = written("外卖员被前女友当众羞辱。", language="zh-CN", seed=seed)
        assert next(member.gender for member in script.characters if "外卖员" in member.role) == "male"


def test_a_given_gender_is_settled_as_the_lines_have_it():
    cast = (CastMember(name="Kai", role="protagonist", appearance="a man with a beard"), CastMember(name="Emma", role="love interest"))

    for seed in range(6):
        script = written("A letter arrives.", characters=cast, seed=seed)
        assert [member.gender for member in script.characters[:2]] == ["male", "female"]


def test_the_grandmother_of_a_premise_is_in_the_story():
    for seed in range(8):
        script = written("A lawyer meets a billionaire at her grandmother's tea shop.", genre="romance", seed=seed)
        assert any("grandmother" in member.role for member in script.characters)


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


@pytest.mark.parametrize("job", ["astronomer", "heir", "undertaker"])
def test_the_article_goes_with_the_trade(job):
    scripts = [written(f"The {job} waits.", genre="romance", seed=seed, episodes=6) for seed in range(12)]

    texts = "\n".join(line.line for script in scripts for episode in script.episodes for scene in episode.scenes for line in scene.dialogue)
    assert f" an {job}" in texts
    assert f" a {job}" not in texts


def test_an_unknown_chinese_noun_is_translated_by_its_last_character():
    found = read("她在玻璃厂捡到一座会倒走的钟。")

    assert (found.spots[0].called, found.spots[0].kind) == (Pair("玻璃厂", "factory"), "office")
    assert found.things[0].called == Pair("会倒走的钟", "clock")
