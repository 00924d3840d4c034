"""Puts words into drafts: one of several wordings, names and pronouns, the object, the place, the years."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from producer.storyteller.lexicon import Pair, Tongue
from producer.storyteller.notation import PARTS, Part
from producer.storyteller.players import Player
from producer.storyteller.premise import Spot, Thing

_PRONOUNS = {"male": ("he", "him", "his", "himself", "他"), "female": ("she", "her", "her", "herself", "她")}
_FORMS = ("he", "him", "his", "himself", "ta")
_SLOT = re.compile(r"\{([^{}]+)\}")
_CHOICE = re.compile(r"\[([^\[\]]+)\]")
_AN = re.compile(r"\b([Aa]) (?=[aeio](?!nce|ne\b|u[cr])|u[mnp](?!i)|heir|hour|honest)", re.IGNORECASE)
"""Before what sounds like a vowel."""
_MOST_CHOICES = 4
"""In one text."""


@dataclass
class Wording:
    """Fills the texts of one season. `used` collects who was named."""

    players: Mapping[Part, Player]
    home: Spot
    house: Pair
    years: Pair
    thing: Thing
    about: Pair
    used: set[str] = field(default_factory=set)

    def about_of(self, thing: Thing, about: Pair) -> "Wording":
        """The same for another secret."""
        return replace(self, thing=thing, about=about)

    def with_ally(self, ally: Player) -> "Wording":
        """The same with somebody else in the ally's part."""
        return replace(self, players={**self.players, "A": ally})

    def text(self, template: Pair, chance: Random, speaker: str = "") -> Pair:
        """Both texts. Their choices go together: the first wording of one language is the first of the other."""
        rolls = tuple(chance.random() for _ in range(_MOST_CHOICES))
        return Pair(self._filled(template.zh, "zh", rolls, speaker), self._filled(template.en, "en", rolls, speaker))

    def _filled(self, template: str, tongue: Tongue, rolls: Sequence[float], speaker: str) -> str:
        left = iter(rolls)
        chosen = _CHOICE.sub(lambda match: _one_of(match.group(1).split("/"), next(left)), template)
        # A secret's theme names people in turn.
        while _SLOT.search(chosen):
            chosen = _SLOT.sub(lambda match: self._slot(match.group(1), tongue, speaker), chosen)
        return chosen if tongue == "zh" else _capitalised(_AN.sub(r"\1n ", chosen))

    def _slot(self, name: str, tongue: Tongue, speaker: str) -> str:
        part = next((one for one in PARTS if re.fullmatch(rf"{one}(job|\..+)?", name)), None)
        if part:
            return self._person(part, name, tongue, speaker)
        noun, english = self.thing.called.zh, self.thing.called.en
        plain = {
            "o": Pair(noun, english),
            "a_o": Pair(noun, f"a {english}"),
            "home": self.home.called,
            "house": self.house,
            "Y": self.years,
            "about": self.about,
        }
        if name in plain:
            return plain[name].of(tongue)
        if name in {"一o", "那o", "这o"}:
            return name[0] + self.thing.count + noun
        raise ValueError(f"{{{name}}} is no slot of the writer's; write a part such as {{H}}, or one of {', '.join(plain)}")

    def _person(self, part: Part, name: str, tongue: Tongue, speaker: str) -> str:
        player = self.players[part]
        self.used.add(player.key)
        if name[1:] == "job":
            return (player.job or Pair("普通人", "nobody")).of(tongue)
        if len(name) == 1:
            # Nobody calls a grandmother by her name.
            return (player.call if player.call and speaker == "H" and name == "E" else player.name).of(tongue)
        form = name[2:]
        word = _PRONOUNS[player.sex][_FORMS.index(form.lower())]
        return word.capitalize() if form[0].isupper() else word


def _one_of(wordings: Sequence[str], roll: float) -> str:
    return wordings[int(roll * len(wordings))]


def _capitalised(text: str) -> str:
    return re.sub(r"(^[\"']?|[.!?] [\"']?)([a-z])", lambda match: match.group(1) + match.group(2).upper(), _dots(text)).replace("\0", "...")


def _dots(text: str) -> str:
    """Dots that let a sentence go on are kept from starting a new one."""
    return text.replace("...", "\0")
