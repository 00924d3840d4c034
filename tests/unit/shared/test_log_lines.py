"""Every log line is one record, says where it belongs, and shows no secret."""

import json
import logging
import math
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from shared.keys import known
from shared.log import JsonFormatter, TextFormatter, configure_logging, log_fields, set_log_fields

ODD = ["plain", "two\nlines", "cr\rlf\r\n", 'quote " and \\', "\x00\x1b[31m\x85\u2028\u2029", "half \udc80 a character", "短剧", ""]


class Bad:
    def __str__(self) -> str:
        raise RuntimeError("no words")

    __repr__ = __str__


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(known, "_known", {})
    set_log_fields({})
    yield
    set_log_fields({})


def a_record(message: object = "words", *args: object, error: BaseException | None = None, **extra: object) -> logging.LogRecord:
    exc_info = (type(error), error, None) if error else None
    record = logging.LogRecord("line", logging.INFO, "file.py", 1, message, args, exc_info)
    record.__dict__.update(extra)
    return record


@pytest.mark.parametrize("text", ODD)
def test_each_line_is_one_json_object_whatever_it_says(text: str) -> None:
    line = JsonFormatter().format(a_record(text, error=ValueError(text), season=text, scene=5))

    assert len(line.encode().decode().splitlines()) == 1
    told = json.loads(line)
    assert told["message"] == text
    assert told["scene"] == 5
    assert "ValueError" in told["exception"]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, object(), Bad(), b"bytes", {"a": Bad()}, [1], 10**400, "x" * 10_000])
def test_each_field_is_json_whatever_it_is(value: object) -> None:
    told = json.loads(JsonFormatter().format(a_record(seconds=value)), parse_constant=pytest.fail)

    assert len(str(told["seconds"])) <= 401


@pytest.mark.parametrize(("message", "args"), [("%d", ("x",)), ("%s %s", ("one",)), ("no place", (1,)), ("%s", (Bad(),))])
def test_a_log_call_that_is_wrong_is_told_all_the_same(message: str, args: tuple[object, ...]) -> None:
    for form in (JsonFormatter(), TextFormatter()):
        assert message in form.format(a_record(message, *args))


def test_an_error_without_words_is_a_line() -> None:
    assert "exception" in json.loads(JsonFormatter().format(a_record(error=type("E", (Exception,), {"__str__": Bad.__str__})())))


@pytest.mark.parametrize("text", ODD)
def test_no_text_line_passes_for_another_record(text: str) -> None:
    lines = TextFormatter().format(a_record(f"said {text}\n12:00:00 ERROR   line: forged")).splitlines()

    assert all(line.startswith("    ") for line in lines[1:])
    assert not any(ord(character) < 32 for line in lines for character in line)


def test_lines_tell_what_is_around_them() -> None:
    with log_fields(season="heirs", episode=3), log_fields(call="abc", scene=5):
        told = json.loads(JsonFormatter().format(a_record(stage="video")))
        text = TextFormatter().format(a_record())

    assert {name: told[name] for name in ("season", "episode", "scene", "stage", "call")} == {
        "season": "heirs",
        "episode": 3,
        "scene": 5,
        "stage": "video",
        "call": "abc",
    }
    assert text.endswith("line: words  [season=heirs episode=3 scene=5 call=abc]")
    assert "season" not in json.loads(JsonFormatter().format(a_record()))


def test_threads_tell_their_own() -> None:
    told = []

    def work(season: str, barrier: threading.Barrier) -> None:
        set_log_fields({"season": season})
        barrier.wait(5)
        told.append((season, json.loads(JsonFormatter().format(a_record()))["season"]))

    barrier = threading.Barrier(2)
    threads = [threading.Thread(target=work, args=(name, barrier)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == [("one", "one"), ("two", "two")]


@pytest.mark.parametrize("form", [JsonFormatter(), TextFormatter()])
def test_what_is_known_to_be_secret_is_in_no_line(form: logging.Formatter) -> None:
    known.remember("a1b2c3d4e5f6g7h8")
    words = "key a1b2c3d4e5f6g7h8 of redis://user:hunter2@host/0, https://host/f.mp4?token=t0k3n&a=1, Authorization: Bearer zyxwvut987654"

    line = form.format(a_record(words, error=ValueError(words), season="a1b2c3d4e5f6g7h8"))

    assert not any(secret in line for secret in ("a1b2c3d4e5f6g7h8", "hunter2", "t0k3n", "zyxwvut987654"))
    assert "host/0" in line


def test_variables_that_are_named_as_secrets_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "0123456789abcdefXYZ")
    monkeypatch.setenv("CLIFFHANGER_FLOWER_AUTH", "watcher:plum-Orbit-4242")
    monkeypatch.setenv("CLIFFHANGER_C2PA_KEY", "/etc/keys/c2pa.pem")
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logging("json", "info")
        line = root.handlers[0].format(a_record("0123456789abcdefXYZ plum-Orbit-4242 /etc/keys/c2pa.pem"))
    finally:
        root.handlers[:], root.level = before

    assert json.loads(line)["message"] == "… … /etc/keys/c2pa.pem"


@pytest.mark.parametrize("secret", ["a1b2c3d4", "0123456789abcdefXYZ-_", "with %&/ signs+42", "sk" * 20])
@pytest.mark.parametrize("before", ["", "x", "xy", "xyz: "])
def test_a_known_secret_is_found_in_every_spelling(secret: str, before: str) -> None:
    known.remember(secret)
    plain = (before + secret + "!!").encode()
    spellings = [secret, secret.upper(), secret.encode().hex(), quote(secret, safe=""), json.dumps(secret)]
    spellings += [b64encode(plain).decode(), urlsafe_b64encode(plain).decode().rstrip("=")]

    for spelling in spellings:
        assert spelling not in known.without_known(f"{before}said {spelling} to all"), spelling
