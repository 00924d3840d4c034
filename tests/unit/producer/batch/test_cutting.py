"""A long text is cut into parts that fit, at the ends of what people write, and never inside a letter."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.batch.cutting import cut
from shared.tokens import tokens_about

LETTERS = st.sampled_from(
    [*"ab .!?\n\t,。，；」é가漢", "e\u0301", "\u0915\u093f", "👩\u200d👩\u200d👧", "👍🏽", "\u1112\u1161\u11ab", "🇰🇷"]
)
TEXTS = st.lists(LETTERS, max_size=300).map("".join)


@given(TEXTS, st.integers(24, 60))
def test_the_parts_are_the_text_and_each_fits(text: str, most: int) -> None:
    parts = cut(text, most)

    assert all(tokens_about(part) <= most for part in parts)
    # Only what is blank from end to end is left out.
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part in text for part in parts)


@given(TEXTS, st.integers(24, 60))
def test_no_part_begins_with_the_rest_of_a_letter(text: str, most: int) -> None:
    for part in cut(text, most)[1:]:
        assert unicodedata.category(part[0])[0] != "M"
        assert part[0] not in "\u200d\u1161\u11ab🏽"


@pytest.mark.parametrize("sign", ["e\u0301", "👩\u200d👩\u200d👧", "👍🏽", "\u1112\u1161\u11ab", "\u0915\u093f"])
def test_a_run_without_any_end_is_cut_between_letters(sign: str) -> None:
    parts = cut(sign * 100, 24)

    assert len(parts) > 1
    assert {part.replace(sign, "") for part in parts} == {""}


def test_paragraphs_come_before_sentences_and_sentences_before_words() -> None:
    one, two = "One thing. Another thing.", "A third thing."

    assert cut(f"{one}\n\n{two}", 18) == [f"{one}\n\n", two]
    assert cut(one, 14) == ["One thing. ", "Another thing."]


@pytest.mark.parametrize(
    "text", ["A sentence of a book. " * 140_000, "漢" * 1_000_000, "\n" + " " * 3_000_000 + "x", "a\n\n" * 500_000, "." * 3_000_000]
)
def test_three_megabytes_are_cut_in_seconds(text: str) -> None:
    began = time.process_time()

    parts = cut(text, 10_000)

    assert all(tokens_about(part) <= 10_000 for part in parts)
    assert time.process_time() - began < 20
