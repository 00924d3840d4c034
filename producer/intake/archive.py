"""The parts of a zip file (EPUB, DOCX), read in memory and within bounds: names never become paths, sizes are those that come out.

The format: PKWARE's APPNOTE.TXT 6.3.10.
"""

import io
import zipfile
import zlib

from producer.intake.document import Malformed

LARGEST_ARCHIVE_BYTES = 50_000_000
"""Of the file: a book with its pictures."""
LARGEST_TEXT_BYTES = 60_000_000
"""Of all parts that are read from one file, unpacked. A novel of a million characters takes about 20 MB in DOCX."""
LARGEST_DIRECTORY_BYTES = 2_000_000
"""Of the list of parts; each has 46 bytes and its name."""

_END = b"PK\5\6"
_END_BYTES = 22
_LOCATOR_64 = b"PK\6\7"


class Archive:
    """A zip file whose parts are read one by one. Every error is Malformed."""

    def __init__(self, data: bytes, kind: str) -> None:
        self._left = LARGEST_TEXT_BYTES
        _check_directory(data, kind)
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Malformed(f"is a broken {kind} file ({error}); save it again") from None
        self._parts = {part.filename: part for part in self._file.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """A part's content."""
        part = self._parts.get(name)
        if part is None:
            raise Malformed(f"lacks its part {name[:100]!r}; save it again")
        if part.flag_bits & 1:
            raise Malformed("is protected by a password; save it without")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Malformed(f"its part {name[:100]!r} is packed in a way that is not used in such files; save it again")
        try:
            with self._file.open(part) as stream:
                # What the directory says of its size may be a lie.
                data = stream.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError) as error:
            raise Malformed(f"its part {name[:100]!r} is broken ({error}); save it again") from None
        self._left -= len(data)
        if self._left < 0:
            raise Malformed(f"unpacks to more than {LARGEST_TEXT_BYTES / 1e6:g} MB of text; no novel has that much")
        return data


def _check_directory(data: bytes, kind: str) -> None:
    """Refuse a list of parts that would fill the memory, before it is read. The end record is found as `zipfile` finds it."""
    at = len(data) - _END_BYTES
    if at < 0 or data[at : at + 4] != _END or data[-2:] != b"\0\0":
        at = data.rfind(_END, max(0, len(data) - _END_BYTES - 0xFFFF))
    if at < 0 or not data.startswith(b"PK"):
        raise Malformed(f"is not {_article(kind)} file; save it as one")
    if int.from_bytes(data[at + 12 : at + 16], "little") > LARGEST_DIRECTORY_BYTES or data[max(0, at - 20) : at][:4] == _LOCATOR_64:
        raise Malformed(f"lists more parts than {_article(kind)} file has; save it again")


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"
