"""Secrets as files, as container engines and clusters mount them: a file's name is its variable's, its text the value."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from shared.errors import SettingsError

ENVIRONMENT_NAME = "CLIFFHANGER_SECRETS_DIR"
LARGEST_BYTES = 64 << 10
_REFERENCE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SecretFiles(Mapping[str, str]):
    """The secrets of one or more folders by their variables' names; a file's name is the variable's in upper or in lower case.

    Files are read when they are asked for, so that a secret that was replaced is seen. Line breaks at the end belong to no secret.
    Raises SettingsError for a folder that is not there, a file that cannot be read, and a variable that two files hold; none shows a value.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        for folder in folders:
            if not folder.is_dir():
                raise SettingsError(f"{ENVIRONMENT_NAME}: {folder}: there is no such folder; correct it, or mount the secrets there")

    def __getitem__(self, name: str) -> str:
        path = self.place(name)
        if path is None:
            raise KeyError(name)
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_BYTES + 1)
            text = content.decode("utf-8-sig").rstrip("\r\n")
        except OSError as error:
            raise SettingsError(f"the secret {path} cannot be read ({error.strerror}); let this process's user read it") from None
        except UnicodeDecodeError:
            raise SettingsError(f"the secret {path} is no text in UTF-8; write the value into it") from None
        if len(content) > LARGEST_BYTES:
            raise SettingsError(f"the secret {path} is larger than {LARGEST_BYTES >> 10} KiB; write the value into it, and nothing else")
        return text

    def __iter__(self) -> Iterator[str]:
        # Clusters put folders of their own beside the files (..data), which are no names.
        paths = (path for folder in self._folders for path in _listed(folder) if _NAME.fullmatch(path.name) and path.is_file())
        return iter(sorted({path.name.upper() for path in paths}))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.place(name) is not None

    def place(self, name: str) -> Path | None:
        """The file of a variable; None where there is none. Raises SettingsError where there are two."""
        if not _NAME.fullmatch(name):
            return None
        found = [path for folder in self._folders for path in (folder / name.lower(), folder / name.upper()) if path.is_file()]
        # A file system that does not tell cases apart shows one file under both names.
        if len(found) > 1 and not found[0].samefile(found[1]):
            raise SettingsError(f"{found[0]} and {found[1]} are the same variable; keep one of them")
        return found[0] if found else None


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise SettingsError(f"{ENVIRONMENT_NAME}: {folder} cannot be read ({error.strerror}); let this process's user read it") from None


def in_folders(text: str | None) -> SecretFiles:
    """The secrets of the folders that a setting names, `:`-separated; of none where it is blank."""
    return SecretFiles(*(Path(part.strip()).expanduser() for part in (text or "").split(":") if part.strip()))


def secret_files(environment: Mapping[str, str] = os.environ) -> SecretFiles:
    """The secrets of the folders that the environment names; without it there are none."""
    return in_folders(environment.get(ENVIRONMENT_NAME))


def read_variable(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """A variable's value: of the environment, else of its secret file; a blank one counts as not set."""
    value = environment.get(name, "") or secret_files(environment).get(name, "")
    return value if value.strip() else None


def filled(url: str, secrets: Mapping[str, str], environment: Mapping[str, str] = os.environ) -> str:
    """A URL in which `${NAME}` is replaced by that variable or secret, spelt as URLs need it.

    Raises ValueError naming the variable that is not there.
    """

    def value(found: re.Match[str]) -> str:
        text = environment.get(found[1], "") or secrets.get(found[1], "")
        if not text:
            raise ValueError(f"${{{found[1]}}} is not set; export it, or put a file of that name into {ENVIRONMENT_NAME}")
        return quote(text, safe="")

    return _REFERENCE.sub(value, url)
