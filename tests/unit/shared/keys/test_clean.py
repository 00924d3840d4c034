"""What is pasted around a key is taken away, and a key is never changed."""

import pytest

from shared.keys.clean import cleaned

NAME = "HOLYSHEEP_API_KEY"
KEY = "hs-0aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1x"


@pytest.mark.parametrize(
    "pasted",
    [
        KEY,
        f"  {KEY}\n",
        f"\ufeff{KEY}\u200b",
        f'"{KEY}"',
        f"'{KEY}' ",
        f"\u201c{KEY}\u201d",
        f"Bearer {KEY}",
        f"bearer:{KEY}",
        f"Bearer: {KEY}",
        f"BEARER {KEY}",
        f"Authorization: Bearer {KEY}",
        f"{NAME}={KEY}",
        f'export {NAME}="{KEY}"',
        f"API_KEY = {KEY}",
        f"\"Bearer '{KEY}'\"",
    ],
)
def test_only_the_key_is_left(pasted):
    assert cleaned(pasted, NAME).text == KEY


@pytest.mark.parametrize("key", ["bearer_of_news", "a=b", "MTIzNA==", "ABCDEF==", "sk-a.b_c-d/e+f", "export", f"OTHER_API_KEY={KEY}"])
def test_what_only_looks_like_that_is_left_alone(key):
    assert cleaned(key, NAME).text == key


def test_what_was_taken_away_is_told_without_the_key_and_white_space_is_not_worth_a_word():
    assert cleaned(f" {KEY} ", NAME).notes == ()
    assert cleaned(f'export {NAME}="Bearer {KEY}"', NAME).notes == ("quotes taken away", f"'{NAME}=' taken away", "'Bearer' taken away")


@pytest.mark.parametrize("nothing", ["", "  ", '""', "Bearer ", f"export {NAME}="])
def test_nothing_stays_nothing(nothing):
    assert cleaned(nothing, NAME).text == ""
