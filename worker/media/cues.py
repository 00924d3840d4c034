"""What the subtitles of an episode show, and when: the script's text by the times of the speech.

How the episode stage calls it:

    page = Page(request.format, request.delivery.safe_area, request.style, request.cast)
    scenes = [spoken_scene(cut, start_seconds, seconds, lipsync_facts["lines"], language=spoken_language) for …]
    if not untranslated(scenes, language):
        made = cues(scenes, language, page)
        subtitles.write_all(folder, made, language, page)   # files by role: srt:LANG, vtt:LANG, ass:LANG
        subtitles.write_burned(folder / "burn.ass", made, language, page)
        subtitles.unwritable(made, language)                # what no font has; it is left out of the picture

A line of the lip sync's facts is `{"start_seconds", "end_seconds", "alignment": [[start_seconds, end_seconds, text], …]}`, all counted
from the scene's first frame; `alignment` may be absent or empty (products of earlier versions, voices that do not tell).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.bcp47 import best_match
from shared.line.requests import SceneCut
from worker.media.alignment import Spoken, carried_over, character_times
from worker.media.cue import Cue, plain
from worker.media.page import Page
from worker.media.portions import Portion, portions
from worker.media.reading import reading_of
from worker.media.staging import staged


@dataclass(frozen=True)
class SpokenLine:
    """A line of dialogue by language, and when it is said, in seconds from the episode's first frame; `said` in pieces, if known."""

    texts: Mapping[str, str]
    speaker: str
    start_seconds: float
    end_seconds: float
    said: tuple[Spoken, ...] = ()


@dataclass(frozen=True)
class SpokenScene:
    """A scene's dialogue in `language`, in order; no subtitle stays longer than the scene."""

    end_seconds: float
    language: str
    lines: tuple[SpokenLine, ...]


def spoken_scene(cut: SceneCut, start_seconds: float, seconds: float, lines: Sequence[Mapping[str, Any]], *, language: str) -> SpokenScene:
    """A scene that starts there in the episode and lasts so long; `lines` are the facts of its lip sync, one for each line of `cut`."""
    speakers = cut.speakers or ("",) * len(cut.lines)
    made = []
    for texts, speaker, facts in zip(cut.lines, speakers, lines, strict=True):
        said = tuple(
            (start_seconds + float(start), start_seconds + float(end), str(text)) for start, end, text in facts.get("alignment", ())
        )
        start, end = start_seconds + float(facts["start_seconds"]), start_seconds + float(facts["end_seconds"])
        made.append(SpokenLine(texts, speaker, start, end, said))
    return SpokenScene(start_seconds + seconds, language, tuple(made))


def untranslated(scenes: Sequence[SpokenScene], language: str) -> int:
    """How many lines have no text in a language."""
    return sum(best_match(language, line.texts) is None for scene in scenes for line in scene.lines)


def cues(scenes: Sequence[SpokenScene], language: str, page: Page) -> list[Cue]:
    """The cues of an episode in one language, of at most two lines that fit the page; lines that have no text in it are left out.

    No text is lost, and none is shown before it is said; times ascend, in whole milliseconds, and no cue stays under the next one.
    What is hard to read in its time stays on into the pause after it, no longer than its scene.
    """
    reading = reading_of(language, page.style.characters_per_second)
    made: list[Cue] = []
    ends: list[float] = []
    for scene in scenes:
        for line in sorted(scene.lines, key=lambda line: line.start_seconds):
            found = _portions(line, scene.language, language, min(page.widest_ems, reading.line_ems))
            made += [Cue(portion.start, portion.end, "\n".join(portion.lines), line.speaker) for portion in found]
            ends += [max(scene.end_seconds, line.end_seconds)] * len(found)
    return staged(made, ends, reading.characters_per_second, language, page.format.fps)


def _portions(line: SpokenLine, spoken_in: str, language: str, widest_ems: float) -> list[Portion]:
    """What a line shows, part by part, each when it is said."""
    text = plain(line.texts[best_match(language, line.texts) or language])
    if not text:
        return []
    original = best_match(spoken_in, line.texts)
    spoken = plain(line.texts[original]) if original is not None else ""
    if spoken and spoken != text:
        times = carried_over(text, spoken, character_times(spoken, line.start_seconds, line.end_seconds, line.said))
    else:
        times = character_times(text, line.start_seconds, line.end_seconds, line.said if spoken else ())
    return portions(text, times, widest_ems, language, are_told=bool(line.said))


def of_lines(lines: Sequence[Cue], language: str, page: Page) -> list[Cue]:
    """Cues of whole lines of dialogue, each given as one cue of any length, as `cues` makes them where nothing more is known."""
    spoken = tuple(SpokenLine({language: line.text}, line.speaker, line.start, line.end) for line in lines)
    end = max((line.end for line in lines), default=0.0)
    return cues([SpokenScene(end, language, spoken)], language, page)
