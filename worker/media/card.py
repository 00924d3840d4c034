"""Lettering for slates and covers: text set in ASS, in the right font for its script, at a size at which it fits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pysubs2

from shared.line.requests import Format
from worker.media.ass import ass_size, ass_text, bold_border
from worker.media.fonts import covers, font_for, without
from worker.media.lines import fold, weakness

# Which language a text is in, as far as choosing its font goes: the first script found decides.
_SCRIPTS = ((r"[\u3040-\u30ff]", "ja"), (r"[\uac00-\ud7a3\u1100-\u11ff]", "ko"), (r"[\u0e00-\u0e7f]", "th"), (r"[\u3400-\u9fff]", "zh"))

_STRIPS = 64


def language_of(text: str) -> str:
    """A language whose font writes this text: ja, ko, th, zh, or en for all else."""
    return next((language for pattern, language in _SCRIPTS if re.search(pattern, text)), "en")


@dataclass(frozen=True)
class Text:
    """A text on a card: its lines, the em in pixels, and where it stands (x, y in pixels; ASS alignment, as on a number pad)."""

    lines: tuple[str, ...]
    em: float
    x: int
    y: int
    language: str
    alignment: int = 7
    bold: bool = True
    colour: str = "FFFFFF"
    alpha: str = "00"
    spacing: float = 0.0
    shadow: bool = False

    @property
    def height(self) -> float:
        """About how high it stands, in pixels."""
        return len(self.lines) * ass_size(self.em, self.language)

    def event(self) -> str:
        """The ASS text of it, `colour` being RRGGBB; what no font can write is left out, since it would be shown as boxes."""
        text = "\n".join(self.lines)
        red, green, blue = self.colour[:2], self.colour[2:4], self.colour[4:]
        depth = rf"\shad{self.em * 0.05:.1f}\4a&H60&" if self.shadow else r"\shad0"
        # The CJK fonts have one weight: a border in the letter's own colour makes them bold.
        depth += rf"\bord{bold_border(self.em, self.language) if self.bold else 0:.2f}\3c&H{blue}{green}{red}&\3a&H{self.alpha}&"
        look = rf"\fn{font_for(self.language).family}\fs{ass_size(self.em, self.language)}\b{int(self.bold)}\fsp{self.spacing:g}"
        paint = rf"\1c&H{blue}{green}{red}&\1a&H{self.alpha}&"
        return rf"{{\an{self.alignment}\pos({self.x},{self.y}){look}{paint}{depth}}}" + ass_text(without(text, covers(text, self.language)))


def fitted(text: str, width: float, ems: Iterable[float], most_lines: int) -> tuple[tuple[str, ...], float]:
    """Break a text to `width` pixels at the first (largest) em with at most `most_lines` lines; at the last, cut it with an ellipsis."""
    em, lines = 0.0, [""]
    for size in ems:
        em, lines = size, fold(text, width / size)
        if len(lines) <= most_lines and not _breaks_words(lines):
            return tuple(lines), em
    if len(lines) <= most_lines:
        return tuple(lines), em
    kept = lines[:most_lines]
    kept[-1] = kept[-1].rstrip(" .,。，、") + "…"
    return tuple(kept), em


def _breaks_words(lines: list[str]) -> bool:
    """Whether a line ends within what may well be a word: a smaller letter is better than that."""
    return any(
        weakness(one, other) > 0.4 and not one.endswith(" ") and not (one[-1].isascii() or other[0].isascii())
        for one, other in pairwise(lines)
    )


def bar(x: int, y: int, width: int, height: int, *, colour: str, alpha: str = "00") -> str:
    """A filled rectangle, as the text of an ASS event."""
    red, green, blue = colour[:2], colour[2:4], colour[4:]
    shape = f"m 0 0 l {width} 0 l {width} {height} l 0 {height}"
    return rf"{{\an7\pos({x},{y})\bord0\shad0\1c&H{blue}{green}{red}&\1a&H{alpha}&\p1}}{shape}"


def shade(fmt: Format, start: int, end: int, *, colour: str, opacity: float) -> list[str]:
    """A colour over the whole width that grows from nothing at height `start` to `opacity` towards `end`, in strips too thin to see.

    `start` may be below `end`. It reaches `opacity` at three quarters of the way.
    """
    events = []
    edges = [start + round((end - start) * i / _STRIPS) for i in range(_STRIPS + 1)]
    for i, (one, other) in enumerate(pairwise(edges)):
        share = min(1.0, i / _STRIPS / 0.75)
        alpha = round(255 * (1 - opacity * share * share * (3 - 2 * share)))
        if one != other:
            events.append(bar(0, min(one, other), fmt.width, abs(other - one), colour=colour, alpha=f"{alpha:02X}"))
    return events


def write_card(path: Path, events: Iterable[str], fmt: Format) -> None:
    """Write the events, back to front, as an ASS file that shows them for an hour."""
    card = pysubs2.SSAFile()
    card.info.update({"PlayResX": str(fmt.width), "PlayResY": str(fmt.height), "WrapStyle": "2", "ScaledBorderAndShadow": "yes"})
    card.info["YCbCr Matrix"] = "TV.709"
    for layer, text in enumerate(events):
        card.append(pysubs2.SSAEvent(start=0, end=3_600_000, text=text, layer=layer))
    path.write_text(card.to_string("ass"), encoding="utf-8", newline="\n")
