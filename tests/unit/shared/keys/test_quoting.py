"""What a provider says is quoted without keys, in whatever form it repeats them."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest

from shared.keys.quoting import LONGEST, quoted

KEY = "hs/0aB3+dE5fG7hJ9kL1mN3pQ5rS7tU9="
SECRET = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
SECRETS = (KEY, SECRET)
FORMS = {
    "raw": lambda text: text,
    "Base64": lambda text: b64encode(text.encode()).decode(),
    "Base64 for addresses, without padding": lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "Base64 of user and password": lambda text: b64encode(f"user:{text}".encode()).decode(),
    "Base64 of a header": lambda text: b64encode(f"Bearer {text}".encode()).decode(),
    "percent-encoded": lambda text: quote(text, safe=""),
    "percent-encoded in part": lambda text: quote(text).replace("0", "%30"),
    "percent-encoded twice": lambda text: quote(quote(text.replace("0", "/0"), safe="").replace("%2F0", "%30"), safe=""),
    "escaped as JSON may": lambda text: text.replace("/", "\\/").replace("0", "\\u0030"),
    "escaped as JSON within JSON": lambda text: json.dumps(text.replace("/", "\\/").replace("0", "\\u0030"))[1:-1],
    "escaped as pages are": lambda text: text.replace("0", "&#48;").replace("=", "&#x3d;"),
    "hexadecimal": lambda text: text.encode().hex().upper(),
    "capitals": str.upper,
    "percent-encoded in lower case": lambda text: (
        quote(text, safe="").lower() if text.islower() else quote(text, safe="").replace("%2F", "%2f")
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("around", ["{}", "key {} refused", "https://a.example/x/{}?y=1", "code={}&z", '{{"key":"{}"}}'])
def test_a_secret_is_struck_out_in_every_form(form, secret, around):
    told = FORMS[form](secret)

    line = quoted(around.format(told), SECRETS)

    assert told not in line
    assert "…" in line


def test_a_secret_that_is_followed_by_far_too_much_is_struck_out_too():
    assert KEY[:8] not in quoted(" " * 3990 + KEY + "x" * 100_000, SECRETS)


def test_what_looks_like_anybodys_key_is_struck_out():
    assert quoted("invalid: sk-abcdef123456 and Bearer abcdefgh1234") == "invalid: … and …"
    assert quoted("token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln is over") == "token … is over"


def test_the_words_stay_on_one_short_line():
    assert quoted("no\nsuch\tmodel\x1b[0m", SECRETS) == "no such model [0m"
    assert len(quoted("word " * 500)) == LONGEST


def test_a_secret_of_three_letters_does_not_strike_out_the_words_it_is_in():
    assert quoted("anything", ("any",)) == "anything"
