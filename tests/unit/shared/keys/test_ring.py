"""Where keys come from: the environment first, then the file."""

from shared.errors import SettingsError
from shared.keys import KeyRing, key_ring
from shared.keys.file import Entry
from shared.settings import Settings

KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


def ring(environment, **lines):
    return KeyRing(environment, lambda: {name: Entry(value, 7) for name, value in lines.items()}, "keys.env")


def test_the_environment_comes_before_the_file():
    key = ring({"A_KEY": KEY}, A_KEY="of-the-file").find("A_KEY")

    assert (key.state, key.where, key.value) == ("present", "environment", KEY)


def test_what_is_blank_in_the_environment_is_looked_for_in_the_file():
    key = ring({"A_KEY": " "}, A_KEY=KEY).find("A_KEY")

    assert (key.state, key.where, key.value) == ("present", "keys.env:7", KEY)


def test_the_file_is_not_opened_for_what_the_environment_has():
    def unusable():
        raise SettingsError("must not be read")

    assert KeyRing({"A_KEY": KEY}, unusable).find("A_KEY").value == KEY


def test_what_is_nowhere_is_missing():
    assert ring({}).find("A_KEY").wrong == "A_KEY is not set"
    assert ring({"A_KEY": ""}).find("A_KEY").wrong == "A_KEY is empty (environment)"
    assert ring({}, A_KEY="").find("A_KEY").wrong == "A_KEY is empty (keys.env:7)"


def test_a_variable_that_is_spelt_otherwise_is_named():
    assert ring({"ATLAS_CLOUD_API_KEY": KEY}).find("ATLASCLOUD_API_KEY").wrong == (
        "ATLASCLOUD_API_KEY is not set (ATLAS_CLOUD_API_KEY is: give it this name)"
    )


def test_what_cannot_be_a_key_names_its_variable_and_its_place_and_does_not_show_itself():
    key = ring({}, A_KEY="my secret words").find("A_KEY")

    assert (key.state, key.value) == ("unfit", "")
    assert key.wrong == "A_KEY (keys.env:7) has white space inside; a key has none: copy it again"
    assert "words" not in repr(key)


def test_a_key_is_not_in_what_a_traceback_would_print():
    found = ring({"A_KEY": KEY}, B_KEY=KEY)

    assert KEY not in repr(found.find("A_KEY")) + repr(found) + repr(found.entries())


def test_settings_name_the_file_and_what_changes_in_it_is_seen_at_once(tmp_path, monkeypatch):
    monkeypatch.delenv("A_KEY", raising=False)
    path = tmp_path / "mine.env"
    path.touch(0o600)
    rings = key_ring(Settings(keys_file=path))
    before = rings.find("A_KEY").state

    path.write_text(f"A_KEY={KEY}")

    assert (before, rings.find("A_KEY").state) == ("missing", "present")


def test_without_a_setting_the_file_is_in_the_configuration_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("A_KEY", raising=False)
    absent = key_ring().find("A_KEY").state
    path = tmp_path / "cliffhanger" / "keys.env"
    path.parent.mkdir()
    path.touch(0o600)
    path.write_text(f"A_KEY={KEY}")

    assert (absent, key_ring().find("A_KEY").where) == ("missing", f"{path}:1")


def test_workers_are_given_the_name_of_the_file_and_nothing_of_what_is_in_it(tmp_path):
    path = tmp_path / "mine.env"
    path.write_text(f"A_KEY={KEY}")

    environment = Settings(keys_file=path).environment()

    assert environment["CLIFFHANGER_KEYS_FILE"] == str(path)
    assert KEY not in environment.values()
