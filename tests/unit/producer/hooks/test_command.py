"""`cliffhanger hooks`: what it needs, and what it says."""

import builtins
import socket
from typing import Any

import pytest

from producer.cli import hooks as command
from producer.cli.hooks import hooks
from shared.errors import InputError, MissingPart, SettingsError
from shared.keys import KeyRing
from shared.keys.file import Entry
from shared.settings import Settings

FILE = {name: Entry("of the file", line) for line, name in enumerate(("KLING_WEBHOOK_SECRET", "REPLICATE_WEBHOOK_SECRET"), 1)}


def test_without_the_lines_redis_it_does_not_begin() -> None:
    with pytest.raises(SettingsError, match="CLIFFHANGER_REDIS_URL is not set"):
        hooks()


def test_without_its_packages_it_says_how_to_install_them(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    monkeypatch.setenv("CLIFFHANGER_REDIS_URL", redis_url)
    real = builtins.__import__

    def absent(name: str, *args: Any, **more: Any) -> Any:
        if name == "producer.hooks" or name.startswith("uvicorn"):
            raise ModuleNotFoundError("No module named 'uvicorn'", name="uvicorn")
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", absent)

    with pytest.raises(MissingPart, match=r"the package uvicorn is missing; install this part with: pip install 'cliffhanger\[hooks\]'"):
        hooks()


def test_a_port_that_is_taken_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    monkeypatch.setenv("CLIFFHANGER_REDIS_URL", redis_url)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(InputError, match="cannot listen there"):
        hooks(port=taken.getsockname()[1])


def test_a_secret_that_cannot_be_used_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    monkeypatch.setenv("CLIFFHANGER_REDIS_URL", redis_url)
    monkeypatch.setenv("REPLICATE_WEBHOOK_SECRET", "whsec_not!base64")

    with pytest.raises(SettingsError, match="REPLICATE_WEBHOOK_SECRET") as error:
        hooks()

    assert "not!base64" not in str(error.value)


def test_who_is_asked_and_has_no_signing_secret_is_named() -> None:
    environment = {"REPLICATE_API_TOKEN": "r8_" + "a" * 37}

    said = command._to_know(Settings(hooks_url="http://x.example.com"), KeyRing(environment), environment)

    assert said[0].startswith("CLIFFHANGER_HOOKS_URL is not https")
    assert said[1] == "replicate: REPLICATE_WEBHOOK_SECRET is not set; its callbacks are refused, and its jobs only polled"
    assert said[2].startswith("without a signing secret, callbacks are refused of kling (KLING_WEBHOOK_SECRET), wavespeed (")
    assert len(said) == 3


def test_a_blank_variable_does_not_hide_the_keys_file() -> None:
    ring = KeyRing({"KLING_WEBHOOK_SECRET": " ", "REPLICATE_WEBHOOK_SECRET": "of the environment"}, lambda: FILE)

    environment = command._environment(ring)

    assert environment["KLING_WEBHOOK_SECRET"] == "of the file"
    assert environment["REPLICATE_WEBHOOK_SECRET"] == "of the environment"


@pytest.mark.parametrize("name", ["KLING_WEBHOOK_SECRET", "WAVESPEED_WEBHOOK_SECRET"])
@pytest.mark.parametrize("secret", ["whsec_", "changeme", "whsec_AAAA"])
def test_a_secret_that_anybody_guesses_is_refused(monkeypatch: pytest.MonkeyPatch, redis_url: str, name: str, secret: str) -> None:
    monkeypatch.setenv("CLIFFHANGER_REDIS_URL", redis_url)
    monkeypatch.setenv(name, secret)

    with pytest.raises(SettingsError, match=name):
        hooks()
