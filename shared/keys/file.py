"""The keys file: `NAME=value` lines that only their owner can read."""

import os
import re
import shlex
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from shared.errors import SettingsError

LARGEST_BYTES = 1_000_000
_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=(?P<value>.*)", re.DOTALL)
_QUOTED = re.compile(r"""\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)\s*(?:#.*)?""", re.DOTALL)
_COMMENT = re.compile(r"\s#.*|^\s*#.*", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One line of the file."""

    value: str = field(repr=False)
    line: int


def read_keys_file(path: Path, *, may_be_absent: bool) -> Mapping[str, Entry]:
    """The lines of a keys file by name. What has not changed since is not read again.

    Raises SettingsError, which never shows a value: where the file is absent (unless it may be), is not the user's own, can be read
    by others, or has a line that is no `NAME=value`.
    """
    try:
        # Checked and read through one descriptor: nothing can be put in its place in between. A pipe must not be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        if may_be_absent:
            return {}
        raise SettingsError(f"CLIFFHANGER_KEYS_FILE: {path}: there is no such file; make it, or correct the name") from None
    except OSError as error:
        raise SettingsError(f"the keys file {path} cannot be read ({error.strerror}); it must be a file of your own") from None
    try:
        _check(path, os.fstat(descriptor))
        content = b"".join(iter(lambda: os.read(descriptor, LARGEST_BYTES), b""))
    finally:
        os.close(descriptor)
    try:
        return _parsed(path, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SettingsError(f"the keys file {path} is no text in UTF-8; write NAME=value lines into it") from None


def _check(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise SettingsError(f"the keys file {path} is no file; give a file with NAME=value lines")
    if status.st_uid != os.geteuid():
        target = f" (a link to {path.resolve()})" if path.is_symlink() else ""
        raise SettingsError(f"the keys file {path}{target} belongs to another user; make a file of your own")
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        quoted = shlex.quote(str(path))
        raise SettingsError(f"the keys file {path} can be read by others (mode {mode:03o}); make it yours alone: chmod 600 {quoted}")
    if status.st_size > LARGEST_BYTES:
        raise SettingsError(f"the keys file {path} has {status.st_size} bytes; give a file with NAME=value lines")


@lru_cache(maxsize=4)
def _parsed(path: Path, text: str) -> Mapping[str, Entry]:
    entries: dict[str, Entry] = {}
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        found = _LINE.fullmatch(bare)
        if found is None:
            raise SettingsError(f"{path}:{number}: is no NAME=value line; write for example HOLYSHEEP_API_KEY= and the key after it")
        name = found["name"]
        if name in entries:
            raise SettingsError(f"{path}:{number}: {name} is here twice, in line {entries[name].line} too; keep one")
        quoted = _QUOTED.fullmatch(found["value"])
        entries[name] = Entry(quoted["value"] if quoted else _COMMENT.sub("", found["value"]), number)
    return entries
