"""Finds the JSON Schema that a prompt asks for, where `response_format` does not carry it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

KINDS = {"object", "array", "string", "integer", "number", "boolean", "null"}
FENCE = re.compile(r"```(?:json\w*)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)
OBJECT = re.compile(r'\{(?=\s*")')
SIGNS = re.compile(r'"(?:type|properties|\$schema)"')
DECODER = json.JSONDecoder()

Schema = Mapping[str, Any]


def schema_in(text: str) -> tuple[Schema | None, str]:
    """The first JSON Schema in a text, in a code fence or else anywhere, and the text without it."""
    for fence in FENCE.finditer(text):
        for schema, _, __ in _schemas(fence[1]):
            return schema, text.replace(fence[0], " ", 1)
    for schema, start, end in _schemas(text):
        return schema, f"{text[:start]} {text[end:]}"
    return None, text


def constants_of(schema: Any, *fields: str) -> list[Any]:
    """The values that a schema allows for the first property of one of these names that has a `const` or an `enum`."""
    if isinstance(schema, list):
        return next((found for found in (constants_of(part, *fields) for part in schema) if found), [])
    if not isinstance(schema, Mapping):
        return []
    for name in fields:
        allowed = schema.get("properties", {}).get(name, {})
        if isinstance(allowed, Mapping) and ("const" in allowed or "enum" in allowed):
            return [allowed["const"]] if "const" in allowed else list(allowed["enum"])
    return constants_of(list(schema.values()), *fields)


def _schemas(text: str) -> Iterator[tuple[Schema, int, int]]:
    for brace in OBJECT.finditer(text) if SIGNS.search(text) else ():
        try:
            value, end = DECODER.raw_decode(text, brace.start())
        except (ValueError, RecursionError):
            continue
        if _is_schema(value):
            yield value, brace.start(), end


def _is_schema(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    return isinstance(value.get("properties"), dict) or "$schema" in value or (isinstance(kind, str) and kind in KINDS)
