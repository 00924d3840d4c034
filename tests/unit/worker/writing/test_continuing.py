"""A continuation is put where the answer stopped, whatever it repeats."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from worker.writing.continuing import SURE_OVERLAP, joined

FIRST = '{"scenes": [{"action": "Emma opens the envelope.", "line": "I will never fo'
WHOLE = {"scenes": [{"action": "Emma opens the envelope.", "line": "I will never forget you."}]}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
objects = st.dictionaries(st.sampled_from(["episode", "scenes", "cliffhanger"]), values, min_size=1)


@pytest.mark.parametrize(
    "more",
    [
        'rget you."}]}',
        '"line": "I will never forget you."}]}',
        '```json\nrget you."}]}\n```',
        'Continuing:\n```json\n"line": "I will never forget you."}]}\n```\nThat is all.',
        '{"scenes": [{"action": "Emma opens the envelope.", "line": "I will never forget you."}]}',
        'Here it is again:\n```json\n{"scenes": [{"action": "Emma opens the envelope.", "line": "I will never forget you."}]}\n```',
        '{"action": "Emma opens the envelope.", "line": "I will never forget you."}]}',
    ],
)
def test_what_is_repeated_appears_once(more: str) -> None:
    text = joined(FIRST, more)

    assert json.loads(text[text.index("{") : text.rindex("}") + 1]) == WHOLE


def test_a_second_break_is_kept_for_the_next_continuation() -> None:
    text = joined(joined(FIRST, "rget y"), 'forget you."}]}')

    assert joined(FIRST, "rget y").endswith("I will never forget y")
    assert json.loads(joined(joined(FIRST, "rget y"), 'ou."}]}')) == WHOLE
    assert text


@settings(max_examples=120, deadline=None)
@given(value=objects, indent=st.sampled_from([None, 2]), share=st.floats(0, 1))
def test_any_cut_of_a_json_is_put_together_again(value: dict[str, object], indent: int | None, share: float) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    cut = round(share * len(text))
    first, rest = text[:cut], text[cut:]
    # What stands twice in a row just there, and is long, cannot be told from a repetition.
    assume(not any(first.endswith(rest[:size]) for size in range(SURE_OVERLAP // 2, len(rest) + 1)))

    assert json.loads(joined(first, rest)) == value


@settings(max_examples=100, deadline=None)
@given(first=st.text(), more=st.text())
def test_any_texts_are_put_together(first: str, more: str) -> None:
    assert isinstance(joined(first, more), str)
