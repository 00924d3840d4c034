"""A paid call: what is known before it is made, and how it stands in the ledger."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.line.requests import StageName

CallState = Literal["planned", "reserved", "submitting", "submitted", "fetched", "settled", "failed", "cancelled", "unknown"]

EndedBy = Literal["", "timeout", "moderated", "unusable"]
"""What ended a call, where that decides what may be asked for instead."""

OPEN: frozenset[CallState] = frozenset({"reserved", "submitting", "submitted", "fetched"})
"""A provider may be at work, or a product waits to be collected."""

ASKED: frozenset[CallState] = OPEN | {"settled", "unknown"}
"""The provider was, or is about to be, asked for it, and has not refused."""


@dataclass(frozen=True)
class Call:
    """One paid call. `id` is the content key of what it buys, take included: what is bought twice has one id."""

    id: str
    season: str
    run: str
    place: str
    """Episode and unit, `2/5`."""
    stage: StageName
    model: str
    account: str
    day: str
    """UTC date, by which the day's budget is counted."""
    amount_micros: int
    retake: int = 0
    """Which take it is after one that a quality gate refused; it is paid out of the season's quality budget too."""
    with_sound: bool = False
    """Whether a clip was asked for with sound of its own, which has a price of its own."""


@dataclass(frozen=True)
class CallRecord:
    """A call as the ledger has it. Times are milliseconds of the server's clock."""

    id: str
    state: CallState
    season: str
    place: str
    stage: StageName
    model: str
    account: str
    amount_micros: int
    attempt: int
    token: str
    reason: str
    job: Mapping[str, Any] | None
    actual_micros: int | None
    is_wasted: bool
    since_ms: int
    next_ms: int
    polls: int
    troubles: int
    bad_files: int
    run: str = ""
    """The season's order by which it was asked for last, `season#run`."""
    timeouts: int = 0
    """Its attempts in that order that the provider gave up for time, for nothing."""
    ended_by: EndedBy = ""
    retake: int = 0
    with_sound: bool = False

    @property
    def sender(self) -> tuple[str, int]:
        """The host and the process that reserved it last; ("", 0) where nobody has."""
        host, _, pid = self.token.rpartition("|")[0].rpartition("|")
        return host, int(pid or 0)

    @property
    def episode(self) -> int:
        """The episode that it is for."""
        return int(self.place.partition("/")[0] or 0)

    @property
    def unit(self) -> str:
        """The unit of the episode: a scene's number, or its join or music."""
        return self.place.partition("/")[2]

    @property
    def reserved_micros(self) -> int:
        """What is bound for it while it is under way."""
        return self.amount_micros if self.state in OPEN else 0

    @property
    def held_micros(self) -> int:
        """What is bound since nobody knows whether it was charged."""
        return self.amount_micros if self.state == "unknown" else 0

    @property
    def spent_micros(self) -> int:
        """What was charged."""
        return self.actual_micros or 0 if self.state == "settled" else 0

    @property
    def wasted_micros(self) -> int:
        """What was charged and bought nothing that could be used."""
        return self.spent_micros if self.is_wasted else 0


def parse(call_id: str, fields: Mapping[str, str]) -> CallRecord:
    """A record from its hash."""
    get = fields.get
    return CallRecord(
        id=call_id,
        state=get("state", "planned"),  # type: ignore[arg-type]  # only CallState is written
        season=get("season", ""),
        place=get("place", ""),
        stage=get("stage", "video"),  # type: ignore[arg-type]  # only StageName is written
        model=get("model", ""),
        account=get("account", ""),
        amount_micros=int(get("amount", "0")),
        attempt=int(get("attempt", "0")),
        token=get("token", ""),
        reason=get("reason", ""),
        job=json.loads(fields["job"]) if "job" in fields else None,
        actual_micros=int(fields["actual"]) if "actual" in fields else None,
        is_wasted=get("wasted") == "1",
        since_ms=int(get("since_ms", "0")),
        next_ms=int(get("next_ms", "0")),
        polls=int(get("polls", "0")),
        troubles=int(get("troubles", "0")),
        bad_files=int(get("bad_files", "0")),
        run=get("run", ""),
        timeouts=int(get("timeouts", "0")),
        ended_by=get("ended_by", ""),  # type: ignore[arg-type]  # only EndedBy is written
        retake=int(get("retake", "0")),
        with_sound=get("sound") == "1",
    )
