import re
from dataclasses import replace

import pytest

from producer.writing.genre import load_genres
from producer.writing.prompts import SOURCES, Brief, words_of
from shared.beats import beat_of
from shared.line.filling import fill
from shared.season_cast import CastMember
from shared.tokens import tokens_about

STEPS = tuple(SOURCES)
LANGUAGES = ("zh-CN", "zh-TW", "en", "ja", "vi", "eo")
BRACES = 'a {draft} {form} {outline} {{}} { } {{form}} {% raw %} {{ brief }} "'


def a_brief(language="en", **changes):
    cast = (
        CastMember(name="Emma Stone-Ward", role="lawyer", gender="female", age=29, personality="proud, quick", appearance="red coat"),
        CastMember(name="张枫"),
    )
    brief = Brief(
        "The Tea Shop", "romance", language, "A lawyer meets a stranger at her grandmother's tea shop.", "soft light", 12, 8, 90.0, cast
    )
    return replace(brief, **changes)


def words(step, brief, *, episode=3, part="", part_number=2, parts=3):
    if step == "digest":
        return words_of(step, brief, part=part, part_number=part_number, parts=parts)
    return words_of(step, brief, episode=None if step == "outline" else episode)


def names_in(prompt):
    return sorted(re.findall(r"\{([a-z]+)\}", prompt))


@pytest.mark.parametrize("genre", [*sorted(load_genres()), "", "something else"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_each_of_its_places_once(step, language, genre):
    told = words(step, a_brief(language, genre=genre, source="novel"))

    assert told.sources == SOURCES[step]
    assert names_in(told.prompt) == sorted((*told.sources, "form"))
    assert "{" not in told.system


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_braces_of_the_users_own_texts_survive(step, language):
    cast = (CastMember(name="{draft}", personality=BRACES),)
    brief = a_brief(language, title=BRACES, premise=BRACES, genre="{review}", style=BRACES, cast=cast, source="novel")
    told = words(step, brief, part=BRACES)
    values = {name: f"<{name} {{form}}>" for name in (*told.sources, "form")}

    filled = fill(told.prompt, values)

    assert names_in(told.prompt) == sorted(values)
    assert all(filled.count(value) == 1 for value in values.values())
    assert BRACES in filled
    assert "{draft}" in filled


@pytest.mark.parametrize("step", [step for step in STEPS if step not in {"digest", "outline"}])
@pytest.mark.parametrize("episodes", [1, 2, 12])
def test_each_episode_is_told_where_it_stands(step, episodes):
    prompts = [words(step, a_brief(episodes=episodes), episode=number).prompt for number in range(1, episodes + 1)]

    assert len(set(prompts)) == episodes
    assert all(f"episode {number} of {episodes}" in prompt for number, prompt in enumerate(prompts, 1))


def test_the_first_part_has_no_digest_before_it():
    told = words("digest", a_brief(source="novel"), part_number=1)

    assert told.sources == ("part",)
    assert names_in(told.prompt) == ["form", "part"]


def test_a_part_that_is_given_is_no_source():
    told = words("digest", a_brief(source="novel"), part="Chapter one. {part}")

    assert told.sources == ("earlier",)
    assert "Chapter one. {part}" in fill(told.prompt, {"part": "another"})


def test_an_outline_without_a_source_reads_none():
    assert words("outline", a_brief()).sources == ()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("step", STEPS)
def test_prompts_stay_short(step, language):
    brief = a_brief(language, premise="", cast=(), source="novel")
    for genre in load_genres():
        told = words(step, replace(brief, genre=genre.replace("_", " ")), part="-")
        assert tokens_about(told.system, told.prompt) <= (1650 if step == "outline" else 1500), genre


@pytest.mark.parametrize("step", STEPS)
def test_whoever_is_given_is_named_letter_for_letter(step):
    for language in LANGUAGES:
        prompt = words(step, a_brief(language)).prompt
        assert "Emma Stone-Ward" in prompt
        assert "张枫" in prompt


@pytest.mark.parametrize("step", ["draft", "rewrite"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_number_and_lengths_of_the_scenes_are_told(step, language):
    prompt = words(step, a_brief(language, scenes=7, seconds=84.0)).prompt

    scenes, each, together = (
        ("正好 7 场", "约 12 秒", "合计 84 秒") if language == "zh-CN" else ("Exactly 7 scenes", "about 12 each", "84 in all")
    )
    assert scenes in prompt
    assert each in prompt
    assert together in prompt


@pytest.mark.parametrize(("language", "told"), [
    ("ja", "in Japanese; only visual_prompt is always in English"), ("en", "in English."),
    ("zh-CN", "简体中文（普通话）；visual_prompt 可用中文"),
    ("zh-TW", "台湾用语"), ("pt-BR", "in Brazilian Portuguese; only visual_prompt"),
])  # fmt: skip
def test_the_season_language_is_named(language, told):
    for step in STEPS:
        assert told in words(step, a_brief(language)).system


def test_the_beats_that_are_offered_are_understood():
    told = re.search(r"emotional_beat: one of ([a-z, ]+);", words("draft", a_brief()).prompt)

    assert told
    assert all(beat_of(beat) == beat for beat in told[1].split(", "))


@pytest.mark.parametrize("episode", [None, 0, 13])
def test_a_step_about_an_episode_needs_one_of_the_season(episode):
    with pytest.raises(ValueError, match="needs an episode from 1 to 12"):
        words_of("draft", a_brief(), episode=episode)


@pytest.mark.parametrize(("part", "number"), [("", 0), ("text", 0), ("text", 4)])
def test_a_digest_needs_the_number_of_its_part(part, number):
    with pytest.raises(ValueError, match="the number of its part from 1 to 3"):
        words_of("digest", a_brief(source="novel"), part=part, part_number=number, parts=3)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_one_episode_of_one_scene_is_told_so(language):
    brief = a_brief(language, episodes=1, scenes=1, seconds=15.0, premise="", style="", cast=(), genre="")
    for step in STEPS:
        prompt = words(step, brief, episode=1).prompt
        assert "None" not in prompt.replace("None where the act", "")
        assert "\n\n\n\n" not in prompt
