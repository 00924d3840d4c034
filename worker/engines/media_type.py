"""What a file is, by its first bytes; and what is a page or a message instead of media."""

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftypqt", ".mov"),
    (4, b"ftypM4A", ".m4a"),
    (4, b"ftypavif", ".avif"),
    (4, b"ftyp", ".mp4"),
    (0, b"\x1aE\xdf\xa3", ".webm"),
    (0, b"\x89PNG\r\n\x1a\n", ".png"),
    (0, b"\xff\xd8\xff", ".jpg"),
    (8, b"WEBP", ".webp"),
    (8, b"WAVE", ".wav"),
    (0, b"ID3", ".mp3"),
    (0, b"OggS", ".ogg"),
    (0, b"fLaC", ".flac"),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<error", b"<head", b"{", b"[")
_PAGE_TYPES = ("text/html", "application/json", "application/xml", "text/xml", "application/problem+json", "application/xhtml+xml")

HEAD_BYTES = 512


def suffix_of(head: bytes) -> str | None:
    """The suffix of a file that begins so, None where it is not known."""
    for offset, magic, suffix in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return suffix
    # MPEG audio and ADTS: eleven or twelve set bits; the layer tells them apart (ISO 11172-3, 13818-7).
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return ".aac" if head[1] & 0xF6 == 0xF0 else ".mp3"
    return None


def is_page(head: bytes, content_type: str) -> bool:
    """Whether this is HTML, JSON or XML where media was expected."""
    if suffix_of(head) is not None:
        return False
    return content_type.partition(";")[0].strip().lower() in _PAGE_TYPES or head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES)
