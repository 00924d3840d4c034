"""DOCX: the paragraphs of a Word document and which of them are headings (ECMA-376, part 1, section 17)."""

import re

from producer.intake.archive import Archive
from producer.intake.document import Malformed
from producer.intake.draft import Paragraph, check_count
from producer.intake.xml_events import local, read_events

_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|標題", re.IGNORECASE)


def read_docx(data: bytes) -> list[Paragraph]:
    """The paragraphs, numbered from 1 as they stand in the document, empty ones too. Raises Malformed."""
    archive = Archive(data, "DOCX")
    if "word/document.xml" not in archive:
        raise Malformed("is not a DOCX file; save it as one")
    levels = _Styles()
    if "word/styles.xml" in archive:
        read_events(archive.read("word/styles.xml"), "word/styles.xml", start=levels.start, end=lambda _: None, text=lambda _: None)
    body = _Body(levels.levels)
    read_events(archive.read("word/document.xml"), "word/document.xml", start=body.start, end=body.end, text=body.text)
    return body.paragraphs


def _value(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if local(name) == "val"), "")


class _Styles:
    """Which styles are headings: their ids are the author's language's, their names are not."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}
        self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "style":
            self._style = next((value for key, value in attributes.items() if local(key) == "styleId"), "")
        elif local(name) == "name" and self._style:
            called = _value(attributes).strip()
            if found := _HEADING.fullmatch(called):
                self.levels[self._style] = int(found[1])
            elif _TITLE.fullmatch(called):
                self.levels[self._style] = 1


class _Body:
    """Gathers paragraphs. A text box stands inside a paragraph and has some of its own: its text comes before the rest."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.levels = levels
        self.paragraphs: list[Paragraph] = []
        self._open: list[list[str]] = []
        self._level = 0
        self._is_text = False
        self._fallback = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local(name)
        if kind == "Fallback":
            # The same as what stands in Choice beside it, for older programs.
            self._fallback += 1
        elif self._fallback:
            return
        elif kind == "p" and name != "a:p":
            self._open.append([])
            self._level = 0
        elif kind == "pStyle":
            style = _value(attributes)
            self._level = self.levels.get(style, 0) or (int(found[1]) if (found := _HEADING.fullmatch(style)) else 0)
        elif kind == "t":
            self._is_text = True
        elif kind in ("tab", "br", "cr") and self._open:
            self._open[-1].append(" ")

    def end(self, name: str) -> None:
        kind = local(name)
        if kind == "Fallback":
            self._fallback -= 1
        elif self._fallback:
            return
        elif kind == "t":
            self._is_text = False
        elif kind == "p" and name != "a:p" and self._open:
            check_count(len(self.paragraphs))
            self.paragraphs.append(Paragraph(len(self.paragraphs) + 1, "".join(self._open.pop()).strip(), self._level))
            self._level = 0

    def text(self, text: str) -> None:
        if self._is_text and self._open and not self._fallback:
            self._open[-1].append(text)
