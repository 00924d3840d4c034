"""Answers end where max_tokens says, are continued from there, and are mended when somebody says what is wrong."""

import json
from typing import Any

import jsonschema
import pytest

from tests.unit.ops.simulator.conftest import Customer
from tests.unit.ops.simulator.scripts import asked, episode, script_of, text_of

SCHEMA = episode(scenes=6)
PROMPT = "Write episode 1 in English."
MORE = "Your answer broke off. Continue exactly where it stopped, with the very next character."
FORM = {"response_format": asked(SCHEMA)}


def finish_of(completion: dict[str, Any]) -> str:
    return str(completion["choices"][0]["finish_reason"])


@pytest.mark.parametrize("language", ["English", "Chinese"])
def test_an_answer_is_cut_at_max_tokens_and_only_that_is_counted(customer: Customer, language: str) -> None:
    whole = customer.chat(f"Write in {language}.", **FORM)
    cut = customer.chat(f"Write in {language}.", **FORM, max_tokens=100)

    assert (finish_of(whole), finish_of(cut)) == ("stop", "length")
    assert cut["usage"]["completion_tokens"] == 100
    assert text_of(whole).startswith(text_of(cut))


def test_an_answer_that_just_fits_is_whole(customer: Customer) -> None:
    needed = customer.chat(PROMPT, **FORM)["usage"]["completion_tokens"]

    assert finish_of(customer.chat(PROMPT, **FORM, max_completion_tokens=needed)) == "stop"


@pytest.mark.parametrize("bound", [0, -1, "many", True, 1.5])
def test_a_bound_that_is_none_is_refused(customer: Customer, bound: Any) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "x"}], "max_tokens": bound}

    assert customer.post("/v1/chat/completions", body).status_code == 400


def test_a_cut_answer_is_continued_with_the_very_next_character(customer: Customer) -> None:
    whole = text_of(customer.chat(PROMPT, **FORM))
    said = [PROMPT]
    parts: list[str] = []

    for _ in range(20):
        answer = customer.chat(*said, **FORM, max_tokens=150)
        parts.append(text_of(answer))
        if finish_of(answer) == "stop":
            break
        said += [parts[-1], MORE]

    assert len(parts) > 3
    assert "".join(parts) == whole


def test_a_continuation_may_come_in_one_piece_from_another_model_with_another_bound(customer: Customer) -> None:
    whole = text_of(customer.chat(PROMPT, **FORM))

    answer = customer.chat(PROMPT, whole[:333], "继续", **FORM, max_tokens=9000, model="claude-sonnet-4.5")

    assert whole[:333] + text_of(answer) == whole


def test_a_continuation_of_what_was_never_said_is_the_whole_answer(customer: Customer) -> None:
    answer = customer.chat(PROMPT, '{"scenes": [{"setting": "elsewh', MORE, **FORM)

    jsonschema.validate(script_of(answer), SCHEMA)


def test_a_text_is_continued_too(customer: Customer) -> None:
    whole = text_of(customer.chat(PROMPT))

    assert text_of(customer.chat(PROMPT, whole[:50], "Please go on.")) == whole[50:]


@pytest.mark.parametrize("form", [FORM, {}])
def test_a_bad_answer_that_is_named_is_followed_by_a_good_one(customer: Customer, form: dict[str, Any]) -> None:
    prompt = f"{PROMPT}\n{json.dumps(SCHEMA)}"
    bad = '{"scenes": [{"character": "Nobody"}]}'

    answer = customer.chat(prompt, bad, "Your answer cannot be used: it is in Spanish. Write the whole JSON again.", **form)

    jsonschema.validate(script_of(answer), SCHEMA)
    assert script_of(answer) != script_of(customer.chat(prompt, **form))


def test_a_mended_answer_that_is_cut_is_continued(customer: Customer) -> None:
    said = [PROMPT, "no JSON at all", "That is no JSON. Write it again."]
    whole = text_of(customer.chat(*said, **FORM))
    first = text_of(customer.chat(*said, **FORM, max_tokens=60))

    assert first + text_of(customer.chat(*said, first, MORE, **FORM)) == whole
