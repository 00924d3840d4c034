"""Who plays: the given cast by name and role, the premise's people, and invented ones where a part is still open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from producer.storyteller.lexicon import Pair, Tongue, dice, table
from producer.storyteller.notation import PARTS, Part
from producer.storyteller.premise import Person, Premise, Sex
from producer.storyteller.roles import roles_in
from producer.storyteller.romanized import english_name
from shared.persons import gender_of
from shared.season_cast import CastMember

_WANTED: dict[Part, str] = {
    "H": r"protagonist|hero|lead|main|主角|女主|男主|主人公",
    "L": r"love|partner|lover|second lead|恋人|爱人|男友|女友|搭档|对象",
    "F": r"antagonist|villain|foe|enemy|rival|反派|对手|仇人|恶",
    "E": r"mentor|elder|grand|mother|father|butler|housekeeper|导师|长辈|奶奶|爷爷|外婆|外公|管家|母亲|父亲",
    "A": r"ally|friend|assistant|secretary|sidekick|闺蜜|朋友|助理|秘书|兄弟|好友",
}
_FUNCTION: dict[Part, Pair] = {
    "H": Pair("主角", "protagonist"),
    "L": Pair("恋人", "love interest"),
    "F": Pair("反派", "antagonist"),
    "E": Pair("知情的长辈", "elder who knows"),
    "A": Pair("好友", "friend"),
}
_AGES: dict[Part, tuple[int, int]] = {"H": (26, 31), "L": (28, 34), "F": (44, 56), "E": (66, 76), "A": (25, 31)}
_LOOKS: dict[Sex, tuple[str, ...]] = {
    "female": ("cream coat, long black hair", "navy dress, long wavy hair", "beige blazer, ponytail", "teal blouse, bob hair"),
    "male": ("charcoal suit, short black hair", "navy coat, side-parted hair", "grey sweater, messy hair", "black leather jacket"),
}
_FOE_LOOKS: dict[Sex, str] = {
    "female": "dark red blazer, sharp features, bob hair",
    "male": "black three-piece suit, slicked back grey hair",
}
_ELDER_LOOKS: dict[Sex, str] = {"female": "purple cardigan, white hair in a bun", "male": "brown cardigan, white hair, glasses"}


@dataclass(frozen=True)
class Player:
    """One of the cast. `key` is the name in the season's language; `given` where the season file named them."""

    key: str
    name: Pair
    sex: Sex
    job: Pair | None
    call: Pair | None
    """What the heroine or hero calls an elder of the family."""
    member: CastMember
    given: bool

    @property
    def seen(self) -> str:
        """Who that is to a camera."""
        age = self.member.age or 30
        noun = "woman" if self.sex == "female" else "man"
        who = f"{'a young' if age < 36 else 'an old' if age >= 64 else 'a middle-aged'} {noun}"
        worn = self.member.appearance.split(",")[0]
        if self.given or not worn:
            return who
        plain = re.search(r"hair|bun|trousers|glasses|hanfu", worn)
        return f"{who} {f'with {worn}' if plain else f'in {_article(worn)} {worn}'}"


@dataclass(frozen=True)
class Company:
    """The five parts, and those of the given cast whom the story has no part for: they stand in for the ally now and then."""

    players: dict[Part, Player]
    extras: tuple[Player, ...]
    mentioned: frozenset[Part]
    """Parts that the premise speaks of."""


def company(premise: Premise, given: Sequence[CastMember], tongue: Tongue, seed: object) -> Company:
    """Cast every part. A given role decides first, then the order; then the premise's people; then invention."""
    casting = _Casting(premise, tongue, dice("cast", seed))
    return casting.company(given)


class _Casting:
    def __init__(self, premise: Premise, tongue: Tongue, chance: Random) -> None:
        self.tongue, self.chance = tongue, chance
        self.mentions: dict[Part, Person] = {}
        self.taken: set[str] = set()
        self.premise = premise

    def company(self, given: Sequence[CastMember]) -> Company:
        parts, extras = _given_parts(given)
        self.taken = {member.name for member in given}
        self._place_mentions([person for person in self.premise.people if person.name not in self.taken])
        players: dict[Part, Player] = {}
        for part in PARTS:
            players[part] = self._given(parts[part], part) if part in parts else self._invented(part, players)
        return Company(players, tuple(self._given(member, "A", extra=True) for member in extras), frozenset(self.mentions))

    def _place_mentions(self, people: list[Person]) -> None:
        """Kin and enemies play what they are; who is mentioned first is the heroine or hero, the next one is met."""
        for person in people:
            wanted: Part | None = person.entry.get("part")
            order: tuple[Part, ...] = (wanted, "H", "L", "F", "A") if wanted and wanted != "L" else ("H", "L", "F", "A")
            free = next((part for part in order if part not in self.mentions), None)
            if free and (wanted not in {"E", "F"} or free == wanted):
                self.mentions[free] = person

    def _given(self, member: CastMember, part: Part, *, extra: bool = False) -> Player:
        jobs = roles_in(member.role)
        mention = None if extra else self.mentions.get(part)
        job = jobs[0].called if jobs else mention.job if mention else None
        sex: Sex = member.gender if member.gender != "unspecified" else self._sex_of(member, part, jobs[0].entry if jobs else {})
        call = _call(jobs[0].entry if jobs else mention.entry if mention else {})
        # Whom the lines call "she" must not be cast as a man.
        settled = member if member.gender == sex else member.model_copy(update={"gender": sex})
        return Player(member.name, _both(member.name), sex, job, call, settled, given=True)

    def _sex_of(self, member: CastMember, part: Part, entry: Mapping[str, Any]) -> Sex:
        told = gender_of(member.name, member.role, member.appearance, member.personality)
        return told or self._sex(part, entry, member.name)

    def _invented(self, part: Part, players: dict[Part, Player]) -> Player:
        person = self.mentions.get(part)
        entry = person.entry if person else {}
        sex = self._sex(part, entry, person.name if person else "")
        if part == "L" and not entry.get("gender") and not (person and _sex_of_name(person.name)) and "H" in players:
            sex = "male" if players["H"].sex == "female" else "female"
        name = _both(person.name) if person and person.name else self._name(part, sex)
        job = person.job if person else None
        low, high = _AGES[part]
        age = entry.get("age") or self.chance.randint(low, high)
        look = self._look(part, sex, entry)
        role = job or _FUNCTION[part]
        key = name.of(self.tongue)
        self.taken.add(key)
        comma = "，" if self.tongue == "zh" else ", "
        text = comma.join(one.of(self.tongue) for one in dict.fromkeys((role, _FUNCTION[part])))
        member = CastMember(name=key, role=text, gender=sex, age=age, appearance=look)
        return Player(key, name, sex, job, _call(entry), member, given=False)

    def _look(self, part: Part, sex: Sex, entry: dict[str, Any]) -> str:
        known = entry.get("look")
        if known:
            hair = "long black hair" if sex == "female" else "short black hair"
            return str(known) if re.search(r"hair|bun|tail|bob|updo|cut", known) else f"{known}, {hair}"
        if part in {"F", "E"}:
            return (_FOE_LOOKS if part == "F" else _ELDER_LOOKS)[sex]
        return self.chance.choice(_LOOKS[sex])

    def _sex(self, part: Part, entry: Mapping[str, Any], name: str) -> Sex:
        either: tuple[Sex, Sex] = ("female", "male")
        known: Sex | None = entry.get("gender") or _sex_of_name(name)
        drawn = self.chance.choice(either)
        return known or (self.premise.sex or self._sex_beside_the_beloved() if part == "H" else None) or drawn

    def _sex_beside_the_beloved(self) -> Sex | None:
        """Of whoever has a wife, a fiancé or a former girlfriend in the premise, and nothing else tells."""
        beloved = self.mentions.get("L")
        sex: Sex | None = beloved.entry.get("gender") if beloved and beloved.entry.get("part") == "L" else None
        return None if sex is None else "male" if sex == "female" else "female"

    def _name(self, part: Part, sex: Sex) -> Pair:
        """A name of the season's language that nobody has, nor any part of anybody's."""
        names = table("vocabulary/names")[self.tongue]
        pool = names[f"old {sex}" if part in {"E", "F"} else sex]
        clear = [one for one in pool if not any(one.casefold() in other.casefold() for other in self.taken)]
        first = self.chance.choice(clear or list(pool))
        if self.tongue == "en":
            return Pair(pool[first], first)
        free = [one for one in names["surnames"] if not any(one in other for other in self.taken)]
        surname = self.chance.choice(free or list(names["surnames"]))
        return Pair(surname + first, f"{names['surnames'][surname]} {pool[first]}")


# The words of the later parts are the commoner ones.
_BY_TELLING: tuple[Part, ...] = ("F", "E", "A", "L", "H")


def _given_parts(given: Sequence[CastMember]) -> tuple[dict[Part, CastMember], list[CastMember]]:
    parts: dict[Part, CastMember] = {}
    left: list[CastMember] = []
    for member in given:
        # "love_interest" and "love interest" are the same role.
        role = member.role.casefold().replace("_", " ")
        wanted = next((part for part in _BY_TELLING if part not in parts and re.search(_WANTED[part], role)), None)
        if wanted:
            parts[wanted] = member
        else:
            left.append(member)
    for part in PARTS:
        if part not in parts and left:
            parts[part] = left.pop(0)
    return parts, left


def _sex_of_name(name: str) -> Sex | None:
    """That of a usual first name."""
    first, names = name.split(" ", maxsplit=1)[0], table("vocabulary/names")
    pools: dict[Sex, tuple[str, ...]] = {"female": ("female", "old female"), "male": ("male", "old male")}
    for sex, those in pools.items():
        if first in names["known"][sex] or any(first in names["en"][pool] for pool in those):
            return sex
    return gender_of(name) if name else None


def _call(entry: Mapping[str, Any]) -> Pair | None:
    call = entry.get("call")
    return Pair(call["zh"], call["en"]) if call else None


def _article(noun: str) -> str:
    return "an" if noun[0].lower() in "aeio" else "a"


def _both(name: str) -> Pair:
    """A given name in both languages: romanized, or by its usual transliteration, else as it is."""
    known = table("vocabulary/names")
    if name.isascii():
        pools = [*known["known"].values(), *(known["en"][pool] for pool in ("female", "male", "old female", "old male"))]
        return Pair(next((pool[name] for pool in pools if name in pool), name), name)
    return Pair(name, english_name(name))
