"""What a line sounds like, in the alphabet of the model, in pieces that the model can take."""

import re
from itertools import chain

from shared.errors import StageFailed
from worker.studio.voice import english, japanese, mandarin
from worker.studio.voice.numerals import spoken
from worker.studio.voice.visemes import SHAPES, SILENT
from worker.studio.voice.vocabulary import vocabulary

LANGUAGES: dict[str, str] = {"zh": "zh", "cmn": "zh", "en": "en", "ja": "ja"}
"""The primary subtag of a BCP 47 tag, and what it is read as."""

# The model's own limit is 510. Memory grows with the piece (400 MB at 180 tokens, 790 at 500), and speed falls.
LONGEST_PIECE = 180

# Stage directions are for the actor: (sighs), （冷笑）, 【旁白】, *laughs*.
_DIRECTIONS = re.compile(r"[（(][^（()）]*[)）]|【[^【】]*】|\[[^\[\]]*\]|\*[^*]*\*")

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"([{_HAN}]+)|([A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9'’.&-]*(?:\s+[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9'’.&-]*)*)|([^{_HAN}A-Za-zÀ-ɏ]+)")

_PUNCTUATION = str.maketrans(
    {
        "，": ", ", "、": ", ", "。": ". ", "．": ". ", "！": "! ", "？": "? ", "：": ": ", "；": "; ", "～": "— ", "~": "— ",
        "「": "“", "」": "” ", "『": "“", "』": "” ", "《": "“", "》": "” ", "–": "—", "―": "—", "‥": "…", "⋯": "…", "·": " ",
        "‘": "'", "’": "'", "\n": ". ", "\t": " ", "\u3000": " ",
    }
)  # fmt: skip
_SYMBOLS = {"zh": {"&": "和", "+": "加", "=": "等于", "℃": "摄氏度"}}

_SEAMLESS = SILENT | {""}

_SENTENCE_END = re.compile(r"(?<=[.!?…])(?![.!?…”\"])\s*")
_CLAUSE_END = re.compile(r"(?<=[,;:—”])(?![,;:—”])\s*")
_WORD_END = re.compile(r"\s+")


def family(language: str) -> str:
    """Which of zh, en, ja a BCP 47 tag is spoken as. Raises StageFailed for any other."""
    primary = re.split("[-_]", language.lower())[0]
    if primary not in LANGUAGES:
        raise StageFailed(f"kokoro does not speak {language!r}: it speaks zh, en and ja; use studio/espeak")
    return LANGUAGES[primary]


def pieces(text: str, language: str, *, british: bool = False) -> list[str]:
    """The phonemes of a line, split at sentence ends (else clauses, else words) into pieces of 1 to LONGEST_PIECE symbols.

    No pieces for a line without a sound ("……"). Raises StageFailed for a language that it cannot read, MissingPart.
    """
    known = vocabulary()
    written = "".join(symbol for symbol in transcribed(text, language, british=british) if symbol in known)
    packed = _packed(re.sub(r" +", " ", written).strip())
    return [piece for piece in packed if any(symbol in SHAPES for symbol in piece)]


def without_directions(text: str) -> str:
    """What of a line is spoken: all but what stands in brackets or between asterisks."""
    return _DIRECTIONS.sub(" ", text)


def transcribed(text: str, language: str, *, british: bool = False) -> str:
    """The phonemes of a whole line with its punctuation, each script read by its own language's rules."""
    tongue = family(language)
    said = without_directions(text)
    if tongue == "ja":
        return japanese.phonemes(said) if re.search(r"\w", said) else ""
    if tongue == "zh":
        said = spoken(said)
    for symbol, word in _SYMBOLS.get(tongue, {}).items():
        said = said.replace(symbol, word)
    said = re.sub(r"\.{2,}", "…", said).translate(_PUNCTUATION)
    if tongue == "en" and not re.search(f"[{_HAN}]", said):
        return english.phonemes(said, british=british) if re.search(r"\w", said) else ""
    parts = [_run(match, british=british) for match in _RUNS.finditer(said)]
    return "".join(chain.from_iterable(zip(parts, _seams(parts), strict=True)))


def _run(match: re.Match[str], *, british: bool) -> str:
    han, latin, other = match.groups()
    if han:
        return mandarin.phonemes(han)
    if latin:
        return english.phonemes(latin, british=british)
    if re.search(r"\w", other):
        return english.phonemes(other, british=british)
    return str(other)


def _seams(parts: list[str]) -> list[str]:
    """A space between two runs that both sound."""
    pairs = zip(parts, [*parts[1:], ""], strict=False)
    return [" " if left[-1:] not in _SEAMLESS and right[:1] not in _SEAMLESS else "" for left, right in pairs]


def _packed(written: str) -> list[str]:
    """As few pieces as the limit allows, cut at the strongest boundary that serves."""
    packed: list[str] = []
    for sentence in _split(written, [_SENTENCE_END, _CLAUSE_END, _WORD_END]):
        if packed and len(packed[-1]) + 1 + len(sentence) <= LONGEST_PIECE:
            packed[-1] += " " + sentence
        else:
            packed.append(sentence)
    return packed


def _split(written: str, boundaries: list[re.Pattern[str]]) -> list[str]:
    if len(written) <= LONGEST_PIECE:
        return [written] if written else []
    if not boundaries:
        return [written[start : start + LONGEST_PIECE] for start in range(0, len(written), LONGEST_PIECE)]
    return [part for section in boundaries[0].split(written) if section for part in _split(section, boundaries[1:])]
