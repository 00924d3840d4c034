"""What a premise speaks of: people, places, things and names, found by vocabulary; what is not known is taken as it is written."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from producer.writer.lexicon import Pair, table

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
    people = _people(text)
    things, spots = _things(text), _spots(text)
    taken = [part for called in (*(one.called for one in things), *(one.called for one in spots)) for part in (called.zh, called.en)]
    loose = _phrases(text, [*taken, *(person.job.en for person in people if person.job), *(p.job.zh for p in people if p.job)])
    if not things:
        things = tuple(Thing(f"premise:{phrase}", _as_is(phrase, "东西", "thing"), "件") for phrase, where in loose if not where)[:2]
    if not spots:
        spots = tuple(Spot(_as_is(phrase, "那个地方", "place"), "street") for phrase, where in loose if where)[:1]
    return Premise(text, people, spots, things, _sex(text))


def thing(name: str) -> Thing:
    """An object of the vocabulary by its name."""
    entry = table("vocabulary/objects")[name]
    return Thing(name, Pair(entry["zh"][0], entry["en"][0]), entry["count"])


def jobs_in(text: str) -> list[tuple[int, dict[str, Any], Pair]]:
    """The roles that a text names, by position; of overlapping words the longest."""
    found: list[tuple[int, int, dict[str, Any], Pair]] = []
    for entry in table("vocabulary/people"):
        zh, en = entry["zh"].split(), entry["en"].split()
        for word in [*zh, *en]:
            for match in re.finditer(_word(word.replace("-", " ") if word.isascii() else word), text, re.IGNORECASE):
                called = Pair(word if not word.isascii() else zh[0], (word if word in en else en[0]).replace("-", " "))
                found.append((match.start(), -len(word), entry, called))
    kept: list[tuple[int, dict[str, Any], Pair]] = []
    end = -1
    for start, length, entry, called in sorted(found, key=lambda one: one[:2]):
        if start >= end:
            kept.append((start, entry, called))
            end = start - length
    return kept


def _word(word: str) -> str:
    return rf"(?<![A-Za-z]){re.escape(word)}(?:s|es)?(?![A-Za-z])" if word.isascii() else re.escape(word)


def _people(text: str) -> tuple[Person, ...]:
    found: list[Person] = []
    seen: set[str] = set()
    names = dict(_names(text))
    for at, entry, called in jobs_in(text):
        # "the lawyer … the lawyer" is one person.
        if entry["en"] in seen:
            continue
        seen.add(entry["en"])
        near = next((start for start, name in names.items() if -len(name) - 8 - 18 <= start - at <= len(called.of("en")) + 2), None)
        found.append(Person(at, called, entry, names.pop(near) if near is not None else ""))
    found += [Person(at, None, {}, name) for at, name in names.items()]
    return tuple(sorted(found, key=lambda person: person.at))


_WORDS = table("vocabulary/grammar")
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
        follows = re.match(r",? (?:and|[a-z]+s|a|an|the|who|must|is|has)\b", text[match.end() :])
        known = match.group().split()[0].lower() in _WORDS["capitalised"].split() or jobs_in(match.group())
        if not known and (not opens or follows) and not re.search(rf"\b{match.group().lower()}\b", text):
            found.append((match.start(), match.group()))
    return found


def _spots(text: str) -> tuple[Spot, ...]:
    found: list[tuple[int, int, Spot]] = []
    for entry in table("vocabulary/places"):
        for tongue in ("en", "zh"):
            for word in entry[tongue]:
                match = re.search(_word(word), text, re.IGNORECASE)
                if match:
                    called = Pair(word, entry["en"][0]) if tongue == "zh" else Pair(entry["zh"][0], word)
                    found.append((match.start(), -len(word), Spot(called, entry["kind"])))
    return tuple(_apart(found))


def _things(text: str) -> tuple[Thing, ...]:
    found: list[tuple[int, int, Thing]] = []
    for name, entry in table("vocabulary/objects").items():
        for word in [*entry["en"], *entry["zh"]]:
            # "will" and "watch" are verbs, too, and a painting is hung where a 画 may be a picture book.
            before = (
                r"(?:a|an|the|his|her|their|last|old|second|secret|new|lost|\w+'s) "
                if word in {"will", "watch", "key", "box", "deed"}
                else ""
            )
            pattern = before + _word(word) if word.isascii() else re.escape(word) + ("(?![家展廊])" if word == "画" else "(?![任息念心])")
            match = re.search(pattern, text, re.IGNORECASE)
            if match:
                called = Pair(word, entry["en"][0]) if not word.isascii() else Pair(entry["zh"][0], word)
                found.append((match.start(), -len(word), Thing(name, called, entry["count"])))
    return tuple(_apart(found))


def _apart(found: list[tuple[int, int, Any]]) -> list[Any]:
    kept, end = [], -1
    for start, length, one in sorted(found, key=lambda item: item[:2]):
        if start >= end:
            kept.append(one)
            end = start - length
    return kept


def _phrases(text: str, taken: list[str]) -> list[tuple[str, bool]]:
    """The premise's own noun phrases that no vocabulary knows, and whether each is somewhere to be."""
    found: list[tuple[str, bool]] = []
    for match in re.finditer(
        r"(?:\b(in|at|on|under|inside|near|above|behind) )?\b(?:a|an|the|his|her|their|its) ((?:[a-z][a-z-]+ ?){1,4})", text
    ):
        words: list[str] = []
        for word in match.group(2).split():
            if word in _WORDS["phrase ends"].split() or (words and re.search(r"(?:[^s]s|ed)$", word)) or len(words) == 3:
                break
            words.append(word)
        phrase = " ".join(words)
        if (
            words
            and words[-1] not in _WORDS["too vague"].split()
            and not any(part in phrase or phrase in part for part in taken if part.isascii())
        ):
            found.append((phrase, bool(match.group(1)) and match.group(1) != "on"))
    for match in re.finditer(
        r"(在)?一(?:个|枚|块|座|件|部|支|颗|幅|台|艘|盏|尊)([\u4e00-\u9fff]{2,8}?)(?=[，。、；！]|在|让|把|被|和|与|却|是|里|揭|$)", text
    ):
        known = any(part in match.group(2) for part in taken if not part.isascii())
        found += [] if known else [(match.group(2), bool(match.group(1)))]
    return found


def _as_is(phrase: str, zh: str, en: str) -> Pair:
    return Pair(zh, phrase) if phrase.isascii() else Pair(phrase, en)


def _sex(text: str) -> Sex | None:
    for female, male in (
        (r"\b(?:she|hers?)\b|她", r"\b(?:he|his|him)\b|他"),
        (r"\b(?:daughter|girl|woman)\b|女", r"\b(?:son|boy|man)\b|男|儿子"),
    ):
        match = re.search(rf"(?P<female>{female})|{male}", text, re.IGNORECASE)
        if match:
            return "female" if match.group("female") else "male"
    return None
