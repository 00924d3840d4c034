"""Makes JSON that is valid under a JSON Schema, the same for the same request: what a language model stands in for."""

import re
from collections.abc import Mapping
from typing import Any

from ops.simulator.dice import throw

WORDS = (
    "the heir returns at night",
    "a letter is opened",
    "rain on the old bridge",
    "she will not wait",
    "he knows the truth",
    "a door closes",
)
DEEPEST = 12


class Inventor:
    """Values for one schema. `names` is what the choices depend on."""

    def __init__(self, schema: Mapping[str, Any], seed: int, *names: object) -> None:
        self._root = schema
        self._seed = seed
        self._names = names

    def invent(self) -> Any:
        """A value that the schema allows."""
        return self._value(self._root, "$", 0)

    def _value(self, schema: Mapping[str, Any], path: str, depth: int) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][self._index(len(schema["enum"]), path)]
        kind = schema.get("type") or ("object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = next((one for one in kind if one != "null"), "null")
        makers = {"object": self._object, "array": self._array, "string": self._string, "integer": self._integer, "number": self._number}
        if kind in makers:
            return makers[kind](schema, path, depth)
        return None if kind == "null" else bool(self._index(2, path))

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        for _ in range(DEEPEST):
            if "$ref" in schema:
                found: Any = self._root
                for part in str(schema["$ref"]).removeprefix("#/").split("/"):
                    found = found[part]
                schema = {**found, **{name: value for name, value in schema.items() if name != "$ref"}}
            elif schema.get("anyOf") or schema.get("oneOf"):
                options = schema.get("anyOf") or schema["oneOf"]
                schema = next((option for option in options if option.get("type") != "null"), options[0])
            elif schema.get("allOf"):
                merged: dict[str, Any] = {}
                for part in schema["allOf"]:
                    merged |= self._resolved(part)
                schema = merged
            else:
                return schema
        return schema

    def _object(self, schema: Mapping[str, Any], path: str, depth: int) -> dict[str, Any]:
        properties = schema.get("properties", {})
        required = schema.get("required", [])
        names = [name for name in properties if name in required or depth < DEEPEST]
        return {name: self._value(properties[name], f"{path}.{name}", depth + 1) for name in names}

    def _array(self, schema: Mapping[str, Any], path: str, depth: int) -> list[Any]:
        least = int(schema.get("minItems", 0 if depth >= DEEPEST else 1))
        count = min(least, int(schema.get("maxItems", least)))
        return [self._value(schema.get("items", {}), f"{path}[{index}]", depth + 1) for index in range(count)]

    def _string(self, schema: Mapping[str, Any], path: str, _: int) -> str:
        if "pattern" in schema:
            return self._matching(str(schema["pattern"]), path)
        text = WORDS[self._index(len(WORDS), path)]
        while len(text) < int(schema.get("minLength", 1)):
            text = f"{text}, {WORDS[self._index(len(WORDS), f'{path}+{len(text)}')]}"
        return text[: int(schema.get("maxLength", len(text)))]

    def _integer(self, schema: Mapping[str, Any], path: str, _: int) -> int:
        least = int(schema.get("minimum", int(schema["exclusiveMinimum"]) + 1 if "exclusiveMinimum" in schema else 1))
        most = int(schema.get("maximum", int(schema["exclusiveMaximum"]) - 1 if "exclusiveMaximum" in schema else least + 9))
        return least + self._index(max(1, most - least + 1), path)

    def _number(self, schema: Mapping[str, Any], path: str, _: int) -> float:
        least = float(schema.get("minimum", schema.get("exclusiveMinimum", 0.0)))
        most = float(schema.get("maximum", schema.get("exclusiveMaximum", least + 1)))
        return least + (most - least) * (0.25 + 0.5 * throw(self._seed, "number", *self._names, path))

    def _matching(self, pattern: str, path: str) -> str:
        """The first of some usual forms that fits; patterns are not solved."""
        forms = ("ep1", "a", "A", "1", "12", "2026-01-01", "#336699", "9:16", "en", "a1b2c3", WORDS[self._index(len(WORDS), path)])
        return next((form for form in forms if re.search(pattern, form)), forms[-1])

    def _index(self, count: int, path: str) -> int:
        return int(count * throw(self._seed, "invent", *self._names, path))
