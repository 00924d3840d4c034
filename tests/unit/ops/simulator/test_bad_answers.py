"""A language model answers badly by rule, and every token of what it said is in the books."""

import json
from typing import Any

import jsonschema
import pytest

from ops.simulator.chat.tokens import tokens
from tests.unit.ops.simulator.conftest import Customer
from tests.unit.ops.simulator.scripts import CAST, asked, closed, episode, script_of, text_of

SCHEMA = episode(scenes=16)
FORM = {"response_format": asked(SCHEMA)}
PROMPT = "Write episode 1 in English."


def message_of(completion: dict[str, Any]) -> tuple[Any, Any, str]:
    choice = completion["choices"][0]
    return choice["message"]["content"], choice["message"]["refusal"], choice["finish_reason"]


def speakers(script: Any) -> list[str]:
    return [line["character"] for scene in script["scenes"] for line in scene["dialogue"]]


@pytest.mark.parametrize("fence", [True, False])
def test_words_stand_round_the_json(customer: Customer, fence: bool) -> None:
    good = text_of(customer.chat(PROMPT, **FORM))
    customer.rule("prose_around", options={"before": "Sure!", "after": "Enjoy.", "fence": fence})

    text = text_of(customer.chat(PROMPT, **FORM))

    assert text == (f"Sure!\n\n```json\n{good}\n```\n\nEnjoy." if fence else f"Sure!\n\n{good}\n\nEnjoy.")


@pytest.mark.parametrize(
    ("fault", "sign"), [("trailing_commas", ",\n}"), ("single_quotes", "{'episode_number'"), ("commented", "{ // as asked")]
)
def test_json_is_not_quite_json(customer: Customer, fault: str, sign: str) -> None:
    customer.rule(fault)

    text = text_of(customer.chat(PROMPT, **FORM))

    assert sign in text
    with pytest.raises(ValueError, match=r"Expecting|Illegal"):
        json.loads(text)


@pytest.mark.parametrize("share", [0, 0.25, 0.9])
def test_an_answer_is_cut_at_a_share(customer: Customer, share: float) -> None:
    good = text_of(customer.chat(PROMPT, **FORM))
    customer.rule("cut_short", options={"share": share}, times=1)

    cut = customer.chat(PROMPT, **FORM)

    assert message_of(cut) == (good[: int(len(good) * share)], None, "length")
    assert text_of(cut) + text_of(customer.chat(PROMPT, text_of(cut), "Continue.", **FORM)) == good


@pytest.mark.parametrize(("asked_for", "spoken"), [("English", "es"), ("Spanish", "fr"), ("Chinese", "en")])
def test_an_answer_is_in_another_language(customer: Customer, asked_for: str, spoken: str) -> None:
    options = {"language": "en"} if spoken == "en" else {}
    right = script_of(customer.chat(f"Write in {spoken if spoken != 'en' else 'English'}.", **FORM))
    customer.rule("wrong_language", options=options)

    wrong = script_of(customer.chat(f"Write in {asked_for}.", **FORM))

    lines = [{line["line"] for scene in script["scenes"] for line in scene["dialogue"]} for script in (right, wrong)]
    jsonschema.validate(wrong, SCHEMA)
    assert lines[0] & lines[1]


def test_one_line_is_spoken_by_nobody_of_the_cast(customer: Customer) -> None:
    customer.rule("unknown_speaker", options={"name": "Mallory"})

    strangers = [name for name in speakers(script_of(customer.chat(PROMPT, **FORM))) if name not in CAST]

    assert strangers == ["Mallory"]


@pytest.mark.parametrize(
    ("fault", "options", "scenes"),
    [
        ("too_many_items", {}, 31),
        ("too_few_items", {}, 8),
        ("too_many_items", {"field": "scenes", "count": 17}, 17),
        ("too_few_items", {"count": 0}, 0),
    ],
)
def test_a_list_has_another_length_than_was_asked(customer: Customer, fault: str, options: dict[str, Any], scenes: int) -> None:
    customer.rule(fault, options=options)

    script = script_of(customer.chat(PROMPT, **FORM))

    assert [scene["scene_number"] for scene in script["scenes"]] == list(range(1, scenes + 1))


def test_the_list_whose_length_is_fixed_is_the_one_that_goes_wrong(customer: Customer) -> None:
    numbers = {"type": "array", "items": {"type": "integer"}}
    schema = closed(characters={**numbers, "maxItems": 9}, episodes={**numbers, "minItems": 2, "maxItems": 2})
    customer.rule("too_many_items")

    script = script_of(customer.chat(PROMPT, response_format=asked(schema)))

    assert (len(script["characters"]), len(script["episodes"])) == (3, 3)


@pytest.mark.parametrize(
    ("fault", "options", "said"),
    [
        ("refuses", {}, (None, "I'm sorry, but I can't help with that.", "stop")),
        ("refuses_in_words", {"text": "No."}, ("No.", None, "stop")),
        ("says_nothing", {}, ("", None, "stop")),
        ("says", {"reply": "[]", "finish": "length"}, ("[]", None, "length")),
    ],
)
def test_a_reply_is_not_what_was_asked(customer: Customer, fault: str, options: dict[str, Any], said: tuple[Any, Any, str]) -> None:
    customer.rule(fault, options=options)

    assert message_of(customer.chat(PROMPT, **FORM)) == said


def test_a_given_reply_is_cut_at_max_tokens_too(customer: Customer) -> None:
    customer.rule("says", options={"reply": "abcdefghij"})

    assert message_of(customer.chat(PROMPT, max_tokens=2)) == ("abcdefgh", None, "length")


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("cut_short", {"share": 1}),
        ("wrong_language", {"language": "xx"}),
        ("too_many_items", {"count": "many"}),
        ("says", {"finish": "never"}),
        ("says", {"text": "x"}),
    ],
)
def test_options_that_no_answer_can_follow_are_told_at_once(customer: Customer, fault: str, options: dict[str, Any]) -> None:
    answer = customer.post("/_sim/rules", {"rules": [{"fault": fault, "options": options}]})

    assert (answer.status_code, fault in answer.json()["error"]["message"]) == (400, True)


def test_rules_play_one_after_the_other_on_the_requests_that_they_match(customer: Customer) -> None:
    rules = [
        {"fault": "says", "options": {"reply": "first"}, "match": {"text": "episode 1"}, "times": 1},
        {"fault": "says", "options": {"reply": "second"}, "match": {"model": "gpt*"}, "times": 1},
        {"fault": "says", "options": {"reply": "mended"}, "match": {"turn": "1"}},
    ]
    customer.post("/_sim/rules", {"rules": rules})

    heard = [text_of(customer.chat(*said)) for said in ([PROMPT], [PROMPT], [PROMPT, "bad", "again"], [PROMPT, "bad", "again"])]

    assert heard == ["first", "second", "mended", "mended"]
    assert len(text_of(customer.chat(PROMPT))) > len("mended")


def test_a_rule_for_ever_spoils_repairs_too(customer: Customer) -> None:
    customer.rule("refuses_in_words", options={"text": "No."})

    heard = [text_of(customer.chat(*said, **FORM)) for said in ([PROMPT], [PROMPT, "No.", "Write it."], [PROMPT, "x", "y", "z", "y"])]

    assert heard == ["No."] * 3


@pytest.mark.parametrize("fault", ["cut_short", "too_many_items", "refuses", "refuses_in_words", "says_nothing", "prose_around"])
def test_every_token_of_a_bad_answer_is_in_the_books(customer: Customer, fault: str) -> None:
    customer.rule(fault)

    answer = customer.chat(PROMPT, **FORM)

    content, refusal, finish = message_of(answer)
    books = customer.books()
    (job,) = books["jobs"]
    usage = answer["usage"]
    assert usage["completion_tokens"] == tokens(content or refusal or "")
    assert usage["total_tokens"] == usage["completion_tokens"] + tokens(PROMPT)
    assert (job["prompt_tokens"], job["completion_tokens"], job["finish_reason"]) == (*list(usage.values())[:2], finish)
    assert (books["totals"]["prompt_tokens"], books["totals"]["completion_tokens"]) == tuple(list(usage.values())[:2])
    assert job["bill_micros"] == books["totals"]["billed_micros"] == 8 * usage["total_tokens"]
    assert job["faults"] == [fault]
