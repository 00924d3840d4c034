"""Who may look at Flower, and what is no password."""

from base64 import b64encode

import pytest

from producer.flower.password import Password, is_loopback, password_for
from shared.errors import InputError, SettingsError

GOOD = "watcher:kT9-plum-Orbit-42"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_on_loopback_no_password_is_needed(host: str) -> None:
    assert is_loopback(host)
    assert password_for(host, None) is None
    assert password_for(host, "  ") is None


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "192.168.1.4", "flower.example.com", "localhost.example.com", "127.0.0.1.example.com"]
)
def test_elsewhere_one_is_needed(host: str) -> None:
    with pytest.raises(InputError, match="CLIFFHANGER_FLOWER_AUTH=user:password"):
        password_for(host, None)

    assert password_for(host, GOOD) == Password("watcher", "kT9-plum-Orbit-42")


@pytest.mark.parametrize(
    "text",
    [
        *("watcher", ":", "watcher:", ":kT9-plum-Orbit-42", "watcher:short", "watcher:aaaaaaaaaaaaaaaa", "watcher:watcherwatcher1"),
        "watcher:changeme-now",
        "watcher:mypassword-123",
        "watcher:your-password-here",
        "watcher:<password-here>",
        "watcher:密码密码密码密码密码密码",
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_weak_one_is_refused_in_one_line_that_does_not_show_it(text: str, host: str) -> None:
    with pytest.raises(SettingsError) as refused:
        password_for(host, text)

    assert "\n" not in str(refused.value)
    password = text.partition(":")[2]
    assert not password or password not in str(refused.value)
    assert "give" in str(refused.value) or "use" in str(refused.value)


def test_a_colon_may_be_in_the_password_but_not_in_the_user() -> None:
    password = password_for("127.0.0.1", "watcher:a:colon:in:it:42x")

    assert password == Password("watcher", "a:colon:in:it:42x")


def test_what_a_header_gives_is_compared_whole() -> None:
    password = Password("watcher", "kT9-plum-Orbit-42")

    def given(text: bytes) -> bool:
        return password.is_given_by("Basic " + b64encode(text).decode())

    assert given(GOOD.encode())
    assert password.is_given_by("basic " + b64encode(GOOD.encode()).decode())
    assert not any(given(text) for text in (b"", b"watcher:", GOOD.encode()[:-1], GOOD.encode() + b"x", b"\xff\xfe", "ü:ü".encode()))
    assert not any(password.is_given_by(header) for header in ("", "Basic", "Basic !!", "Bearer abc", GOOD))


def test_no_form_of_it_shows_it() -> None:
    assert "plum" not in repr(password_for("0.0.0.0", GOOD))
