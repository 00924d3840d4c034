"""Tokens signed with a pair: their form, and when they are made anew."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode

import pytest

from shared.keys.jwt import Tokens, signed


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.5

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def part(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_token_says_who_and_how_long_and_is_signed_with_the_secret(clock):
    head, claims, signature = Tokens(clock).token("the-access-key", "the-secret").split(".")

    assert json.loads(part(head)) == {"alg": "HS256", "typ": "JWT"}
    assert json.loads(part(claims)) == {"iss": "the-access-key", "exp": 1_800_001_800, "nbf": 1_799_999_995}
    assert part(signature) == hmac.digest(b"the-secret", f"{head}.{claims}".encode(), hashlib.sha256)


def test_the_example_of_the_standard_is_signed_alike():
    # RFC 7515, appendix A.1, has its own spacing; this is the usual example of RFC 7519's readers.
    token = signed({"sub": "1234567890", "name": "John Doe", "iat": 1516239022}, "your-256-bit-secret")

    assert token.endswith(".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c")


def test_a_token_is_kept_until_five_minutes_before_its_end(clock):
    tokens = Tokens(clock)
    first = tokens.token("a", "s")
    clock.now += 1499
    kept = tokens.token("a", "s")
    clock.now += 1
    renewed = tokens.token("a", "s")

    assert (kept == first, renewed == first) == (True, False)


def test_a_clock_that_was_set_back_makes_a_new_token(clock):
    tokens = Tokens(clock)
    first = tokens.token("a", "s")
    clock.now -= 3600

    assert tokens.token("a", "s") != first


def test_pairs_have_tokens_of_their_own(clock):
    tokens = Tokens(clock)

    assert len({tokens.token("a", "s"), tokens.token("a", "t"), tokens.token("b", "s")}) == 3


def test_the_token_before_is_known_too_and_no_older_one(clock):
    tokens = Tokens(clock)
    made = []
    for _ in range(3):
        made.append(tokens.token("a", "s"))
        clock.now += 1800

    assert tokens.known("a", "s") == tuple(made[1:])
    assert tokens.known("b", "s") == ()
