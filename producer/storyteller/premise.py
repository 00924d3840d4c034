"""What a premise speaks of: people, places, things and names, found by vocabulary; what is not known is taken as it is written."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from producer.storyteller.lexicon import Pair, table
from producer.storyteller.phrases import MEASURES, Phrase, phrases
from producer.storyteller.roles import Mention, roles_in

Sex = Literal["male", "female"]


@dataclass(frozen=True)
class Person:
    """Somebody whom the premise mentions; `entry` is the vocabulary's, empty where only a name is known."""

    at: int
    job: Pair | None
    entry: dict[str, Any]
    name: str = ""


@dataclass(frozen=True)
class Spot:
    """A place: what it is called, and which of the studio's paintings shows it."""

    called: Pair
    kind: str


@dataclass(frozen=True)
class Thing:
    """An object that the story can turn on; `count` is its Chinese measure word."""

    id: str
    called: Pair
    count: str


@dataclass(frozen=True)
class Premise:
    """What was understood, in the order of the text."""

    text: str
    people: tuple[Person, ...]
    spots: tuple[Spot, ...]
    things: tuple[Thing, ...]
    sex: Sex | None
    """That of the first pronoun, which mostly means whom the story is about."""


def read(text: str) -> Premise:
    """Read a premise in Chinese or English. Never fails: of an unknown text nothing is understood."""
    known = roles_in(text)
    nouns = phrases(text)
    doers = [one for one in nouns if one.kind == "person" and not _touches(one, known)]
    people = [*known, *(Mention(one.start, one.end, {}, one.called) for one in doers)]
    # An English trade may begin with a place or a thing, as a street musician's does; in a Chinese one the place is meant, too.
    english = [one for one in people if text[one.start].isascii()]
    found = [one for one in _apart([*_things(text), *_spots(text)]) if not _touches(one, english)]
    things = [one.what for one in found if isinstance(one.what, Thing)]
    spots = [one.what for one in found if isinstance(one.what, Spot)]
    loose = [one for one in nouns if not _touches(one, [*people, *found])]
    things = things or [_unknown_thing(one) for one in loose if one.kind == "thing"][:2]
    spots = spots or [Spot(one.called, one.painted) for one in loose if one.kind == "place"][:1]
    return Premise(text, _people(text, people), tuple(spots), tuple(things), _sex(text))


def _touches(one: "Phrase | _Found", others: Sequence["Mention | _Found"]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _unknown_thing(noun: Phrase) -> Thing:
    own = noun.called.en if noun.called.zh == "东西" else noun.called.zh
    return Thing(f"premise:{own}", noun.called, noun.count)


def thing(name: str) -> Thing:
    """An object of the vocabulary by its name."""
    entry = table("vocabulary/objects")[name]
    return Thing(name, Pair(entry["zh"][0], entry["en"][0]), entry["count"])


@dataclass(frozen=True)
class _Found:
    """A word of the vocabulary in a text."""

    start: int
    end: int
    what: Thing | Spot


def _word(word: str) -> str:
    return rf"(?<![A-Za-z]){re.escape(word)}(?:s|es)?(?![A-Za-z])" if word.isascii() else re.escape(word)


def _people(text: str, mentions: Sequence[Mention]) -> tuple[Person, ...]:
    found: list[Person] = []
    seen: set[str] = set()
    names = dict(_names(text))
    for mention in sorted(mentions, key=lambda one: one.start):
        # "the lawyer … the lawyer" is one person.
        same = mention.entry["en"][0] if mention.entry else mention.called.en + mention.called.zh
        if same in seen:
            continue
        seen.add(same)
        near = next((at for at, name in names.items() if _names_it(text, at, name, mention)), None)
        found.append(Person(mention.start, mention.called, mention.entry, names.pop(near) if near is not None else ""))
    found += [Person(at, None, {}, name) for at, name in names.items()]
    return tuple(sorted(found, key=lambda person: person.at))


def _names_it(text: str, at: int, name: str, mention: Mention) -> bool:
    """Whether a name is that of somebody mentioned: "waitress Emma", "her boss, Jack", "Jack, a locksmith", "外卖员张枫"."""
    if mention.end <= at:
        return re.fullmatch(r",? ?(?:(?:is )?(?:called|named) |叫|名叫)?", text[mention.end : at]) is not None
    between = text[at + len(name) : mention.start]
    return re.fullmatch(r",? (?:is |was )?(?:an?|the|her|his) (?:[a-z-]+ ){0,2}|[，,]?(?:是)?(?:一?[个名位])?", between) is not None


_WORDS = table("vocabulary/grammar")
_CAPITALISED = frozenset(_WORDS["capitalised"].split())
_VERBS = frozenset(
    [
        "will",
        "watch",
        "key",
        "box",
        "deed",
        "fan",
        "record",
        "film",
        "book",
        "score",
        "test",
        "report",
        "comb",
        "button",
        "drum",
        "bear",
        "fox",
        "seed",
        "stone",
    ]
)
_AFTER = r"(?=[，、。；！？]|在|是|和|与|被|把|的|却|为|遇|发现|收到|重生|回|爱|要|从|带|偶然|意外|$)"


def _names(text: str) -> list[tuple[int, str]]:
    """Names by position: in Chinese a surname and one or two characters where a clause begins; in English capitalised words."""
    found = [
        (match.start(1), match.group(1))
        for match in re.finditer(
            rf"(?:^|[，、。；：！？]|叫|名叫|[师者生女孩员婚妻夫裁姐妹]|和|与)([{_WORDS['surnames']}][\u4e00-\u9fff]{{1,2}}?){_AFTER}", text
        )
    ]
    for match in re.finditer(r"[A-Z][a-z]+(?:[ -][A-Z][a-z]+)?", text):
        opens = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1:] in ".!?;:\"'"
        follows = re.match(r",? (?:and|[a-z]+s|a|an|the|who|must|is|has|[A-Z][a-z]+)\b", text[match.end() :])
        found += _named(text, match, is_certain=not opens or follows is not None)
    return found


def _named(text: str, match: re.Match[str], *, is_certain: bool) -> Iterator[tuple[int, str]]:
    """The name in capitalised words, without the title before it; nothing where they are none."""
    at, words = match.start(), match.group()
    first, _, rest = words.partition(" ")
    if rest and (roles_in(first) or first.lower() in _CAPITALISED):
        at, words = at + len(first) + 1, rest
    if words.split()[0].lower() in _CAPITALISED or roles_in(words) or re.search(rf"\b{words.lower()}\b", text):
        return
    if is_certain or words in _first_names():
        yield at, words


@cache
def _first_names() -> frozenset[str]:
    names = table("vocabulary/names")
    pools = [names["en"][pool] for pool in ("female", "male", "old female", "old male")]
    return frozenset(name for pool in [*names["known"].values(), *pools] for name in pool)


def _spots(text: str) -> Iterator[_Found]:
    for entry in table("vocabulary/places"):
        for tongue in ("en", "zh"):
            for word in entry[tongue]:
                match = re.search(_word(word), text, re.IGNORECASE) if word.casefold() in text.casefold() else None
                if match:
                    yield _Found(match.start(), match.end(), Spot(_called(entry, word), entry["kind"]))


def _things(text: str) -> Iterator[_Found]:
    for name, entry in table("vocabulary/objects").items():
        for word in [*entry["en"], *entry["zh"]]:
            match = re.search(_thing_word(word), text, re.IGNORECASE) if word.casefold() in text.casefold() else None
            if match:
                start = match.end() - len(match.group("word"))
                yield _Found(start, match.end(), Thing(name, _called(entry, word), entry["count"]))


def _called(entry: Mapping[str, Any], word: str) -> Pair:
    """What is called `word`, in both languages: the words of an entry go in pairs."""
    own, other = (entry["en"], entry["zh"]) if word in entry["en"] else (entry["zh"], entry["en"])
    at = own.index(word)
    counterpart = other[at] if at < len(other) else other[0]
    return Pair(counterpart, word) if own is entry["en"] else Pair(word, counterpart)


def _thing_word(word: str) -> str:
    """A pattern for a thing: "will" and "watch" are verbs, too, and a 画 is hung where it may stand in another word."""
    if word.isascii():
        before = r"(?:a|an|the|his|her|their|last|old|second|secret|new|lost|\w+'s) " if word in _VERBS else ""
        return rf"{before}(?P<word>{_word(word)})"
    if word == "画":
        return "(?P<word>画)(?![家展廊])"
    if len(word) == 1 and word != "信":
        return rf"(?:^|[{MEASURES}的，。])(?P<word>{word})"
    return rf"(?P<word>{re.escape(word)})(?![任息念心])"


def _apart(found: Iterable[_Found]) -> list[_Found]:
    """In the order of the text; of overlapping words the first, and of those that begin together the longest."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _sex(text: str) -> Sex | None:
    for female, male in (
        (r"\b(?:she|hers?)\b|她", r"\b(?:he|his|him)\b|他"),
        (r"\b(?:daughter|girl|woman)\b|女(?![友婿朋])|千金", r"\b(?:son|boy|man)\b|男(?![友朋])|之子|小伙|少爷"),
    ):
        match = re.search(rf"(?P<female>{female})|{male}", text, re.IGNORECASE)
        if match:
            return "female" if match.group("female") else "male"
    return None
