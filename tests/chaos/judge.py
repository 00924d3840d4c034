"""Judges a season that has ended: the provider's books against the ledger, the journal against itself, the store against both."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from shared.keyspace import LINE
from shared.ledger.call import CallRecord
from shared.ledger.ledger import Ledger
from shared.store.folder import FolderStore

FIELDS = ("reserved", "held", "spent", "wasted")
Place = tuple[object, ...]


@dataclass
class Verdict:
    """What was found. `wrong` has one line for each thing that must not be; the counts go into the totals."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def expect(self, count: str, lines: Iterable[str]) -> None:
        """Nothing of this kind may be there."""
        found = list(lines)
        self.counts[count] += len(found)
        self.wrong += [f"{count}: {line}" for line in found]


def judge_money(verdict: Verdict, books: Mapping[str, Any], ledger: Ledger, season: str, store: FolderStore) -> None:
    """I1, I2, I3, I7 and I12: by the books, no call was taken twice, every bill is in the ledger, every paid product in the store."""
    calls = {call.id: call for call in ledger.calls(season)}
    billed = [job for job in books["jobs"] if job["billed"]]
    settled = [call for call in calls.values() if call.state == "settled"]
    verdict.counts.update(calls=len(calls), accepted=len(books["jobs"]), billed=len(billed), intents=len(settled))
    verdict.counts["billed_micros"] += sum(job["bill_micros"] for job in billed)
    verdict.expect("doubled", _doubled(books["jobs"]))
    verdict.expect("unequal", _unequal(billed, calls))
    verdict.expect("lost", _lost(billed, calls, store))
    verdict.expect(
        "left open", (f"{call.id} is {call.state}: {call.reason}" for call in calls.values() if call.reserved_micros or call.held_micros)
    )
    verdict.expect("unbalanced", _unbalanced(ledger.client))
    verdict.expect("caps exceeded", _exceeded(ledger.client))


def _call_of(job: Mapping[str, Any]) -> str:
    return str(job["client_ref"]).rpartition("-")[0]


def _doubled(jobs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Calls that were billed more than once, attempts that were taken more than once."""
    taken: Counter[str] = Counter(str(job["client_ref"]) for job in jobs if job["billed"] or job["state"] in ("done", "running"))
    yield from (f"attempt {reference} was taken {count} times" for reference, count in taken.items() if count > 1)
    paid = Counter(_call_of(job) for job in jobs if job["billed"])
    yield from (f"call {call} was billed {count} times" for call, count in paid.items() if count > 1)


def _unequal(billed: Iterable[Mapping[str, Any]], calls: Mapping[str, CallRecord]) -> Iterator[str]:
    """Bills that the ledger does not have at that price, and prices without a bill."""
    bills: Counter[str] = Counter()
    for job in billed:
        bills[_call_of(job)] += job["bill_micros"]
    for name in sorted({*bills, *(call.id for call in calls.values() if call.spent_micros)}):
        call = calls.get(name)
        spent = call.spent_micros if call else 0
        if spent != bills[name]:
            yield f"{name}: billed {bills[name]} micro-dollars, spent {spent} ({call.state if call else 'no such call'})"


def _lost(billed: Iterable[Mapping[str, Any]], calls: Mapping[str, CallRecord], store: FolderStore) -> Iterator[str]:
    """Jobs that were made and billed, and whose product is not in the store."""
    for job in billed:
        name = _call_of(job)
        product = store.find(f"{name}-raw")
        if job["state"] == "done" and (product is None or product.provider_job_id != job["id"]):
            call = calls.get(name)
            yield f"job {job['id']} of call {name} ({call and (call.state, call.reason)}; faults {job['faults']})"


def _journal(client: redis.Redis) -> Iterator[dict[str, str]]:
    yield from (entry for _, entry in client.xrange(f"{LINE}:journal"))


def _scopes(entry: Mapping[str, str]) -> tuple[str, ...]:
    own = (f"season:{entry['season']}", f"day:{entry['account']}:{entry['day']}", f"account:{entry['account']}")
    return (*own, f"quality:{entry['season']}") if "retake" in entry else own


def _unbalanced(client: redis.Redis) -> Iterator[str]:
    """Balances that are not the sum of the journal."""
    rebuilt: Counter[tuple[str, str]] = Counter()
    for entry in _journal(client):
        for scope in _scopes(entry) if "call" in entry else ():
            for name in FIELDS:
                rebuilt[scope, name] += int(entry[name])
    prefix = f"{LINE}:balance:"
    kept = {
        (key.removeprefix(prefix), name): int(value) for key in client.keys(f"{prefix}*") for name, value in client.hgetall(key).items()
    }
    for at in sorted({*kept, *rebuilt}):
        if kept.get(at, 0) != rebuilt[at]:
            yield f"{at}: {kept.get(at, 0)} in the balance, {rebuilt[at]} by the journal"
        if kept.get(at, 0) < 0:
            yield f"{at}: {kept[at]}, which is below nothing"


def _exceeded(client: redis.Redis) -> Iterator[str]:
    """Entries of the journal after which more was taken than a cap allows; a bill above its estimate may do that, a reserve never."""
    caps: dict[str, int] = {}
    taken: Counter[str] = Counter()
    overrun: Counter[str] = Counter()
    for entry in _journal(client):
        if entry["act"] == "cap":
            caps.pop(entry["scope"], None)
            if entry["cap"]:
                caps[entry["scope"]] = int(entry["cap"])
            continue
        change = sum(int(entry[name]) for name in FIELDS[:3])
        for scope in _scopes(entry):
            taken[scope] += change
            if entry["act"] == "settle":
                overrun[scope] += max(0, change)
            cap = caps.get(scope)
            allowed = None if cap is None else cap + (0 if entry["act"] == "reserve" else overrun[scope])
            if allowed is not None and taken[scope] > allowed and change > 0:
                yield f"{scope}: {taken[scope]} of {cap} micro-dollars after {entry['act']} of {entry['call']}"


def products(manifest: Path) -> dict[Place, str]:
    """SHA-256 of every product and episode by its place, whoever made it."""
    document = json.loads(manifest.read_text(encoding="utf-8"))
    found: dict[Place, str] = {}

    def note(place: Place, listed: Iterable[Mapping[str, Any]]) -> None:
        for index, product in enumerate(listed):
            found[(*place, product["stage"], index)] = product["sha256"]

    note((), document["products"])
    for episode in document["episodes"]:
        found[episode["number"],] = str(episode["sha256"])
        note((episode["number"],), episode["products"])
        for scene in episode["scenes"]:
            note((episode["number"], scene["number"]), scene["products"])
    return found


def judge_products(verdict: Verdict, made: Mapping[Place, str], wanted: Mapping[Place, str]) -> None:
    """I7: the same season is the same files, whatever happened on the way."""
    verdict.counts["products"] += len(made)
    verdict.expect("outputs unequal", (f"{place}" for place in sorted({*made, *wanted}, key=str) if made.get(place) != wanted.get(place)))
