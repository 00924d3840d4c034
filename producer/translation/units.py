"""The units of translating a season: each episode in each language that is wanted, part by part, the cast's names before all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from producer.translation.parts import Part, Spot, parts_of
from producer.translation.prompts import Brief, words_of
from shared import bcp47
from shared.job import TranslationJob
from shared.line.terms import occurs, script_of, terms_in
from shared.line.writing_requests import SpokenText, TranslationRequest
from shared.production import Episode, Scene
from shared.tokens import READ_AGAIN, tokens_about

_TEMPERATURE = 0.3
FORM_TOKENS_A_LINE = 40
"""Of the JSON Schema of an answer, in bytes, which bounds its tokens."""
NAME_TOKENS = 30
"""Of a name, at most."""

Glossary = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Wanted:
    """What is to be translated of a season. `keeps` has what is known already: of an episode and language, by spot."""

    brief: Brief
    models: tuple[str, ...]
    glossary: Glossary
    dubs: tuple[str, ...] = ()
    deliveries: Mapping[int, Mapping[Spot, str]] = field(default_factory=dict)
    keeps: Mapping[tuple[int, str], Mapping[Spot, str]] = field(default_factory=dict)
    names_kept: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unit:
    """An episode in one language. `parts` are those of the episode, in the order of the job's."""

    episode: int
    language: str
    job: TranslationJob
    parts: tuple[Part, ...]


def units_of(wanted: Wanted, episodes: Sequence[Episode], missing: Mapping[str, Sequence[int]]) -> tuple[Unit, ...]:
    """The units, language by language; `missing` has the numbers of the episodes that each lacks."""
    return tuple(unit for language, numbers in missing.items() for unit in _Tongue(wanted, episodes, language).units(numbers))


def name_of(episode: int, language: str) -> str:
    """What the unit of an episode in a language is called, for people and for its takes."""
    return f"episode {episode} in {language}"


class _Tongue:
    """Puts the units of one language together."""

    def __init__(self, wanted: Wanted, episodes: Sequence[Episode], language: str) -> None:
        self.wanted = wanted
        self.episodes = episodes
        self.language = language
        self.terms = terms_for(wanted.glossary, language)
        said = "\n".join(line.text for episode in episodes for scene in episode.scenes for line in scene.dialogue)
        self.names = [member.name for member in wanted.brief.cast if member.name not in self.terms and occurs(member.name, said)]
        # Names stay as they are between languages that are written alike; Chinese ones change even there.
        self.is_same_script = script_of(wanted.brief.language) == script_of(language) != "Chinese"

    def units(self, numbers: Sequence[int]) -> Iterator[Unit]:
        cast = self.cast()
        for episode in self.episodes:
            parts = parts_of(episode, self.wanted.deliveries.get(episode.number, {})) if episode.number in numbers else ()
            if parts:
                requests = tuple(self.part(episode, part) for part in parts)
                name = name_of(episode.number, self.language)
                job = TranslationJob(name=name, models=self.wanted.models, cast=cast, parts=requests)
                yield Unit(episode.number, self.language, job, parts)

    def cast(self) -> TranslationRequest | None:
        """What the cast is called, asked once for the season; None where nobody has to be called otherwise."""
        if not self.names or self.is_same_script:
            return None
        lines = tuple(SpokenText(id=number, text=name) for number, name in enumerate(self.names, 1))
        kept = self.wanted.names_kept.get(self.language, {})
        keeps = {line.id: kept[line.text] for line in lines if line.text in kept}
        values = {"terms": self.terms, "lines": lines}
        return self.request("names", lines, keeps, values, are_names=True, terms={})

    def part(self, episode: Episode, part: Part) -> TranslationRequest:
        lines = tuple(SpokenText(id=told.id, text=told.text, character=told.character) for told in part.told)
        kept = self.wanted.keeps.get((episode.number, self.language), {})
        terms = terms_in([line.text for line in lines], self.terms)
        keeps = {told.id: kept[told.spot] for told in part.told if told.spot in kept}
        keeps.update({line.id: line.text for line in lines if not any(letter.isalnum() for letter in line.text)})
        values = {
            "number": episode.number,
            "logline": episode.logline,
            "terms": terms,
            "told": part.told,
            "before": part.before,
            "after": part.after,
            "is_dubbed": self.language in self.wanted.dubs,
        }
        known = {name: name for name in self.names} if self.is_same_script else {}
        return self.request("dialogue", lines, keeps, values, terms=terms, cast=known, is_dubbed=self.language in self.wanted.dubs)

    def request(
        self, template: str, lines: tuple[SpokenText, ...], keeps: Mapping[int, str], values: Mapping[str, Any], **fields: Any
    ) -> TranslationRequest:
        asks = [line for line in lines if line.id not in keeps]
        ids = [line.id for line in asks]
        words = words_of(template, self.wanted.brief, self.language, ids, keeps=keeps, **values)
        said = sum(tokens_about(line.text) for line in asks)
        names = NAME_TOKENS * READ_AGAIN * len(self.names)
        return TranslationRequest(
            source=self.wanted.brief.language,
            language=self.language,
            lines=lines,
            keeps=dict(keeps),
            system=words.system,
            prompt=words.prompt,
            source_tokens=names + FORM_TOKENS_A_LINE * len(asks) + 200,
            max_tokens=400 + 4 * said + 16 * len(asks),
            temperature=_TEMPERATURE,
            usual_tokens=round(1.5 * said) + 6 * len(asks) + 8 if asks else 0,
            usual_source_tokens=NAME_TOKENS // 3 * len(self.names),
            **fields,
        )


def terms_for(glossary: Glossary, language: str) -> dict[str, str]:
    """The terms of a glossary, and what each is in a language: `en` serves where `en-US` is asked for."""
    found = {term: bcp47.best_match(language, words) for term, words in glossary.items()}
    return {term: glossary[term][tag] for term, tag in found.items() if tag is not None}


def scenes_of(units: Sequence[Unit]) -> tuple[Scene, ...]:
    """The units as they are ordered, numbered from 1."""
    return tuple(Scene(number=number, job=unit.job) for number, unit in enumerate(units, 1))
