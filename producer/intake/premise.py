"""A premise becomes a script: by whom, and in how many episodes and scenes where the season file does not say."""

from collections.abc import Callable
from dataclasses import dataclass

from producer.intake.document import Document
from producer.intake.keys import IsConfigured
from producer.intake.problems import deny
from producer.intake.script import Script
from producer.intake.source import read_source
from producer.intake.staffing import OFFLINE_WRITER
from producer.storyteller import write
from shared import bcp47
from shared.casting import number_of
from shared.catalogue import Catalogue
from shared.season import SeasonFile

USUAL_EPISODES = 1
USUAL_EPISODE_SECONDS = 60.0
SCENES_A_MINUTE = 2
"""The trade's rule for short dramas."""
FEWEST_SCENES = 3
LONGEST_BEGINNING = 1_500
"""Characters."""


@dataclass(frozen=True)
class Story:
    """What a premise became: the season with its language and its whole cast, the script, and how it came about, for people."""

    season: SeasonFile
    script: Script
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Size:
    """How long a season to be written is: episodes, scenes of each, seconds of each."""

    episodes: int
    scenes: int
    seconds: float

    def __str__(self) -> str:
        return f"{_counted(self.episodes, 'episode')} of {_counted(self.scenes, 'scene')} and {self.seconds:g} s"


StoryWriter = Callable[[SeasonFile, Document], Story]
"""Writes a season whose file has a premise and no script. Raises InputError."""


def has_to_be_written(season: SeasonFile) -> bool:
    """Whether a season has a premise or a novel alone."""
    told = season.premise is not None or season.novel is not None
    return told and season.script is None and not isinstance(season.episodes, tuple)


def offline_writer_is_meant(season: SeasonFile, catalogue: Catalogue, is_configured: IsConfigured) -> bool:
    """Whether no language model is to write: none is named, or `studio/writer` stands before any whose key is set."""
    named = season.providers.script or ()
    askable = (name for name in named if (vendor := name.partition("/")[0]) in catalogue.vendors and is_configured(vendor))
    return not named or next(askable, None) == OFFLINE_WRITER


def write_offline(season: SeasonFile, document: Document) -> Story:
    """Have the offline writer write a season. Raises InputError for numbers that make no episode."""
    premise, adapted = premise_of(season, document)
    given = season.characters if isinstance(season.characters, tuple) else ()
    notes = [*adapted]
    language = season.language
    if language is None:
        language = bcp47.guess(premise)
        notes.append(f"no language is given; the premise reads as {language!r}")
    size, seed = size_of_season(season), seed_of(season)
    try:
        written = write(
            premise,
            title=season.title,
            genre=season.genre,
            language=language,
            episodes=size.episodes,
            scenes_per_episode=size.scenes,
            episode_seconds=size.seconds,
            characters=given,
            seed=seed,
        )
    except ValueError as error:
        deny(document, ("scenes_per_episode",), str(error))
    notes += [f"script: {OFFLINE_WRITER} wrote {size} from the premise, by the seed {seed}; another 'seed' gives another story"]
    settled = season.model_copy(update={"language": written.language, "characters": written.characters})
    return Story(settled, Script(document, (where_told(season),), written.episodes, written.genre), (*notes, *written.notes))


def premise_of(season: SeasonFile, document: Document) -> tuple[str, tuple[str, ...]]:
    """The premise that is given, else the beginning of the novel: all that the offline writer can make of one; and a note on that."""
    if season.premise is not None:
        return season.premise, ()
    assert season.novel is not None, "there is something to write from"
    novel = read_source(document.path.parent / season.novel)
    beginning = "\n".join(paragraph.text.strip() for paragraph in novel.chapters[0].paragraphs)[:LONGEST_BEGINNING]
    note = f"novel: {season.novel} ({novel}): {OFFLINE_WRITER} takes its beginning for a premise; a language model can follow all of it"
    return beginning, (note,)


def where_told(season: SeasonFile) -> str:
    """The field that says what the season is about."""
    return "premise" if season.premise is not None else "novel"


def size_of_season(season: SeasonFile) -> Size:
    """What the file asks for, and where it does not say, what is usual: one episode of a minute, two scenes a minute but at least three."""
    episodes = season.episodes if isinstance(season.episodes, int) else USUAL_EPISODES
    seconds = season.episode_seconds or USUAL_EPISODE_SECONDS
    scenes = season.scenes_per_episode or max(FEWEST_SCENES, round(seconds * SCENES_A_MINUTE / 60))
    return Size(episodes, scenes, seconds)


def seed_of(season: SeasonFile) -> int:
    """The seed of all that is left to chance: the file's, else one that follows from the title."""
    return number_of(season.title) if season.seed is None else season.seed


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
