"""A chat that comes to nothing costs what its own count of tokens says."""

from dataclasses import replace

import pytest

from worker.engines.failures import JobFailed, Moderated

PRICES = {"price": {"unit": "per_mtok_out", "amount": "8"}, "input_price": {"unit": "per_mtok_in", "amount": "2"}}
USAGE = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
NO_WORD = {"message": {"content": ""}, "finish_reason": "length"}


def chat(provider, ask, choice, usage=USAGE, prices=PRICES):
    provider.say("/chat/completions", {"choices": [choice], "usage": usage})
    body = {"model": "{model}", "messages": "{messages}"}
    return ask(
        "text",
        {"messages": []},
        model=prices,
        engine="openai",
        submit={"path": "/chat/completions", "body": body},
        outputs="/choices/0/message/content",
    )


def failed(provider, openai, ask, choice, usage=USAGE, prices=PRICES):
    it = chat(provider, ask, choice, usage, prices)
    with pytest.raises((JobFailed, Moderated)) as told:
        openai.submit(it, openai.prepare(it), lambda _: None)
    return told.value


@pytest.mark.parametrize(
    "choice",
    [
        NO_WORD,
        {"message": {"content": "x"}, "finish_reason": "content_filter"},
        {"message": {"refusal": "I can't"}, "finish_reason": "stop"},
    ],
)
def test_words_that_came_to_nothing_are_charged_by_the_token(provider, openai, ask, choice):
    failure = failed(provider, openai, ask, choice)

    assert (failure.is_billed, failure.cost_micros) == (True, 100 * 2 + 50 * 8)


@pytest.mark.parametrize(
    ("usage", "prices"), [(None, PRICES), ({"total_tokens": 5}, PRICES), (USAGE, {"price": {"unit": "per_1k_chars", "amount": "1"}})]
)
def test_where_nobody_counts_what_was_held_is_what_it_cost(provider, openai, ask, usage, prices):
    failure = failed(provider, openai, ask, NO_WORD, usage, prices)

    assert (failure.is_billed, failure.cost_micros) == (True, None)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (NO_WORD, b"\n"),
        ({"message": {"content": None}, "finish_reason": "length"}, b"\n"),
        ({"message": {"content": None}, "finish_reason": "content_filter"}, b"\n"),
        ({"message": {"content": "x"}, "finish_reason": "content_filter"}, b"x"),
        ({"message": {"content": None, "refusal": "I can't"}, "finish_reason": "stop"}, b"I can't"),
    ],
)
def test_whoever_judges_what_is_said_is_told_a_refusal_as_an_answer(provider, openai, ask, choice, said):
    it = replace(chat(provider, ask, choice), judges=True)

    made = openai.submit(it, openai.prepare(it), lambda _: None)

    assert [output.data for output in made.outputs] == [said]
    assert made.facts["usage"] == USAGE
