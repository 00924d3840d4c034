"""Log lines: text for people, or JSON; each says for which season, episode, scene, stage and call it was written, and shows no secret."""

import json
import logging
import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

from shared.keys.known import remember_environment, without_known

FIELDS = ("season", "episode", "scene", "stage", "call", "model", "seconds", "trace")
"""What a line may tell beside its words, in this order: by `extra=` of a log call, or by `log_fields` around it."""

_LONGEST_FIELD = 200
# Readers that split lines take these for ends of lines, and a terminal obeys some of the others; JSON has a way to spell them all.
_UNPLAIN = {number: f"\\u{number:04x}" for number in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
_TERMINAL = {number: f"\\x{number:02x}" for number in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))}

_around: ContextVar[Mapping[str, object]] = ContextVar("log_fields", default={})  # noqa: B039  # a mapping that nobody changes


def set_log_fields(fields: Mapping[str, object]) -> None:
    """What every line of this thread tells from now on, in place of what it told before."""
    _around.set(fields)


@contextmanager
def log_fields(**fields: object) -> Iterator[None]:
    """What every line within the block tells, beside what lines around it tell."""
    token = _around.set({**_around.get(), **fields})
    try:
        yield
    finally:
        _around.reset(token)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, whatever a line is made of."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        document: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_known(_message(record)),
            **_fields(record),
        }
        if told := _exception(record):
            document["exception"] = without_known(told)
        line = json.dumps(document, ensure_ascii=False).translate(_UNPLAIN)
        # Half a character (a surrogate) is no UTF-8; spelt out it is JSON.
        return line.encode("utf-8", "backslashreplace").decode()


class TextFormatter(logging.Formatter):
    """A line for people; further lines of the same record are indented, so that none of them passes for a record of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")  # noqa: DTZ006  # the clock on the wall, for people
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        line = f"{time} {record.levelname:<7} {record.name}: {_message(record)}" + (f"  [{fields}]" if fields else "")
        told = _exception(record)
        whole = without_known(f"{line}\n{told}" if told else line).replace("\r", "\\r").translate(_TERMINAL)
        return "\n    ".join(whole.splitlines())


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:  # noqa: BLE001  # a log call that is wrong is still to be told, and its line stays a line
        return f"{record.msg!s} (its arguments do not fit: {type(error).__name__})"


def _exception(record: logging.LogRecord) -> str:
    parts = []
    try:
        if record.exc_info:
            parts.append(logging.Formatter().formatException(record.exc_info))
        if record.stack_info:
            parts.append(str(record.stack_info))
    except Exception as error:  # noqa: BLE001  # an exception whose own words raise another
        parts.append(f"an exception that cannot be told ({type(error).__name__})")
    return "\n".join(parts)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    around = _around.get()
    given = {name: getattr(record, name, around.get(name)) for name in FIELDS}
    return {name: _plain(value) for name, value in given.items() if value is not None}


def _plain(value: object) -> object:
    """A value that JSON has a form for, of bounded length, on one line."""
    if isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    try:
        text = str(value)
    except Exception as error:  # noqa: BLE001  # whatever somebody gave as a field
        text = f"({type(error).__name__})"
    return without_known(" ".join(text[:_LONGEST_FIELD].split()))


def configure_logging(form: Literal["text", "json"], level: str) -> None:
    """Send every log line to stderr in that form."""
    remember_environment()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Celery says per task that it was received and that it succeeded; the line says what it made.
    logging.getLogger("celery.worker.strategy").setLevel(logging.WARNING)
    logging.getLogger("celery.app.trace").setLevel(logging.WARNING)
    # It writes down every address that is asked, at any level: a callback's token, a signed download, a receiver's secret path.
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
