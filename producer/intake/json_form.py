"""JSON: read with the line of each value, with doubled names refused and depth bounded (RFC 8259)."""

import json
import re
from typing import Any, NoReturn

from producer.intake.document import DEEPEST, LONGEST_NUMBER, MOST_VALUES, Malformed, Place

# Only strings are left to the standard library: its decoder tells no lines, and recurses.
_STRINGS = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
# NaN and Infinity are no JSON, but Python and JavaScript programs write them: their field is named, not just their line.
_CONSTANTS = {
    "true": True, "false": False, "null": None, "NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf"),
}  # fmt: skip
_CONSTANT = re.compile("|".join(_CONSTANTS))


def read_json(text: str) -> tuple[Any, dict[Place, int]]:
    """The data of a JSON text and its lines. Raises Malformed."""
    reader = _Reader(text)
    reader.space()
    if reader.at == len(text):
        raise Malformed("is empty; a season file is an object that starts with '{\"title\": …'", 1)
    data = reader.value(())
    reader.space()
    if reader.at < len(text):
        reader.fail("something follows the end of the data")
    return data, reader.lines


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Place, int] = {}
        self.values = 0
        # The line of `counted`, kept so that lines are counted once.
        self.line, self.counted = 1, 0

    def value(self, place: Place) -> Any:
        self.values += 1
        if len(place) > DEEPEST:
            self.fail(f"nested deeper than {DEEPEST} levels; a season file needs eight")
        if self.values > MOST_VALUES:
            self.fail(f"more than {MOST_VALUES} values; a season has far fewer")
        self.lines.setdefault(place, self.line_here())
        mark = self.text[self.at : self.at + 1]
        if mark == "{":
            return self.mapping(place)
        if mark == "[":
            return self.listing(place)
        if mark == '"':
            return self.string()
        return self.scalar()

    def mapping(self, place: Place) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while self.another(data, "{", "}"):
            if self.text[self.at : self.at + 1] != '"':
                self.fail("a field's name in double quotes is expected")
            line, start = self.line_here(), self.at
            key = self.string()
            if key in data:
                self.at = start
                self.fail(f"the field {key[:60]!r} is given twice; keep one")
            self.lines[(*place, key)] = line
            self.space()
            self.expect(":")
            data[key] = self.value((*place, key))
        return data

    def listing(self, place: Place) -> list[Any]:
        data: list[Any] = []
        while self.another(data, "[", "]"):
            data.append(self.value((*place, len(data))))
        return data

    def another(self, data: Any, opening: str, closing: str) -> bool:
        """Whether another item comes; steps over the bracket or comma before it, and over the closing bracket."""
        if not data:
            self.expect(opening)
        else:
            self.space()
        if self.text[self.at : self.at + 1] == closing:
            self.at += 1
            return False
        if data:
            self.expect(",")
        return True

    def string(self) -> str:
        try:
            text, self.at = _STRINGS.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            self.at = error.pos
            self.fail(error.msg)
        return str(text)

    def scalar(self) -> Any:
        constant = _CONSTANT.match(self.text, self.at)
        if constant:
            self.at = constant.end()
            return _CONSTANTS[constant.group()]
        number = _NUMBER.match(self.text, self.at)
        if not number:
            self.fail("a value is expected" if self.at < len(self.text) else "the file ends too early")
        if len(number.group()) > LONGEST_NUMBER:
            self.fail(f"a number of more than {LONGEST_NUMBER} digits")
        self.at = number.end()
        return float(number.group()) if number[1] or number[2] else int(number.group())

    def expect(self, mark: str) -> None:
        if self.text[self.at : self.at + 1] != mark:
            self.fail(f"{mark!r} is expected" if self.at < len(self.text) else f"the file ends where {mark!r} is expected")
        self.at += 1
        self.space()

    def space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def line_here(self) -> int:
        if self.at < self.counted:
            return self.text.count("\n", 0, self.at) + 1
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def fail(self, wrong: str) -> NoReturn:
        column = self.at - self.text.rfind("\n", 0, self.at)
        raise Malformed(f"broken JSON: {wrong}", self.line_here(), column)
