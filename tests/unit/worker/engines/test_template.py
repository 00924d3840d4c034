"""Templates: a request's fields from the ask's values."""

import json
import string
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from worker.engines.template import fill, fill_path

VALUES = {"prompt": "a {street}", "seconds": 5.0, "speed": 0.95, "images": ["a", "b"], "on": True, "zero": 0}
texts = st.text(max_size=30)
values = st.one_of(texts, st.integers(), st.booleans(), st.lists(texts, max_size=3))


def look(name, _form=None):
    return VALUES.get(name)


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{prompt}", "a {street}"),
        ("{seconds}", 5),
        ("{seconds!s}", "5"),
        ("{seconds}s", "5s"),
        ("{speed}", 0.95),
        ("{images}", ["a", "b"]),
        ("{on}", True),
        ("{zero}", 0),
        ("no placeholder {", "no placeholder {"),
        ({"a": "{prompt}", "b": "{seed}"}, {"a": "a {street}"}),
        ({"a": {"b": {"c": "{seed}"}}}, None),
        ({"a": {"b": "{seed}"}, "c": 1}, {"c": 1}),
        ({"a": None, "b": False, "c": 0, "d": ""}, {"b": False, "c": 0, "d": ""}),
        ({"a": {}}, {"a": {}}),
        (["{prompt}", "{seed}", 3], ["a {street}", 3]),
        ([{"type": "text", "text": "{prompt}"}, {"type": "image", "url": "{seed}"}], [{"type": "text", "text": "a {street}"}]),
        ([{"type": "image", "image": {"url": "{seed}", "role": "first"}}], []),
        ("{prompt} {seed}", None),
    ],
)
def test_a_template_is_filled(template, filled):
    assert fill(template, look) == filled


@given(st.dictionaries(st.sampled_from(["prompt", "text", "voice"]), values))
def test_a_template_that_is_one_placeholder_keeps_the_values_type(given):
    body = {name: f"{{{name}}}" for name in ("prompt", "text", "voice")}

    assert (fill(body, lambda name, _form: given.get(name)) or {}) == given


@given(
    st.recursive(
        values,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts.filter(lambda key: "{" not in key), inner, max_size=3),
        max_leaves=8,
    )
)
def test_a_value_is_never_a_template_itself(value):
    assert fill({"a": "{prompt}"}, lambda _name, _form: value) == {"a": value}


@given(texts)
def test_what_is_filled_into_a_body_is_one_field_whatever_the_text(text):
    body = json.dumps(fill({"prompt": "{prompt}", "n": 1}, lambda _name, _form: text))

    assert json.loads(body) == {"prompt": text, "n": 1}


@given(st.text(alphabet=string.printable, min_size=1, max_size=30))
def test_a_query_is_encoded_whole(text):
    path = fill_path("/tasks?id={id}&x=1", lambda _name, _form: text)

    assert path.count("&") == path.count("?") == 1
    assert unquote(path.removeprefix("/tasks?id=").removesuffix("&x=1")) == text


@given(st.text(alphabet="./a%?#\\ ", min_size=1, max_size=12))
def test_an_id_never_leads_elsewhere(text):
    assume(text not in (".", ".."))

    path = fill_path("/jobs/{id}", lambda _name, _form: text)

    assert path.startswith("/jobs/")
    assert not {".", ".."} & set(path.split("/"))
    assert not set(path) & set("?#\\ ")


def test_a_name_with_slashes_stands_in_a_path_as_it_is():
    assert fill_path("/models/{model}/run", lambda _name, _form: "google/veo-3.1") == "/models/google/veo-3.1/run"


@pytest.mark.parametrize("value", [None, ".", ".."])
def test_a_path_without_a_usable_value_is_an_error(value):
    with pytest.raises(KeyError):
        fill_path("/jobs/{id}", lambda _name, _form: value)
