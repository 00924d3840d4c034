"""Looks at a jobs file's rows before they are read as jobs: a job's type decides which fields it may have."""

from collections.abc import Iterator
from typing import Any

from producer.batch.file import ENTRIES, SYNONYMS
from producer.intake.document import Document, Place
from producer.intake.problems import Problem, did_you_mean, refuse, shown


def checked_rows(document: Document) -> Document:
    """The document with each field under its first name. Raises InputError for types and fields that there are not."""
    rows = document.data.get("jobs")
    if rows is None and "title" in document.data:
        refuse(document, [Problem(("title",), "is a season's, and a batch needs jobs; make a season with 'cliffhanger produce'")])
    if not isinstance(rows, list):
        return document
    refuse(document, [problem for index, row in enumerate(rows) if isinstance(row, dict) for problem in _wrong(("jobs", index), row)])
    named = [_named(row) if isinstance(row, dict) else row for row in rows]
    return Document(document.path, {**document.data, "jobs": named}, {_place(place, rows): line for place, line in document.lines.items()})


def _wrong(place: Place, row: dict[str, Any]) -> Iterator[Problem]:
    kind = row.get("type")
    if not isinstance(kind, str) or kind not in ENTRIES:
        yield Problem((*place, "type"), _wrong_type(row))
        return
    synonyms = SYNONYMS.get(kind, {})
    known = [*ENTRIES[kind].model_fields, *synonyms]
    for name in row:
        if name not in known:
            yield Problem((*place, name), _unknown(str(name), kind, known))
        elif synonyms.get(name) in row:
            yield Problem((*place, name), f"is given beside {synonyms[name]}, and means the same; keep one of them")


def _wrong_type(row: dict[str, Any]) -> str:
    kinds = ", ".join(ENTRIES)
    if row.get("type") is None:
        return f"is {'empty' if 'type' in row else 'missing'}; write one of {kinds}"
    near = did_you_mean(row["type"], ENTRIES, "") if isinstance(row["type"], str) else ""
    return f"must be one of {kinds}, not {shown(row['type'])}" + (f"; {near}" if near else "")


def _unknown(name: str, kind: str, known: list[str]) -> str:
    others = [other for other, entry in ENTRIES.items() if name in entry.model_fields]
    if others:
        return f"is a field of {' and '.join(others)} jobs, and this is one of type {kind}; take it out"
    return f"unknown field; {did_you_mean(name, known, f'a job of type {kind} may have: ' + ', '.join(known))}"


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {_first_name(row, name): value for name, value in row.items()}


def _place(place: Place, rows: list[Any]) -> Place:
    match place:
        case ("jobs", int(index), name, *rest) if isinstance(rows[index], dict):
            return ("jobs", index, _first_name(rows[index], name), *rest)
    return place


def _first_name(row: dict[str, Any], name: Any) -> Any:
    return SYNONYMS.get(row["type"], {}).get(name, name)
