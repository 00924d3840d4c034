"""The price of a text: what is held is never less than what comes to be charged, and what is charged is never below the row."""

import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InputError
from shared.line.requests import TextRequest
from shared.pricing.currencies import load_rates
from shared.pricing.price import price_micros
from shared.pricing.text import text_micros_of
from shared.tokens import FRAME_TOKENS
from shared.tokens import tokens_at_most as prompt_tokens_at_most
from tests.factories.catalogue import a_model, a_price

# Read before anybody looks at the clock.
load_rates()

texts = st.text(max_size=300)
counts = st.integers(min_value=0, max_value=2_000_000)
amounts = st.decimals(min_value=Decimal(0), max_value=Decimal(100), places=4)


def a_writer(out: Decimal | str = "8", in_: Decimal | str = "2", currency: str = "USD"):
    prices = {"price": a_price("per_mtok_out", str(out), currency), "input_price": a_price("per_mtok_in", str(in_), currency)}
    return a_model("acme/writer", "text", **prices)


def text_micros_at_most(model, text, wanted):
    """What is held for a text."""
    return price_micros(model, TextRequest(prompt=text, max_tokens=wanted))


@given(text=texts, wanted=counts, share=st.floats(0, 1), written=st.floats(0, 1), out=amounts, in_=amounts)
def test_what_is_held_covers_whatever_is_charged(text, wanted, share, written, out, in_):
    model = a_writer(out, in_)
    usage = {"prompt_tokens": 1 + int((prompt_tokens_at_most(text) - 1) * share), "completion_tokens": int(wanted * written)}

    assert text_micros_of(model, usage) <= text_micros_at_most(model, text, wanted)


@given(tokens_in=st.integers(1, 2_000_000), tokens_out=counts, out=amounts, in_=amounts)
def test_what_is_charged_is_the_rows_price_rounded_up(tokens_in, tokens_out, out, in_):
    exact = Fraction(out) * tokens_out + Fraction(in_) * tokens_in

    micros = text_micros_of(a_writer(out, in_), {"prompt_tokens": tokens_in, "completion_tokens": tokens_out})

    assert exact <= micros < exact + 1


@given(text=texts, cut=st.integers(0, 300), wanted=counts)
def test_more_words_are_never_held_for_less(text, cut, wanted):
    model = a_writer()

    assert (
        text_micros_at_most(model, text[:cut], wanted)
        <= text_micros_at_most(model, text, wanted)
        <= text_micros_at_most(model, text, wanted + 1)
    )


@given(text=texts)
def test_no_tokenizer_makes_more_tokens_of_a_text_than_the_bound(text):
    by_bytes = len(text.encode("utf-8", "surrogatepass"))
    normalised = unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass")

    assert prompt_tokens_at_most(text) >= max(by_bytes, len(normalised)) + FRAME_TOKENS


def test_a_sign_that_becomes_longer_when_normalised_is_counted_long():
    assert prompt_tokens_at_most("\ufdfa") == 33 + FRAME_TOKENS


@pytest.mark.parametrize(
    ("usage", "micros"),
    [
        ({"prompt_tokens": 1_000_000, "completion_tokens": 1_000_000, "total_tokens": 2_000_000}, 10_000_000),
        ({"input_tokens": 10, "output_tokens": 10}, 100),
        ({"prompt_tokens": 1, "completion_tokens": 0}, 2),
        # Reasoning that is in the total alone.
        ({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 40}, 20 + 30 * 8),
        ({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 3}, 60),
        ({}, None),
        ({"prompt_tokens": 10}, None),
        ({"total_tokens": 10}, None),
        ({"prompt_tokens": -1, "completion_tokens": 5}, None),
        ({"prompt_tokens": "10", "completion_tokens": 5}, None),
        ({"prompt_tokens": True, "completion_tokens": 5}, None),
        # Gateways that do not count say so, and what no model can write is no count: neither is booked.
        ({"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}, None),
        ({"prompt_tokens": 10, "completion_tokens": 10**30}, None),
        ({"prompt_tokens": 10**30, "completion_tokens": 1}, None),
        ({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 10**30}, 60),
        (None, None),
        ([1], None),
    ],
)
def test_a_count_of_tokens_is_a_price_or_nothing_is_known(usage, micros):
    assert text_micros_of(a_writer(), usage) == micros


def test_a_text_that_costs_nothing_is_held_for_nothing():
    assert text_micros_at_most(a_writer("0", "0"), "x" * 1000, 1000) == 0


def test_a_price_in_another_currency_is_held_in_dollars():
    assert text_micros_at_most(a_writer(currency="CNY"), "x", 1000) < text_micros_at_most(a_writer(), "x", 1000)


@pytest.mark.parametrize("unit", ["per_call", "per_1k_chars"])
def test_a_text_may_be_priced_by_the_call_or_its_prompt(unit):
    model = a_model("acme/writer", "text", price=a_price(unit, "0.5"))

    assert text_micros_at_most(model, "x" * 1000, 10) == 500_000


def test_a_price_that_counts_what_no_text_has_names_its_row():
    with pytest.raises(InputError, match=r"acme/writer: price\.unit: nothing of such a call is counted per_second"):
        text_micros_at_most(a_model("acme/writer", "text", price=a_price("per_second", "1")), "x", 1)
