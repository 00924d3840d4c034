"""Lettering for slates and covers: text set in ASS, in the right font for its script, at a size at which it fits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pysubs2

from shared.line.requests import Format
from worker.media.fonts import font_for
from worker.media.lines import fold
from worker.media.subtitles import ass_size, ass_text

# Which language a text is in, as far as choosing its font goes: the first script found decides.
_SCRIPTS = ((r"[\u3040-\u30ff]", "ja"), (r"[\uac00-\ud7a3\u1100-\u11ff]", "ko"), (r"[\u0e00-\u0e7f]", "th"), (r"[\u3400-\u9fff]", "zh"))


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
        """The ASS text of it, `colour` being RRGGBB."""
        red, green, blue = self.colour[:2], self.colour[2:4], self.colour[4:]
        depth = rf"\bord0\shad{self.em * 0.05:.1f}\4a&H60&\blur{self.em * 0.03:.1f}" if self.shadow else r"\bord0\shad0"
        look = rf"\fn{font_for(self.language).family}\fs{ass_size(self.em, self.language)}\b{int(self.bold)}\fsp{self.spacing:g}"
        paint = rf"\1c&H{blue}{green}{red}&\1a&H{self.alpha}&"
        return rf"{{\an{self.alignment}\pos({self.x},{self.y}){look}{paint}{depth}}}" + ass_text("\n".join(self.lines))


def fitted(text: str, width: float, ems: Iterable[float], most_lines: int) -> tuple[tuple[str, ...], float]:
    """Break a text to `width` pixels at the first (largest) em with at most `most_lines` lines; at the last, cut it with an ellipsis."""
    em, lines = 0.0, [""]
    for size in ems:
        em, lines = size, fold(text, width / size)
        if len(lines) <= most_lines:
            return tuple(lines), em
    kept = lines[:most_lines]
    kept[-1] = kept[-1].rstrip(" .,。，、") + "…"
    return tuple(kept), em


def bar(x: int, y: int, width: int, height: int, *, colour: str, alpha: str = "00") -> str:
    """A filled rectangle, as the text of an ASS event."""
    red, green, blue = colour[:2], colour[2:4], colour[4:]
    shape = f"m 0 0 l {width} 0 l {width} {height} l 0 {height}"
    return rf"{{\an7\pos({x},{y})\bord0\shad0\1c&H{blue}{green}{red}&\1a&H{alpha}&\p1}}{shape}"


def write_card(path: Path, events: Iterable[str], fmt: Format) -> None:
    """Write the events, back to front, as an ASS file that shows them for an hour."""
    card = pysubs2.SSAFile()
    card.info.update({"PlayResX": str(fmt.width), "PlayResY": str(fmt.height), "WrapStyle": "2", "ScaledBorderAndShadow": "yes"})
    card.info["YCbCr Matrix"] = "TV.709"
    for layer, text in enumerate(events):
        card.append(pysubs2.SSAEvent(start=0, end=3_600_000, text=text, layer=layer))
    path.write_text(card.to_string("ass"), encoding="utf-8", newline="\n")
