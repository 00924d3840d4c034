"""How long a provider asks to wait: `Retry-After` and its relatives, in all the spellings that are met."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST_S = 600.0
_STEP = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|h|m|s)")
_STEP_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Wait:
    """Seconds to wait, None where nothing is said. `note` says what was made of an absurd one."""

    after_s: float | None = None
    note: str = ""


def wait_of(headers: Mapping[str, str], now: float) -> Wait:
    """What the headers (names in lower case) ask for; `now` is in seconds since 1970. Never more than ten minutes.

    In this order: retry-after-ms; Retry-After (RFC 9110, 10.2.3) in seconds, also with a fraction, or as a date;
    x-ratelimit-reset-requests and -tokens of what is used up; x-ratelimit-reset in seconds or as a time.
    """
    for asked in (_milliseconds(headers), _retry_after(headers, now), _used_up(headers), _reset(headers, now)):
        if asked is not None:
            return _capped(asked)
    return Wait()


def _capped(asked_s: float) -> Wait:
    if asked_s > LONGEST_S:
        return Wait(LONGEST_S, f"; it asks to wait {asked_s:.3g} s, and is asked again after {LONGEST_S:.0f} s")
    return Wait(max(0.0, asked_s))


def _number(text: str | None) -> float | None:
    if text is None or not re.fullmatch(r"\s*[+-]?[0-9]{1,300}(\.[0-9]*)?(e[+-]?[0-9]{1,3})?\s*", text, re.IGNORECASE):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _milliseconds(headers: Mapping[str, str]) -> float | None:
    value = _number(headers.get("retry-after-ms"))
    return None if value is None else value / 1000


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    text = headers.get("retry-after")
    value = _number(text)
    if value is not None or text is None:
        return value
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _used_up(headers: Mapping[str, str]) -> float | None:
    used_up = [kind for kind in ("requests", "tokens") if headers.get(f"x-ratelimit-remaining-{kind}", "").strip() == "0"]
    waits = [_duration(headers.get(f"x-ratelimit-reset-{kind}", "")) for kind in used_up]
    return max((wait for wait in waits if wait is not None), default=None)


def _duration(text: str) -> float | None:
    """`1s`, `6m0s`, `250ms`, or a bare number of seconds."""
    text = text.strip()
    if re.fullmatch(rf"(?:{_STEP.pattern})+", text):
        return sum(float(number) * _STEP_S[unit] for number, unit in _STEP.findall(text))
    return _number(text)


def _reset(headers: Mapping[str, str], now: float) -> float | None:
    value = _duration(headers.get("x-ratelimit-reset", ""))
    if value is None:
        return None
    if value > 1e12:
        value /= 1000  # milliseconds since 1970
    return value - now if value > 1e9 else value
