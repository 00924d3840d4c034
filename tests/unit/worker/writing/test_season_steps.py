"""Outlines, digests and verdicts are read liberally."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from worker.writing.forms import MOST_CHARACTERS, form_of
from worker.writing.judge import judge


def said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


OUTLINE = {
    "logline": "A letter arrives ten years late.",
    "characters": [
        {"name": "Emma", "role": "lead", "gender": "female", "age": 28, "personality": "stubborn", "appearance": "green coat"},
        {"name": "Daniel", "role": "", "gender": "unspecified", "age": None, "personality": "", "appearance": ""},
    ],
    "episodes": [
        {"episode_number": number, "logline": "It begins.", "hook": "A knock.", "beats": ["She opens it."], "cliffhanger": "Who?"}
        for number in (1, 2)
    ],
}


@pytest.mark.parametrize("wrap", [lambda it: it, lambda it: {"outline": it}, lambda it: {"title": "x", "season": it}, lambda it: [it]])
def test_an_outline_is_taken_in_its_wrapping(wanted, wrap) -> None:
    asked = wanted("outline", episode=None, cast=("Emma",))

    judged = judge(said(wrap(OUTLINE)), asked, was_cut=False, cast=())

    assert judged.script == OUTLINE
    Draft202012Validator(form_of(asked, ())).validate(judged.script)


def test_a_whole_script_is_an_outline(wanted, episode) -> None:
    script = {"title": "x", "characters": {"Emma": "stubborn", "Daniel": {"age": "30s", "gender": "男"}}, "episodes": [episode] * 2}

    outline = judge(said(script), wanted("outline", episode=None), was_cut=False, cast=()).script

    assert outline is not None
    assert [each["cliffhanger"] for each in outline["episodes"]] == [episode["cliffhanger"]] * 2
    assert [each["episode_number"] for each in outline["episodes"]] == [1, 2]
    assert outline["episodes"][0]["beats"] == ["Emma opens an old envelope."] * 2
    assert [(each["name"], each["age"], each["gender"]) for each in outline["characters"]] == [
        ("Emma", None, "unspecified"),
        ("Daniel", 30, "male"),
    ]


def test_whoever_speaks_in_a_whole_script_without_a_cast_is_its_cast(wanted, episode) -> None:
    outline = judge(said({"title": "x", "episodes": [episode] * 2}), wanted("outline", episode=None), was_cut=False, cast=()).script

    assert outline is not None
    assert [each["name"] for each in outline["characters"]] == ["Emma", "Daniel"]


def test_who_must_be_kept_is_added_where_missing(wanted) -> None:
    judged = judge(said(OUTLINE), wanted("outline", episode=None, cast=("Emma", "Old Wu")), was_cut=False, cast=())

    assert judged.script is not None
    assert [each["name"] for each in judged.script["characters"]] == ["Emma", "Daniel", "Old Wu"]
    assert judged.notes == ("'Old Wu' was missing among the characters, and was added",)


def test_of_a_longer_whole_script_the_first_episodes_are_taken(wanted, episode) -> None:
    script = {"characters": [{"name": "Emma"}], "episodes": [{**episode, "episode_number": number} for number in (1, 2, 3)]}

    judged = judge(said(script), wanted("outline", episode=None), was_cut=False, cast=())

    assert judged.script is not None
    assert [each["episode_number"] for each in judged.script["episodes"]] == [1, 2]
    assert "3 whole episodes where 2 were asked; the first are taken" in judged.notes


def test_an_outline_has_exactly_its_episodes(wanted) -> None:
    judged = judge(said(OUTLINE), wanted("outline", episode=None, episodes=3), was_cut=False, cast=())

    assert judged.problems == ("2 episodes where 3 were asked",)


def test_lists_and_texts_are_bounded_with_a_note(wanted) -> None:
    many = {
        "summary": "s" * 5000,
        "events": ["e" * 600],
        "characters": [f"Guard {number}: stands there" for number in range(60)],
    }

    judged = judge(said(many), wanted("digest", episode=None), was_cut=False, cast=())

    assert judged.script is not None
    assert (len(judged.script["summary"]), len(judged.script["events"][0])) == (4000, 500)
    assert len(judged.script["characters"]) == MOST_CHARACTERS
    assert judged.notes == (
        "the summary was cut to 4000 of its 5000 characters",
        "events was cut to 500 of its 600 characters",
        "40 of 60 characters were kept",
    )


@pytest.mark.parametrize(
    ("answer", "verdict", "findings"),
    [
        ({"verdict": "accept", "findings": []}, "accept", []),
        ({"verdict": "Approved!"}, "accept", []),
        ({"verdict": "not approved", "issues": [{"scene": "2", "issue": "slow", "fix": "cut"}]}, "revise", [(2, "slow", "cut")]),
        ({"findings": ["too slow"]}, "revise", [(None, "too slow", "")]),
        ([{"scene_number": 9, "problem": "slow", "suggestion": ""}], "revise", [(None, "slow", "")]),
        ({"review": {"verdict": "revise"}}, "accept", []),
        ({"verdict": "不通过", "findings": [{"问题": "太慢"}]}, "revise", [(None, "太慢", "")]),
    ],
)
def test_a_verdict_is_read_or_inferred(wanted, answer, verdict, findings) -> None:
    script = judge(said(answer), wanted("review"), was_cut=False, cast=()).script

    assert script is not None
    assert script["verdict"] == verdict
    assert [(each["scene_number"], each["problem"], each["suggestion"]) for each in script["findings"]] == findings
    Draft202012Validator(form_of(wanted("review"), ())).validate(script)


def test_a_script_instead_of_a_verdict_is_no_objection(wanted, episode) -> None:
    judged = judge(said(episode), wanted("review"), was_cut=False, cast=())

    assert judged.script == {"verdict": "accept", "findings": []}
    assert judged.notes == ("a script was answered instead of a verdict, which is no objection",)


@pytest.mark.parametrize("step", ["digest", "outline", "draft", "review"])
def test_every_form_is_closed_and_requires_all(wanted, step) -> None:
    def check(schema: Any) -> None:
        if isinstance(schema, dict):
            if schema.get("type") == "object":
                assert schema["additionalProperties"] is False
                assert schema["required"] == list(schema["properties"])
            for each in schema.values():
                check(each)

    form = form_of(wanted(step), ("Emma", "Emma", "Daniel"))

    Draft202012Validator.check_schema(form)
    check(form)
    if step == "draft":
        scenes = form["properties"]["scenes"]
        assert (scenes["minItems"], scenes["maxItems"]) == (2, 2)
        assert scenes["items"]["properties"]["dialogue"]["items"]["properties"]["character"]["enum"] == ["Emma", "Daniel"]
