"""A good answer is an instance of the schema that a reader would take for a small script, in the language of the request."""

import json
from typing import Any

import jsonschema
import pytest

from ops.simulator.ask import CJK
from ops.simulator.chat.author import Author
from ops.simulator.chat.cast import cast_of
from ops.simulator.chat.language import LANGUAGES, language_of
from ops.simulator.chat.prose import phrases_of
from ops.simulator.chat.question import read_question
from ops.simulator.chat.schema import schema_in
from tests.unit.ops.simulator.conftest import Customer
from tests.unit.ops.simulator.scripts import CAST, asked, closed, episode, script_of, text_of

TEXT = {"type": "string"}


def invented(schema: dict[str, Any], prompt: str = "a tale", seed: int = 0) -> Any:
    question = read_question({"messages": [{"role": "user", "content": prompt}], "response_format": asked(schema)})
    return Author(question, seed).value()


def test_an_episode_has_its_scenes_in_order_and_its_cast_in_turns() -> None:
    script = invented(episode(scenes=16), "Write episode 7.")

    lines = [line for scene in script["scenes"] for line in scene["dialogue"]]
    jsonschema.validate(script, episode(scenes=16))
    assert script["episode_number"] == 7
    assert [scene["scene_number"] for scene in script["scenes"]] == list(range(1, 17))
    assert {line["character"] for line in lines} == set(CAST)
    assert all(3 <= len(line["line"].split()) <= 12 for line in lines)
    assert all(scene["action"].endswith(".") and len(scene["action"]) > 20 for scene in script["scenes"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_spoken_line_of_a_language_is_short(language: str) -> None:
    lines = phrases_of(language)["line"]

    lengths = [len(CJK.findall(line)) or 2 * len(line.split()) for line in lines]
    assert len(set(lines)) == len(lines) >= 12
    assert all(4 <= length <= 24 for length in lengths)


def test_people_that_are_invented_have_different_names() -> None:
    names = closed(characters={"type": "array", "minItems": 40, "items": closed(name=TEXT, age={"type": ["integer", "null"]})})

    people = invented(names)["characters"]

    assert len({person["name"] for person in people}) == 40
    assert all(19 <= person["age"] <= 58 for person in people)


@pytest.mark.parametrize(
    "prompt",
    [
        'Keep {"name": "Wang"} and {"name": "Dr. Lin"}.',
        "Title: Tea\n\n<cast>\n- Wang (lead, female); looks: grey coat\n- Dr. Lin; character: calm, slow\n</cast>\n\n- not a name",
        "人物：Wang、Dr. Lin\n第 2 集",
        "## Characters:\n1. **Wang** - the lead\n2. Dr. Lin: a rival\n\nWrite.",
    ],
)
def test_people_that_the_prompt_names_are_kept(prompt: str) -> None:
    characters = closed(characters={"type": "array", "items": closed(name=TEXT)}, line=closed(character=TEXT, line=TEXT))

    made = invented(characters, prompt)

    assert [person["name"] for person in made["characters"]][:2] == ["Wang", "Dr. Lin"]
    assert len(made["characters"]) == 3
    assert made["line"]["character"] in {"Wang", "Dr. Lin"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 2, "maxItems": 2, "items": {"enum": [1, 2]}, "uniqueItems": True},
        {"type": "array", "prefixItems": [TEXT, {"type": "integer"}], "minItems": 2, "maxItems": 2},
        {"type": "array", "maxItems": 0},
        {"type": "integer", "minimum": -3, "maximum": -1},
        {"type": "integer", "exclusiveMinimum": 99},
        closed(scene_number={"type": "integer", "minimum": 5}, age={"type": "number", "maximum": 0.5}),
        {"anyOf": [{"type": "null"}, {"const": "x"}]},
        {"oneOf": [closed(a=TEXT), closed(b=TEXT)]},
        {"allOf": [{"required": ["a"], "properties": {"a": TEXT}}, {"required": ["b"], "properties": {"b": {"type": "boolean"}}}]},
        {"$ref": "#/$defs/line", "$defs": {"line": closed(line={"type": "string", "maxLength": 4})}},
        closed(child={"anyOf": [{"$ref": "#"}, {"type": "null"}]}),
        {"type": ["null", "string"], "minLength": 200, "maxLength": 201},
        {"type": "null"},
    ],
    ids=lambda schema: json.dumps(schema)[:60],
)
def test_whatever_the_schema_is_the_answer_is_one_of_it(schema: dict[str, Any]) -> None:
    jsonschema.validate(invented(schema), schema)


def test_a_schema_that_is_none_is_refused(customer: Customer) -> None:
    broken = {"model": "m", "messages": [{"role": "user", "content": "x"}], "response_format": asked({"$ref": "#/$defs/nothing"})}

    assert customer.post("/v1/chat/completions", broken).status_code == 400


@pytest.mark.parametrize("form", [{"type": "json_object"}, None])
@pytest.mark.parametrize(
    "words",
    [
        "The form is\n```json\nFORM\n```\nand nothing else.",
        "Here is { something } else first. Answer with FORM, please.",
        'For example {"title": "no schema"}; the form is FORM',
    ],
)
def test_a_schema_is_found_in_the_prompt(customer: Customer, form: Any, words: str) -> None:
    answer = customer.chat(words.replace("FORM", json.dumps(episode(2))), response_format=form)

    jsonschema.validate(script_of(answer), episode(2))


def test_json_without_any_schema_is_no_schema() -> None:
    assert schema_in('{"type": "scene", "n": 1} and {"a": {"b": 2}}')[0] is None


def test_the_same_conversation_gets_the_same_script_and_another_seed_another() -> None:
    first, again, other, reworded = (
        invented(episode(), prompt, seed) for prompt, seed in (("a tale", 0), ("a tale", 0), ("a tale", 1), ("another tale", 0))
    )

    assert first == again
    assert len({json.dumps(script) for script in (first, other, reworded)}) == 3


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("Write a script.", "en"),
        ("Write in zh-CN.", "zh"),
        ("Everything is in the language 'zh'.", "zh"),
        ("Answer in Simplified Chinese.", "zh"),
        ("一个关于茶馆的故事，主角是老板的女儿。", "zh"),
        ("请用英文写：一个关于茶馆的故事。", "en"),
        ("请用中文写。", "zh"),
        ("Everything is told in Spanish; only visual_prompt is always in English.", "es"),
        ("Write it, 台词都用简体中文.", "zh"),
        ("Write in English about a Chinese tea shop.", "en"),
        ("The language of the season is es.", "es"),
        ("Write in French.", "fr"),
        ("한국어로 짧은 이야기를 써 주세요", "ko"),
        ("お茶屋の短い物語を書いてください", "ja"),
        ("The language is en-US; the source is in Chinese.", "en"),
    ],
)
def test_the_language_is_the_one_that_the_request_says(prompt: str, language: str) -> None:
    assert language_of(None, prompt) == language


def test_a_schema_says_its_language_before_any_prompt_does() -> None:
    script = invented(closed(language={"const": "zh-CN"}, scenes={"type": "array", "items": closed(line=TEXT)}), "Write in English.")

    assert CJK.search(script["scenes"][0]["line"])


def test_a_text_is_a_paragraph_within_its_bound(customer: Customer) -> None:
    short, long, open_ended = (customer.chat("a tale", **bound) for bound in ({"max_tokens": 80}, {"max_tokens": 4000}, {}))

    lengths = [answer["usage"]["completion_tokens"] for answer in (short, long, open_ended)]
    assert 20 <= lengths[0] <= 40
    assert 400 <= lengths[1] <= 480
    assert 90 <= lengths[2] <= 120
    assert {answer["choices"][0]["finish_reason"] for answer in (short, long, open_ended)} == {"stop"}
    assert set(script_of(customer.chat("a tale", response_format={"type": "json_object"}))) == {"text"}
    assert text_of(long).startswith(text_of(short)[:-1])


@pytest.mark.parametrize(
    "prompt",
    [
        "The people:\n- Three to five carry it: one who wants something.\n- No two names begin alike.\n- appearance: a painter's needs.",
        "人物：\n- 挑大梁的三到五个：一个有等不得的事。\n- 名字不能混：不同姓。\n- personality：一两句。",
    ],
)
def test_what_is_asked_of_the_people_names_nobody(prompt: str) -> None:
    assert cast_of(prompt) == ()
