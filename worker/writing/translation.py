"""Judges the answer to a translation, line by line: what of it is good, and what is wrong with the rest."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.line.terms import has_term, names_somebody, occurs
from shared.line.writing_requests import SpokenText, TranslationRequest
from worker.writing.finding import LONGEST_ANSWER
from worker.writing.foreign import foreign
from worker.writing.refusing import reads_like_refusal
from worker.writing.tidying import tidied
from worker.writing.tongue import letters_of, wrong_language
from worker.writing.translated import Found, read_translations

FREE_SYLLABLES, DUBBED_TIMES, READ_TIMES = 6, 2.5, 5
"""A translation may have so many syllables more, then so many times those of its line: spoken, and only read."""
FEWEST_SAME = 24
"""Letters of two lines that are translated alike although they are not alike."""
_LETTERS_A_SYLLABLE = {"thai": 2.5, "lao": 2.5, "burmese": 2.5, "khmer": 2.5, "arabic": 2.0, "hebrew": 2.0}
_WIDE_LETTERS = 3
_VOWELS = re.compile(
    r"[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýāēīōūăĕĭŏŭạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơưаеёиоуыэюяіїєαεηιουω]+", re.IGNORECASE
)
_OF_THE_MODEL = re.compile(
    r"\bas an? (?:AI|artificial|large language)\b|\b(?:can(?:no|')t|unable to) translate\b|\buntranslatable\b|translator'?s note"
    r"|无法翻译|不能翻译",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class JudgedTranslation:
    """What became of an answer: each line that was asked for is translated, or has in `bad` what is wrong with it, in a clause."""

    translations: dict[int, str]
    bad: dict[int, str]
    problems: tuple[str, ...] = ()
    """What is wrong with the answer as a whole, for people."""
    notes: tuple[str, ...] = field(default=())
    """What was put up with, for people."""


def judge_translation(
    answer: str, request: TranslationRequest, names: Mapping[str, str], *, asked: tuple[SpokenText, ...], was_cut: bool, is_last: bool
) -> JudgedTranslation:
    """Reads an answer liberally and judges each line strictly. Never raises, whatever the answer is.

    `names` are the cast's, as they are to be called. The last time, a name that is missing is put up with.
    """
    if not answer.strip("\ufeff \t\r\n"):
        return _none(asked, "the answer is empty" + (": its tokens were used up before it began" if was_cut else ""))
    found = read_translations(answer, asked) if len(answer) <= LONGEST_ANSWER else {}
    if not found:
        begins = repr(" ".join(answer[:480].split())[:120])
        what = "it refuses to translate" if reads_like_refusal(answer) else "it broke off at once" if was_cut else "it holds no translation"
        return _none(asked, f"{what}: {begins}")
    judging = _Judging(request, names, is_last)
    translations: dict[int, str] = {}
    bad: dict[int, str] = {}
    for line in asked:
        text, wrong = judging.line(line, found)
        if wrong:
            bad[line.id] = wrong
        else:
            translations[line.id] = text
    bad.update(judging.alike(asked, translations))
    bad.update(judging.all_of_it(translations))
    good = {each: text for each, text in translations.items() if each not in bad}
    return JudgedTranslation(good, dict(sorted(bad.items())), (), tuple(judging.notes))


class _Judging:
    """Judges the lines of one answer."""

    def __init__(self, request: TranslationRequest, names: Mapping[str, str], is_last: bool) -> None:
        self.request = request
        self.names = names
        self.is_last = is_last
        self.notes: list[str] = []

    def line(self, line: SpokenText, found: Found) -> tuple[str, str]:
        """A line's translation, and what is wrong with it, if anything."""
        texts = list(dict.fromkeys(tidied(text, line, self.speakers(line)) for text in found.get(line.id, ())))
        if not texts:
            return "", "it is missing"
        if len(texts) > 1:
            return "", f"it is translated {len(texts)} times, each time otherwise"
        return texts[0], self.fault(line, texts[0])

    def speakers(self, line: SpokenText) -> tuple[str, ...]:
        name = self.names.get(line.character)
        return () if name is None else (name,)

    def fault(self, line: SpokenText, text: str) -> str:
        """What is wrong with a translation, in a clause."""
        if not any(letter.isalnum() for letter in text) and any(letter.isalnum() for letter in line.text):
            return "it is empty" if not text else f"it says nothing: {text[:40]!r}"
        if _OF_THE_MODEL.search(text) and not _OF_THE_MODEL.search(line.text):
            return f"it is no translation: {text[:60]!r}"
        known = [*self.request.terms.values(), *self.names.values()]
        strange = foreign(text, line.text, self.request.source, self.request.language, known)
        if strange:
            return strange
        return self.term_fault(line, text) or self.length_fault(line, text)

    def term_fault(self, line: SpokenText, text: str) -> str:
        language = self.request.language
        for term, wanted in self.request.terms.items():
            if occurs(term, line.text) and not has_term(text, wanted, language):
                return f"{term!r} has to be {wanted!r} in it: {text[:60]!r}"
        for name, wanted in self.names.items():
            if name in self.request.terms or not occurs(name, line.text) or names_somebody(text, wanted, language):
                continue
            if not self.is_last:
                return f"{name!r} is called {wanted!r}: {text[:60]!r}"
            self.notes.append(f"line {line.id} does not call {name!r} {wanted!r}")
        return ""

    def length_fault(self, line: SpokenText, text: str) -> str:
        times = DUBBED_TIMES if self.request.is_dubbed else READ_TIMES
        most = (FREE_SYLLABLES if self.request.is_dubbed else 4 * FREE_SYLLABLES) + times * syllables(line.text)
        if self.request.are_names or syllables(text) <= most:
            return ""
        return f"it is far too long, {syllables(text):.0f} syllables for {syllables(line.text):.0f}: {text[:60]!r}"

    def alike(self, asked: tuple[SpokenText, ...], translations: Mapping[int, str]) -> dict[int, str]:
        """Lines that are translated alike although they say different things: one of them slipped."""
        originals = {line.id: "".join(line.text.split()).casefold() for line in asked}
        by_text: dict[str, list[int]] = {}
        for number, text in translations.items():
            if sum(letter.isalpha() for letter in text) >= FEWEST_SAME:
                by_text.setdefault(text.casefold(), []).append(number)
        return {
            number: f"it is translated like line {numbers[0] if number != numbers[0] else numbers[1]}, which says something else"
            for numbers in by_text.values()
            if len({originals[number][:FEWEST_SAME] for number in numbers}) > 1
            for number in numbers
        }

    def all_of_it(self, translations: Mapping[int, str]) -> dict[int, str]:
        """Every line, where most of them together are in another language: each alone may be too short to tell."""
        other = None if self.request.are_names else wrong_language(translations.values(), self.request.language)
        return {} if other is None else dict.fromkeys(translations, f"most of the lines are in {other}")


def syllables(text: str) -> float:
    """About how many syllables a text has: one an ideograph, a kana or a hangul, else one for each group of vowels."""
    counted = 0.0
    for script, weight in letters_of(text).items():
        if script in ("han", "kana", "hangul"):
            counted += weight / _WIDE_LETTERS
        elif script not in ("latin", "cyrillic", "greek"):
            counted += weight / _LETTERS_A_SYLLABLE.get(script, 2.0)
    return counted + len(_VOWELS.findall(text))


def _none(asked: tuple[SpokenText, ...], problem: str) -> JudgedTranslation:
    return JudgedTranslation({}, {line.id: "it is missing" for line in asked}, (problem,))


def told(bad: Mapping[int, str]) -> str:
    """What is wrong with the lines of an answer, in one line: the commonest first."""
    kinds = Counter(wrong.partition(":")[0] for wrong in bad.values())
    return "; ".join(f"{what} ({count} x)" if count > 1 else what for what, count in kinds.most_common(3))
