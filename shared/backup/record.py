"""What a backup is: a folder with an RDB file for each Redis, the list of what the store had, and this record, which comes last."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from shared.errors import InputError
from shared.production import Record

FORMAT = 1
RECORD = "backup.json"
STORE_LIST = "store.jsonl"
"""One product a line: `key`, `bytes`, `at` (Unix seconds)."""
_CHUNK_BYTES = 1 << 20


class HomeCopy(Record):
    """The copy of one Redis: `name` is that of its home, `database` the ledger's number, `taken_at` Unix seconds of its clock."""

    name: str
    file: str
    database: int
    taken_at: float
    size_bytes: int
    sha256: str
    seasons: tuple[str, ...]


class Backup(Record):
    """A backup as a whole."""

    format: int = FORMAT
    taken_at: float
    store: str
    products: int
    products_bytes: int
    homes: tuple[HomeCopy, ...]


def read_backup(folder: Path) -> Backup:
    """The record of a backup, whose files are all there as they were written. Raises InputError."""
    try:
        document = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{folder}: is no backup: {RECORD} is not there; give the folder that 'cliffhanger backup' wrote") from None
    except ValueError as error:
        raise InputError(f"{folder / RECORD}: cannot be read ({error}); give another copy of the backup") from None
    if isinstance(document, dict) and document.get("format", FORMAT) != FORMAT:
        raise InputError(f"{folder}: has the format {document['format']}, and this version reads {FORMAT}: use a newer one")
    try:
        backup = Backup.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"{folder / RECORD}: {'.'.join(map(str, first['loc']))}: {first['msg']}; give another copy of the backup"
        ) from None
    for copy in backup.homes:
        file = folder / copy.file
        if Path(copy.file).name != copy.file:
            raise InputError(f"{folder / RECORD}: {copy.file!r} is no name of a file beside it; give another copy of the backup")
        if not file.exists() or digest_of(file) != copy.sha256:
            raise InputError(f"{file}: is not what the backup wrote (its SHA-256 differs); give another copy of the backup")
    return backup


def write_record(folder: Path, backup: Backup) -> None:
    """Write the record; without it a folder is no backup."""
    (folder / RECORD).write_text(backup.model_dump_json(indent=1) + "\n", encoding="utf-8")


def listed_products(folder: Path) -> Iterator[str]:
    """The keys of the products that the store had; none where the list is not there."""
    file = folder / STORE_LIST
    if file.exists():
        with file.open(encoding="utf-8") as stream:
            for line in stream:
                yield str(json.loads(line)["key"])


def write_list(folder: Path, held: Iterable[tuple[str, int, float]]) -> tuple[int, int]:
    """Write the list of the store: key, bytes, when it came there. Answers how many, and how many bytes."""
    count = total = 0
    with (folder / STORE_LIST).open("w", encoding="utf-8") as stream:
        for key, size_bytes, at_s in held:
            stream.write(json.dumps({"key": key, "bytes": size_bytes, "at": round(at_s, 3)}) + "\n")
            count, total = count + 1, total + size_bytes
    return count, total


def digest_of(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
