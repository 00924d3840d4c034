"""The cast in a file of its own, what is locked of it, and what it wears in which episodes."""

import hashlib
import json
import re
from pathlib import Path

import pytest
import yaml

from producer.intake.intake import Intake
from producer.intake.read import read_season
from shared.errors import InputError
from shared.line.requests import ReferenceRequest, SpeechRequest, VideoRequest
from shared.line.survey import every_need
from tests.factories.season_file import a_scene_of, a_season_file

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
EMMA = {"name": "Emma", "gender": "female", "age": 31, "appearance": "red hair, green coat"}
DANIEL = {"name": "Daniel", "gender": "male", "age": 35, "appearance": "dark hair, navy jacket"}
EPISODES = (
    [a_scene_of("Don't lie to me."), a_scene_of("Then you know why.", speaker="Daniel")],
    [a_scene_of("Wait.")],
)


def written(folder: Path, bible: object = None, name: str = "cast.yaml", **changes) -> Path:
    """A season file, and its bible beside it where one is given."""
    if bible is not None:
        text = json.dumps(bible, indent=1) if name.endswith("json") else yaml.safe_dump(bible, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(bible if isinstance(bible, str) else text, encoding="utf-8")
        changes = {"characters": name, **changes}
    path = folder / "season.yaml"
    path.write_text(yaml.safe_dump(a_season_file(*EPISODES, **changes), allow_unicode=True), encoding="utf-8")
    return path


def read(*given, **changes) -> Intake:
    return read_season(written(*given, **changes), rehearse=True)


def keys(intake: Intake) -> list[str]:
    return [need.key for episode in intake.episodes for need in every_need(intake.production, episode)]


def keys_of_what_may_be_paid_for(intake: Intake) -> list[str]:
    """A join costs nothing, and is made again when it comes out better."""
    needs = (need for episode in intake.episodes for need in every_need(intake.production, episode))
    return [need.key for need in needs if need.stage != "episode"]


def requests(intake: Intake, kind: type) -> list:
    needs = (need for episode in intake.episodes for need in every_need(intake.production, episode))
    return [need.request for need in needs if isinstance(need.request, kind)]


def refusal(*given, **changes) -> str:
    with pytest.raises(InputError) as error:
        read(*given, **changes)
    return str(error.value)


# The keys of seasons as they were before characters had anything to wear: what was paid for then is found by them. Those of the
# screenplay and the 剧本 are newer: whoever is only heard in them is not drawn any more.
PINNED = [
    ("heirs.yaml", 46, "b9cc8ba4d9d43ce83a28bdda055cfc40"),
    ("letter.yaml", 11, "715eb55b38b10fbc63f2f7147122ff8e"),
    ("import/letter.fountain", 22, "5a586146487196443f1de407cb1569ba"),
    ("import/rooftop.md", 26, "d3c3d21cd568a86d8f42447c5ff5cf0e"),
    ("import/storyboard.json", 16, "211d4de6f462393d77c4a6b283cf7fb2"),
    ("script/heirs.json", 20, "cd42a934057c14a9c9dbbb34e2c8ac87"),
]


@pytest.mark.parametrize(("name", "count", "digest"), PINNED)
def test_a_season_without_locks_and_wardrobe_keeps_the_keys_that_it_always_had(name: str, count: int, digest: str) -> None:
    found = keys_of_what_may_be_paid_for(read_season(EXAMPLES / name, rehearse=True))

    assert (len(found), hashlib.sha256("\n".join(found).encode()).hexdigest()[:32]) == (count, digest)


def test_the_keys_of_one_scene_are_those_that_it_always_had(tmp_path: Path) -> None:
    assert keys(read(tmp_path))[:4] == [
        "d0239798c2ab7e44a8359e06a3f0d331",
        "4ab86d8d886e7631fc0cd84867664106",
        "43496760a60a5aef7c769fcfe5fc85be",
        "bc6d02a6bcee0a2f76255a6f9acf7c2b",
    ]


@pytest.mark.parametrize("name", ["cast.yaml", "cast.json"])
@pytest.mark.parametrize("wrap", [lambda cast: cast, lambda cast: {"characters": cast}], ids=["bare list", "mapping"])
def test_a_bible_is_the_same_cast_as_the_list_in_the_season_file(tmp_path: Path, name: str, wrap) -> None:
    inline = read(tmp_path)

    assert read(tmp_path, wrap([EMMA, DANIEL]), name).production == inline.production


@pytest.mark.parametrize(
    ("bible", "wrong"),
    [
        ([{**EMMA, "hair": "red"}, DANIEL], r"cast.yaml:5: characters\[0\].hair: unknown field; known here are: .*"),
        ({"characters": [{**EMMA, "age": 300}]}, r"cast.yaml:4: characters\[0\].age: must be 120 or less, not 300"),
        ({"characters": []}, r"cast.yaml:1: characters: is empty; at least one is needed"),
        ({"cast": [EMMA]}, r"cast.yaml:1: characters: is missing; write it"),
        ([EMMA, {**EMMA}], r"cast.yaml:5: characters\[1\].name: 'Emma' is in the cast twice; give each character a name of its own"),
        (
            "just text",
            r"cast.yaml:1: holds 'just text'; a character bible is a list of characters, or a mapping that starts with 'characters:'",
        ),
        ("a: [", r"cast.yaml:[0-9]+:[0-9]+: broken YAML: .*"),
        ([{**EMMA, "reference_image": "no.png"}, DANIEL], r"cast.yaml:5: characters\[0\].reference_image: .*"),
    ],
)
def test_what_is_wrong_in_a_bible_is_told_with_its_line(tmp_path: Path, bible, wrong: str) -> None:
    told = refusal(tmp_path, bible)

    assert re.fullmatch(f"{re.escape(str(tmp_path))}/{wrong}", told.partition(" (and ")[0]), told
    assert "\n" not in told


def test_a_bible_that_is_not_there_and_a_cast_of_another_kind_are_told(tmp_path: Path) -> None:
    assert "characters: there is no file" in refusal(tmp_path, characters="nobody.yaml")
    assert "characters: must be the list of characters, or the path of a file that has it" in refusal(tmp_path, characters=3)


def test_locked_features_are_in_every_picture_and_a_wardrobe_in_its_episodes_alone(tmp_path: Path) -> None:
    plain = read(tmp_path)
    locked = ["a scar over the left brow"]
    wardrobe = [{"episodes": "2, 5-7", "wears": "a black dress"}]

    intake = read(tmp_path, [{**EMMA, "locked": locked, "wardrobe": wardrobe}, DANIEL])

    looks = {request.look.name: request.look for request in requests(intake, ReferenceRequest)}
    assert looks["Emma"].appearance == "red hair, green coat, a scar over the left brow"
    assert looks["Emma"].wears == ""
    worn = {(request.episode, look.name): look.wears for request in requests(intake, VideoRequest) for look in request.cast}
    assert worn == {(1, "Emma"): "", (1, "Daniel"): "", (2, "Emma"): "a black dress"}
    assert requests(intake, SpeechRequest) == requests(plain, SpeechRequest)


def test_a_costume_buys_no_reference_picture_again_and_only_the_clips_of_its_episodes(tmp_path: Path) -> None:
    before = read(tmp_path, [EMMA, DANIEL])

    now = read(tmp_path, [{**EMMA, "wardrobe": [{"episodes": [2], "wears": "a black dress"}]}, DANIEL])

    stages = [
        (episode.number, need.stage)
        for episode in now.episodes
        for need in every_need(now.production, episode)
        if need.key not in keys(before)
    ]
    assert stages == [(2, "video"), (2, "lipsync"), (2, "episode")]


def test_two_costumes_in_one_episode_are_refused_in_one_line(tmp_path: Path) -> None:
    wardrobe = [{"episodes": "1-3, 7", "wears": "a coat"}, {"episodes": [3, 7, 9], "wears": "a dress"}]

    told = refusal(tmp_path, [DANIEL, {**EMMA, "wardrobe": wardrobe}])

    where = f"{tmp_path / 'cast.yaml'}:13: characters[1].wardrobe[1].episodes"
    assert told == f"{where}: Emma has two costumes in episodes 3, 7; give each episode one entry of the wardrobe"


@pytest.mark.parametrize(
    ("episodes", "wrong"),
    [
        ("3-1", "'3-1' runs backwards; write '1-3'"),
        ("soon", "'soon' names no episodes; write numbers and ranges such as '1-3, 7'"),
        ([], "is empty; name at least one episode"),
        ([1, "2"], "must name episodes, such as '1-3, 7' or [1, 2, 3, 7]"),
        (True, "must name episodes, such as '1-3, 7' or [1, 2, 3, 7]"),
        (0, "there is no episode 0; numbers go from 1 to 9999"),
    ],
)
def test_episodes_that_are_none_are_refused(tmp_path: Path, episodes, wrong: str) -> None:
    told = refusal(tmp_path, [{**EMMA, "wardrobe": [{"episodes": episodes, "wears": "a coat"}]}, DANIEL])

    assert told.endswith(f"characters[0].wardrobe[0].episodes: {wrong}")


def test_a_wardrobe_for_episodes_that_are_not_made_is_noted(tmp_path: Path) -> None:
    intake = read(tmp_path, [{**EMMA, "wardrobe": [{"episodes": "2-5", "wears": "a coat"}]}, DANIEL])

    assert "Emma: the wardrobe has episodes 3-5, not made in this season" in intake.notes
