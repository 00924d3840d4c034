"""The keys file is read only where it is its owner's alone, and told apart line by line without a value."""

import os

import pytest

from shared.errors import SettingsError
from shared.keys.file import LARGEST_BYTES, read_keys_file

VALUE = "a1b2c3d4e5f6a7b8"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.env"


def write(path, text, mode=0o600):
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def values(path):
    return {name: entry.value.strip() for name, entry in read_keys_file(path, may_be_absent=False).items()}


def refusal(path) -> str:
    with pytest.raises(SettingsError) as refused:
        read_keys_file(path, may_be_absent=False)
    return str(refused.value)


def test_lines_of_name_and_value_comments_and_export_are_understood(path):
    write(
        path, f"\ufeff# keys\n\nA_KEY={VALUE}\nexport B_KEY = '{VALUE}'  # of the studio\nC_KEY=\"a # b\"\nD_KEY={VALUE} # mine\nE_KEY=\n"
    )

    assert values(path) == {"A_KEY": VALUE, "B_KEY": VALUE, "C_KEY": "a # b", "D_KEY": VALUE, "E_KEY": ""}


def test_each_line_is_known_by_its_number(path):
    write(path, f"# keys\nA_KEY={VALUE}\n\nB_KEY={VALUE}\n")

    assert [entry.line for entry in read_keys_file(path, may_be_absent=False).values()] == [2, 4]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o666, 0o620])
def test_a_file_that_others_can_open_is_refused_with_the_command_that_helps(path, mode):
    line = refusal(write(path, f"A_KEY={VALUE}", mode))

    assert line.endswith(f"(mode {mode:03o}); make it yours alone: chmod 600 {path}")


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_that_only_its_owner_can_open_is_read(path, mode):
    assert values(write(path, f"A_KEY={VALUE}", mode)) == {"A_KEY": VALUE}


def test_a_link_to_a_file_of_ones_own_is_followed(path, tmp_path):
    (tmp_path / "link.env").symlink_to(write(path, f"A_KEY={VALUE}"))

    assert values(tmp_path / "link.env") == {"A_KEY": VALUE}


def test_a_file_of_another_user_is_refused_also_behind_a_link(path, tmp_path, monkeypatch):
    (tmp_path / "link.env").symlink_to(write(path, f"A_KEY={VALUE}"))
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)

    assert refusal(path) == f"the keys file {path} belongs to another user; make a file of your own"
    assert f"link.env (a link to {path}) belongs to another user" in refusal(tmp_path / "link.env")


def test_a_default_file_may_be_absent_and_a_named_one_may_not(path):
    assert read_keys_file(path, may_be_absent=True) == {}
    assert refusal(path) == f"CLIFFHANGER_KEYS_FILE: {path}: there is no such file; make it, or correct the name"


def test_what_is_no_file_is_refused_at_once(path, tmp_path):
    os.mkfifo(path, 0o600)

    assert "is no file" in refusal(path)
    assert "is no file" in refusal(tmp_path)


@pytest.mark.parametrize("text", [VALUE, f"A KEY={VALUE}", f"A_KEY: {VALUE}", f"={VALUE}", f"A_KEY=x\n- {VALUE}"])
def test_a_line_that_is_none_is_refused_by_its_number_and_not_shown(path, text):
    line = refusal(write(path, text))

    assert line.startswith(f"{path}:{len(text.splitlines())}: is no NAME=value line")
    assert VALUE not in line


def test_a_name_that_is_there_twice_is_refused(path):
    assert refusal(write(path, f"A_KEY={VALUE}\nB_KEY=1\nA_KEY=2")) == f"{path}:3: A_KEY is here twice, in line 1 too; keep one"


def test_what_is_no_text_or_far_too_long_is_refused(path):
    path.write_bytes(b"A_KEY=\xff\xfe")
    path.chmod(0o600)

    assert "UTF-8" in refusal(path)
    assert f"{LARGEST_BYTES + 1} bytes" in refusal(write(path, "#" * (LARGEST_BYTES + 1)))
