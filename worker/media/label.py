"""The visible mark of content that a machine made: drawn by libass in the encode that burns subtitles, inside the safe area."""

from pathlib import Path

import pysubs2

from shared.line.delivery import SafeArea, VisibleLabel
from shared.line.requests import Format
from shared.presets.words import label_text
from worker.media.ass import ass_size, ass_text
from worker.media.fonts import font_for
from worker.media.lines import fold

STYLE = "Label"
"""The name of its style, by which it is known among the subtitles' events."""

# Capitals are the lowest of the letters that a label begins with, 0.714 em in Noto Sans and 0.733 em in Noto Sans CJK: they are given
# the height that is asked for, so that ideographs are higher still. A little more is drawn, since edges are soft.
_CAPITAL_EMS = 0.7
# The corners below stand above two lines of subtitles.
_ABOVE_SUBTITLES = 0.16
_OUTLINE_EMS = 0.07
_LAYER = 5
_TO_THE_END_MS = 24 * 3600 * 1000

_ALIGNMENTS = {
    "top_left": pysubs2.Alignment.TOP_LEFT,
    "top_right": pysubs2.Alignment.TOP_RIGHT,
    "bottom_left": pysubs2.Alignment.BOTTOM_LEFT,
    "bottom_right": pysubs2.Alignment.BOTTOM_RIGHT,
}


def write_label(burn: Path | None, target: Path, label: VisibleLabel, *, fmt: Format, language: str, safe_area: SafeArea) -> None:
    """Write `target`, an ASS file with the label and with all that is in `burn`, an ASS file for pictures of the same size."""
    file = pysubs2.load(str(burn), encoding="utf-8") if burn else pysubs2.SSAFile()
    file.info.update({"PlayResX": str(fmt.width), "PlayResY": str(fmt.height), "WrapStyle": "2"})
    file.info.update({"ScaledBorderAndShadow": "yes", "YCbCr Matrix": "TV.709"})
    said = said_by(label, language)
    file.styles[STYLE] = _style(label, fmt, font_language(said, language), safe_area)
    wide = fmt.width * (1 - safe_area.left - safe_area.right) / em_pixels(label, fmt)
    end = _TO_THE_END_MS if label.seconds is None else round(label.seconds * 1000)
    text = ass_text("\n".join(fold(said, wide)))
    file.insert(0, pysubs2.SSAEvent(start=0, end=end, text=text, style=STYLE, layer=_LAYER))
    target.write_text(file.to_string("ass"), encoding="utf-8", newline="\n")


def said_by(label: VisibleLabel, language: str) -> str:
    """What a label says in an episode in this language."""
    return label.text or label_text(language, label.languages)


def font_language(said: str, language: str) -> str:
    """The language whose font writes it: Chinese words stand in labels of every language, and CJK fonts have Latin letters too."""
    has_ideographs = any("\u4e00" <= char <= "\u9fff" for char in said)
    return "zh" if has_ideographs and "CJK" not in font_for(language).family else language


def em_pixels(label: VisibleLabel, fmt: Format) -> float:
    """The em at which capitals are as high as the label asks for."""
    return min(fmt.width, fmt.height) * label.height_share / _CAPITAL_EMS


def _style(label: VisibleLabel, fmt: Format, language: str, safe_area: SafeArea) -> pysubs2.SSAStyle:
    em = em_pixels(label, fmt)
    is_below = label.corner.startswith("bottom")
    share = safe_area.bottom + _ABOVE_SUBTITLES if is_below else safe_area.top
    # An outline is drawn outside of the letters, hence of the margin.
    edge = em * _OUTLINE_EMS
    return pysubs2.SSAStyle(
        fontname=font_for(language).family,
        fontsize=ass_size(em, language),
        primarycolor=pysubs2.Color(255, 255, 255, 0),
        outlinecolor=pysubs2.Color(16, 16, 20, 0),
        backcolor=pysubs2.Color(0, 0, 0, 110),
        bold=False,
        outline=edge,
        shadow=0,
        alignment=_ALIGNMENTS[label.corner],
        marginl=round(fmt.width * safe_area.left + edge),
        marginr=round(fmt.width * safe_area.right + edge),
        marginv=round(fmt.height * share + edge),
    )
