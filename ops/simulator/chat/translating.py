"""Stands in for a translator: reads which lines of a prompt are to be said in which language, and says each somehow in that one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ops.simulator.chat.schema import Schema
from ops.simulator.dice import throw

FILE = Path(__file__).with_name("translations.yaml")
ANSWER = "translations"
TASK = re.compile(r"\btranslat\w+[^\n]* into [^\n]*\((?P<tag>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)", re.IGNORECASE)
NUMBERS = re.compile(r"\blines with these numbers: (?P<ids>\d+(?:, \d+)*)")
LINE = re.compile(r"^\[(?P<id>\d+)\] (?:(?P<who>[^\n:]{1,80}): )?(?P<text>[^\n]*)$", re.MULTILINE)
KNOWN = re.compile(r" => [^\n]*$")
TERM = re.compile(r"^(?P<term>[^\n=<>]{1,80}) = (?P<wanted>[^\n=]{1,80})$", re.MULTILINE)


@dataclass(frozen=True)
class Task:
    """Lines by id, and the language that they are to be in (BCP 47). `terms` have to be as they are given; `are_names` of people."""

    language: str
    lines: Mapping[str, str]
    terms: Mapping[str, str]
    are_names: bool


def task_in(prompt: str, schema: Schema | None) -> Task | None:
    """What a conversation asks a translator for; None where it asks for something else."""
    told = TASK.search(prompt)
    texts = {found["id"]: KNOWN.sub("", found["text"]) for found in LINE.finditer(prompt)}
    ids = _ids_of(schema) or [number for found in NUMBERS.findall(prompt)[-1:] for number in found.split(", ")]
    if told is None or not ids or not texts:
        return None
    terms = {found["term"].strip(): found["wanted"].strip() for found in TERM.finditer(prompt)}
    return Task(told["tag"], {number: texts.get(number, "") for number in ids}, terms, "<dialogue>" not in prompt)


def translated(task: Task, seed: int, language: str | None = None) -> dict[str, Any]:
    """The answer: each line in the task's language, or in another one; the same line is always the same."""
    tag = language or task.language
    kind = "names" if task.are_names else "texts"
    known = _of(kind, tag)
    start = int(len(known) * throw(seed, "translate", kind, tag))
    texts = {}
    for place, (number, line) in enumerate(task.lines.items()):
        at = start + place if task.are_names else int(len(known) * throw(seed, "translate", tag, line))
        texts[number] = known[at % len(known)] + ("" if task.are_names else _terms(task, line))
    return {ANSWER: texts}


def _terms(task: Task, line: str) -> str:
    said = [wanted for term, wanted in task.terms.items() if term.casefold() in line.casefold()]
    return "".join(f" {wanted}." for wanted in said)


def _ids_of(schema: Schema | None) -> Sequence[str]:
    properties = (schema or {}).get("properties", {}).get(ANSWER, {}).get("properties", {})
    return [str(name) for name in properties]


def _of(kind: str, tag: str) -> Sequence[str]:
    known = _tables()[kind]
    return known.get(tag) or known.get(tag.partition("-")[0]) or known["en"]


@cache
def _tables() -> Mapping[str, Mapping[str, Sequence[str]]]:
    tables: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tables
