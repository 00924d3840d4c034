"""The dubs that a season file asks for: who speaks them, what they lack, what is told of them, and what of them may be made again."""

from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from producer.bible.earlier import Earlier
from producer.bible.stale import changes_since
from producer.cli.places import places_of
from producer.intake.dubs import settle_undubbed
from producer.intake.intake import Intake
from producer.intake.read import read_season
from producer.order import Order, of_intake, read_order
from producer.planning import make_plan
from shared.delivery.manifest import EpisodeEntry, Manifest, ProductEntry, SceneEntry
from shared.delivery.ordered import Ordered
from shared.errors import InputError
from shared.line.dubbing import short_name, with_dubs
from shared.line.survey import every_need
from shared.production import Dub, Line
from shared.state.season import SeasonState
from tests.factories.catalogue import a_catalogue
from tests.factories.manifest import START
from tests.factories.season import a_production, a_scene, an_episode
from tests.factories.season_file import a_season_file

TWO = {"ko": "기다려.", "zh-CN": "等等我。"}
SPEAKING = {"capability": "speech", "price": {"amount": "0.01"}}


def said(text: str, translations: dict[str, str] = TWO) -> dict[str, Any]:
    dialogue = [{"character": "Emma", "line": text, "translations": translations}]
    return {"setting": "Kitchen, day", "action": "Emma waits.", "dialogue": dialogue}


def written(folder: Path, *scenes: dict[str, Any], **changes: Any) -> Path:
    path = folder / "season.yaml"
    season = a_season_file(list(scenes) or [said("Wait.")], **changes)
    path.write_text(yaml.safe_dump(season, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def read(folder: Path, *scenes: dict[str, Any], rehearse: bool = True, **changes: Any) -> Intake:
    return read_season(written(folder, *scenes, **changes), rehearse=rehearse)


def refusal(folder: Path, *scenes: dict[str, Any], **changes: Any) -> str:
    with pytest.raises(InputError) as refused:
        read_order(written(folder, *scenes, **changes), folder / "out")
    return refused.value.message


def test_a_season_without_dubs_says_nothing_of_them(tmp_path: Path) -> None:
    assert "dubs" not in read(tmp_path).production.model_dump(mode="json")


def test_each_dub_has_models_and_voices_of_its_own_language(tmp_path: Path) -> None:
    chinese, korean = read(tmp_path, dubs=["zh-CN", "ko"]).production.dubs

    assert (chinese.language, chinese.models) == ("zh-CN", ("studio/kokoro",))
    assert (korean.language, korean.models) == ("ko", ("studio/espeak",))
    assert chinese.voices["Emma"]["studio/kokoro"].startswith("zf_")
    assert chinese.voices["Daniel"]["studio/kokoro"].startswith("zm_")
    assert set(korean.voices) == {"Emma", "Daniel"}


def test_a_voice_that_is_named_for_the_season_s_own_language_speaks_no_other_one(tmp_path: Path) -> None:
    cast = [{"name": "Emma", "gender": "female", "voice": "af_heart"}]

    (dub,) = read(tmp_path, dubs=["zh-CN"], characters=cast).production.dubs

    assert dub.voices["Emma"]["studio/kokoro"].startswith("zf_")


def test_a_voice_that_is_tied_to_no_language_speaks_its_dubs_too(tmp_path: Path) -> None:
    cast = [{"name": "Emma", "gender": "female", "voice": "rachel"}]
    catalogue = a_catalogue(
        acme={
            "speech": {**SPEAKING, "languages": ["en", "ko"], "voices": {"rachel": {"gender": "female", "age": 30, "description": "calm"}}}
        }
    )
    season = written(tmp_path, dubs=["ko"], characters=cast, providers={"speech": ["acme/speech"]})

    (dub,) = read_season(season, catalogue=catalogue, is_configured=lambda _vendor: True).production.dubs

    assert dub.voices == {"Emma": {"acme/speech": "rachel"}}


def test_a_dub_that_nobody_who_is_named_can_speak_is_refused_with_who_can(tmp_path: Path) -> None:
    catalogue = a_catalogue(acme={"speech": {**SPEAKING, "languages": ["en"]}})
    season = written(tmp_path, dubs=["ko"], providers={"speech": ["acme/speech"]})

    with pytest.raises(InputError, match=r"acme/speech cannot speak 'ko' for its dub; studio/espeak can: name that, too"):
        read_season(season, catalogue=catalogue, is_configured=lambda vendor: vendor in ("studio", "acme"))


def test_who_is_named_for_a_dub_alone_speaks_it(tmp_path: Path) -> None:
    season = written(tmp_path, dubs=["ko"], providers={"speech": ["studio/kokoro", "studio/espeak"]})

    production = read_season(season).production

    assert production.dubs[0].models == ("studio/espeak",)
    assert production.models["speech"][0] == "studio/kokoro"


def test_a_dub_in_the_language_that_is_spoken_is_refused(tmp_path: Path) -> None:
    wrong = refusal(tmp_path, dubs=["ko", "en"])

    assert "dubs[1]: the season is spoken in 'en' already; leave it out, or name another language" in wrong


@pytest.mark.parametrize(("own", "dub"), [("zh-CN", "zh"), ("en-US", "en"), ("zh", "cmn")])
def test_a_dub_that_is_the_spoken_language_less_exactly_is_refused(tmp_path: Path, own: str, dub: str) -> None:
    wrong = refusal(tmp_path, said("Wait.", {}), language=own, dubs=[dub])

    assert f"dubs[0]: the season is spoken in {own!r} already" in wrong


def test_a_dub_in_another_kind_of_the_spoken_language_is_one(tmp_path: Path) -> None:
    intake = read(tmp_path, said("Wait.", {"en-GB": "Hold on."}), language="en-US", dubs=["en-GB"])

    assert [dub.language for dub in intake.production.dubs] == ["en-GB"]


def test_lines_that_a_dub_lacks_are_told_with_what_would_be_right(tmp_path: Path) -> None:
    wrong = refusal(tmp_path, said("Wait."), said("Why?", {}), said("No.", {}), dubs=["zh-CN", "ko"])

    assert "dubs[0]: 2 of 3 lines have no translation into 'zh-CN', the first in episode 1, scene 2: 'Why?'" in wrong
    assert "give each line its 'translations: {zh-CN: …}' in the script, or name a language model in 'providers.translate'" in wrong


def test_a_rehearsal_leaves_out_a_dub_that_lacks_lines(tmp_path: Path) -> None:
    season = written(tmp_path, said("Wait.", {"ko": "기다려."}), dubs=["zh-CN", "ko"])

    order = read_order(season, tmp_path / "out", rehearse=True)

    assert [short_name(order.production, number) for number in order.episodes] == ["E01", "E01.ko"]
    assert [note for note in order.notes if note.startswith("dub ")] == [
        "dub zh-CN is left out: 1 of 1 line has no translation into 'zh-CN', the first in episode 1, scene 1: 'Wait.'"
    ]


def test_until_its_lines_are_translated_a_dub_is_priced_by_the_original_s(tmp_path: Path) -> None:
    intake = read(tmp_path, said("Wait.", {}), dubs=["ko"])

    order = of_intake(intake, tmp_path)

    assert [each.language for each in intake.undubbed] == ["ko"]
    assert sum(stage.products for stage in make_plan(order, lambda _key: False).stages if stage.stage == "speech") == 2
    assert list(order.without_undubbed().episodes) == [1]


def test_a_season_whose_dubs_have_all_lines_is_left_as_it_is(tmp_path: Path) -> None:
    intake = read(tmp_path, dubs=["ko"])

    assert settle_undubbed(intake, None, may_be_left_out=False) is intake  # type: ignore[arg-type]  # nothing is refused


def test_a_plan_counts_the_scenes_of_dubs_once_and_tells_their_voices(tmp_path: Path) -> None:
    plan = make_plan(of_intake(read(tmp_path, dubs=["ko"]), tmp_path), lambda _key: False).to_json()

    assert (plan["episodes"], plan["scenes"]) == (1, 1)
    assert [(dub["language"], dub["model"], set(dub["voices"])) for dub in plan["dubs"]] == [("ko", "studio/espeak", {"Emma", "Daniel"})]
    products = {stage["stage"]: 0 for stage in plan["stages"]}
    for stage in plan["stages"]:
        products[stage["stage"]] += stage["products"]
    assert (products["video"], products["speech"], products["lipsync"], products["episode"]) == (1, 2, 2, 2)


@pytest.fixture
def state(client: redis.Redis) -> SeasonState:
    scenes = a_scene(5, "Wait."), a_scene(6)
    episode = an_episode(2, *scenes)
    voices = {name: {"studio/espeak": "ko"} for name in ("Emma", "Daniel")}
    production = a_production(episode, dubs=(Dub(language="ko", models=("studio/espeak",), voices=voices),))
    state = SeasonState(client, "test-season")
    state.submit(production, with_dubs(production, {2: episode}).values(), {})
    return state


@pytest.mark.parametrize(
    ("place", "takes"),
    [
        ("ep2.ko/scene5", ["ep2.ko/scene5/speech", "ep2.ko/scene5/lipsync"]),
        ("ep02.ko/scene5/speech", ["ep2.ko/scene5/speech"]),
        ("ep2/scene5/video", ["ep2/scene5/video"]),
        ("ep2/music", ["ep2/music"]),
    ],
)
def test_a_place_of_a_dub_is_its_speech_and_its_lips(state: SeasonState, place: str, takes: list[str]) -> None:
    assert places_of(state, state.production(), place) == takes


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("ep2.fr/scene5", "there is no dub 'fr'; there are ko"),
        ("ep2.ko/scene5/video", "'video' is no stage of a dub; give one of speech, lipsync"),
        ("ep2.ko/scene6", "nobody speaks there, so a dub shows the scene itself; give ep2/scene6"),
        ("ep2.ko/music", "a dub has its original's music; give ep2/music"),
        ("ep3.ko/scene5", "there is no episode 3; the season has 2"),
    ],
)
def test_a_place_that_no_dub_has_is_told_with_what_would_be_right(state: SeasonState, place: str, wrong: str) -> None:
    with pytest.raises(InputError) as refused:
        places_of(state, state.production(), place)

    assert refused.value.message == f"{place}: {wrong}"


def delivered(order: Order) -> None:
    """The files that a season leaves in its folder; everything of it is made."""
    films = {
        number: EpisodeEntry(
            number=episode.of,
            state="done",
            language=episode.dub,
            scenes=tuple(SceneEntry(number=s.number, state="done") for s in episode.scenes),
        )
        for number, episode in order.episodes.items()
    }
    own = [number for number in films if number in order.production.episodes]
    episodes = tuple(
        films[number].model_copy(update={"dubs": tuple(films[dub] for dub in films if dub % 10_000 == number and dub != number)})
        for number in own
    )
    keys = {need.key for episode in order.episodes.values() for need in every_need(order.production, episode)}
    products = tuple(ProductEntry(stage="video", model="acme/clips", key=key) for key in sorted(keys))
    manifest = Manifest(
        season=order.season, title=order.production.title, state="done", generated_at=START, episodes=episodes, products=products
    )
    order.folder.mkdir(parents=True)
    (order.folder / "manifest.json").write_text(manifest.to_json())
    Ordered.of(order.production, [order.episodes[number] for number in own]).write(order.folder)


def an_order(out: Path, line: Line, *languages: str) -> Order:
    episode = an_episode(1, a_scene(1, dialogue=(line,)))
    voices = {name: {"studio/espeak": "any"} for name in ("Emma", "Daniel")}
    dubs = tuple(Dub(language=language, models=("studio/espeak",), voices=voices) for language in languages)
    production = a_production(episode, dubs=dubs)
    return Order(production, with_dubs(production, {1: episode}), (), {}, out)


def test_what_has_changed_is_told_of_a_dub_by_its_language(tmp_path: Path) -> None:
    line = Line(character="Emma", text="Wait.", translations={"ko": "기다려.", "th": "รอ"})
    delivered(an_order(tmp_path, line, "ko", "th"))
    # Another translation, and the dubs in another order.
    now = an_order(tmp_path, line.model_copy(update={"translations": {"ko": "잠깐만.", "th": "รอ"}}), "th", "ko")

    earlier = Earlier.read(now)

    assert earlier is not None
    changes = changes_since(earlier, now, lambda _need: 1_000)
    stale = [(change.fields, change.to_json()["scenes"]) for change in changes.all]
    assert (("dialogue",), [{"episode": 1, "scene": 1, "dub": "ko"}]) in stale
    assert not any(scene.get("dub") == "th" for _, scenes in stale for scene in scenes)
    assert changes.worst_case_micros == 2_000, "a line and its lips"


def test_a_dub_that_is_new_is_told_as_new(tmp_path: Path) -> None:
    line = Line(character="Emma", text="Wait.", translations={"ko": "기다려."})
    delivered(an_order(tmp_path, line))
    now = an_order(tmp_path, line, "ko")

    earlier = Earlier.read(now)

    assert earlier is not None
    assert [str(change) for change in changes_since(earlier, now, lambda _need: 0).all] == ["episode 1 (ko), scene 1: new, at most $0.00"]
