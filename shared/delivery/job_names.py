"""Names the files of jobs: the job's own name, made fit for every file system, and never one that another job has."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping

from shared.line.job import Which

NAMES = "files"
"""The field of a batch's meta that keeps which job has which file."""

# A file name has at most 255 bytes; suffix, number and temporary files add to it.
LONGEST_BYTES = 150
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]")


def safe_name(name: str) -> str:
    """Letters and digits of any script in lower case, spaces as underscores, nothing else; never empty, never a path."""
    folded = unicodedata.normalize("NFC", name).strip().lower()
    spaced = re.sub(r"[\s_]+", "_", folded)
    kept = "".join(each for each in spaced if each == "_" or unicodedata.category(each)[0] in "LMN")
    safe = kept.encode()[:LONGEST_BYTES].decode(errors="ignore")
    if not any(unicodedata.category(each)[0] in "LN" for each in safe):
        return f"job_{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"
    return f"job_{safe}" if _RESERVED.fullmatch(safe) else safe


def kept_names(meta: Mapping[str, str]) -> dict[Which, str]:
    """Which job has which file, as `names_text` wrote it."""
    return {(name, count): path for name, count, path in json.loads(meta.get(NAMES, "[]"))}


def names_text(names: Mapping[Which, str]) -> str:
    """Which job has which file, to be kept in the batch's meta."""
    return json.dumps([[name, count, path] for (name, count), path in names.items()], ensure_ascii=False)


def name_files(
    wanted: Mapping[Which, tuple[str, str | None]], kept: Mapping[Which, str], exists: Callable[[str], bool]
) -> dict[Which, str]:
    """The path of each job's file; `wanted` has its folder and its suffix, None where the job has not made it yet.

    A job keeps the name that it had (`kept`). A name that another job has, whatever the suffix, or a file that is not ours, is left
    alone: a number is added. Who comes first in `wanted` has the name without one, whoever ends first.
    """
    names: dict[Which, str] = {}
    # Some file systems take A and a for one.
    taken = {_stem(path).casefold() for path in kept.values()}
    for which, (folder, suffix) in wanted.items():
        stem = _stem(kept[which]) if which in kept else None
        # What was made before may come in another form now.
        is_new = stem is None or (suffix is not None and kept[which] != stem + suffix and exists(stem + suffix))
        if stem is None or is_new:
            first, count = f"{folder}/{safe_name(which[0])}", 1
            stem = first
            while stem.casefold() in taken or (suffix is not None and exists(stem + suffix)):
                count += 1
                stem = f"{first}_{count}"
        taken.add(stem.casefold())
        if suffix is not None:
            names[which] = stem + suffix
    return names


def _stem(path: str) -> str:
    return path.rpartition(".")[0] or path
