"""JSON pointers as RFC 6901 has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pointer import at, first, put

# The document and the pointers of RFC 6901, section 5.
DOCUMENT = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6, " ": 7, "m~n": 8}


EXAMPLES = {"": DOCUMENT, "/foo": ["bar", "baz"], "/foo/0": "bar", "/": 0, "/a~1b": 1, "/c%d": 2, "/e^f": 3, "/g|h": 4, "/i\\j": 5}


@pytest.mark.parametrize(("pointer", "value"), [*EXAMPLES.items(), ('/k"l', 6), ("/ ", 7), ("/m~0n", 8)])
def test_the_examples_of_the_standard_hold(pointer, value):
    assert at(DOCUMENT, pointer) == value


@pytest.mark.parametrize(
    "pointer", ["/nothing", "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/x", "/foo/0/0", "/foo/99999999999999999999", "/foo/١"]
)
def test_what_is_not_there_is_none(pointer):
    assert at(DOCUMENT, pointer) is None


@given(st.lists(st.text(max_size=6), min_size=1, max_size=4), st.integers())
def test_a_value_is_found_where_it_was_put(parts, value):
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
    document: dict = {}

    put(document, pointer, value)

    assert at(document, pointer) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=3),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=2), inner),
        max_leaves=6,
    ),
    st.text(alphabet="/0ab~1", max_size=8),
)
def test_no_document_and_no_pointer_makes_an_error(document, pointer):
    at(document, pointer)
    first(document, [pointer, "/a"])


def test_the_first_that_yields_is_taken():
    document = {"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": "x"}

    assert first(document, ["/x", "/a", "/b", "/c", "/d", "/f"]) == "x"
    assert first(document, ["/e", "/f"]) == 0
    assert first(document, ["/x"]) is None


def test_nothing_is_put_through_a_value_that_is_no_mapping():
    with pytest.raises(TypeError):
        put({"a": 1}, "/a/b", 2)
