"""A season as the review sees it: the line's own scenes, measured once, each with its place in the user's files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from producer.intake.document import Document, Place
from producer.intake.findings import Severity
from producer.intake.script import Script, numbered_scenes
from producer.review.limits import Limits
from producer.review.remark import Remark
from shared.beats import beat_of
from shared.catalogue import Catalogue
from shared.line.scene import clip_seconds
from shared.pricing.lengths import expected_speech_seconds
from shared.production import Episode, Production, Scene
from shared.season_script import EpisodeScript, SceneScript

MARK = re.compile(r"\[[^\[\]]*\]")
"""What an import keeps in the action: sounds, shots, text on the screen."""
_SENTENCE = re.compile(r"[.!?。！？…]+\s*")
_FEWEST_LETTERS = 4
"""Between two full stops: what is shorter is a title such as Mrs."""


@dataclass(frozen=True, slots=True)
class ReviewedScene:
    """A scene with what is expected of it: a season has 20,000 of them, hence no dictionary each.

    `index` is its position among the scenes of its episode, which the script has at `within`. `speech_seconds` is how long its
    lines take; `seconds` how long the scene will be: what is asked for, and no shorter than its speech. `asked_seconds` is the script's
    own wish, `action` what happens without the marks of imports.
    """

    episode: int
    scene: Scene
    within: Place
    index: int
    speech_seconds: float
    seconds: float
    asked_seconds: float | None
    action: str
    has_beat: bool

    @property
    def place(self) -> Place:
        """Where the script has it."""
        return (*self.within, "scenes", self.index)

    def written_seconds(self, action_seconds: float) -> float:
        """How long what is written plays where nobody stretches it: its own wish, else speech and a shot for each sentence of action."""
        if self.asked_seconds is not None:
            return max(self.asked_seconds, self.speech_seconds)
        sentences = sum(1 for part in _SENTENCE.split(self.action) if len(part) >= _FEWEST_LETTERS or not part.isascii())
        return self.speech_seconds + action_seconds * max(sentences, int(not self.scene.dialogue))


@dataclass(frozen=True)
class ReviewedEpisode:
    """An episode, its scenes as they are played, and the length that is asked for (seconds)."""

    episode: Episode
    place: Place
    asked_seconds: float | None
    scenes: tuple[ReviewedScene, ...]

    @property
    def number(self) -> int:
        return self.episode.number

    @cached_property
    def seconds(self) -> float:
        """How long it will be."""
        return sum(scene.seconds for scene in self.scenes)


@dataclass(frozen=True)
class ReviewedSeason:
    """What a check is given. `file` is the season file, `script` where its episodes stand, `cast` its characters."""

    production: Production
    episodes: tuple[ReviewedEpisode, ...]
    file: Document
    script: Script
    cast: Document
    catalogue: Catalogue
    limits: Limits
    has_cast: bool

    @cached_property
    def scenes(self) -> tuple[ReviewedScene, ...]:
        """Every scene, in order."""
        return tuple(scene for episode in self.episodes for scene in episode.scenes)

    @cached_property
    def first_lines(self) -> dict[str, tuple[ReviewedScene, int]]:
        """The scene and the index of everybody's first line."""
        found: dict[str, tuple[ReviewedScene, int]] = {}
        for scene in self.scenes:
            for index, line in enumerate(scene.scene.dialogue):
                found.setdefault(line.character, (scene, index))
        return found

    def remark(
        self, kind: str, severity: Severity, part: ReviewedEpisode | ReviewedScene, text: tuple[str, str], *inside: str | int
    ) -> Remark:
        """A remark on an episode or a scene, or on a part `inside` it; `text` is what is wrong, and what would be right."""
        document = self.script.document
        line = document.line((*part.place, *inside))
        check = kind.partition(".")[0]
        if isinstance(part, ReviewedScene):
            return Remark(check, kind, severity, document.path, line, part.episode, part.scene.number, *text)
        return Remark(check, kind, severity, document.path, line, part.number, None, *text)

    def remark_on_file(self, kind: str, severity: Severity, place: Place, text: tuple[str, str]) -> Remark:
        """A remark on the season file itself, such as on its style."""
        return Remark(kind.partition(".")[0], kind, severity, self.file.path, self.file.line(place), None, None, *text)

    def remark_on_cast(self, kind: str, severity: Severity, place: Place, text: tuple[str, str]) -> Remark:
        """A remark on the list of characters, or on a part of it: in the season file, or in its bible."""
        line = self.cast.line(("characters", *place))
        return Remark(kind.partition(".")[0], kind, severity, self.cast.path, line, None, None, *text)

    def of(self, scene: ReviewedScene) -> Episode:
        """The episode of a scene."""
        return self.by_number[scene.episode]

    @cached_property
    def by_number(self) -> dict[int, Episode]:
        """The episodes as they are made."""
        return {episode.number: episode.episode for episode in self.episodes}


def reviewed(
    file: Document,
    script: Script,
    production: Production,
    episodes: Sequence[Episode],
    catalogue: Catalogue,
    limits: Limits,
    cast: Document | None = None,
) -> ReviewedSeason:
    """The season of a script, as it was understood. `cast` holds the characters, by default the season file."""
    own = file.data if isinstance(file.data, dict) else {}
    written = {number: (place, episode) for number, place, episode in script.numbered()}
    wished = own.get("episode_seconds")
    made = tuple(_episode(episode, *written[episode.number], wished) for episode in episodes)
    return ReviewedSeason(production, made, file, script, cast or file, catalogue, limits, bool(own.get("characters")))


def _episode(episode: Episode, place: Place, script: EpisodeScript, wished: float | None) -> ReviewedEpisode:
    written = {number: (index, scene) for number, index, scene in numbered_scenes(script)}
    scenes = tuple(_scene(episode.number, scene, place, *written[scene.number]) for scene in episode.scenes)
    return ReviewedEpisode(episode, place, script.duration_seconds or wished, scenes)


def _scene(episode: int, scene: Scene, place: Place, index: int, script: SceneScript) -> ReviewedScene:
    speech = expected_speech_seconds([line.text for line in scene.dialogue])
    action = MARK.sub(" ", scene.action).strip() if "[" in scene.action else scene.action
    has_beat = scene.beat != "neutral" or beat_of(script.emotional_beat) is not None
    seconds = max(clip_seconds(scene), speech)
    return ReviewedScene(episode, scene, place, index, speech, seconds, script.duration_seconds, action, has_beat)
