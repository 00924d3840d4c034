"""The books: every balance and every open call, rebuilt from the journal's entries alone, and what in them cannot be right."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from shared.money import dollars

FIELDS = ("reserved", "held", "spent", "wasted")
MOST_TOLD = 100
"""So many discrepancies are told in words; all are counted."""

START = "0-0"
"""Before every entry."""


@dataclass(frozen=True)
class Entry:
    """One entry of the journal: its id (Redis' stream id, milliseconds and a number) and its fields."""

    id: str
    fields: Mapping[str, str]

    @property
    def order(self) -> tuple[int, int]:
        """By which entries are in order."""
        return order_of(self.id)


def order_of(entry_id: str) -> tuple[int, int]:
    """A stream id as numbers."""
    millis, _, number = entry_id.partition("-")
    return int(millis), int(number or 0)


@dataclass
class Open:
    """What an open attempt has bound, in micro-dollars, and whether it may have been sent."""

    attempt: str
    reserved: int
    held: int = 0
    is_sent: bool = False


@dataclass
class Books:
    """What the entries so far come to. It grows with the scopes and the open calls, not with the entries."""

    last: str = START
    entries: int = 0
    balances: dict[str, dict[str, int]] = field(default_factory=dict)
    caps: dict[str, int] = field(default_factory=dict)
    open: dict[str, Open] = field(default_factory=dict)
    acts: Counter[str] = field(default_factory=Counter)
    intents: Counter[str] = field(default_factory=Counter)
    """Permits to submit by how they ended: charged, wasted, not_charged."""
    above: dict[str, str] = field(default_factory=dict)
    """Scopes that are above their cap, and may be: by the entry that says why."""
    excesses: list[str] = field(default_factory=list)
    discrepancies: list[str] = field(default_factory=list)
    told: int = 0
    """Discrepancies in all."""

    def apply(self, entry: Entry) -> None:
        """Book the next entry."""
        act = entry.fields.get("act", "")
        self.last, self.entries = entry.id, self.entries + 1
        self.acts[act] += 1
        try:
            if act == "cap":
                self._cap(entry)
            elif act in ACTS:
                self._book(entry, act)
            else:
                self.tell(f"{entry.id}: there is no act {act!r}")
        except (KeyError, ValueError) as error:
            self.tell(f"{entry.id}: {act} cannot be read ({error}): {dict(entry.fields)}")

    def tell(self, line: str) -> None:
        """Note a discrepancy."""
        self.told += 1
        if len(self.discrepancies) < MOST_TOLD:
            self.discrepancies.append(line)

    def intents_json(self) -> dict[str, int]:
        """Permits to submit, and how each ended or stands."""
        sent = [attempt for attempt in self.open.values() if attempt.is_sent]
        held = sum(attempt.held > 0 for attempt in sent)
        ends = {end: self.intents[end] for end in ("charged", "wasted", "not_charged")}
        return {"permitted": self.acts["submit"], **ends, "held": held, "under_way": len(sent) - held}

    def agrees_with(self, other: "Books") -> bool:
        """Whether both come to the same, whatever was told on the way."""
        return all(
            getattr(self, name) == getattr(other, name) for name in ("last", "entries", "balances", "caps", "open", "acts", "intents")
        )

    # Entries

    def _cap(self, entry: Entry) -> None:
        scope, cap = entry.fields["scope"], entry.fields["cap"]
        before = self.caps.pop(scope, None)
        if cap != "":
            self.caps[scope] = int(cap)
        is_lower = cap != "" and (before is None or int(cap) < before)
        for name in self.balances:
            if _cap_name(name) == scope:
                self._mind_cap(entry, name, "its cap was lowered" if is_lower else "")

    def _book(self, entry: Entry, act: str) -> None:
        fields = entry.fields
        delta = {name: int(fields[name]) for name in FIELDS}
        if act in ("waste", "use"):
            self._judge(entry, act, fields["call"], delta["wasted"])
        else:
            self._follow(entry, act, fields["call"], delta)
        if not any(delta.values()) and act != "reserve":
            return
        reason = "the price was above its reservation" if delta["spent"] + delta["reserved"] + delta["held"] > 0 and act == "settle" else ""
        for scope in _scopes(fields):
            balance = self.balances.setdefault(scope, dict.fromkeys(FIELDS, 0))
            for name in FIELDS:
                balance[name] += delta[name]
                if balance[name] < 0:
                    self.tell(f"{entry.id}: {act} of {fields['call']} leaves {scope} with {balance[name]} micro-dollars {name}")
            if act == "reserve" and delta["reserved"]:
                self.above.pop(scope, None)
            self._mind_cap(entry, scope, reason)

    def _mind_cap(self, entry: Entry, scope: str, reason: str) -> None:
        """A scope above its cap needs a reason, of this entry or of an earlier one since which it has been above."""
        balance, cap = self.balances[scope], self.caps.get(_cap_name(scope))
        taken = balance["reserved"] + balance["held"] + balance["spent"]
        if cap is None or taken <= cap:
            self.above.pop(scope, None)
        elif reason:
            self.above[scope] = entry.id
            if len(self.excesses) < MOST_TOLD:
                self.excesses.append(f"{entry.id}: {scope} has {dollars(taken)} of {dollars(cap)} taken: {reason}")
        elif scope not in self.above:
            self.tell(f"{entry.id}: {entry.fields['act']} takes {scope} to {dollars(taken)}, above its cap of {dollars(cap)}")

    def _follow(self, entry: Entry, act: str, call: str, delta: Mapping[str, int]) -> None:
        """An act must fit what its call has bound."""
        known, attempt = self.open.get(call), entry.fields["attempt"]
        if act == "reserve":
            if known is not None:
                self.tell(f"{entry.id}: {call} is reserved again, although attempt {known.attempt} has not ended")
            self.open[call] = Open(attempt, delta["reserved"])
            return
        if known is None or known.attempt != attempt:
            self.tell(f"{entry.id}: {act} of {call}, attempt {attempt}, has no reserve")
            return
        if act == "submit":
            if known.is_sent:
                self.tell(f"{entry.id}: {call}, attempt {attempt}, may be sent a second time")
            known.is_sent = True
            return
        known.reserved += delta["reserved"]
        known.held += delta["held"]
        if act in ("settle", "release"):
            if known.reserved or known.held:
                self.tell(f"{entry.id}: {act} of {call} leaves {known.reserved + known.held} micro-dollars bound")
            del self.open[call]
            if known.is_sent:
                self.intents[_end_of(act, delta)] += 1

    def _judge(self, entry: Entry, act: str, call: str, wasted: int) -> None:
        """What is told of a settled call: how its permit ended is another now."""
        if call in self.open:
            self.tell(f"{entry.id}: {act} of {call}, although attempt {self.open[call].attempt} has not ended")
        moved = (wasted > 0) - (wasted < 0)
        self.intents["wasted"] += moved
        self.intents["charged"] -= moved

    # As kept by an export

    def to_json(self) -> dict[str, Any]:
        """Everything."""
        return {**vars(self), "open": {call: asdict(attempt) for call, attempt in self.open.items()}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Books":
        """The books as they were kept."""
        counters = {name: Counter(kept[name]) for name in ("acts", "intents")}
        attempts = {call: Open(**attempt) for call, attempt in kept["open"].items()}
        return cls(**{**kept, **counters, "open": attempts})


ACTS = frozenset({"reserve", "submit", "find", "hold", "settle", "release", "waste", "use"})
"""The acts that are booked to a call; `cap` is booked to a scope."""


def _end_of(act: str, delta: Mapping[str, int]) -> str:
    if act == "release":
        return "not_charged"
    return "wasted" if delta["wasted"] else "charged"


def _scopes(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The scopes that an entry is booked to; entries of a line that knew no retakes have none."""
    own = (f"season:{fields['season']}", f"day:{fields['account']}:{fields['day']}", f"account:{fields['account']}")
    return (*own, f"quality:{fields['season']}") if int(fields.get("retake", "0")) else own


def _cap_name(scope: str) -> str:
    """Under which name a scope's cap is kept: the caps of an account's days are all the same."""
    return scope.rpartition(":")[0] if scope.startswith("day:") else scope
