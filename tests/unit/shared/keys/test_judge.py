"""What cannot be a key is told apart from what may be one, in words that never show it."""

import uuid

import pytest

from shared.keys.judge import wrong_with

NAME = "HOLYSHEEP_API_KEY"
PLACEHOLDERS = [
    "YOUR_HOLYSHEEP_API_KEY",
    "your-atlas-cloud-api-key",
    "YOUR_ACTUAL_API_KEY_HERE",
    "sk-your-key-here",
    "sk-xxxx",
    "sk-proj-XXXX-XXXX",
    "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    "********",
    "changeme",
    "CHANGE_ME",
    "<key>",
    "<your key>",
    "{{HOLYSHEEP_API_KEY}}",
    "${HOLYSHEEP_API_KEY}",
    "$HOLYSHEEP_API_KEY",
    "%HOLYSHEEP_API_KEY%",
    "HOLYSHEEP_API_KEY",
    "api-key",
    "replace-with-your-key",
    "insert_api_key_here",
    "TODO",
    "None",
]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_the_placeholder_of_an_example_is_none(text):
    assert "placeholder" in wrong_with(text, NAME)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "is empty"),
        ("two words", "white space inside"),
        ("tab\tinside", "white space inside"),
        ("two\nlines", "more than one line"),
        ("two\u2028lines", "more than one line"),
        ("ключ-0123456789", "not ASCII"),
        ("null\x00byte", "control character"),
        ("escape\x1b[31m", "control character"),
        ("sk-abc...xyz", "shortened"),
        ("sk-abc…xyz", "shortened"),
        ("OTHER_API_KEY=abcdefgh12345678", "another variable"),
        ("export OTHER=abcdefgh12345678", "another variable"),
    ],
)
def test_what_no_key_has_is_named(text, wrong):
    line = wrong_with(text, NAME)

    assert wrong in line
    assert not text or text not in line
    assert "\n" not in line


def test_a_key_that_was_cut_is_too_short_where_the_length_is_known():
    assert wrong_with("k" * 31, NAME, 32) == "has 31 characters, and a key of this provider has 32 or more; copy the whole key"
    assert wrong_with("k" * 32, NAME, 32) is None
    assert wrong_with("k", NAME) is None


@pytest.mark.parametrize(
    "key", ["any", "simulated", "sim-0", "MTIzNDU2Nzg5MA==", "ABCDEF==", "a.b-c_d/e+f=", "sk-test-0a1b2c3d4e", "key:secret"]
)
def test_what_may_be_a_key_is_one(key):
    assert wrong_with(key, NAME) is None


def test_no_random_key_is_taken_for_a_placeholder():
    assert [key for key in (f"sk-{uuid.uuid4()}" for _ in range(2000)) if wrong_with(key, NAME, 32)] == []
