"""What was translated, read out of the store and put into the lines; what was left out, and who translated, for people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from producer.translation.beside import Entry, Translated
from producer.translation.units import Unit
from shared.line.job import JobLine, JobNeeds
from shared.line.need import Need
from shared.line.translation import CALLED, TRANSLATIONS
from shared.line.writing import KEPT
from shared.line.writing_requests import TranslationRequest
from shared.production import Episode, Production
from shared.store.store import Store

Texts = Mapping[tuple[int, int], str]
"""By scene and line (from 0), what is said."""

NEVER_ASKED = "it was not translated"


@dataclass(frozen=True)
class Answered:
    """A unit as far as it is translated: what each line says, what is wrong with the others, by whom, and what to say of it."""

    unit: Unit
    is_whole: bool
    texts: Texts
    left_out: Texts
    by: tuple[str, ...]
    notes: tuple[str, ...]


def answered(store: Store, production: Production, ordered: Episode, units: Sequence[Unit]) -> tuple[Answered, ...]:
    """What the store has of each unit of an order."""
    line = JobLine(production, ordered)
    return tuple(_answered(store, unit, line.needs(scene)) for unit, scene in zip(units, ordered.scenes, strict=True))


def names_called(store: Store, production: Production, ordered: Episode) -> dict[str, dict[str, str]]:
    """By language, what the cast is called, as far as that is known."""
    line = JobLine(production, ordered)
    found: dict[str, dict[str, str]] = {}
    for scene in ordered.scenes:
        for need in line.needs(scene).all:
            request = need.request
            product = store.find(need.key) if isinstance(request, TranslationRequest) and request.are_names else None
            if product is not None and isinstance(request, TranslationRequest):
                found.setdefault(request.language, {}).update(product.facts.get(CALLED, {}))
    return found


def put_in(episodes: Sequence[Episode], done: Sequence[Answered]) -> tuple[Episode, ...]:
    """The episodes with the translations in their lines; what the script says itself stays."""
    texts = {(each.unit.episode, each.unit.language): each.texts for each in done}
    return tuple(
        _with(episode, {language: found for (number, language), found in texts.items() if number == episode.number}) for episode in episodes
    )


def translated_of(episode: Episode, each: Answered, take: int) -> Translated:
    """A unit as it is delivered. `episode` has the translations in its lines."""
    language = each.unit.language
    entries = tuple(
        Entry(
            scene.number,
            index + 1,
            line.character,
            line.text,
            line.translations.get(language),
            _why(each, (scene.number, index), language in line.translations),
        )
        for scene in episode.scenes
        for index, line in enumerate(scene.dialogue)
    )
    return Translated(episode.number, language, take, each.by, entries)


def notes_on(done: Sequence[Answered], episodes: Sequence[Episode]) -> Iterator[str]:
    """Who translated into which language, and what is left out, for people."""
    has = {
        (episode.number, scene.number, index): line.translations
        for episode in episodes
        for scene in episode.scenes
        for index, line in enumerate(scene.dialogue)
    }
    for language in dict.fromkeys(each.unit.language for each in done):
        own = [each for each in done if each.unit.language == language]
        if by := list(dict.fromkeys(model for each in own for model in each.by)):
            yield f"subtitles {language}: translated by {', '.join(by)}"
        for each in own:
            number = each.unit.episode
            out = [spot for spot in each.left_out if language not in has.get((number, *spot), {})]
            if out:
                (scene, line), more = out[0], f", and {len(out) - 1} more" if len(out) > 1 else ""
                yield (
                    f"{each.unit.job.name}: scene {scene}, line {line + 1} is left out, {each.left_out[out[0]]}{more}; "
                    f"give it in the script (translations: {{{language}: ...}}), or redo translation/ep{number}/{language}"
                )
            yield from each.notes


def _answered(store: Store, unit: Unit, needs: JobNeeds) -> Answered:
    own = [need for need in needs.all if isinstance(need.request, TranslationRequest) and not need.request.are_names]
    pairs = list(zip(own[::2], own[1::2], strict=True))
    texts: dict[tuple[int, int], str] = {}
    left_out: dict[tuple[int, int], str] = {}
    by: dict[str, None] = {}
    notes: list[str] = []
    for part, (answer, mended) in zip(unit.parts, pairs, strict=True):
        said, bad = _said(store, (answer, mended), by, notes)
        for told in part.told:
            if told.id in said:
                texts[told.spot] = said[told.id]
            else:
                left_out[told.spot] = bad.get(str(told.id), NEVER_ASKED)
    named = tuple(f"{unit.job.name}: {note}" for note in dict.fromkeys(notes))
    return Answered(unit, all(store.has(mended.key) for _, mended in pairs), texts, left_out, tuple(by), named)


def _said(store: Store, needs: Sequence[Need], by: dict[str, None], notes: list[str]) -> tuple[dict[int, str], dict[str, str]]:
    """What the answers to a part say by id, the last one first, and what is wrong with the other lines."""
    said: dict[int, str] = {}
    bad: dict[str, str] = {}
    for need in needs:
        product = store.find(need.key)
        if product is None:
            continue
        if TRANSLATIONS in product.files:
            texts = json.loads(store.path(product, TRANSLATIONS).read_text(encoding="utf-8"))
            said.update({int(number): str(text) for number, text in texts.items()})
            bad = dict(product.facts.get("bad", {}))
            if problems := product.facts.get("problems"):
                # Of an answer that holds nothing it says more why than that each line is missing.
                bad = dict.fromkeys(bad, str(problems[0]))
        elif isinstance(need.request, TranslationRequest):
            bad = {**{str(line.id): str(problem) for line in need.request.asks for problem in product.facts.get("problems", ())[:1]}, **bad}
        if product.model != KEPT:
            by[product.model] = None
        notes += product.facts.get("notes", ())
    return said, bad


def _with(episode: Episode, found: Mapping[str, Texts]) -> Episode:
    if not found:
        return episode
    scenes = []
    for scene in episode.scenes:
        lines = []
        for index, line in enumerate(scene.dialogue):
            spot = (scene.number, index)
            new = {language: texts[spot] for language, texts in found.items() if spot in texts}
            lines.append(line.model_copy(update={"translations": {**new, **line.translations}}) if new else line)
        scenes.append(scene.model_copy(update={"dialogue": tuple(lines)}))
    return episode.model_copy(update={"scenes": tuple(scenes)})


def _why(each: Answered, spot: tuple[int, int], is_there: bool) -> str | None:
    return None if is_there else each.left_out.get(spot, NEVER_ASKED)
