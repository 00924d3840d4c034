"""Finds keys: the environment first, then secret files, then the keys file; every process reads them by itself, none is ever passed on."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from shared.keys.clean import cleaned
from shared.keys.file import Entry, read_keys_file
from shared.keys.judge import wrong_with
from shared.keys.key import Key
from shared.secret_files import SecretFiles
from shared.settings import Settings, load_settings

ENVIRONMENT = "environment"


@dataclass(frozen=True)
class KeyRing:
    """Where keys are looked for. `entries` reads the file, which is only done for what the environment does not have."""

    environment: Mapping[str, str] = field(repr=False)
    entries: Callable[[], Mapping[str, Entry]] = dict
    path: Path | None = None
    secrets: SecretFiles = field(default_factory=SecretFiles, repr=False)

    def find(self, name: str, least: int | None = None) -> Key:
        """The key in the variable `name`, which has at least `least` characters (None: any). Raises SettingsError for a bad file.

        A variable that is blank counts as not set: that is how shells and compose files pass on what they do not have.
        """
        raw, where = self.environment.get(name, ""), ENVIRONMENT
        is_there = name in self.environment
        if not raw.strip() and (place := self.secrets.place(name)) is not None:
            raw, where, is_there = self.secrets[name], str(place), True
        if not raw.strip() and (entry := self.entries().get(name)) is not None:
            raw, where, is_there = entry.value, f"{self.path}:{entry.line}", True
        if not raw.strip():
            return Key(name, "missing", wrong=f"{name} is empty ({where})" if is_there else f"{name} is not set{self.near(name)}")
        key = cleaned(raw, name)
        wrong = wrong_with(key.text, name, least)
        if wrong is not None:
            return Key(name, "unfit", where, wrong=f"{name} ({where}) {wrong}", notes=key.notes)
        return Key(name, "present", where, key.text, notes=key.notes)

    def near(self, name: str) -> str:
        """Words on a variable that is set and differs only in its underscores: articles spell one provider's in two ways; else empty."""
        bare = name.replace("_", "")
        near = next((other for other in self.environment if other != name and other.replace("_", "").upper() == bare), None)
        return f" ({near} is: give it this name)" if near else ""


def key_ring(settings: Settings | None = None) -> KeyRing:
    """The keys of this process, by its environment and settings; what changes in the file is seen at the next look."""
    path, is_named, secrets = _place(settings) if settings else _place_by(*map(os.environ.get, _PLACES))
    return KeyRing(os.environ, lambda: read_keys_file(path, may_be_absent=not is_named), path, secrets)


_PLACES = ("CLIFFHANGER_KEYS_FILE", "CLIFFHANGER_SECRETS_DIR", "XDG_CONFIG_HOME")


def _place(settings: Settings) -> tuple[Path, bool, SecretFiles]:
    return settings.keys_path, settings.keys_file is not None, settings.secrets


@cache
def _place_by(*_variables: str | None) -> tuple[Path, bool, SecretFiles]:
    # Settings are read once for what they depend on: a worker looks for a key at every request.
    return _place(load_settings())
