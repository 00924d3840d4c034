"""The JSON in what a language model said is found, whole or not at all."""

import pytest

from shared.errors import BadOutput
from worker.stages.json_text import json_in


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ("  [1, 2]\n", "[1, 2]"),
        ('Here you are:\n```json\n{"a": [1]}\n```\nAnything else?', '{"a": [1]}'),
        ('As [1] says:\n```\n[{"a": 1}]\n```', '[{"a": 1}]'),
        ('Sure! {"a": "}{"} I hope it helps.', '{"a": "}{"}'),
        ("{not json} but [true]", "[true]"),
        ('{"a": NaN} [1]', "[1]"),
        ('{"a": ' + "9" * 5000 + "}", '{"a": ' + "9" * 5000 + "}"),
    ],
)
def test_the_json_is_kept_as_it_was_written(said: str, found: str) -> None:
    assert json_in(said) == found


@pytest.mark.parametrize(
    "said",
    ["no", "", '{"a": NaN}', '{"a": {"b": 1}, "c": [1, 2', '{"a": {"b": 1}, "c": "cut off he', "[" * 100_000, '```json\n{"a": [{"b": 1},'],
)
def test_a_part_of_a_json_is_none(said: str) -> None:
    with pytest.raises(BadOutput, match="the answer holds none"):
        json_in(said)


def test_what_was_cut_off_is_told_with_what_would_help() -> None:
    with pytest.raises(BadOutput, match="it was cut off; give it more max_tokens"):
        json_in('{"a": [1, 2', was_cut=True)
