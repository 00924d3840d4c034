"""Each check by a table: a season that the review has nothing to say of, one change, and what it then finds."""

import json

import pytest

from tests.unit.producer.review.seasons import a_member, a_scene, kinds, reviewed, said

LONG = "I have told you everything that I know about that night, and still you sit there as if nobody had ever said one word to you."
CHINESE = {"language": "zh-CN", "characters": [a_member("张枫"), a_member("林晚")]}


def chinese_scene(**changes):
    lines = [("林晚", "你早就知道了。"), ("张枫", "从那天起。")]
    return a_scene(**{"setting": "天台，夜", "action": "林晚拿着信。张枫不看她。", "dialogue": said(*lines), **changes})


def test_a_sound_season_has_no_remarks(tmp_path):
    episodes = [a_scene(), a_scene(emotional_beat="sad")], [a_scene(), a_scene(emotional_beat="shocking")]

    assert reviewed(tmp_path, *episodes, each={"cliffhanger": "Who else was at the harbour?"}) == ()


SCENES = {
    "a scene of 46 seconds": ([a_scene(duration_seconds=46), a_scene(emotional_beat="sad")], ["pace.scene"]),
    "a scene of 45 seconds": ([a_scene(duration_seconds=45), a_scene(emotional_beat="sad")], ["hook.turns"]),
    "nothing happens": ([a_scene(), a_scene(action=None, dialogue=None, visual_prompt=None)], ["pace.empty"]),
    "a picture alone": ([a_scene(), a_scene(action=None, dialogue=None)], []),
    "a silent quiet opening": ([a_scene(dialogue=None, emotional_beat="neutral", duration_seconds=8), a_scene()], ["hook.opening"]),
    "a silent short opening": ([a_scene(dialogue=None, emotional_beat="neutral", duration_seconds=4), a_scene()], []),
    "two silent quiet scenes": (
        [*[a_scene(dialogue=None, emotional_beat="sad", duration_seconds=4)] * 2, a_scene()],
        ["hook.opening"],
    ),
    "a silent tense opening": ([a_scene(dialogue=None, duration_seconds=8), a_scene()], []),
    "a silent opening with a slap": (
        [a_scene(dialogue=None, emotional_beat="sad", action="Emma slaps Daniel.", duration_seconds=8), a_scene()],
        [],
    ),
    "a breakfast is no break-in": (
        [a_scene(dialogue=None, emotional_beat="happy", action="Emma eats breakfast with Daniel.", duration_seconds=8), a_scene()],
        ["hook.opening"],
    ),
    "one mood for 36 seconds": ([a_scene(duration_seconds=12)] * 3, ["hook.turns"]),
    "one mood for 33 seconds": ([a_scene(duration_seconds=11)] * 3, []),
    "a mood that turns": ([a_scene(duration_seconds=20), a_scene(duration_seconds=20, emotional_beat="sad")], []),
    "too much said": ([a_scene(duration_seconds=4, dialogue=said(LONG))], ["dialogue.cue", "dialogue.fit"]),
    "a long line": ([a_scene(dialogue=said(LONG))], ["dialogue.cue"]),
    "two people nowhere": ([a_scene(setting=None, action=None, visual_prompt=None)], ["dialogue.unseen"]),
    "two people in a place": ([a_scene(action=None, visual_prompt=None)], ["dialogue.unseen"]),
    "one voice nowhere": ([a_scene(setting=None, action=None, visual_prompt=None, dialogue=said("Wait.")), a_scene()], ["prompts.short"]),
    "a line in Chinese": ([a_scene(dialogue=said("你到底是谁？", ("Daniel", "Nobody.")))], ["dialogue.language"]),
    "a word in Chinese": ([a_scene(dialogue=said("你好", ("Daniel", "Nobody.")))], []),
    "a short prompt": ([a_scene(visual_prompt="a room")], ["prompts.short"]),
    "a prompt in another shape": ([a_scene(visual_prompt="a kitchen, 16:9 aspect ratio for mobile-first viewing")], ["prompts.aspect"]),
    "a wide prompt": ([a_scene(visual_prompt="a kitchen, widescreen cinema look")], ["prompts.aspect"]),
    "no wide prompt": ([a_scene(visual_prompt="a kitchen, not 16:9, avoid widescreen")], []),
    "a clock in the action": ([a_scene(action="The clock says 16:9 and Emma laughs.")], []),
    "subtitles in the action": ([a_scene(action="Emma waits. Subtitles appear over her face.")], ["prompts.text"]),
    "a prompt in its own shape": ([a_scene(visual_prompt="a kitchen, 9:16 vertical video")], []),
    "a time of day": ([a_scene(visual_prompt="a kitchen clock at 4:30, or 16:09, or 3:45")], []),
    "text overlays": ([a_scene(visual_prompt="a kitchen, text overlays in Chinese with English subtitles")], ["prompts.text"]),
    "a watermark in a letter": ([a_scene(visual_prompt="a watermark in old paper, held up to the light")], []),
    "no text": ([a_scene(visual_prompt="a kitchen, no text, no subtitles or watermark")], []),
    "without captions": ([a_scene(visual_prompt="a kitchen without any captions")], []),
    "a mark of an import": ([a_scene(action="Emma waits. [TEXT: Three years later] Daniel comes.")], ["prompts.text"]),
    "a mark is no action": ([a_scene(), a_scene(action="[SFX: rain]", dialogue=None, visual_prompt=None)], ["pace.empty"]),
    "one place in two spellings": ([a_scene(setting="Tea shop, day"), a_scene(setting="Teashop, night")], ["places.spelling"]),
    "one place in two widths": ([a_scene(setting="Tea shop"), a_scene(setting="ＴＥＡ shop")], []),
    "one place with a typo": ([a_scene(setting="Harbour, day"), a_scene(setting="Harbor, day")], ["places.spelling"]),
    "numbered places": ([a_scene(setting="Room 101"), a_scene(setting="Room 102")], []),
    "two short places": ([a_scene(setting="Bar"), a_scene(setting="Car")], []),
}


@pytest.mark.parametrize(("scenes", "found"), SCENES.values(), ids=SCENES.keys())
def test_what_is_found_in_an_episode(tmp_path, scenes, found):
    assert kinds(reviewed(tmp_path, scenes)) == found


EPISODES = {
    "as long as asked": ({"duration_seconds": 30}, []),
    "scenes that add up to more": ({"duration_seconds": 15}, ["pace.length"]),
    "scenes that add up to less": ({"duration_seconds": 55}, ["pace.length"]),
    "scenes that fill less than half": ({"duration_seconds": 80}, ["pace.length", "pace.thin"]),
    "nine tenths of it": ({"duration_seconds": 33}, []),
}


@pytest.mark.parametrize(("each", "found"), EPISODES.values(), ids=EPISODES.keys())
def test_an_episodes_length_is_compared_with_what_is_asked(tmp_path, each, found):
    scenes = [a_scene(duration_seconds=15), a_scene(duration_seconds=15, emotional_beat="sad")]

    assert kinds(reviewed(tmp_path, scenes, each=each)) == found


def test_an_episode_whose_pictures_only_wait_is_thin(tmp_path):
    (remark,) = reviewed(tmp_path, [a_scene(action="Daniel waits.", dialogue=said("No."))], each={"duration_seconds": 20})

    assert remark.wrong == "what is written fills about 5 s of its 20 s, so pictures only wait"


def test_too_few_scenes_a_minute_are_told(tmp_path):
    scenes = [a_scene(duration_seconds=45, emotional_beat=beat) for beat in ("tense", "sad")]

    assert "pace.scenes" in kinds(reviewed(tmp_path, scenes))


def test_a_new_place_every_five_seconds_is_told(tmp_path):
    scenes = [a_scene(setting=place, duration_seconds=5, emotional_beat=beat) for place, beat in [("Bar", "sad"), ("Car", "tense")] * 7]

    assert kinds(reviewed(tmp_path, scenes)) == ["pace.places"]


CLIFFHANGERS = {
    "none": ("", [a_scene()], ["hook.cliffhanger"]),
    "none, but a question at the end": ("", [a_scene(dialogue=said("Who signed it?"))], []),
    "none, but a shock at the end": ("", [a_scene(emotional_beat="shocking")], []),
    "a question": ("Who signed the letter at the harbour?", [a_scene(), a_scene()], []),
    "a question that is answered": (
        "Who signed the letter at the harbour?",
        [a_scene(), a_scene(dialogue=said("Your father signed the letter at the harbour."))],
        ["hook.given_away"],
    ),
    "a question that is asked": (
        "Who signed the letter at the harbour?",
        [a_scene(), a_scene(dialogue=said("Then who signed the letter at the harbour?"))],
        [],
    ),
    "a statement that is told before": (
        "The signature on the letter is hers.",
        [a_scene(action="Emma sees that the signature on the letter is hers."), a_scene()],
        ["hook.given_away"],
    ),
    "a statement that is the end": (
        "The signature on the letter is hers.",
        [a_scene(), a_scene(action="Emma sees that the signature on the letter is hers.")],
        [],
    ),
}


@pytest.mark.parametrize(("cliffhanger", "scenes", "found"), CLIFFHANGERS.values(), ids=CLIFFHANGERS.keys())
def test_a_cliffhanger_is_there_and_kept(tmp_path, cliffhanger, scenes, found):
    assert kinds(reviewed(tmp_path, scenes, [a_scene()], each={"cliffhanger": cliffhanger})) == found


def test_a_cliffhanger_in_chinese_that_is_answered_is_told(tmp_path):
    scenes = [chinese_scene(), chinese_scene(dialogue=said(("林晚", "合同上写着我父亲的名字。")))]

    assert kinds(reviewed(tmp_path, scenes, **CHINESE, each={"cliffhanger": "合同上写着什么？"})) == ["hook.given_away"]


CASTS = {
    "one letter apart": (["Emma", "Ema"], ["speakers.near"]),
    "two letters changed about": (["Brian", "Brain"], ["speakers.near"]),
    "two names": (["Emma", "Daniel"], []),
    "one name in two cases": (["Emma", "EMMA"], ["speakers.spelling"]),
    "one name in two widths": (["Emma", "Ｅｍｍａ"], ["speakers.spelling"]),
    "simplified and traditional": (["张枫", "張楓"], ["speakers.spelling"]),
    "one sound": (["张枫", "张峰"], ["speakers.near"]),
    "brothers": (["张枫", "张伟"], []),
    "husband and wife": (["张先生", "张夫人"], []),
    "two ladies": (["张夫人", "李夫人"], []),
    "a numbered crowd": (["Guard 1", "Guard 2"], []),
    "a lettered crowd": (["Officer A", "Officer B"], []),
    "a counted crowd": (["路人甲", "路人乙"], []),
    "one and many": (["Guard", "Guards"], []),
    "short names": (["Al", "Ed"], []),
}


@pytest.mark.parametrize(("names", "found"), CASTS.values(), ids=CASTS.keys())
def test_names_that_are_taken_for_one_another_are_told(tmp_path, names, found):
    scene = a_scene(action="They wait.", dialogue=said(*((name, "So it begins now.") for name in names)))

    assert kinds(reviewed(tmp_path, [scene], language="en", characters=[a_member(name) for name in names])) == found


def test_without_a_cast_names_are_told_where_they_speak(tmp_path):
    (remark,) = reviewed(tmp_path, [a_scene(), a_scene(dialogue=said(("EMMA", "Wait for me.")))], characters=None)

    assert (remark.kind, remark.scene) == ("speakers.spelling", 2)


def test_who_never_appears_is_told(tmp_path):
    cast = [a_member(name) for name in ("Emma", "Daniel", "Olga")]

    assert kinds(reviewed(tmp_path, [a_scene()], characters=cast)) == ["speakers.absent"]


def test_who_is_only_seen_appears(tmp_path):
    cast = [a_member(name) for name in ("Emma", "Daniel", "Olga")]

    assert reviewed(tmp_path, [a_scene(action="OLGA watches them from the door.")], characters=cast) == ()


def test_who_is_named_in_other_characters_only_is_told(tmp_path):
    scene = chinese_scene(dialogue=said(("林晚", "你早就知道了。")), action="張楓轉身離開。")

    assert kinds(reviewed(tmp_path, [scene], **CHINESE)) == ["speakers.spelling"]


def test_six_leads_are_too_many(tmp_path):
    names = ["Emma", "Daniel", "Olga", "Victor", "Sunny", "Harold"]
    scene = a_scene(dialogue=said(*((name, "So it begins.") for name in names)))

    remarks = reviewed(tmp_path, [scene], characters=[a_member(name, role="lead") for name in names])

    assert kinds(remarks) == ["speakers.leads"]
    assert kinds(reviewed(tmp_path, [scene], characters=[a_member(name) for name in names])) == []


def test_the_look_and_the_style_are_prompts_too(tmp_path):
    cast = [a_member("Emma", appearance="red hair, name as subtitle"), a_member("Daniel")]

    remarks = reviewed(tmp_path, [a_scene()], characters=cast, style="cinematic, 16:9")

    assert kinds(remarks) == ["prompts.aspect", "prompts.text"]


def test_a_prompt_longer_than_its_model_takes_is_told(tmp_path, monkeypatch):
    own = tmp_path / "own.yaml"
    own.write_text("studio:\n  models:\n    rig: {max_characters: 60}\n", encoding="utf-8")
    monkeypatch.setenv("CLIFFHANGER_CATALOGUE", str(own))

    assert kinds(reviewed(tmp_path, [a_scene()])) == ["prompts.long"]


def test_what_is_locked_and_worn_counts_as_part_of_the_prompt(tmp_path, monkeypatch):
    own = tmp_path / "own.yaml"
    own.write_text("studio:\n  models:\n    rig: {max_characters: 140}\n", encoding="utf-8")
    monkeypatch.setenv("CLIFFHANGER_CATALOGUE", str(own))
    dressed = {"locked": ["a scar over the left brow"], "wardrobe": [{"episodes": "2", "wears": "a black mourning dress " * 3}]}
    cast = [a_member("Emma", **dressed), a_member("Daniel")]

    remarks = reviewed(tmp_path, [a_scene()], [a_scene()], each={"cliffhanger": "Who knew?"}, characters=cast, style="")

    assert [(remark.kind, remark.episode) for remark in remarks] == [("prompts.long", 2)]
    assert "for its people" in str(remarks[0])


def test_what_is_wrong_with_locked_features_and_costumes_is_told_where_they_stand(tmp_path):
    cast = [a_member("Emma", locked=["subtitles below her"]), a_member("Daniel", wardrobe=[{"episodes": "1", "wears": "widescreen"}])]
    (tmp_path / "bible.json").write_text(json.dumps(cast, indent=1), "utf-8")

    remarks = reviewed(tmp_path, [a_scene()], characters="bible.json")

    lines = (tmp_path / "bible.json").read_text("utf-8").splitlines()
    found = {remark.kind: lines[(remark.line or 0) - 1] for remark in remarks if remark.path == tmp_path / "bible.json"}
    assert found.keys() == {"prompts.aspect", "prompts.text"}
    assert "subtitles below her" in found["prompts.text"]
    assert "widescreen" in found["prompts.aspect"]


def test_a_remark_names_the_line_where_it_stands(tmp_path):
    remarks = reviewed(tmp_path, [a_scene(), a_scene(dialogue=said("Wait.", LONG))])

    lines = (tmp_path / "season.json").read_text("utf-8").splitlines()
    (remark,) = remarks
    assert remark.line is not None
    assert LONG in "".join(lines[remark.line - 1 : remark.line + 3])
    assert str(remark).startswith(f"{tmp_path / 'season.json'}:{remark.line}: episode 1, scene 2: the line 'I have told you")
