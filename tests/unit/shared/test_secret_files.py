"""Secrets as files: which file is whose, what may be wrong with one, and who reads them."""

from pathlib import Path

import pytest

from shared.errors import SettingsError
from shared.keys import key_ring
from shared.secret_files import LARGEST_BYTES, SecretFiles, filled, in_folders, read_variable
from shared.services import worker_environment
from shared.settings import Settings, load_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "secrets"
    folder.mkdir()
    monkeypatch.setenv("CLIFFHANGER_SECRETS_DIR", str(folder))
    return folder


def test_a_file_is_named_as_its_variable_in_either_case_and_loses_its_line_break(folder: Path) -> None:
    (folder / "acme_key").write_text("one\n")
    (folder / "OTHER_KEY").write_text("two\r\n")
    (folder / "..data").mkdir()

    assert dict(SecretFiles(folder)) == {"ACME_KEY": "one", "OTHER_KEY": "two"}


def test_several_folders_are_one_and_a_variable_in_two_of_them_is_refused(folder: Path, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (folder / "acme_key").write_text("one")
    (more / "other_key").write_text("two")
    both = in_folders(f"{folder}:{more}")

    assert sorted(both) == ["ACME_KEY", "OTHER_KEY"]
    (more / "ACME_KEY").write_text("three")
    with pytest.raises(SettingsError, match=r"acme_key and .*ACME_KEY are the same variable; keep one of them"):
        both["ACME_KEY"]


def test_what_cannot_be_read_is_told_without_a_value(folder: Path, tmp_path: Path) -> None:
    (folder / "binary").write_bytes(b"\xff\xfe\x00secret")
    (folder / "large").write_text("x" * (LARGEST_BYTES + 1))

    with pytest.raises(SettingsError, match="is no text in UTF-8"):
        SecretFiles(folder)["BINARY"]
    with pytest.raises(SettingsError, match="is larger than 64 KiB"):
        SecretFiles(folder)["LARGE"]
    with pytest.raises(SettingsError, match="there is no such folder"):
        SecretFiles(tmp_path / "nowhere")


def test_settings_come_from_files_unless_the_environment_has_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "cliffhanger_redis_url").write_text("redis://127.0.0.1:1/0\n")
    (folder / "cliffhanger_log_level").write_text("debug\n")
    monkeypatch.setenv("CLIFFHANGER_LOG_LEVEL", "error")

    settings = load_settings()

    assert (settings.redis_url, settings.log_level) == ("redis://127.0.0.1:1/0", "error")


def test_a_url_takes_its_password_from_a_file_spelt_as_urls_need_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "redis_password").write_text("a/b@c\n")
    monkeypatch.setenv("CLIFFHANGER_LEDGER_URL", "redis://:${REDIS_PASSWORD}@127.0.0.1:1/0")

    assert load_settings().ledger_url == "redis://:a%2Fb%40c@127.0.0.1:1/0"
    with pytest.raises(ValueError, match=r"\$\{ELSE\} is not set; export it, or put a file of that name"):
        filled("redis://:${ELSE}@host", {}, {})


def test_a_password_that_is_not_there_is_told_with_the_setting_that_wants_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIFFHANGER_BROKER_URL", "redis://:${REDIS_PASSWORD}@127.0.0.1:1/0")

    with pytest.raises(SettingsError, match=r"^CLIFFHANGER_BROKER_URL: \$\{REDIS_PASSWORD\} is not set"):
        load_settings()


def test_a_key_is_found_in_its_file_after_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "acme_key").write_text("of-the-file\n")
    ring = key_ring(Settings())

    found = ring.find("ACME_KEY")
    monkeypatch.setenv("ACME_KEY", "of-the-environment")

    assert (found.value, found.where) == ("of-the-file", str(folder / "acme_key"))
    assert ring.find("ACME_KEY").value == "of-the-environment"


def test_any_variable_may_be_a_file(folder: Path) -> None:
    (folder / "aws_secret_access_key").write_text("kept\n")
    (folder / "aws_session_token").write_text("\n")

    assert read_variable("AWS_SECRET_ACCESS_KEY") == "kept"
    assert read_variable("AWS_SESSION_TOKEN") is None


def test_a_worker_is_started_without_what_was_read_from_files(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (folder / "redis_password").write_text("hunted-and-hidden")
    (folder / "cliffhanger_webhook_secret").write_text("whsec_aHVudGVkLWFuZC1oaWRkZW4tYXMtd2VsbC1pdC1pcw==")
    given = {"CLIFFHANGER_LEDGER_URL": "redis://:${REDIS_PASSWORD}@127.0.0.1:1/0", "CLIFFHANGER_STORE": "products"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    environment = worker_environment(load_settings())

    assert environment["CLIFFHANGER_LEDGER_URL"] == given["CLIFFHANGER_LEDGER_URL"]
    assert environment["CLIFFHANGER_STORE"] == str(tmp_path / "products"), "the worker is in another folder"
    assert "CLIFFHANGER_WEBHOOK_SECRET" not in environment
    assert not [value for value in environment.values() if "hunted" in value]
