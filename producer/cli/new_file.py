"""Files that a command makes: refused before the work where they cannot be written, put in place whole after it."""

import os
import tempfile
from pathlib import Path

from shared.errors import InputError


def check_free(path: Path, *, force: bool, option: str, example: str) -> None:
    """Find out now that a file cannot be written, rather than when the work is done. Raises InputError that names the option."""
    if path.is_dir():
        raise InputError(f"{option} {path}: is a folder; name the file to write in it, such as {path / example}")
    if path.exists() and not force:
        raise _is_there(path, option)
    if not path.parent.is_dir():
        raise InputError(f"{option} {path}: there is no folder {str(path.parent)!r}; make it, or name a file in one that is there")


def put(path: Path, text: str, *, force: bool, option: str) -> None:
    """Put a file in place whole. Raises InputError where one has come to be there, OSError where it cannot be written."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        file.write(text)
    part = Path(file.name)
    try:
        part.chmod(0o666 & ~_umask())
        if force:
            part.replace(path)
        else:
            # Unlike a rename, a link never takes the place of a file.
            path.hardlink_to(part)
    except FileExistsError:
        raise _is_there(path, option) from None
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _is_there(path: Path, option: str) -> InputError:
    return InputError(f"{option} {path}: is there already; name another file, or replace it with --force")
