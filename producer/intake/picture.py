"""The user's own reference pictures: that each is a picture that can be decoded, of a sensible size."""

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import av

from producer.intake.forms import read_bytes
from producer.intake.problems import fail

LARGEST_BYTES = 20_000_000
SMALLEST_SIDE = 64
LARGEST_SIDE = 8192

Size = tuple[int, int]


@dataclass(frozen=True)
class Picture:
    """A picture: its file, its content key (SHA-256, hexadecimal), width and height in pixels."""

    path: Path
    key: str
    width: int
    height: int


def read_picture(path: Path) -> Picture:
    """The picture in a file. Raises InputError where it is no PNG, JPEG or WebP, is broken, or is too small or large."""
    data = read_bytes(path, LARGEST_BYTES, "PNG, JPEG or WebP picture")
    kind = next((kind for kind, magic in _MAGIC.items() if data.startswith(magic)), None)
    if kind is None:
        fail(f"{path}: is not a picture in PNG, JPEG or WebP; give one")
    # The header is read before anything is decoded: a small file can claim a picture of many gigabytes.
    size = _HEADERS[kind](data)
    if size is None:
        _broken(path, kind)
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in size):
        fail(f"{path}: is {size[0]}x{size[1]} pixels; each side must have {SMALLEST_SIDE} to {LARGEST_SIDE}")
    if not _decodes(data, kind):
        _broken(path, kind)
    return Picture(path.absolute(), hashlib.sha256(data).hexdigest(), *size)


def _broken(path: Path, kind: str) -> NoReturn:
    fail(f"{path}: begins like a {kind} picture, but cannot be decoded; save it again")


def _decodes(data: bytes, kind: str) -> bool:
    # ffmpeg fills up a JPEG that was cut off, so its end-of-image marker is looked for.
    if kind == "JPEG" and b"\xff\xd9" not in data[-4096:]:
        return False
    try:
        with av.open(io.BytesIO(data), "r", format=_DEMUXERS[kind]) as container:
            return next(container.decode(video=0), None) is not None
    except (av.error.FFmpegError, ValueError, IndexError):
        return False


def _png(data: bytes) -> Size | None:
    """The IHDR chunk comes first (PNG, third edition, section 11.2.1)."""
    if len(data) < 24 or data[12:16] != b"IHDR":
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg(data: bytes) -> Size | None:
    """The first start-of-frame segment (ITU-T T.81, annex B)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        # 0xC4, 0xC8 and 0xCC are in the range but are tables and extensions.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 1 if marker == 0xFF else 2 + max(length, 2)
    return None


def _webp(data: bytes) -> Size | None:
    """The first chunk: extended, lossless or lossy (RFC 9649, section 2)."""
    if len(data) < 30 or data[8:12] != b"WEBP":
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None


_MAGIC: Mapping[str, bytes] = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff", "WebP": b"RIFF"}
_HEADERS: Mapping[str, Callable[[bytes], Size | None]] = {"PNG": _png, "JPEG": _jpeg, "WebP": _webp}
_DEMUXERS: Mapping[str, str] = {"PNG": "png_pipe", "JPEG": "jpeg_pipe", "WebP": "webp_pipe"}
