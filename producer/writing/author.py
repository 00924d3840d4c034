"""Who writes a season from its premise or its novel: language models by the line, else the offline writer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from producer.intake.document import Document
from producer.intake.keys import IsConfigured
from producer.intake.premise import LONGEST_BEGINNING, Story, seed_of, size_of_season, where_told, write_offline
from producer.intake.script import Script
from producer.intake.slug import slug_of
from producer.intake.source import parts_of, read_source
from producer.intake.writers import Writers, writers_of
from producer.writing.collect import Written, read_written_script
from producer.writing.kept import write_kept
from producer.writing.prompts import Brief
from producer.writing.units import key_of, most_source_tokens, units_of
from producer.writing.windows import check_windows
from shared import bcp47
from shared.catalogue import Catalogue
from shared.production import Episode, Production
from shared.season import SeasonFile
from shared.store.store import Store

SCRIPT_EPISODE = 0
"""The writing of a script is made as an episode before the first."""


@dataclass(frozen=True)
class Writing:
    """The order by which a script is written. `texts` are the parts of a novel by content key; `is_done` where the script exists."""

    production: Production
    episode: Episode
    texts: Mapping[str, str] = field(default_factory=dict)
    is_done: bool = False


class Author:
    """Writes the season that intake asks it to, or, where models are yet to be asked, something of the same size in its place.

    What is to be ordered of the models is in `writing` afterwards; None where none are asked.
    """

    def __init__(self, catalogue: Catalogue, is_configured: IsConfigured, store: Store, takes: Mapping[str, int]) -> None:
        self._catalogue = catalogue
        self._is_configured = is_configured
        self._store = store
        self._takes = takes
        self.writing: Writing | None = None

    @property
    def is_still_to_write(self) -> bool:
        """Whether what it told only stands in for what models are yet to write."""
        return self.writing is not None and not self.writing.is_done

    def __call__(self, season: SeasonFile, document: Document) -> Story:
        """The season's story. Raises InputError."""
        notes: list[str] = []
        writers = writers_of(season, document, self._catalogue, self._is_configured, notes)
        if writers is None:
            story = write_kept(season, document, self._store)
            return replace(story, notes=(*notes, *story.notes))
        brief, text, parts = self._brief(season, document, writers, notes)
        self.writing = Writing(*_order(season, brief, writers, parts, self._takes), {key_of(part): part for part in parts})
        written = read_written_script(self.writing.production, self.writing.episode, self._store, brief.cast)
        if written is None:
            check_windows(self.writing.production, self.writing.episode, self._catalogue, document, season.providers)
            stand_in = write_offline(season.model_copy(update={"premise": text, "novel": None}), document)
            return replace(stand_in, notes=(*notes, _not_yet(writers, brief)))
        self.writing = replace(self.writing, is_done=True)
        return _told(season, document, brief, written, notes)

    def _brief(self, season: SeasonFile, document: Document, writers: Writers, notes: list[str]) -> tuple[Brief, str, Sequence[str]]:
        """What is known before it is written; what it is about, in short; and the parts of its novel."""
        size = size_of_season(season)
        parts: Sequence[str] = ()
        text = season.premise or ""
        if season.novel is not None:
            novel = read_source(document.path.parent / season.novel)
            parts = parts_of(novel, most_source_tokens([self._catalogue.model(name) for name in writers["script"]]))
            text = text or parts[0][:LONGEST_BEGINNING]
            notes.append(f"novel: {season.novel} ({novel}) is read in {len(parts)} part{'' if len(parts) == 1 else 's'}")
        language = season.language or bcp47.guess(text)
        brief = Brief(
            title=season.title,
            genre=season.genre,
            language=language,
            premise=season.premise or "",
            style=season.style,
            episodes=size.episodes,
            scenes=size.scenes,
            seconds=size.seconds,
            cast=season.cast,
            source="" if season.novel is None else "novel",
        )
        return brief, text, parts


def _order(
    season: SeasonFile, brief: Brief, writers: Writers, parts: Sequence[str], takes: Mapping[str, int]
) -> tuple[Production, Episode]:
    slug = slug_of(season.title)
    production = Production(
        kind="writing",
        season=slug,
        title=season.title,
        slug=slug,
        genre=season.genre,
        language=brief.language,
        format=season.pixels,
        characters=(),
        music_volume=None,
        models=dict(writers),
        seed=seed_of(season),
        takes=dict(takes),
        episodes=(SCRIPT_EPISODE,),
    )
    return production, Episode(number=SCRIPT_EPISODE, scenes=units_of(brief, writers, parts, seed=season.seed))


def _told(season: SeasonFile, document: Document, brief: Brief, written: Written, notes: Sequence[str]) -> Story:
    settled = season.model_copy(update={"language": brief.language, "characters": written.cast})
    return Story(settled, Script(document, (where_told(season),), written.episodes, season.genre), (*notes, *written.notes))


def _not_yet(writers: Writers, brief: Brief) -> str:
    size = f"{brief.episodes} x {brief.scenes} scenes, {brief.seconds:g} s an episode"
    return f"script: not written yet, {writers['script'][0]} begins it; what comes after it is reckoned by its size, {size}"
