"""The token in the address of a callback: it finds its own call, and nothing else does."""

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from shared.callback import callback_secret, read_token, token_of

SECRET = bytes(range(32))
CALL = "0123456789abcdef0123456789abcdef"
TOKEN = token_of(SECRET, "acme", CALL, 3)


def test_a_token_finds_its_call_and_attempt() -> None:
    assert read_token(SECRET, "acme", TOKEN) == (CALL, 3)


def test_the_same_attempt_has_the_same_token_so_that_a_request_may_be_built_again() -> None:
    assert token_of(SECRET, "acme", CALL, 3) == TOKEN


@pytest.mark.parametrize(
    "token",
    [
        token_of(SECRET, "other", CALL, 3),
        token_of(SECRET, "acme", CALL, 4).replace("-4-", "-3-"),
        token_of(bytes(32), "acme", CALL, 3),
        TOKEN + "A",
        f"{CALL}-3-",
        "",
        "../" + TOKEN,
    ],
)
def test_what_is_not_this_vendors_token_finds_nothing(token: str) -> None:
    assert read_token(SECRET, "acme", token) is None


@given(at=st.integers(0, len(TOKEN) - 1), letter=st.characters(codec="utf-8"))
def test_a_changed_letter_finds_nothing(at: int, letter: str) -> None:
    changed = TOKEN[:at] + letter + TOKEN[at + 1 :]

    assert read_token(SECRET, "acme", changed) is None or changed == TOKEN


def test_a_token_fits_into_an_address_as_it_is() -> None:
    assert TOKEN.replace("-", "").replace("_", "").isalnum()


def test_a_line_has_one_secret_whoever_asks_first(client: redis.Redis) -> None:
    assert callback_secret(client) == callback_secret(client)
    assert len(callback_secret(client)) == 32
