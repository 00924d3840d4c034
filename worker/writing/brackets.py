"""Where the JSON in a text begins and ends, however badly it is written."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

# What may begin an object or a list of a script: "[1]" and "{he laughs}" in the words around it do not.
_OPENING = re.compile(r"""\{(?=\s*+(?:["'“”}]|//|/\*|\w++\s*+:|\Z))|\[(?=\s*+(?:[\[{"'“”\]]|//|/\*|\Z))""")
# A quote ends a string only where JSON can go on after it: models forget to escape those inside.
_VALUE = r"(?:[\"'“{}\[\]/]|-?\d|\w++\s*+:|(?:true|false|null|None|True|False|NaN)\b|\Z)"
_GOES_ON = rf"(?=\s*+(?:[:}}\]]|,\s*+{_VALUE}|//|/\*|```|\Z))"
# Only single characters are repeated possessively: before 3.11.5, Python gave up too early on groups that look ahead (gh-106052). What
# follows each of these groups always matches, so that none is ever gone back into.
_TOKEN = re.compile(
    rf'(?P<double>"(?:[^"\\]++|\\.|"(?!{_GOES_ON}))*(?P<closed>"?))'
    rf"|(?P<smart>“(?:[^”]++|”(?!{_GOES_ON}))*(?P<smartly>”?))"
    r"|(?P<comment>//[^\n]*+|/\*(?:[^*]++|\*(?!/))*(?:\*/)?)"
    r"|(?P<mark>[{}\[\],:'])",
    re.DOTALL,
)
_SINGLE = re.compile(rf"'(?:[^'\\]++|\\.|'(?!{_GOES_ON}))*(?P<closed>'?)", re.DOTALL)
_PAIRS = {"}": "{", "]": "["}


@dataclass(frozen=True)
class Span:
    """A JSON value from `start` to `end` of a text; `missing` are the brackets that it never closes, outermost first.

    `in_string` is whether it breaks off in a string, `is_between` whether right after a comma, a colon or a bracket that opens.
    `depth` is how many brackets are around what is deepest in it.
    """

    start: int
    end: int
    missing: str = ""
    in_string: bool = False
    is_between: bool = False
    depth: int = 0


_CURLY = re.compile(r"[{\[,:]\s*+“")


def straight(text: str) -> str:
    """The text with strings between curly quotes, where they are used as JSON's, between straight ones."""
    if not _CURLY.search(text):
        return text
    return _TOKEN.sub(lambda token: json.dumps(token[0][1:-1], ensure_ascii=False) if token["smartly"] else token[0], text)


def spans(text: str) -> Iterator[Span]:
    """The outermost JSON values of a text, in order; what follows one that never closes belongs to it. Linear time."""
    position = 0
    while opening := _OPENING.search(text, position):
        span = _span(text, opening.start())
        yield span
        position = span.end


def _span(text: str, start: int) -> Span:
    stack: list[str] = []
    depth, deepest = {"{": 0, "[": 0}, 0
    position, before, in_string = start, "", False
    while token := _TOKEN.search(text, position):
        position = token.end()
        if token["comment"]:
            continue
        mark = token["mark"] or '"'
        if mark == "'" and before in {"{", "[", ",", ":"}:
            single = _SINGLE.match(text, token.start())
            position, in_string = (single.end(), not single["closed"]) if single else (position, False)
        elif mark == '"':
            in_string = not (token["closed"] or token["smartly"])
        elif mark in {"{", "["}:
            stack.append(mark)
            depth[mark] += 1
            deepest = max(deepest, len(stack))
        elif mark in _PAIRS and depth[_PAIRS[mark]]:
            # Brackets inside that were forgotten are closed along with it.
            closed = ""
            while closed != _PAIRS[mark]:
                closed = stack.pop()
                depth[closed] -= 1
            if not stack:
                return Span(start, position, depth=deepest)
        before = mark
    return Span(start, len(text), "".join(stack), in_string, before in {",", ":", "{", "["}, deepest)
