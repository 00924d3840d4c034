"""YAML: read event by event with bounds, and with the scalars of YAML 1.2.

PyYAML's own loaders follow YAML 1.1, in which `no` is false and `12:30` is 750, and they expand aliases without a bound.
"""

import re
from typing import Any

import yaml

from producer.intake.document import DEEPEST, LONGEST_NUMBER, MOST_VALUES, Malformed, Place

# libyaml's parser where PyYAML was built with it (twenty times faster), else the one in Python: their events are the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The core schema, YAML 1.2.2 section 10.3.2; octal and hexadecimal numbers are left as text.
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
# YAML 1.2.2, production 1.
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS = {None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


def read_yaml(text: str) -> tuple[Any, dict[Place, int]]:
    """The data of a YAML text and its lines. Raises Malformed."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wrong = " ".join(part for part in (error.problem, error.context) if part)
        raise Malformed(f"broken YAML: {wrong}", *((mark.line + 1, mark.column + 1) if mark else ())) from None
    except yaml.reader.ReaderError as error:
        found = _UNREADABLE.search(text)
        before = text[: found.start() if found else 0]
        where = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Malformed(f"broken YAML: the character U+{error.character:04X} is not allowed; take it out", *where) from None
    except (yaml.YAMLError, ValueError) as error:
        raise Malformed(f"broken YAML: {error}") from None
    if not builder.documents:
        raise Malformed("is empty; a season file is a mapping that starts with 'title: …'", 1)
    return builder.root, builder.lines


class _Open:
    """A list or mapping whose end has not come yet."""

    def __init__(self, value: Any, place: Place, anchor: str | None) -> None:
        self.value = value
        self.place = place
        self.anchor = anchor
        self.key: str | None = None


class _Builder:
    """Puts events together. It holds its own stack, so depth costs no recursion."""

    def __init__(self) -> None:
        self.root: Any = None
        self.lines: dict[Place, int] = {}
        self.documents = 0
        self.values = 0
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.malformed("a second document begins; one file holds one season", event)
        elif isinstance(event, yaml.ScalarEvent):
            self.check_tag(event)
            self.scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.check_tag(event)
            self.begin(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self.stack.pop()
            if done.anchor:
                self.anchors[done.anchor] = (done.value, _size(done.value))
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event)

    def scalar(self, event: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            if event.value in top.value:
                raise self.malformed(f"the field {event.value[:60]!r} is given twice; keep one", event)
            top.key = event.value
            return
        value = event.value if event.style or event.tag is not None else self.plain(event)
        self.place(value, event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)

    def plain(self, event: Any) -> Any:
        text = event.value
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if len(text) > LONGEST_NUMBER:
            return text
        if _WHOLE.fullmatch(text):
            return int(text)
        return float(text) if _NUMBER.fullmatch(text) else text

    def begin(self, event: Any) -> None:
        if len(self.stack) >= DEEPEST:
            raise self.malformed(f"nested deeper than {DEEPEST} levels; a season file needs eight", event)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Open(value, self.place(value, event), event.anchor))

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise self.malformed(f"the alias *{event.anchor[:60]} stands for nothing that is complete before it", event)
        value, size = self.anchors[event.anchor]
        self.place(value, event, size)

    def place(self, value: Any, event: Any, size: int = 1) -> Place:
        """Put a value into the open list or mapping; answers where it stands."""
        self.values += size
        if self.values > MOST_VALUES:
            raise self.malformed(f"more than {MOST_VALUES} values (aliases written out); a season has far fewer", event)
        line = event.start_mark.line + 1
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            step: str | int = len(top.value)
            top.value.append(value)
        elif top.key is None:
            raise self.malformed("a field's name must be plain text", event)
        else:
            step = top.key
            top.value[step] = value
            top.key = None
        place = (*top.place, step)
        self.lines[place] = line
        return place

    def check_tag(self, event: Any) -> None:
        if event.tag not in _TAGS:
            raise self.malformed(f"the tag {event.tag[:60]!r} is not used here; take it out", event)

    def malformed(self, wrong: str, event: Any) -> Malformed:
        return Malformed(wrong, event.start_mark.line + 1, event.start_mark.column + 1)


def _size(value: Any) -> int:
    """How many values a value holds with its aliases written out, itself included; at most one more than are allowed."""
    pending, count = [value], 0
    while pending and count <= MOST_VALUES:
        item = pending.pop()
        count += 1
        pending.extend(item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
    return count
