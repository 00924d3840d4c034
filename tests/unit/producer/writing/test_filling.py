from hypothesis import given
from hypothesis import strategies as st

from shared.line.filling import BRACE, fill, literal

TEXTS = st.text(alphabet="{}adrft form,中\n", max_size=40)


def test_every_named_place_is_filled_and_others_stay():
    assert fill("{form} and {draft} and {other}", {"form": "F", "draft": "D"}) == "F and D and {other}"


def test_braces_in_what_is_put_in_are_not_filled_again():
    assert fill("{draft}/{form}", {"draft": "{form}{{}", "form": "{draft}"}) == "{form}{{}/{draft}"


def test_a_prompt_without_names_keeps_its_places():
    assert fill(literal("{form}") + "{form}", {}) == "{form}{form}"


def test_a_name_that_begins_like_another_is_not_taken_for_it():
    assert fill("{draft}{drafts}", {"draft": "1", "drafts": "2"}) == "12"


@given(TEXTS, st.dictionaries(st.sampled_from(["form", "draft", "a"]), TEXTS))
def test_a_literal_text_comes_back_as_it_was(text, values):
    assert fill(literal(text), values) == text


@given(st.lists(st.one_of(TEXTS, st.sampled_from([("form",), ("draft",)])), max_size=8), TEXTS, TEXTS)
def test_literal_texts_and_places_never_mix(parts, form, draft):
    values = {"form": form, "draft": draft}
    prompt = "".join(literal(part) if isinstance(part, str) else f"{{{part[0]}}}" for part in parts)

    filled = fill(prompt, values)

    assert filled == "".join(part if isinstance(part, str) else values[part[0]] for part in parts)


@given(TEXTS)
def test_a_literal_text_holds_no_place(text):
    assert "{form}" not in literal(text)
    assert literal(text).count(BRACE) == text.count("{")
