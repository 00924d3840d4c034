"""Reads the translations out of an answer, whatever form they come in: by id, in order, or line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shared.line.writing_requests import SpokenText
from worker.writing.finding import Value, values

_HOLDERS = (
    "translations",
    "translation",
    "lines",
    "texts",
    "subtitles",
    "dialogue",
    "items",
    "data",
    "result",
    "results",
    "output",
    "names",
)
_IDS = ("id", "line_id", "line_number", "number", "index", "line_no", "no", "n", "key", "idx")
_TEXTS = (
    "translation",
    "translated",
    "translated_text",
    "translated_line",
    "target",
    "target_text",
    "text",
    "line",
    "value",
    "output",
    "content",
)
_ORIGINALS = ("source", "original", "source_text", "original_text", "original_line")
_NUMBERED = re.compile(r"^[\s>*#-]*[\[(（【]?\s*(?:line\s*)?(\d{1,5})\s*[\])）】]?\s*[.):：、|=\t-]*\s*(\S.*)$", re.IGNORECASE)
_MOST_DEEP = 4

Found = dict[int, list[str]]
"""By id, every text that was given for it."""


def read_translations(answer: str, asked: Sequence[SpokenText]) -> Found:
    """The texts of an answer by the ids of the lines that were asked for; those of no such line are left out. Never raises."""
    best: Found = {}
    for value in values(answer):
        read = _of_value(value.value, asked, 0)
        if read and _is_broken_off(value):
            # Its last text may lack its end.
            read.pop(list(read)[-1])
        if len(read) >= len(best):
            best = read
    return best or _of_lines(answer, asked)


def _is_broken_off(value: Value) -> bool:
    return bool(value.span.missing) and (value.span.in_string or not value.text.rstrip().endswith(('"', "}", "]")))


def _of_value(value: Any, asked: Sequence[SpokenText], depth: int) -> Found:
    if depth > _MOST_DEEP:
        return {}
    if isinstance(value, list):
        return _of_list(value, asked)
    if not isinstance(value, dict):
        return {}
    own = _of_pairs(((key, inner) for key, inner in value.items()), asked)
    inside = [value[key] for key in value if str(key).casefold() in _HOLDERS] or list(value.values())
    readings = [own, *(_of_value(inner, asked, depth + 1) for inner in inside if isinstance(inner, dict | list))]
    return max(readings, key=len)


def _of_list(items: Sequence[Any], asked: Sequence[SpokenText]) -> Found:
    pairs = [pair for item in items for pair in _pairs_of(item)]
    if pairs and len(pairs) >= len(items):
        return _of_pairs(pairs, asked)
    texts = [_text_of(item) for item in items]
    if any(text is None for text in texts):
        return {}
    numbered = _of_lines("\n".join(" ".join((text or "").split()) for text in texts), asked)
    if numbered and len(numbered) >= len(texts):
        return numbered
    # Without ids only the number of them tells which is which.
    return {line.id: [text or ""] for line, text in zip(asked, texts, strict=True)} if len(texts) == len(asked) else {}


def _pairs_of(item: Any) -> Iterator[tuple[Any, Any]]:
    """The id of an item of a list, and the item; of one that is an object of ids itself, each."""
    if isinstance(item, list) and len(item) == 2 and _id_of(item[0]) is not None:
        yield item[0], item[1]
    if isinstance(item, dict):
        named = {str(key).casefold(): inner for key, inner in item.items()}
        given = next((named[name] for name in _IDS if _id_of(named.get(name)) is not None), None)
        if given is not None:
            yield given, item
        else:
            yield from ((key, inner) for key, inner in item.items() if _id_of(key) is not None)


def _of_pairs(pairs: Any, asked: Sequence[SpokenText]) -> Found:
    by_text = {_squeezed(line.text): line.id for line in asked}
    known = {line.id for line in asked}
    given: Found = {}
    for key, inner in pairs:
        text = _text_of(inner)
        number = _id_of(key)
        if number not in known:
            number = by_text.get(_squeezed(str(key)), number)
        if text is not None and number is not None:
            given.setdefault(number, []).append(text)
    found = {number: texts for number, texts in given.items() if number in known}
    if not found and len(given) == len(asked) and sorted(given) == list(range(min(given, default=0), min(given, default=0) + len(given))):
        # Counted anew, from nought or from one.
        return {line.id: given[number] for line, number in zip(asked, sorted(given), strict=True)}
    return found


def _of_lines(answer: str, asked: Sequence[SpokenText]) -> Found:
    matches = [match for line in answer.splitlines() if (match := _NUMBERED.match(line))]
    return _of_pairs(((match[1], match[2]) for match in matches), asked)


def _text_of(value: Any) -> str | None:
    """What is said; of an object its translation, or its only text that is neither an id nor the original."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if not isinstance(value, dict):
        return None
    named = {str(key).casefold(): inner for key, inner in value.items()}
    for name in _TEXTS:
        if isinstance(named.get(name), str):
            return str(named[name])
    others = [inner for name, inner in named.items() if isinstance(inner, str) and name not in (*_IDS, *_ORIGINALS, "speaker", "character")]
    return others[0] if len(others) == 1 else None


def _id_of(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    match = re.fullmatch(r"\D{0,12}?(\d{1,5})\D?", value.strip()) if isinstance(value, str) else None
    return int(match[1]) if match else None


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def form_of_translation(lines: Sequence[SpokenText]) -> Mapping[str, Any]:
    """The JSON Schema of an answer: one text for each line that is asked for, by its id, so that none can be missing or added."""
    ids = [str(line.id) for line in lines]
    texts = {"type": "object", "properties": {each: {"type": "string"} for each in ids}, "required": ids, "additionalProperties": False}
    return {"type": "object", "properties": {"translations": texts}, "required": ["translations"], "additionalProperties": False}
