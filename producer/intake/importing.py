"""Scripts of other trades (screenplays, 剧本, novels, storyboards): which import reads a file, told by its ending and by its text.

To add one: a file with a function from paragraphs to Written, another that tells such a text, and its row in IMPORTS.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from producer.intake import fountain, juben
from producer.intake.document import Document
from producer.intake.draft import Paragraph, Written, paragraphs_of
from producer.intake.forms import FORMS, read_document, read_text
from producer.intake.problems import fail
from shared.season import ScriptFile, SeasonFile


@dataclass(frozen=True)
class Import:
    """A way of writing scripts: the endings of its files' names, how to tell its text, and how it is read."""

    endings: tuple[str, ...]
    tells: Callable[[Sequence[Paragraph]], bool]
    read: Callable[[Sequence[Paragraph]], Written]


IMPORTS: Mapping[str, Import] = {
    "fountain": Import((".fountain", ".spmd"), fountain.is_fountain, fountain.read_fountain),
    "juben": Import((".md", ".markdown"), juben.is_juben, juben.read_juben),
}

_DATA = tuple(ending for form in FORMS.values() for ending in form.endings)
_FIELD = re.compile(r"\s*[\"']?([a-z_]+)[\"']?\s*:")


def read_written(path: Path, cast: Sequence[str] = ()) -> Document:
    """A season or a script in whichever form it is written. Raises InputError, one line.

    `cast` has the names as the season spells them: a screenplay writes them in capitals.
    """
    ending = path.suffix.lower()
    if ending in _DATA:
        return read_document(path)
    text = read_text(path)
    paragraphs = paragraphs_of(text)
    form = next((form for form in IMPORTS.values() if ending in form.endings), None)
    if form is None:
        form = None if _is_data(text) else next((form for form in IMPORTS.values() if form.tells(paragraphs)), None)
    if form is None:
        return read_document(path)
    return _document(path, form.read(paragraphs), cast)


def _document(path: Path, written: Written, cast: Sequence[str]) -> Document:
    if not written.data["episodes"]:
        fail(f"{path}:{written.findings[-1].line}: {written.findings[-1].what}")
    _respell(written.data, {name.casefold(): name for name in cast})
    title = {} if "title" in written.data else {"title": path.stem}
    return Document(path, {**title, **written.data}, written.lines, written.findings)


def _respell(data: dict[str, Any], cast: Mapping[str, str]) -> None:
    """Spell who speaks as the season's cast does."""
    for episode in data["episodes"]:
        for scene in episode["scenes"]:
            for spoken in scene.get("dialogue", ()):
                spoken["character"] = cast.get(spoken["character"].casefold(), spoken["character"])


def _is_data(text: str) -> bool:
    """Whether a text begins as a season or a script in YAML or JSON does."""
    start = text[:2000].lstrip()
    if start.startswith(("{", "[")):
        return True
    first = next((line for line in start.splitlines() if line.strip() and not line.startswith(("#", "---", "%"))), "")
    field = _FIELD.match(first)
    return field is not None and field[1] in {*SeasonFile.model_fields, *ScriptFile.model_fields}
