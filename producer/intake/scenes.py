"""Episodes of a script as the line makes them: ordered, timed, each with its beat and the texts of its subtitles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from producer.intake.document import Document
from producer.intake.script import Script, numbered_scenes
from shared import bcp47
from shared.beats import beat_of
from shared.line.requests import Beat
from shared.production import Episode, Line, Scene
from shared.season import SeasonFile
from shared.season_cast import CastMember
from shared.season_script import DialogueLine, EpisodeScript, SceneScript

# No clip is shorter, however many scenes share an episode's length.
SHORTEST_SCENE_SECONDS = 1.0


@dataclass(frozen=True)
class Lines:
    """A season's lines in its own language, and in those of `languages` that its script has."""

    season: SeasonFile
    document: Document
    script: Script
    language: str
    languages: tuple[str, ...]
    cast: Sequence[CastMember]
    episodes: tuple[Episode, ...]


Translating = Callable[[Lines], tuple[tuple[Episode, ...], list[str]]]
"""Puts into the episodes what is translated of them, with notes for people. Raises InputError."""


class Breakdown:
    """Breaks a script down into the line's episodes. `notes` tells what was understood with a substitution."""

    def __init__(self, language: str, subtitles: Sequence[str], episode_seconds: float | None) -> None:
        self.language = language
        self.subtitles = subtitles
        self.episode_seconds = episode_seconds
        self.notes: list[str] = []

    def episodes(self, script: Script) -> tuple[Episode, ...]:
        """The episodes by number."""
        made = [self.episode(number, episode) for number, _, episode in script.numbered()]
        return tuple(sorted(made, key=lambda episode: episode.number))

    def episode(self, number: int, script: EpisodeScript) -> Episode:
        numbered = sorted(numbered_scenes(script), key=lambda scene: scene[0])
        if [index for _, index, _ in numbered] != list(range(len(numbered))):
            self.notes.append(f"episode {number}: its scenes are played by number, not as they are written")
        seconds = self.seconds(number, script)
        scenes = tuple(self.scene(f"episode {number}, scene {own}", own, scene, seconds[index]) for own, index, scene in numbered)
        return Episode(number=number, logline=script.logline, cliffhanger=script.cliffhanger, scenes=scenes)

    def seconds(self, number: int, script: EpisodeScript) -> list[float | None]:
        """The wished length of each scene: its own, else an equal share of what the episode's leaves; None where neither is told."""
        own = [scene.duration_seconds for scene in script.scenes]
        whole = script.duration_seconds or self.episode_seconds
        open_scenes = own.count(None)
        if whole is None or not open_scenes:
            return own
        share = (whole - sum(seconds for seconds in own if seconds is not None)) / open_scenes
        if share < SHORTEST_SCENE_SECONDS:
            self.notes.append(f"episode {number}: {whole:g} s are too few for its {len(own)} scenes, so the speech decides their lengths")
            return own
        return [round(share, 3) if seconds is None else seconds for seconds in own]

    def scene(self, called: str, number: int, script: SceneScript, seconds: float | None) -> Scene:
        return Scene(
            number=number,
            setting=script.setting,
            action=script.action,
            beat=self.beat(called, script.emotional_beat),
            visual_prompt=script.visual_prompt,
            seconds=seconds,
            dialogue=tuple(self.line(line) for line in script.dialogue),
        )

    def beat(self, called: str, text: str) -> Beat:
        beat = beat_of(text)
        if beat is None and text:
            self.notes.append(f"{called}: the emotional beat {text[:40]!r} is not known, so neutral is used")
        return beat or "neutral"

    def line(self, line: DialogueLine) -> Line:
        """A line with the text of each subtitle language under that language's own tag: `en` serves where `en-US` is asked for."""
        translations = dict(line.translations)
        for tag in self.subtitles:
            source = self.language if bcp47.best_match(tag, [self.language]) else bcp47.best_match(tag, line.translations)
            if tag != self.language and source is not None and tag not in translations:
                translations[tag] = line.line if source == self.language else line.translations[source]
        return Line(character=line.character, text=line.line, translations=translations, is_off_screen=line.off_screen is not None)


def missing_translations(episodes: Sequence[Episode], language: str, subtitles: Sequence[str]) -> list[str]:
    """A note for each subtitle language that not every line of the script has; the offline studio does not translate."""
    lines = [line for episode in episodes for scene in episode.scenes for line in scene.dialogue]
    notes = []
    for tag in subtitles:
        absent = 0 if tag == language else sum(tag not in line.translations for line in lines)
        if absent:
            notes.append(
                f"subtitles {tag}: the script has no translation of {absent} of its {len(lines)} lines; the studio does not translate"
            )
    return notes


def untranslated(lines: Lines) -> tuple[tuple[Episode, ...], list[str]]:
    """The episodes as their script has them: nobody translates."""
    return lines.episodes, missing_translations(lines.episodes, lines.language, lines.languages)
