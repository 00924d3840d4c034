"""Scripts of other trades (screenplays, 剧本, novels, storyboards): which import reads a file, told by its ending and by its text.

To add one: a file with a function from paragraphs to Written, another that tells such a text, and its row in IMPORTS.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from producer.intake import fountain, juben
from producer.intake.archive import LARGEST_ARCHIVE_BYTES
from producer.intake.document import Document, Malformed
from producer.intake.docx import read_docx
from producer.intake.draft import Paragraph, Written, paragraphs_of
from producer.intake.epub import read_epub
from producer.intake.forms import FORMS, read_bytes, read_data, read_document, read_text
from producer.intake.novel import read_novel
from producer.intake.problems import fail
from producer.intake.storyboard import is_storyboard, read_storyboard
from shared.errors import InputError
from shared.season import SeasonFile
from shared.season_script import ScriptFile


@dataclass(frozen=True)
class Import:
    """A way of writing scripts: the endings of its files' names, how to tell its text, and how it is read.

    `is_sure` where these endings mean nothing else.
    """

    endings: tuple[str, ...]
    tells: Callable[[Sequence[Paragraph]], bool]
    read: Callable[[Sequence[Paragraph]], Written]
    is_sure: bool = False


IMPORTS: Mapping[str, Import] = {
    "fountain": Import((".fountain", ".spmd"), fountain.is_fountain, fountain.read_fountain, is_sure=True),
    "juben": Import((".md", ".markdown"), juben.is_juben, juben.read_juben),
}

BOOKS: Mapping[str, Callable[[bytes], list[Paragraph]]] = {".docx": read_docx, ".epub": read_epub}
"""Files that hold a text of whichever form, by the endings of their names."""

_DATA = tuple(ending for form in FORMS.values() for ending in form.endings)
_FIELD = re.compile(r"\s*[\"']?([a-z_]+)[\"']?\s*:")
_PROSE = (".txt", *BOOKS)
LARGEST_TEXT_BYTES = 20_000_000
"""Of a script or a novel. A novel of three million Chinese characters takes 9 MB."""
WHAT = "season or script file"


class IsNovel(Malformed):
    """A text that has to be written as a script first."""


def is_novel(path: Path) -> bool:
    """Whether a file holds a novel rather than a season or a script. What is wrong with it otherwise is said by `read_written`."""
    ending = path.suffix.lower()
    try:
        if ending not in _DATA:
            _form(path, paragraphs_in(path), ending)
    except IsNovel:
        return True
    except (Malformed, InputError):
        return False
    return False


def read_written(path: Path, cast: Sequence[str] = ()) -> Document:
    """A season or a script in whichever form it is written. Raises InputError, one line; for a novel too, with what it was taken for.

    `cast` has the names as the season spells them: a screenplay writes them in capitals.
    """
    ending = path.suffix.lower()
    try:
        if ending in _DATA:
            return _of_data(path, cast)
        paragraphs = paragraphs_in(path)
        form = _form(path, paragraphs, ending)
        return _of_data(path, cast) if form is None else _document(path, form.read(paragraphs), cast)
    except Malformed as error:
        fail(f"{path}{'' if error.line is None else f':{error.line}'}: {error.wrong}")


def _of_data(path: Path, cast: Sequence[str]) -> Document:
    data, lines = read_data(path)
    document = Document(path, data, lines)
    if is_storyboard(data):
        return _document(path, read_storyboard(document), cast)
    return document if isinstance(data, dict) else read_document(path)


def paragraphs_in(path: Path) -> list[Paragraph]:
    """The paragraphs of a text, be it in a book's file. Raises Malformed, InputError."""
    ending = path.suffix.lower()
    if ending in BOOKS:
        return BOOKS[ending](read_bytes(path, LARGEST_ARCHIVE_BYTES, WHAT))
    return paragraphs_of(read_text(path, WHAT, LARGEST_TEXT_BYTES))


def _form(path: Path, paragraphs: Sequence[Paragraph], ending: str) -> Import | None:
    """The form that a text is in; None where it is data. Raises Malformed for a novel."""
    named = next((form for form in IMPORTS.values() if ending in form.endings), None)
    if named is not None and named.is_sure:
        return named
    if named is None and ending not in BOOKS and _is_data(paragraphs):
        return None
    told = next((form for form in IMPORTS.values() if form.tells(paragraphs)), None)
    if told is not None or (named is None and ending not in _PROSE):
        return told
    novel = read_novel(paragraphs)
    if not novel.chapters:
        raise Malformed("holds no text; a script has scenes with headings such as '1-1 天台 夜 外' or 'INT. KITCHEN - DAY'", 1)
    if named is not None and (juben.has_headings(paragraphs) or not novel.has_headings):
        return named
    raise IsNovel(f"reads as a novel ({novel}); a season file names it as 'novel', and 'cliffhanger write {path.name}' makes one of it")


def _document(path: Path, written: Written, cast: Sequence[str]) -> Document:
    _respell(written.data, {name.casefold(): name for name in cast})
    title = {} if "title" in written.data else {"title": path.stem}
    return Document(path, {**title, **written.data}, written.lines, written.findings)


def _respell(data: dict[str, Any], cast: Mapping[str, str]) -> None:
    """Spell who speaks as the season's cast does."""
    for episode in data["episodes"]:
        for scene in episode["scenes"]:
            for spoken in scene.get("dialogue", ()):
                spoken["character"] = cast.get(spoken["character"].casefold(), spoken["character"])


def _is_data(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a text begins as a season or a script in YAML or JSON does."""
    texts = (paragraph.text.strip() for paragraph in paragraphs)
    first = next((text for text in texts if text and not text.startswith(("#", "---", "%"))), "")
    field = _FIELD.match(first)
    return (
        first.startswith(("{", "[{"))
        or first == "["
        or (field is not None and field[1] in {*SeasonFile.model_fields, *ScriptFile.model_fields})
    )
