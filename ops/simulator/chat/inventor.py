"""Makes JSON that is valid under a JSON Schema, the same for the same request: what a language model stands in for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ops.simulator.chat.fields import COUNTS, NUMBERS, PEOPLE, PHRASES, SPEAKERS
from ops.simulator.chat.prose import Prose

DEEPEST = 12
TRIES = 20


@dataclass(frozen=True)
class Place:
    """Where a value stands: `field` is the property that it is, or is an item of; `holder` the one around; `index` of the item."""

    path: str = "$"
    field: str = ""
    holder: str = ""
    index: int = 0
    depth: int = 0
    is_listed: bool = False

    def into(self, name: str) -> "Place":
        """The place of a property."""
        return replace(self, path=f"{self.path}.{name}", field=name, holder=self.field, depth=self.depth + 1)

    def item(self, index: int, tries: int = 0) -> "Place":
        """The place of an item."""
        path = f"{self.path}[{index}]{'+' * tries}"
        return replace(self, path=path, index=index, depth=self.depth + 1, is_listed=True)


class Inventor:
    """Values for one schema. `counts`: lists that are to have so many items, whatever the schema says."""

    def __init__(self, schema: Mapping[str, Any], prose: Prose, episode: int = 1, counts: Mapping[str, int] | None = None) -> None:
        self._root = schema
        self._prose = prose
        self._episode = episode
        self._counts = counts or {}
        self._makers = {
            "object": self._object, "array": self._array, "string": self._string, "integer": self._integer, "number": self._number,
        }  # fmt: skip

    def invent(self) -> Any:
        """A value that the schema allows. Raises KeyError, TypeError or ValueError where the schema is none."""
        return self._value(self._root, Place())

    def _value(self, schema: Mapping[str, Any], place: Place) -> Any:
        schema = self._resolved(schema, place)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._one_of(schema["enum"], place)
        kind = schema.get("type") or ("object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = "null" if place.depth >= DEEPEST and "null" in kind else next((one for one in kind if one != "null"), "null")
        if kind in self._makers:
            return self._makers[kind](schema, place)
        return None if kind == "null" else bool(self._prose.index(2, place.path))

    def _one_of(self, values: list[Any], place: Place) -> Any:
        """People take their names in order, so that they differ; those who speak take turns."""
        if place.field == "name" and place.holder in PEOPLE:
            return values[place.index % len(values)]
        if place.field in SPEAKERS:
            return values[self._prose.turn(len(values))]
        return values[self._prose.index(len(values), place.path)]

    def _resolved(self, schema: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
        for _ in range(DEEPEST):
            if "$ref" in schema:
                found: Any = self._root
                for part in str(schema["$ref"]).lstrip("#").split("/")[1:]:
                    found = found[part.replace("~1", "/").replace("~0", "~")]
                schema = {**found, **{name: value for name, value in schema.items() if name != "$ref"}}
            elif schema.get("anyOf") or schema.get("oneOf"):
                options = schema.get("anyOf") or schema["oneOf"]
                is_deep = place.depth >= DEEPEST
                chosen = next((option for option in options if (option.get("type") == "null") == is_deep), options[0])
                schema = {**{name: value for name, value in schema.items() if name not in {"anyOf", "oneOf"}}, **chosen}
            elif schema.get("allOf"):
                merged = {name: value for name, value in schema.items() if name != "allOf"}
                for part in schema["allOf"]:
                    merged = _both(merged, self._resolved(part, place))
                schema = merged
            else:
                return schema
        return schema

    def _object(self, schema: Mapping[str, Any], place: Place) -> dict[str, Any]:
        properties = schema.get("properties", {})
        required = schema.get("required", [])
        names = [*properties, *(name for name in required if name not in properties)]
        kept = [name for name in names if name in required or place.depth < DEEPEST]
        return {name: self._value(properties.get(name, {}), place.into(name)) for name in kept}

    def _array(self, schema: Mapping[str, Any], place: Place) -> list[Any]:
        first = schema.get("prefixItems", [])
        count = self._count(schema, place, len(first))
        made: list[Any] = []
        for index in range(count):
            items = first[index] if index < len(first) else schema.get("items", {})
            for tries in range(TRIES):
                value = self._value(items if isinstance(items, Mapping) else {}, place.item(index, tries))
                if not schema.get("uniqueItems") or value not in made:
                    break
            made.append(value)
        return made

    def _count(self, schema: Mapping[str, Any], place: Place, prefixed: int) -> int:
        if place.field in self._counts:
            return self._counts[place.field]
        usual = prefixed or COUNTS.get(place.field, 1)
        if place.field in PEOPLE:
            usual = max(usual, self._prose.given)
        least = int(schema.get("minItems", 0))
        wanted = max(least, 0 if place.depth >= DEEPEST else usual)
        return min(wanted, int(schema.get("maxItems", wanted)))

    def _string(self, schema: Mapping[str, Any], place: Place) -> str:
        if "pattern" in schema:
            return self._matching(str(schema["pattern"]), place)
        kind = PHRASES.get(place.field, "action")
        most = int(schema["maxLength"]) if "maxLength" in schema else None
        text = self._named(place) if kind == "name" else self._fitting(kind, most)
        while len(text) < int(schema.get("minLength", 0)):
            text = f"{text} {self._prose.say(kind)}"
        return text[:most]

    def _named(self, place: Place) -> str:
        if place.holder in PEOPLE or place.field in PEOPLE:
            return self._prose.person(place.index)
        if place.field in SPEAKERS:
            return self._prose.person(self._prose.turn(COUNTS["characters"]))
        return self._prose.say("name")

    def _fitting(self, kind: str, most: int | None) -> str:
        """A phrase that is short enough, if there is one."""
        text = self._prose.say(kind)
        for _ in range(TRIES):
            if most is None or len(text) <= most:
                break
            text = self._prose.say(kind)
        return text

    def _integer(self, schema: Mapping[str, Any], place: Place) -> int:
        least, most = self._usual(place)
        if "minimum" in schema or "exclusiveMinimum" in schema:
            bound = -(-schema["minimum"] // 1) if "minimum" in schema else schema["exclusiveMinimum"] // 1 + 1
            least, most = (least, most) if bound <= least else (int(bound), max(most, int(bound)))
        if "maximum" in schema or "exclusiveMaximum" in schema:
            bound = schema["maximum"] // 1 if "maximum" in schema else -(-schema["exclusiveMaximum"] // 1) - 1
            least, most = min(least, int(bound)), min(most, int(bound))
        return least + self._prose.index(most - least + 1, place.path)

    def _usual(self, place: Place) -> tuple[int, int]:
        """What a number usually is: a place in a list where its name says so."""
        if place.field.endswith("number"):
            number = place.index + 1 if place.is_listed else self._episode
            return number, number
        return NUMBERS.get(place.field, (1, 10))

    def _number(self, schema: Mapping[str, Any], place: Place) -> float:
        least = schema.get("minimum", schema.get("exclusiveMinimum"))
        most = schema.get("maximum", schema.get("exclusiveMaximum"))
        low, high = self._usual(place)
        if _is_known(place.field) and (least is None or least <= low) and (most is None or high <= most):
            return float(self._integer({}, place))
        start = float(least if least is not None else 0 if most is None else most - 1)
        end = float(most if most is not None else start + 1)
        return start + (end - start) * (0.25 + 0.5 * self._prose.share("number", place.path))

    def _matching(self, pattern: str, place: Place) -> str:
        """The first of some usual forms that fits; patterns are not solved."""
        text = self._prose.say(PHRASES.get(place.field, "action"))
        forms = ("ep1", "a", "A", "1", "12", "2026-01-01", "#336699", "9:16", "en", "zh-CN", "a1b2c3", text)
        return next((form for form in forms if re.search(pattern, form)), forms[-1])


def _is_known(field: str) -> bool:
    return field in NUMBERS or field.endswith("number")


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What two schemas ask together: the properties and the required ones of both."""
    merged = {**one, **other}
    if "properties" in one and "properties" in other:
        merged["properties"] = {**one["properties"], **other["properties"]}
    if "required" in one and "required" in other:
        merged["required"] = [*one["required"], *(name for name in other["required"] if name not in one["required"])]
    return merged
