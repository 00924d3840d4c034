"""Makes events and what workers tell of themselves fit to be shown: named by stage and place, short, and without secrets."""

import ast
import builtins
import re
from collections.abc import Mapping
from typing import Any

from shared.keys.known import without_known

# A content key has 64 digits; these tell it from others.
_LONGEST_ID = 28
_LONGEST_REASON = 300
_SECRET_NAME = re.compile(r"(?i)pass(?:word|wd|phrase)?$|secret|token|api_?key|credential|^auth$")
_RAISED = re.compile(r"^(?P<kind>\w+)\((?P<words>'.*'|\".*\"),?\)$", re.DOTALL)
# A pool process hands the reason on within others.
_WAITS = re.compile(r"\bWaiting\((?P<words>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
HIDDEN = "…"


def readable(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event of Celery's as the page shall have it."""
    shown = dict(event)
    if not str(shown.get("type", "")).startswith("task-"):
        return shown
    args = _values(shown.get("args"))
    if "args" in shown:
        shown["args"] = " ".join(_short(value) for value in args)
    if "kwargs" in shown:
        shown["kwargs"] = "" if shown["kwargs"] in ("{}", None) else without_known(str(shown["kwargs"]))
    if name := shown.get("name"):
        # The line names what it sends by hand; what it sends by a task's name alone has its first id beside it.
        shown["name"] = f"{name}  {_short(args[0])}" if args and "  " not in str(name) else str(name)
    _tell_end(shown)
    return shown


def _tell_end(shown: dict[str, Any]) -> None:
    """How a run of a task ended, in words."""
    if shown["type"] == "task-succeeded":
        # What it waited for before is over.
        shown["exception"] = shown["traceback"] = ""
    elif shown["type"] == "task-retried":
        # A wait is no fault.
        shown["traceback"] = ""
    if shown.get("exception"):
        shown["exception"] = reason(str(shown["exception"]))
    if shown.get("result") in ("None", "null"):
        shown["result"] = ""
    for field in ("result", "traceback"):
        if shown.get(field):
            shown[field] = without_known(str(shown[field]))


def reason(told: str) -> str:
    """Why a task failed or waits, in words: `StageFailed('no such voice')` is `no such voice`."""
    found = _WAITS.search(told) or _RAISED.match(told)
    words = told
    if found is not None:
        try:
            words = str(ast.literal_eval(found["words"]))
        except (ValueError, SyntaxError):
            words = found["words"]
        # Errors of ours are sentences; a ValueError may be one letter.
        if hasattr(builtins, kind := found.groupdict().get("kind", "")):
            words = f"{kind}: {words}"
    return without_known(" ".join(words.split()))[:_LONGEST_REASON]


def stage_of(name: str) -> str:
    """The task alone of a name that has a place beside it: how many there are does not grow with the seasons."""
    return name.partition("  ")[0]


def without_secrets(told: Any, name: str = "") -> Any:
    """What a worker tells of itself (JSON values), without passwords."""
    if isinstance(told, Mapping):
        return {key: without_secrets(value, str(key)) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [without_secrets(value, name) for value in told]
    if told and _SECRET_NAME.search(name) and isinstance(told, str):
        return HIDDEN
    return without_known(told) if isinstance(told, str) else told


def _values(args: object) -> list[object]:
    """The arguments of a task by their written form; whatever else it is, as one text."""
    text = str(args or "")
    try:
        values = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return [text] if text else []
    return list(values) if isinstance(values, list | tuple) else [values]


def _short(value: object) -> str:
    text = without_known(" ".join(str(value).split()))
    return text if len(text) <= _LONGEST_ID else text[: _LONGEST_ID - 1] + HIDDEN
