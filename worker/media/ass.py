"""Subtitles as ASS (Advanced SubStation Alpha v4+), for libass to burn and for players that show it."""

from collections.abc import Sequence

import pysubs2

from shared.bcp47 import primary
from worker.media.cue import Cue, events
from worker.media.fonts import font_for
from worker.media.page import Page
from worker.media.palette import colours_of

# In ems: the dark outline, its shadow, and how soft both are.
_OUTLINE, _SHADOW, _BLUR = 0.08, 0.03, 0.025
_ASS_LOOKALIKES = str.maketrans({"\\": "＼", "{": "｛", "}": "｝"})


def ass(cues: Sequence[Cue], language: str, page: Page) -> str:
    """Cues as ASS: bold with a soft dark outline, in the language's font, inside the safe area; speakers in colours where wanted."""
    file = pysubs2.SSAFile()
    em, border = page.em_pixels, bold_border(page.em_pixels, language)
    file.info.update(
        {
            "PlayResX": str(page.format.width),
            "PlayResY": str(page.format.height),
            "WrapStyle": "2",  # lines are broken already
            "ScaledBorderAndShadow": "yes",
            "YCbCr Matrix": "TV.709",
        }
    )
    file.styles["Default"] = _style(language, page)
    colours = colours_of(page)
    for event, cue in zip(events(cues), cues, strict=True):
        text, colour = _directed(ass_text(cue.text), language), _bgr(colours.get(cue.speaker, "FFFFFF"))
        event.text = rf"{{\1c{colour}\bord{em * _OUTLINE + border:.2f}\blur{em * _BLUR:.2f}}}{text}"
        file.append(event)
        if border:
            # The letters once more, in front of the outline, with a border in their own colour.
            front = event.copy()
            front.layer, front.text = 1, rf"{{\1c{colour}\bord{border:.2f}\3c{colour}\3a&H00&\shad0}}{text}"
            file.append(front)
    return file.to_string("ass")


def _style(language: str, page: Page) -> pysubs2.SSAStyle:
    em = page.em_pixels
    return pysubs2.SSAStyle(
        fontname=font_for(language).family,
        fontsize=ass_size(em, language),
        primarycolor=pysubs2.Color(255, 255, 255, 0),
        outlinecolor=pysubs2.Color(16, 16, 20, 30),
        backcolor=pysubs2.Color(0, 0, 0, 110),
        bold=True,
        outline=max(1.0, em * _OUTLINE),
        shadow=max(0.5, em * _SHADOW),
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
        # Lines are no wider than the page says: half the margin lets no rounding wrap or shift them.
        marginl=page.side_pixels // 2,
        marginr=page.side_pixels // 2,
        marginv=page.bottom_pixels,
        encoding=-1 if _is_right_to_left(language) else 1,
    )


def _is_right_to_left(language: str) -> bool:
    return primary(language).lower() in {"ar", "fa", "he", "ur"}


def _directed(text: str, language: str) -> str:
    """A text with a mark of direction before each line of a language that is written from the right.

    libass takes a line's direction from its first letter where the style's encoding is -1, and from the left anywhere else.
    """
    return "\u200f" + text.replace(r"\N", "\\N\u200f") if _is_right_to_left(language) else text


def _bgr(rgb: str) -> str:
    return f"&H{rgb[4:]}{rgb[2:4]}{rgb[:2]}&"


def ass_size(em_pixels: float, language: str) -> float:
    """The ASS font size whose em is `em_pixels`: ASS counts ascent plus descent (hhea), as VSFilter did."""
    return round(em_pixels * font_for(language).line_ems, 1)


def bold_border(em_pixels: float, language: str) -> float:
    """The border, in the letters' own colour, that makes a font bold which has but one weight; 0 for fonts that have a bold."""
    return em_pixels * 0.02 if "CJK" in font_for(language).family else 0.0


def ass_text(text: str) -> str:
    """A text that ASS shows as it is, newlines as line breaks. ASS has no escapes: braces and backslashes become full-width ones."""
    return text.translate(_ASS_LOOKALIKES).replace("\n", r"\N")
