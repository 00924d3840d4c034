"""EPUB: the paragraphs of a book in reading order and which of them are headings (EPUB 3.3; EPUB 2 is read alike)."""

import posixpath
import re
from html.entities import html5
from urllib.parse import unquote, urlsplit

from producer.intake.archive import Archive
from producer.intake.document import Malformed
from producer.intake.draft import Paragraph, check_count
from producer.intake.xml_events import local, read_events

_CONTAINER = "META-INF/container.xml"
_BLOCKS = frozenset(
    [
        *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "section", "article", "header", "footer", "aside", "main"),
        *("table", "tr", "td", "th", "pre", "hr", "br", "figure", "figcaption", "body", "h1", "h2", "h3", "h4", "h5", "h6"),
    ]
)
# Not read: what is no text of the book, and the readings of characters (ruby).
_SILENT = frozenset(["head", "script", "style", "svg", "math", "nav", "rt", "rp"])
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN_ENTITIES = frozenset([b"amp", b"lt", b"gt", b"quot", b"apos"])
_PAGES = frozenset(["application/xhtml+xml", "text/html", "application/x-dtbook+xml"])


def read_epub(data: bytes) -> list[Paragraph]:
    """The paragraphs, numbered from 1 through the whole book. Raises Malformed."""
    archive = Archive(data, "EPUB")
    if _CONTAINER not in archive:
        raise Malformed("is not an EPUB file; save it as one")
    package = _package(archive)
    book = _Book()
    for name in package.pages():
        try:
            read_events(_with_numbers(archive.read(name)), name[:100], start=book.start, end=book.end, text=book.text)
        except Malformed:
            if "META-INF/encryption.xml" in archive:
                raise Malformed("is locked (DRM); give a copy that is not") from None
            raise
        book.flush()
    return book.paragraphs


def _package(archive: Archive) -> "_Package":
    roots: list[str] = []

    def root(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "rootfile" and attributes.get("full-path"):
            roots.append(attributes["full-path"])

    read_events(archive.read(_CONTAINER), _CONTAINER, start=root, end=lambda _: None, text=lambda _: None)
    if not roots:
        raise Malformed(f"{_CONTAINER} names no book; save it again")
    package = _Package(posixpath.dirname(roots[0]))
    read_events(archive.read(roots[0]), roots[0][:100], start=package.start, end=lambda _: None, text=lambda _: None)
    if not package.pages():
        raise Malformed(f"{roots[0][:100]} lists no text; save it again")
    return package


class _Package:
    """The book's list of parts, and which of them are read in which order."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._items: dict[str, str] = {}
        self._spine: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local(name)
        if kind == "item" and attributes.get("media-type") in _PAGES and "nav" not in attributes.get("properties", "").split():
            href = unquote(urlsplit(attributes.get("href", "")).path)
            # A name in the archive, whatever it looks like: nothing is ever opened on the disk.
            self._items[attributes.get("id", "")] = posixpath.normpath(posixpath.join(self._folder, href))
        elif kind == "itemref" and attributes.get("linear") != "no":
            self._spine.append(attributes.get("idref", ""))

    def pages(self) -> list[str]:
        """The parts with text in reading order, each once."""
        return list(dict.fromkeys(self._items[part] for part in self._spine if part in self._items))


class _Book:
    """Gathers paragraphs across pages."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._said: list[str] = []
        self._silent = 0
        self._level = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        kind = local(name).lower()
        if kind in _SILENT:
            self._silent += 1
        elif kind in _BLOCKS:
            self.flush()
            if kind[0] == "h" and kind[1:].isdigit():
                self._level = int(kind[1:])

    def end(self, name: str) -> None:
        kind = local(name).lower()
        if kind in _SILENT:
            self._silent -= 1
        elif kind in _BLOCKS and kind != "br":
            self.flush()
            self._level = 0

    def text(self, text: str) -> None:
        if not self._silent:
            self._said.append(text)

    def flush(self) -> None:
        """The paragraph ends; it counts where it has words."""
        text = " ".join("".join(self._said).split())
        self._said.clear()
        if text:
            check_count(len(self.paragraphs))
            self.paragraphs.append(Paragraph(len(self.paragraphs) + 1, text, self._level))


def _with_numbers(data: bytes) -> bytes:
    """The page with HTML's entities (`&nbsp;`) as numbers: XML knows five, and a page's DTD is not fetched."""

    def number(found: re.Match[bytes]) -> bytes:
        meant = html5.get(f"{found[1].decode('ascii')};") if found[1] not in _OWN_ENTITIES else None
        return b"".join(b"&#%d;" % ord(letter) for letter in meant) if meant else found[0]

    return _ENTITY.sub(number, data)
