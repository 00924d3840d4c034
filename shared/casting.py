"""Casting: the seed, the gender and the voice of each character, chosen once, the same whenever the season is read.

A choice depends on the season's title, on the character and on those before it in the cast; so a character added at the end
changes no one else, unless it claims by name a voice that was given to another.
"""

import hashlib
import importlib.util
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations

from shared import bcp47
from shared.catalogue import Catalogue, Model, Voice
from shared.errors import InputError
from shared.persons import Gender, age_of, gender_of

# A character whose age is not told is cast as an adult of this age.
ADULT_YEARS = 30
# Voices within so many years of each other suit a character alike: the seed decides among them.
ALIKE_YEARS = 10
CHILD_YEARS = 13
ADULT_VOICE_YEARS = 20

# Named to people whose language is not there.
WIDELY_SPOKEN = ("zh-CN", "yue", "en", "ja", "ko", "vi", "th", "id", "ms", "hi", "ar", "es", "pt", "fr", "de", "it", "ru", "tr")

_BLEND_PART = re.compile(r"(?P<voice>[^+*]+)(?:\*(?P<weight>[0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6}))?")


@dataclass(frozen=True)
class Role:
    """What casting needs to know of a character. `gender`, `seed` and `voice` are None where the season leaves them open."""

    name: str
    gender: Gender | None = None
    age: int | None = None
    descriptions: tuple[str, ...] = ()
    seed: int | None = None
    voice: str | None = None


@dataclass(frozen=True)
class Part:
    """A character as cast; `voice` as a request spells it, `called` as a season file does.

    `note` says, for people, what replaces what the season asks for.
    """

    name: str
    gender: Gender
    seed: int
    voice: str
    note: str | None = None
    called: str = ""


def number_of(*words: str) -> int:
    """A number of 31 bits (what every provider takes as a seed) that depends on the words alone."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def importable(module: str) -> bool:
    """Whether a module could be imported here."""
    return importlib.util.find_spec(module) is not None


def speaks(model: Model, language: str, has: Callable[[str], bool] = importable) -> bool:
    """Whether a model can speak a language (BCP 47). A model whose languages are not known is taken to speak it."""
    if not model.languages:
        return True
    offered = _tongue(model, language)
    need = model.language_needs.get(offered or "")
    return offered is not None and (need is None or has(need))


def _tongue(model: Model, language: str) -> str | None:
    """The model's own tag for a language: the nearest that is not narrower, since no dialect stands for its language."""
    tag = bcp47.spoken(language)
    wider = [offer for offer in model.languages if f"{tag}-".lower().startswith(f"{offer}-".lower())]
    return max(wider, key=len, default=None)


def speech_model(catalogue: Catalogue, language: str, has: Callable[[str], bool] = importable) -> Model:
    """The offline model that speaks a language. Raises InputError that names the nearest language that one does speak."""
    offline = [model for model in catalogue.for_stage("speech") if catalogue.vendors[model.vendor].engine == "studio"]
    for model in offline:
        if speaks(model, language, has):
            return model
    tags = sorted({tag for model in offline for tag in model.languages})
    near = bcp47.nearest(language, tags)
    known = [tag for tag in WIDELY_SPOKEN if any(speaks(model, tag, has) for model in offline)]
    hint = f"the nearest that can be spoken is {near!r}" if near else f"{len(tags)} languages can be spoken, among them {', '.join(known)}"
    raise InputError(f"nothing here can speak {language!r}; {hint}")


def cast(title: str, roles: Sequence[Role], model: Model, language: str) -> list[Part]:
    """Everybody's seed, gender and voice, in the order of `roles`; names are unique."""
    claimed = [role.voice for role in roles if role.voice is not None and knows(model, role.voice)]
    casting = _Casting(title, model, language, dict.fromkeys(claimed, 1))
    tongue = (_tongue(model, language) or language).lower()
    parts = [casting.part(role) for role in roles]
    return [replace(part, voice=model.voice_form.format(language=tongue, voice=part.voice), called=part.voice) for part in parts]


def knows(model: Model, voice: str) -> bool:
    """Whether a voice is one of the model's, or a blend of them; a model whose voices are not listed takes any name."""
    if not model.voices or voice in model.voices:
        return True
    parts = [_BLEND_PART.fullmatch(part.strip()) for part in voice.split("+")]
    found = [part for part in parts if part is not None and part["voice"] in model.voices]
    if not model.blends or len(parts) < 2 or len(found) < len(parts):
        return False
    weights = [float(part["weight"]) for part in found if part["weight"] is not None]
    # Parts without a weight share what the others leave of 1.
    leaves = 1 - sum(weights) if len(weights) < len(found) else 1
    return leaves > 0 and all(weight > 0 for weight in weights)


@dataclass
class _Casting:
    """One season's casting. `taken` counts the characters of each voice."""

    title: str
    model: Model
    language: str
    taken: dict[str, int]

    def part(self, role: Role) -> Part:
        seed = role.seed if role.seed is not None else number_of(self.title, role.name)
        gender = role.gender or gender_of(role.name, *role.descriptions) or ("female" if seed % 2 else "male")
        if role.voice is not None and knows(self.model, role.voice):
            return Part(role.name, gender, seed, role.voice)
        if not self.model.voices:
            unsaid = f"{role.name}: {self.model.name} lists no voices; name one with 'voice', else its own {gender} one speaks"
            return Part(role.name, gender, seed, gender, unsaid)
        voice = self.choose(role, gender, seed)
        note = self.note(role, voice)
        self.taken[voice] = self.taken.get(voice, 0) + 1
        return Part(role.name, gender, seed, voice, note)

    def note(self, role: Role, voice: str) -> str | None:
        if role.voice is not None:
            return f"{role.name}: {self.model.name} has no voice {role.voice!r}; {voice!r} speaks instead"
        if self.taken.get(voice):
            return f"{role.name} shares the voice {voice!r}: {self.model.name} has no other left"
        return None

    def choose(self, role: Role, gender: Gender, seed: int) -> str:
        """The voice for a role: fitting, free, nearest in age; the seed decides among those that suit alike."""
        age = role.age if role.age is not None else age_of(role.name, *role.descriptions) or ADULT_YEARS
        voices = self.fitting(gender, age)

        def suits(blend: tuple[str, ...]) -> tuple[int, int]:
            years = sum(voices[name].age for name in blend) / len(blend)
            return int(abs(years - age) // ALIKE_YEARS), number_of(self.title, role.name, str(seed), *blend)

        single = [(suits((name,)), name) for name in sorted(voices)]
        tiers = [single]
        if self.model.blends:
            tiers.append([(suits(pair), "+".join(pair)) for pair in combinations(sorted(voices), 2)])
            tiers.append([(suits((a, b)), f"{a}*0.7+{b}*0.3") for a, b in permutations(sorted(voices), 2)])
        for tier in tiers:
            free = [(rank, voice) for rank, voice in tier if not self.taken.get(voice)]
            if free:
                return min(free)[1]
        return min((self.taken[voice], rank, voice) for rank, voice in single)[2]

    def fitting(self, gender: Gender, age: int) -> dict[str, Voice]:
        """The voices of a gender that are native to the language, else those tied to no language, else all of them."""
        native = self.native(gender)
        # A woman's voice is nearer to a small boy's than any man's is, as everywhere in dubbing.
        if gender == "male" and age < CHILD_YEARS and all(voice.age >= ADULT_VOICE_YEARS for voice in native.values()):
            return self.native("female")
        return native

    def native(self, gender: Gender) -> dict[str, Voice]:
        """Of the language, else tied to none, else of the gender at least, else all there are."""
        voices = {name: voice for name, voice in self.model.voices.items() if voice.gender == gender}
        language = bcp47.primary(bcp47.spoken(self.language))
        native = {name: voice for name, voice in voices.items() if bcp47.primary(voice.language or "") == language}
        tied_to_none = {name: voice for name, voice in voices.items() if voice.language is None}
        return native or tied_to_none or voices or dict(self.model.voices)
