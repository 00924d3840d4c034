"""Subtitles: what is said, when, by whom, as SRT and WebVTT beside the episode and as ASS to burn into it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pysubs2

from shared.line.requests import Format
from worker.media.fonts import covers, font_for
from worker.media.lines import parts_that_fit, width_ems
from worker.media.page import Page

MOST_LINES = 2
# Of the height. Players of vertical video lay title, buttons and progress over the lowest fifth.
SAFE_BOTTOM = 0.19
_TEXT_SIZE = 0.037
_SIDE_MARGIN = 0.07
_SHORTEST_MS = 300
_OUTLINE = 0.065


@dataclass(frozen=True)
class Cue:
    """A text on the screen from `start` to `end`, in seconds from the episode's first frame."""

    start: float
    end: float
    text: str
    speaker: str = ""


def widest_ems(fmt: Format) -> float:
    """How many ems of text fit on a line of a burned subtitle in this format."""
    return fmt.width * (1 - 2 * _SIDE_MARGIN) / text_pixels(fmt)


def text_pixels(fmt: Format) -> int:
    """The em of burned text: by the height, but so that a narrow picture still holds ten characters."""
    return max(8, round(min(fmt.height * _TEXT_SIZE, fmt.width * (1 - 2 * _SIDE_MARGIN) / 10)))


def split(cues: Iterable[Cue], fmt: Format) -> list[Cue]:
    """Cues of at most two lines that fit the format: a longer one becomes several, its time shared by the width of the text.

    Lines are parted by newlines. No text is lost; times ascend and do not overlap. Cues without text are left out.
    """
    made: list[Cue] = []
    for cue in sorted(cues, key=lambda c: (c.start, c.end)):
        parts = parts_that_fit(_plain(cue.text), widest_ems(fmt), MOST_LINES)
        weights = [max(0.3, width_ems("".join(lines))) for lines in parts]
        start = max(cue.start, made[-1].end) if made else cue.start
        length = max(cue.end - start, _SHORTEST_MS / 1000 * len(parts))
        for i, lines in enumerate(parts):
            first, last = sum(weights[:i]) / sum(weights), sum(weights[: i + 1]) / sum(weights)
            made.append(Cue(_to_ms(start + length * first), _to_ms(start + length * last), "\n".join(lines), cue.speaker))
    return made


def write_all(folder: Path, cues: Sequence[Cue], language: str, page: Page) -> dict[str, str]:
    """Write every form of a language's subtitles, and give the files by role: `srt:LANG`, `vtt:LANG`, `ass:LANG`."""
    files = {f"{form}:{language}": f"{language}.{form}" for form in ("srt", "vtt", "ass")}
    write_srt(folder / f"{language}.srt", cues)
    write_vtt(folder / f"{language}.vtt", cues)
    write_ass(folder / f"{language}.ass", cues, page.format, language)
    return files


def write_burned(path: Path, cues: Sequence[Cue], language: str, page: Page) -> None:
    """Write cues as ASS for the picture: what no font can write is left out, since it would be shown as boxes."""
    write_ass(path, cues, page.format, language)


def unwritable(cues: Sequence[Cue], language: str) -> str:
    """The characters, each once, that no font here can write."""
    return covers("".join(cue.text for cue in cues), language)


def write_srt(path: Path, cues: Sequence[Cue]) -> None:
    """Write cues, as `split` gives them, as SubRip in UTF-8."""
    _write(path, _events(cues).to_string("srt", keep_ssa_tags=True))


def write_vtt(path: Path, cues: Sequence[Cue]) -> None:
    """Write cues as WebVTT in UTF-8."""
    _write(path, vtt(cues))


def vtt(cues: Sequence[Cue]) -> str:
    """Cues as WebVTT (W3C), the speaker as a voice span, `&`, `<` and `>` escaped."""
    blocks = ["WEBVTT\n"]
    for number, cue in enumerate(cues, start=1):
        text = _escape(cue.text)
        voice = f"<v {_escape(_plain(cue.speaker))}>{text}</v>" if _plain(cue.speaker) else text
        blocks.append(f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{voice}\n")
    return "\n".join(blocks)


def write_ass(path: Path, cues: Sequence[Cue], fmt: Format, language: str) -> None:
    """Write cues as ASS for burning: white and bold with a soft outline, above the lowest fifth, in the language's font."""
    file = _events(cues)
    size = text_pixels(fmt)
    file.info.update(
        {
            "PlayResX": str(fmt.width),
            "PlayResY": str(fmt.height),
            "WrapStyle": "2",  # lines are broken already
            "ScaledBorderAndShadow": "yes",
            "YCbCr Matrix": "TV.709",
        }
    )
    font = font_for(language)
    file.styles["Default"] = pysubs2.SSAStyle(
        fontname=font.family,
        # ASS measures ascent plus descent; Noto's are about 1.45 em for CJK and 1.36 for the others.
        fontsize=ass_size(size, language),
        primarycolor=pysubs2.Color(255, 255, 255, 0),
        outlinecolor=pysubs2.Color(16, 16, 20, 30),
        backcolor=pysubs2.Color(0, 0, 0, 110),
        bold=True,
        outline=max(1.0, size * _OUTLINE),
        shadow=max(0.5, size * 0.03),
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
        marginl=round(fmt.width * _SIDE_MARGIN / 2),
        marginr=round(fmt.width * _SIDE_MARGIN / 2),
        marginv=round(fmt.height * SAFE_BOTTOM),
    )
    blur, border = size * 0.025, bold_border(size, language)
    events = list(file.events)
    file.events = []
    for event, cue in zip(events, cues, strict=True):
        text = ass_text(cue.text)
        event.text = rf"{{\bord{size * _OUTLINE + border:.2f}\blur{blur:.2f}}}{text}"
        file.append(event)
        if border:
            # The letters once more, in front of the outline, with a border in their own colour.
            front = event.copy()
            front.layer, front.text = 1, rf"{{\bord{border:.2f}\3c&HFFFFFF&\3a&H00&\shad0}}{text}"
            file.append(front)
    _write(path, file.to_string("ass"))


def ass_size(em_pixels: float, language: str) -> float:
    """The ASS font size whose em is `em_pixels`: ASS counts ascent plus descent (hhea), as VSFilter did."""
    family = font_for(language).family
    return round(em_pixels * (1.448 if "CJK" in family else 1.362), 1)


def bold_border(em_pixels: float, language: str) -> float:
    """The border, in the letters' own colour, that makes a font bold which has but one weight; 0 for fonts that have a bold."""
    return em_pixels * 0.02 if "CJK" in font_for(language).family else 0.0


def ass_text(text: str) -> str:
    """A text that ASS shows as it is, newlines as line breaks. ASS has no escapes: braces and backslashes become full-width ones."""
    return text.translate(_ASS_LOOKALIKES).replace("\n", r"\N")


_ASS_LOOKALIKES = str.maketrans({"\\": "＼", "{": "｛", "}": "｝"})


def _events(cues: Sequence[Cue]) -> pysubs2.SSAFile:
    file = pysubs2.SSAFile()
    for cue in cues:
        start, end = round(cue.start * 1000), round(cue.end * 1000)
        file.append(pysubs2.SSAEvent(start=start, end=end, text=cue.text.replace("\n", r"\N"), name=_plain(cue.speaker).replace(",", " ")))
    return file


def _plain(text: str) -> str:
    """One line without control characters; whitespace of any kind is one space."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in text).split())


def _to_ms(seconds: float) -> float:
    return round(seconds * 1000) / 1000


def _clock(seconds: float) -> str:
    minutes, ms = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
