"""The price of a call: never below what the row says, whole micro-dollars, in any currency of the table."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue import load
from shared.errors import InputError
from shared.line.requests import Format, ImageRequest, LipsyncRequest, Look, MusicRequest, ReferenceRequest, SpeechRequest, VideoRequest
from shared.pricing import Quantities, billed_seconds, cost_micros, load_rates, price_micros, speech_seconds_at_most
from shared.pricing.currencies import usd_per
from tests.factories.catalogue import a_model, a_price

FORMAT = Format(width=720, height=1280, fps=24)
LOOK = Look(name="Emma", seed=7)

seconds = st.floats(min_value=0.001, max_value=600)
amounts = st.decimals(min_value=Decimal("0.000001"), max_value=Decimal(100), places=8)
currencies = st.sampled_from(["USD", *load_rates()])


def a_clip(length: float) -> VideoRequest:
    return VideoRequest(
        episode=1, scene=1, setting="", action="", visual_prompt="", style="", beat="sad", cast=(), speakers=(), seconds=length,
        format=FORMAT, seed=1, references=(),
    )  # fmt: skip


def a_line(text: str) -> SpeechRequest:
    return SpeechRequest(character="Emma", text=text, language="en", voice="v", beat="sad")


def lips(at_least: float) -> LipsyncRequest:
    return LipsyncRequest(video="v", speech=("s",), speakers=("Emma",), at_least_seconds=at_least, format=FORMAT)


def priced(unit: str, amount: str, currency: str = "USD", **changes):
    return a_model(price=a_price(unit, amount, currency), **changes)


@pytest.mark.parametrize(
    ("unit", "amount", "request_", "told", "micros"),
    [
        ("per_image", "0.04", ReferenceRequest(look=LOOK, style="", format=FORMAT), None, 40_000),
        ("per_call", "0.15", a_clip(4), None, 150_000),
        ("per_second", "0.022", a_clip(4), None, 110_000),
        ("per_1k_chars", "0.10", a_line("你好。"), None, 300),
        ("per_1k_chars", "0.10", a_line("👩‍🚀"), None, 300),
        ("per_1k_chars", "0.0001", a_line("a"), None, 1),
        ("per_minute", "0.008", a_line("Hello."), 30.0, 4_000),
        ("per_second", "0.01", lips(0), 7.2, 80_000),
        ("per_second", "0.01", lips(12), 7.2, 120_000),
        ("per_minute", "0.6", MusicRequest(mood="sad", genre="", seconds=40, seed=1), None, 400_000),
    ],
)
def test_a_call_is_priced_by_what_its_row_counts(unit, amount, request_, told, micros) -> None:
    model = priced(unit, amount, durations=[5, 10] if isinstance(request_, VideoRequest) else [])

    assert price_micros(model, request_, told) == micros


@given(amounts, currencies, seconds)
def test_a_price_is_never_below_the_exact_one_nor_a_micro_dollar_above_it(amount, currency, length) -> None:
    model = priced("per_second", str(amount), currency)
    exact = Fraction(amount) * Fraction(usd_per(currency, model.price.as_of, load_rates())) * Fraction(billed_seconds(model, length))

    micros = price_micros(model, a_clip(length))

    assert exact * 1_000_000 <= micros < exact * 1_000_000 + 1
    assert billed_seconds(model, length) >= length


@given(amounts, seconds, seconds, st.sets(st.integers(min_value=1, max_value=20)))
def test_a_longer_clip_never_costs_less(amount, one, other, durations) -> None:
    model = priced("per_second", str(amount), durations=[*sorted(durations), 600])

    assert price_micros(model, a_clip(min(one, other))) <= price_micros(model, a_clip(max(one, other)))


@given(amounts, currencies, seconds, seconds)
def test_one_clip_never_costs_more_than_its_two_halves(amount, currency, one, other) -> None:
    model = priced("per_second", str(amount), currency)

    assert price_micros(model, a_clip(one + other)) <= price_micros(model, a_clip(one)) + price_micros(model, a_clip(other)) + 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_more_text_is_never_said_to_be_sooner_spoken(one, other) -> None:
    assert speech_seconds_at_most([one]) <= speech_seconds_at_most([one + other]) <= speech_seconds_at_most([one, other])


@pytest.mark.parametrize(
    ("text", "seconds_at_a_slow_reading"),
    [
        ("I never came home because of the letter.", 4.5),
        ("你知道我为什么没有回家。", 4.5),
        ("1987", 2.5),
        ("그 편지 때문에 집에 오지 않았어", 5),
    ],
)
def test_the_bound_of_speech_is_above_a_slow_reading(text, seconds_at_a_slow_reading) -> None:
    assert speech_seconds_at_most([text]) > seconds_at_a_slow_reading


def test_the_next_longer_clip_is_bought() -> None:
    model = a_model(durations=[10, 5])

    assert [billed_seconds(model, length) for length in (0.5, 5, 5.1, 10)] == [5, 5, 10, 10]
    assert billed_seconds(a_model(), 6.667) == 7
    with pytest.raises(ValueError, match=r"acme/clips makes at most 10 s, not 10\.5 s"):
        billed_seconds(model, 10.5)


def test_lip_sync_has_no_price_before_its_length_is_known() -> None:
    with pytest.raises(TypeError, match="needs the length"):
        price_micros(priced("per_second", "0.01"), lips(3))


def test_text_is_paid_both_ways() -> None:
    model = priced("per_mtok_out", "8", input_price=a_price("per_mtok_in", "2"))

    assert cost_micros(model, Quantities(tokens_in=1000, tokens_out=500)) == 6_000


@pytest.mark.parametrize(
    ("resolutions", "length", "billed"),
    # What jobs of Seedance were billed: 12 s and 15 s at 1080p.
    [(["480p", "1080p"], 12, 585_225), (["1080p"], 15, 801_900), ([], 5, 108_000)],
)
def test_a_clip_that_is_paid_by_token_is_priced_above_what_was_billed(resolutions, length, billed) -> None:
    model = priced("per_mtok_out", "1", resolutions=resolutions)

    assert billed <= price_micros(model, a_clip(length)) <= billed * 1.3


def test_a_price_by_what_a_call_does_not_have_is_refused_by_its_row() -> None:
    with pytest.raises(InputError, match=r"acme/clips: price\.unit: nothing of such a call is counted per_image; give its price per_call"):
        price_micros(priced("per_image", "0.01"), a_clip(4))


def test_an_unknown_currency_is_refused_by_its_row() -> None:
    with pytest.raises(InputError, match=r"acme/clips: price\.currency: no rate of CHF is known; known are USD, EUR, CNY, GBP, JPY, KRW"):
        price_micros(priced("per_call", "0.01", "CHF"), a_clip(4))


def test_what_is_free_is_free_in_any_unit() -> None:
    assert price_micros(priced("per_image", "0", "CHF"), a_clip(4)) == 0


def test_the_words_of_a_picture_are_paid_beside_it() -> None:
    model = priced("per_image", "0.05", input_price=a_price("per_mtok_in", "5"))
    long = "\u6cf0\u5c71" * 10_000

    drawn = price_micros(model, ImageRequest(prompt=long, width=1024, height=1024))
    portrait = price_micros(model, ReferenceRequest(look=LOOK, style=long, format=FORMAT))

    # As many tokens as it has characters, at 5 USD a million.
    assert drawn >= 50_000 + 20_000 * 5
    assert portrait >= 50_000 + 20_000 * 5


def test_gemini_pro_is_not_given_a_prompt_that_it_charges_more_for() -> None:
    assert load().model("gemini/gemini-2.5-pro").context_tokens == 200_000


@pytest.mark.parametrize("seconds_", [4, 5, 12])
def test_fals_seedance_is_held_for_its_tokens_in_the_largest_shape(seconds_) -> None:
    tokens = 1112 * 834 * (24 * seconds_ + 1) / 1024

    assert price_micros(load().model("fal/fal-ai/bytedance/seedance/v1.5/pro"), a_clip(seconds_)) >= 1.2 * tokens


def test_a_clip_with_sound_of_its_own_costs_what_its_row_says_of_sound() -> None:
    model = a_model(price=a_price("per_second", "0.10"), native_audio=a_price("per_second", "0.15"))
    loud = a_clip(4).model_copy(update={"native_audio": True})

    assert price_micros(model, a_clip(4)) == 400_000
    assert price_micros(model, loud) == 600_000
    assert price_micros(a_model(price=a_price("per_second", "0.10"), native_audio="always"), loud) == 400_000
