"""The forms that a season or a script may be written in, and reading a file in whichever it is.

To add a form: one file with a function from a text to data in the shape of `shared.season` and its lines, raising Malformed; and
its row in FORMS.
"""

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from producer.intake.document import Document, Malformed, Place
from producer.intake.json_form import read_json
from producer.intake.problems import fail
from producer.intake.yaml_form import read_yaml

LARGEST_BYTES = 5_000_000
"""Of a season or a script. 200 long episodes take about 3 MB."""


@dataclass(frozen=True)
class Form:
    """A way of writing: the endings of its files' names, and how its text is read."""

    endings: tuple[str, ...]
    read: Callable[[str], tuple[Any, dict[Place, int]]]


FORMS: Mapping[str, Form] = {
    "yaml": Form((".yaml", ".yml"), read_yaml),
    "json": Form((".json",), read_json),
}


A_SEASON = "a season file is a mapping that starts with 'title: …'"


def read_document(path: Path, shape: str = A_SEASON, what: str = "season or script file") -> Document:
    """The data in a file, its form told by its ending, else by its first character.

    Raises InputError; `shape` says what a file of its kind looks like, `what` how it is called.
    """
    data, lines = read_data(path, shape, what)
    if not isinstance(data, dict):
        kind = "a list" if isinstance(data, list) else "a single value"
        fail(f"{path}: holds {kind}; {shape}")
    return Document(path, data, lines)


def read_data(path: Path, shape: str = A_SEASON, what: str = "season or script file") -> tuple[Any, dict[Place, int]]:
    """The data in a file, whatever it is, and its lines. Raises InputError."""
    text = read_text(path, what)
    form = next((form for form in FORMS.values() if path.suffix.lower() in form.endings), None)
    if form is None:
        form = FORMS["json" if text.lstrip().startswith(("{", "[")) else "yaml"]
    try:
        return form.read(text)
    except Malformed as error:
        where = "".join(f":{number}" for number in (error.line, error.column) if number is not None)
        fail(f"{path}{where}: {error.wrong.replace(A_SEASON, shape)}")


def read_bytes(path: Path, largest: int, what: str) -> bytes:
    """A user's file, of at most `largest` bytes. Raises InputError naming the path."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            fail(f"{path}: is a folder; name the {what} in it")
        if not stat.S_ISREG(status.st_mode):
            fail(f"{path}: is not a plain file; name a {what}")
        if status.st_size > largest:
            fail(f"{path}: has {status.st_size / 1e6:.1f} MB; a {what} has at most {largest / 1e6:g} MB")
        with path.open("rb") as file:
            # The file may grow between the two looks.
            data = file.read(largest + 1)
    except FileNotFoundError:
        fail(f"{path}: no such file; name a {what}")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        fail(f"{path}: cannot be read ({reason}); name a {what}")
    if len(data) > largest:
        fail(f"{path}: has more than {largest / 1e6:g} MB, which a {what} never has")
    return data


def read_text(path: Path, what: str = "season or script file", largest: int = LARGEST_BYTES) -> str:
    """A user's text, of at most `largest` bytes. Raises InputError."""
    data = read_bytes(path, largest, what)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fail(f"{path}:{line}: is not UTF-8 text (byte {error.start + 1}); save it as UTF-8")
