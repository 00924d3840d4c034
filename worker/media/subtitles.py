"""Subtitles: what is said, when, by whom, as SRT, WebVTT and ASS beside the episode and as ASS to burn into it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pysubs2

from worker.media.ass import ass
from worker.media.cue import Cue, events, plain
from worker.media.fonts import covers, without
from worker.media.page import Page
from worker.media.palette import colours_of


def write_all(folder: Path, cues: Sequence[Cue], language: str, page: Page) -> dict[str, str]:
    """Write every form of a language's subtitles, and give the files by role: `srt:LANG`, `vtt:LANG`, `ass:LANG`."""
    write_srt(folder / f"{language}.srt", cues)
    write_vtt(folder / f"{language}.vtt", cues, page)
    write_ass(folder / f"{language}.ass", cues, language, page)
    return {f"{form}:{language}": f"{language}.{form}" for form in ("srt", "vtt", "ass")}


def write_srt(path: Path, cues: Sequence[Cue]) -> None:
    """Write cues as SubRip in UTF-8."""
    file = pysubs2.SSAFile()
    file.events = events(cues)
    _write(path, file.to_string("srt", keep_ssa_tags=True))


def write_vtt(path: Path, cues: Sequence[Cue], page: Page | None = None) -> None:
    """Write cues as WebVTT in UTF-8."""
    _write(path, vtt(cues, page))


def write_ass(path: Path, cues: Sequence[Cue], language: str, page: Page) -> None:
    """Write cues as ASS in UTF-8."""
    _write(path, ass(cues, language, page))


def write_burned(path: Path, cues: Sequence[Cue], language: str, page: Page) -> None:
    """Write cues as ASS for the picture: what no font can write is left out, since it would be shown as boxes."""
    writable = [replace(cue, text=without(cue.text, covers(cue.text, language))) for cue in cues]
    write_ass(path, [cue for cue in writable if cue.text], language, page)


def unwritable(cues: Sequence[Cue], language: str) -> str:
    """The characters, each once, that no font here can write."""
    return covers("".join(cue.text for cue in cues), language)


def vtt(cues: Sequence[Cue], page: Page | None = None) -> str:
    """Cues as WebVTT (W3C): the speaker as a voice span, in a colour where the page wants it; `&`, `<` and `>` escaped."""
    blocks = ["WEBVTT\n", *_rules(cues, page)]
    for number, cue in enumerate(cues, start=1):
        text = _escape(cue.text)
        voice = f"<v {_escape(plain(cue.speaker))}>{text}</v>" if plain(cue.speaker) else text
        blocks.append(f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{voice}\n")
    return "\n".join(blocks)


def _rules(cues: Sequence[Cue], page: Page | None) -> list[str]:
    """A style block with a rule for each voice that has a colour (WebVTT, section 8.2)."""
    colours = colours_of(page) if page else {}
    heard = dict.fromkeys(cue.speaker for cue in cues if cue.speaker in colours)
    rules = [f'::cue(v[voice="{_quoted(plain(name))}"]) {{ color: #{colours[name]} }}' for name in heard]
    return ["\n".join(["STYLE", *rules]) + "\n"] if rules else []


def _quoted(name: str) -> str:
    """A name as a CSS string; an arrow would end the block."""
    return name.replace("\\", "\\\\").replace('"', '\\"').replace(">", "\\3e ")


def _clock(seconds: float) -> str:
    minutes, ms = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
