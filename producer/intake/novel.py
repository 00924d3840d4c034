"""Novels: the chapters of a prose text, each with its paragraphs and where they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from producer.intake.draft import Paragraph

_NUMERAL = r"[0-9０-９零〇一二两兩三四五六七八九十百千]{1,8}"
_CHAPTER = re.compile(
    rf"#{{0,6}}\s*(?:(?:正文|第\s*{_NUMERAL}\s*[卷部])\s*)?"
    rf"(?:第\s*{_NUMERAL}\s*[章回节節篇](?:$|[\s:：.、·\-—　《(（].*)|第\s*{_NUMERAL}\s*章.{{0,30}}"
    r"|(?:楔子|序章|序幕|尾声|尾聲|终章|終章|番外)(?:$|[\s:：一二三四五六七八九十0-9].{0,40})"
    r"|(?:CHAPTER|PART)\s+(?:[0-9]{1,4}|[IVXLC]{1,8}|[A-Z]{3,12}(?:-[A-Z]{3,6})?)(?:$|[\s:.\-–—].*)|(?:PROLOGUE|EPILOGUE)(?:$|[\s:.].*))",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"(#{1,6})\s+(\S.*)")
LONGEST_HEADING = 60
"""Characters. What is longer is a sentence that begins like a heading."""


@dataclass(frozen=True)
class Chapter:
    """A chapter: its heading (empty where the text has none), the line of that, and its paragraphs, none of them empty."""

    heading: str
    line: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Novel:
    """A text in chapters. `has_headings` is false where all of it is taken for one."""

    chapters: tuple[Chapter, ...]
    has_headings: bool

    @property
    def characters(self) -> int:
        """How many characters of text it has, spaces not counted."""
        return sum(len("".join(paragraph.text.split())) for chapter in self.chapters for paragraph in chapter.paragraphs)

    def __str__(self) -> str:
        count = len(self.chapters)
        chapters = f"{count} chapter{'s' if count > 1 else ''}, " if self.has_headings else ""
        return f"{chapters}{self.characters:,} characters"


def read_novel(paragraphs: Sequence[Paragraph]) -> Novel:
    """The chapters of a text.

    A heading with nothing under it (a line of a table of contents) begins none; what stands before the first (title, author, blurb)
    is in none.
    """
    headings = _headings(paragraphs)
    chapters: list[Chapter] = []
    heading, line, held = "", 1, list[Paragraph]()
    for paragraph in paragraphs:
        if paragraph.number in headings:
            chapters += [Chapter(heading, line, tuple(held))] if held and (heading or not headings) else []
            heading, line, held = headings[paragraph.number], paragraph.number, []
        elif paragraph.text.strip():
            held.append(paragraph)
    chapters += [Chapter(heading, line, tuple(held))] if held else []
    return Novel(tuple(chapters), bool(headings) and bool(chapters))


def _headings(paragraphs: Sequence[Paragraph]) -> dict[int, str]:
    """The chapters' headings by line: those that say so, else the outermost headings of which there are several."""
    named: dict[int, str] = {}
    marked: dict[int, dict[int, str]] = {}
    for number, text, level in paragraphs:
        short = text.strip() if len(text) <= 2 * LONGEST_HEADING else ""
        if not 0 < len(short) <= LONGEST_HEADING:
            continue
        found = _MARKDOWN.fullmatch(short)
        if _CHAPTER.fullmatch(short):
            named[number] = found[2] if found else short
        elif level or found:
            marked.setdefault(level or len(found[1] if found else ""), {})[number] = found[2] if found else short
    if named or not marked:
        return named
    return next((marked[level] for level in sorted(marked) if len(marked[level]) > 1), marked[min(marked)])
