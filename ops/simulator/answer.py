"""What goes back over the wire, as a value: faults are functions from one answer to another, and only the gate writes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Ending = Literal["whole", "reset", "close", "hang", "cut", "silent_cut", "excess", "endless"]
Reason = Literal["rate", "concurrency", "no_funds", "moderation", "auth", "model", "overloaded", "invalid", "missing", "broken"]


@dataclass(frozen=True)
class Answer:
    """One HTTP answer and how its connection ends.

    `ending`: whole; reset (RST) or close (FIN) without a byte; hang (no byte until the client leaves, at most `hold_s`); cut (half
    of the announced length, then closed); silent_cut (half, with no length announced); excess (half the length announced, all
    sent); endless (bytes without end, up to `cap_bytes`).
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    ending: Ending = "whole"
    delay_s: float = 0.0
    hold_s: float = 120.0
    cap_bytes: int = 300_000_000


@dataclass(frozen=True)
class Refusal:
    """A request that is not taken, before a dialect has put it into its own words. `code`: instead of the dialect's own."""

    status: int
    reason: Reason
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)
    code: int | str | None = None


class Refused(Exception):
    """Raised where a request turns out to be refused; the gate lets the dialect say it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer, in UTF-8."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), dict(headers or {}))


def html_answer(status: int, title: str) -> Answer:
    """The page of a proxy in front of the provider."""
    page = f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr></body></html>"
    return Answer(status, page.encode(), content_type="text/html")
