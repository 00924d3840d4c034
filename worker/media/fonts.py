"""The fonts that subtitles, slates and covers are set in, by language, and what they cannot write."""

import functools
import importlib.util
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.errors import MissingPart


@dataclass(frozen=True)
class Font:
    """A family as libass knows it, and its file (`face` counts in a collection).

    `line_ems` is its ascent and descent (table hhea) together, in ems.
    """

    family: str
    package: str
    file: str
    line_ems: float
    face: int = 0

    @property
    def path(self) -> Path:
        """The font file. Raises MissingPart where its package is not installed."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or spec.origin is None:
            raise MissingPart(f"the font {self.family} is absent: pip install {self.package.replace('_', '-')}")
        return Path(spec.origin).parent / self.file


_CJK = ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", 1.448)
LATIN = Font("Noto Sans", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf", 1.362)
THAI = Font("Noto Sans Thai", "fontpkg_noto_sans_thai", "files/NotoSansThai[wdth,wght].ttf", 1.511)
ARABIC = Font("Noto Sans Arabic", "fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf", 2.112)
JAPANESE = Font("Noto Sans CJK JP", *_CJK, face=0)
KOREAN = Font("Noto Sans CJK KR", *_CJK, face=1)
SIMPLIFIED = Font("Noto Sans CJK SC", *_CJK, face=2)
TRADITIONAL = Font("Noto Sans CJK TC", *_CJK, face=3)
HONG_KONG = Font("Noto Sans CJK HK", *_CJK, face=4)

# By the start of a BCP 47 tag, the longest that fits; all else is set in Noto Sans (Latin, Greek, Cyrillic, Vietnamese, Devanagari).
FONTS: dict[str, Font] = {
    "zh": SIMPLIFIED,
    "zh-hant": TRADITIONAL,
    "zh-tw": TRADITIONAL,
    "zh-mo": TRADITIONAL,
    "zh-hk": HONG_KONG,
    "zh-hant-hk": HONG_KONG,
    "yue": HONG_KONG,
    "cmn": SIMPLIFIED,
    "ar": ARABIC,
    "fa": ARABIC,
    "ur": ARABIC,
    "ja": JAPANESE,
    "ko": KOREAN,
    "th": THAI,
}
_FALLBACKS = (LATIN, SIMPLIFIED, THAI, ARABIC)

# Variation selectors, joiners and marks of direction: no font needs a picture of them.
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def font_for(language: str) -> Font:
    """The font of a BCP 47 tag."""
    parts = language.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        font = FONTS.get("-".join(parts[:length]))
        if font:
            return font
    return LATIN


def covers(text: str, language: str) -> str:
    """The characters of `text`, each once and in order, that neither the language's font nor the other ones can write."""
    fonts = dict.fromkeys((font_for(language), *_FALLBACKS))
    seen = dict.fromkeys(c for c in text if not c.isspace() and c.isprintable() and not _UNSEEN.match(c))
    return "".join(c for c in seen if not any(ord(c) in _characters(font.path, font.face) for font in fonts))


def without(text: str, missing: str) -> str:
    """A text without those characters and what only belongs to them (selectors, joiners); lines that are then empty are left out."""
    if not missing:
        return text
    kept = re.sub(f"[{re.escape(missing)}]{_UNSEEN.pattern}*", "", text)
    return "\n".join(line for line in (" ".join(line.split()) for line in kept.split("\n")) if any(not _UNSEEN.match(c) for c in line))


def set_up(folder: Path) -> dict[str, str]:
    """Put links to the fonts into `folder`/fonts, and give the environment in which ffmpeg sees these fonts and no others.

    The same text then looks the same on every machine, whatever fonts it has. The filter `ass` needs no `fontsdir`: with one it would
    read every font into memory, twice, for the same picture.
    """
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(dict.fromkeys(font.path for font in _FALLBACKS)):
        link = fonts / f"{number}{path.suffix}"
        if not link.exists():
            link.symlink_to(path)
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{_xml(fonts)}</dir><cachedir>{_xml(folder / 'fonts.cache')}</cachedir></fontconfig>\n",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(config)}


def _xml(path: Path) -> str:
    return str(path).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@functools.cache
def _characters(path: Path, face: int) -> frozenset[int]:
    """The code points of a TrueType or OpenType font (OpenType specification, `cmap`, formats 4 and 12)."""
    data = path.read_bytes()
    start = struct.unpack_from(f">{face + 1}I", data, 12)[face] if data[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", data, start + 4)
    records = (struct.unpack_from(">4sIII", data, start + 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    points: set[int] = set()
    for i in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)
        (kind,) = struct.unpack_from(">H", data, cmap + offset)
        for first, last in _RANGES[kind](data, cmap + offset) if kind in _RANGES else ():
            points.update(range(first, last + 1))
    return frozenset(points)


def _segments(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 4: 16-bit segments. A gap inside one (a glyph index of 0) is not looked for: these fonts have none that matter."""
    (double,) = struct.unpack_from(">H", data, at + 6)
    ends = struct.unpack_from(f">{double // 2}H", data, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", data, at + 16 + double)
    return ((first, last) for first, last in zip(starts, ends, strict=True) if first != 0xFFFF)


def _groups(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 12: 32-bit groups."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    return (struct.unpack_from(">II", data, at + 16 + 12 * i) for i in range(count))


_RANGES = {4: _segments, 12: _groups}
