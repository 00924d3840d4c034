"""The dubs of a season: who speaks them, with which voice of theirs each character, and which of its lines they lack."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from producer.intake.document import Document
from producer.intake.keys import IsConfigured
from producer.intake.problems import Problem, deny
from producer.intake.staffing import askable, candidates
from shared import bcp47
from shared.casting import Role, cast, knows, speaks, speech_model
from shared.catalogue import Catalogue, Model
from shared.errors import InputError
from shared.line.dubbing import said
from shared.production import Dub, Episode, Production
from shared.season import SeasonFile

if TYPE_CHECKING:
    from producer.intake.intake import Intake

LONGEST_QUOTE = 30


@dataclass(frozen=True)
class Undubbed:
    """Lines that cannot be dubbed, since nobody has said them in the dub's language: how many of all, and the first of them."""

    language: str
    lines: int
    total: int
    place: str
    text: str

    def __str__(self) -> str:
        quoted = self.text if len(self.text) <= LONGEST_QUOTE else f"{self.text[:LONGEST_QUOTE]}…"
        lines = f"{self.lines} of {self.total} line{'' if self.total == 1 else 's'} {'has' if self.lines == 1 else 'have'}"
        return f"{lines} no translation into {self.language!r}, the first in {self.place}: {quoted!r}"


def dub_problems(season: SeasonFile, language: str) -> Iterator[Problem]:
    """Dubs in the language that the season is spoken in, or in what that is a kind of: `zh` says no more than `zh-CN`."""
    own = f"{bcp47.spoken(language)}-".casefold()
    for index, dub in enumerate(season.dubs):
        if own.startswith(f"{bcp47.spoken(dub)}-".casefold()):
            yield Problem(("dubs", index), f"the season is spoken in {language!r} already; leave it out, or name another language")


@dataclass(frozen=True)
class DubCasting:
    """Casts a season's dubs. `own` are the models that speak the season itself, in order; `lot` is what decides with each name."""

    document: Document
    season: SeasonFile
    catalogue: Catalogue
    is_configured: IsConfigured
    own: Sequence[str]
    roles: Sequence[Role]
    lot: str
    rehearse: bool

    def dubs(self) -> tuple[tuple[Dub, ...], list[str]]:
        """The dubs, and notes on them. Raises InputError where nobody can speak one."""
        notes: list[str] = []
        made = []
        for language in dict.fromkeys(self.season.dubs):
            models = self._models(language)
            by_model = {name: self._voices(self.catalogue.model(name), language, notes if name == models[0] else []) for name in models}
            voices = {role.name: {name: by_model[name][index] for name in models} for index, role in enumerate(self.roles)}
            made.append(Dub(language=language, models=models, voices=voices))
        return tuple(made), notes

    def _models(self, language: str) -> tuple[str, ...]:
        """Who speaks a language: of those who are named for speech whoever can, as the season itself has them in order."""
        named = () if self.rehearse else self.season.providers.speech or ()
        asked = dict.fromkeys((*self.own, *askable("speech", named, self.catalogue, self.is_configured, [])))
        able = tuple(name for name in asked if speaks(self.catalogue.model(name), language))
        if able:
            return able
        others = sorted(candidates("speech", self.catalogue, self.is_configured, language), key=lambda model: -(model.quality or 0))
        try:
            best = others[0] if others else speech_model(self.catalogue, language)
        except InputError as error:
            deny(self.document, ("dubs", self.season.dubs.index(language)), error.message)
        if named:
            mute = " and ".join(named)
            deny(self.document, ("providers", "speech"), f"{mute} cannot speak {language!r} for its dub; {best.name} can: name that, too")
        return (best.name,)

    def _voices(self, model: Model, language: str, notes: list[str]) -> list[str]:
        """Everybody's voice with a model; those that are named are kept as far as the language is theirs."""
        roles = [role if role.voice is None or _suits(model, role.voice, language) else replace(role, voice=None) for role in self.roles]
        parts = cast(self.lot, roles, model, language)
        notes += [f"dub {language}: {part.note}" for part in parts if part.note is not None]
        return [part.voice for part in parts]


def _suits(model: Model, voice: str, language: str) -> bool:
    """Whether a voice that was named for the season's own language can speak another."""
    if not knows(model, voice):
        return False
    tongues = {known.language for name, known in model.voices.items() if name in voice.replace("+", "*").split("*")}
    return all(tongue is None or bcp47.primary(tongue) == bcp47.primary(bcp47.spoken(language)) for tongue in tongues)


def undubbed_lines(episodes: Sequence[Episode], own: str, dubs: Sequence[Dub]) -> tuple[Undubbed, ...]:
    """The dubs that lack lines."""
    lines = [(episode, scene, line) for episode in episodes for scene in episode.scenes for line in scene.dialogue]
    found = []
    for dub in dubs:
        absent = [(episode, scene, line) for episode, scene, line in lines if said(line, own, dub.language) is None]
        if absent:
            episode, scene, line = absent[0]
            place = f"episode {episode.number}, scene {scene.number}"
            found.append(Undubbed(dub.language, len(absent), len(lines), place, line.text))
    return tuple(found)


def settle_undubbed(intake: "Intake", document: Document, *, may_be_left_out: bool) -> "Intake":
    """The season without the dubs that lack lines, with a note on each, where that may be; else InputError, before anything is paid."""
    if not intake.undubbed:
        return intake
    if not may_be_left_out:
        first = intake.undubbed[0]
        deny(
            document,
            ("dubs", list(intake.file.dubs).index(first.language)),
            f"{first}; give each line its 'translations: {{{first.language}: …}}' in the script, or name a language model in "
            "'providers.translate'",
        )
    notes = [*intake.notes, *map(left_out, intake.undubbed)]
    return replace(intake, production=without(intake.production, intake.undubbed), notes=notes, undubbed=())


def without(production: Production, undubbed: Sequence[Undubbed]) -> Production:
    """The season without some of its dubs."""
    lacking = {each.language for each in undubbed}
    return production.model_copy(update={"dubs": tuple(dub for dub in production.dubs if dub.language not in lacking)})


def left_out(undubbed: Undubbed) -> str:
    """A note that a dub is not made, for people."""
    return f"dub {undubbed.language} is left out: {undubbed}"
