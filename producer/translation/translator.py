"""Who says a season in other languages: what is translated already is put into its lines, what is not is ordered of language models."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from producer.intake.keys import IsConfigured
from producer.intake.problems import refuse
from producer.intake.scenes import Lines, untranslated
from producer.intake.script import numbered_scenes
from producer.intake.slug import slug_of
from producer.intake.staffing import OFFLINE_WRITER, askable, candidates, unkeyed_models
from producer.translation.beside import kept_lines, kept_names, write_beside
from producer.translation.collect import Answered, answered, names_called, notes_on, put_in, translated_of
from producer.translation.parts import Spot, deliveries_of
from producer.translation.prompts import Brief, Member
from producer.translation.units import Unit, Wanted, name_of, scenes_of, units_of
from shared.catalogue import Catalogue
from shared.job import TranslationJob
from shared.line.job import take_name
from shared.line.translation import STAGE
from shared.production import Episode, Production
from shared.season_cast import CastMember
from shared.store.store import Store

TRANSLATION_EPISODE = 0
"""Translating is made, like writing, as an episode before the first."""


@dataclass(frozen=True)
class Translation:
    """The order by which a season's lines are translated. `before` are its episodes without that; `is_done` where all is answered."""

    production: Production
    episode: Episode
    before: tuple[Episode, ...]
    done: tuple[Answered, ...]
    called: Mapping[str, Mapping[str, str]]

    @property
    def is_done(self) -> bool:
        """Whether every unit was answered, be it badly."""
        return all(each.is_whole for each in self.done)

    def to_json(self) -> list[dict[str, Any]]:
        """What decides what is said in other languages, for a plan's digest."""
        jobs = [scene.job for scene in self.episode.scenes]
        parts = [part for job in jobs if isinstance(job, TranslationJob) for part in job.parts]
        return [part.model_dump(mode="json", include={"source", "language", "lines", "terms", "is_dubbed"}) for part in parts]

    def write_beside(self, folder: Path, episodes: Mapping[int, Episode]) -> None:
        """Put what is translated beside the season, whose `episodes` have it in their lines. Raises OSError."""
        takes = self.production.takes
        translated = [
            translated_of(episodes[each.unit.episode], each, take_of(takes, each.unit.episode, each.unit.language))
            for each in self.done
            if each.is_whole and each.unit.episode in episodes
        ]
        write_beside(folder, translated, self.called)


class Translator:
    """Puts into a season's lines what intake misses there; what is to be ordered for it is in `translation` afterwards, else None.

    `folder_of` is where the season of a title is delivered; `stands_in` tells whether its script is still to be written.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        is_configured: IsConfigured,
        store: Store,
        takes: Mapping[str, int],
        out: Path,
        stands_in: Callable[[], bool] = lambda: False,
    ) -> None:
        self._catalogue = catalogue
        self._is_configured = is_configured
        self._store = store
        self._takes = takes
        self._out = out
        self._stands_in = stands_in
        self.translation: Translation | None = None

    def __call__(self, lines: Lines) -> tuple[tuple[Episode, ...], list[str]]:
        """The episodes with their translations, and notes on them. Raises InputError where nobody who is named can be asked."""
        before = tuple(map(_untranslated, lines.episodes)) if self._stands_in() else lines.episodes
        missing = {tag: numbers for tag in lines.languages if tag != lines.language and (numbers := _missing(before, tag))}
        notes: list[str] = []
        models = self._models(lines, notes) if missing else ()
        if not models:
            episodes, missed = untranslated(lines)
            return episodes, [*notes, *missed]
        production = self._production(lines, models)
        wanted = self._wanted(lines, before, models, missing)
        units, ordered, done = self._units(wanted, production, before, missing)
        open_units = [(each.unit.episode, each.unit.language) for each in done if not each.is_whole]
        if open_units:
            # What was translated before is looked up only where it helps.
            wanted = self._with_kept(wanted, lines, before, open_units)
            units, ordered, done = self._units(wanted, production, before, missing)
        called = names_called(self._store, production, ordered)
        if all(each.is_whole for each in done):
            # Of names that nobody has to be told any more.
            units = tuple(replace(unit, job=unit.job.model_copy(update={"cast": None})) for unit in units)
            ordered = Episode(number=TRANSLATION_EPISODE, scenes=scenes_of(units))
        self.translation = Translation(production, ordered, before, done, called)
        episodes = before if self._stands_in() else put_in(before, done)
        notes += self._notes(models, units, done, episodes)
        return episodes, notes

    def _units(
        self, wanted: Wanted, production: Production, episodes: Sequence[Episode], missing: Mapping[str, Sequence[int]]
    ) -> tuple[tuple[Unit, ...], Episode, tuple[Answered, ...]]:
        units = units_of(wanted, episodes, missing)
        ordered = Episode(number=TRANSLATION_EPISODE, scenes=scenes_of(units))
        return units, ordered, answered(self._store, production, ordered, units)

    def _models(self, lines: Lines, notes: list[str]) -> tuple[str, ...]:
        """Who is asked, in order; nobody where none is named, or the best whose key is set."""
        providers = lines.season.providers
        refuse(lines.document, unkeyed_models(providers, self._catalogue, self._is_configured, (STAGE,)))
        named = askable(STAGE, providers.translate or (), self._catalogue, self._is_configured, notes)
        if named or providers.translate:
            return tuple(name for name in named if name != OFFLINE_WRITER)
        best = max(candidates(STAGE, self._catalogue, self._is_configured, ""), key=lambda model: model.quality or 0, default=None)
        return () if best is None else (best.name,)

    def _wanted(self, lines: Lines, episodes: Sequence[Episode], models: tuple[str, ...], missing: Mapping[str, Sequence[int]]) -> Wanted:
        season = lines.season
        cast = tuple(Member(member.name, _about(member)) for member in lines.cast)
        own = {
            (episode.number, tag): _own(episode, tag)
            for episode in episodes
            for tag, numbers in missing.items()
            if episode.number in numbers
        }
        return Wanted(
            brief=Brief(season.title, season.genre or lines.script.genre, lines.language, cast),
            models=models,
            glossary=season.glossary,
            dubs=season.dubs,
            deliveries={
                number: deliveries_of(episode, [own for own, _, _ in numbered_scenes(episode)])
                for number, _, episode in lines.script.numbered()
            },
            keeps=own,
        )

    def _with_kept(self, wanted: Wanted, lines: Lines, episodes: Sequence[Episode], units: Sequence[tuple[int, str]]) -> Wanted:
        """What is wanted, with what lines and names were called when they were translated before."""
        folder = self._out / slug_of(lines.season.title)
        by_number = {episode.number: episode for episode in episodes}
        kept = {(number, tag): kept_lines(folder, by_number[number], tag, take_of(self._takes, number, tag)) for number, tag in units}
        names = {tag: kept_names(folder, tag) for _, tag in units}
        return replace(wanted, keeps={unit: {**kept.get(unit, {}), **own} for unit, own in wanted.keeps.items()}, names_kept=names)

    def _production(self, lines: Lines, models: tuple[str, ...]) -> Production:
        slug = slug_of(lines.season.title)
        return Production(
            kind="writing",
            season=slug,
            title=lines.season.title,
            slug=slug,
            genre=lines.season.genre,
            language=lines.language,
            format=lines.season.pixels,
            characters=(),
            music_volume=None,
            models={STAGE: models},
            seed=0,
            takes=dict(self._takes),
            episodes=(TRANSLATION_EPISODE,),
        )

    def _notes(
        self, models: tuple[str, ...], units: Sequence[Unit], done: Sequence[Answered], episodes: tuple[Episode, ...]
    ) -> Iterator[str]:
        if all(each.is_whole for each in done) and not self._stands_in():
            yield from notes_on(done, episodes)
            return
        for language in dict.fromkeys(unit.language for unit in units):
            whole = {each.unit.episode for each in done if each.is_whole and each.unit.language == language}
            left = [unit for unit in units if unit.language == language and unit.episode not in whole]
            asked = sum(len(part.asks) for unit in left for part in unit.job.parts)
            if left:
                episodes_left = f"{len(left)} episode{'' if len(left) == 1 else 's'}"
                lines_are = f"{asked} line{' of' if asked == 1 else 's of'} {episodes_left} {'is' if asked == 1 else 'are'}"
                yield f"subtitles {language}: {lines_are} still to be translated, {models[0]} is asked first"


def _own(episode: Episode, language: str) -> dict[Spot, str]:
    """What the script itself says in a language."""
    return {
        (scene.number, index): line.translations[language]
        for scene in episode.scenes
        for index, line in enumerate(scene.dialogue)
        if language in line.translations
    }


def take_of(takes: Mapping[str, int], episode: int, language: str) -> int:
    """How often an episode's translation was asked anew."""
    return takes.get(take_name((name_of(episode, language), 1), STAGE), 0)


def _missing(episodes: Sequence[Episode], language: str) -> list[int]:
    """The numbers of the episodes of which a line lacks a language."""
    return [
        episode.number
        for episode in episodes
        if any(language not in line.translations for scene in episode.scenes for line in scene.dialogue)
    ]


def _untranslated(episode: Episode) -> Episode:
    """An episode of what stands in for a script: that will have no translations."""
    scenes = tuple(
        scene.model_copy(update={"dialogue": tuple(line.model_copy(update={"translations": {}}) for line in scene.dialogue)})
        for scene in episode.scenes
    )
    return episode.model_copy(update={"scenes": scenes})


def _about(member: CastMember) -> str:
    gender = "" if member.gender == "unspecified" else member.gender
    return ", ".join(text for text in (member.role, gender, "" if member.age is None else str(member.age), member.personality) if text)[
        :160
    ]
