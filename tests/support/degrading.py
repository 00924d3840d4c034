"""A gateway whose providers do what a test has written down for each request, judged by their own books."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import redis

from shared import keyspace
from shared.ledger.call import CallRecord
from shared.ledger.ledger import Ledger
from shared.line.need import Need
from shared.production import Production
from shared.store.folder import FolderStore
from tests.factories.catalogue import a_catalogue, a_vendor
from worker.engines.engine import Ask, Finished, Job, Output, Prepared, Running
from worker.engines.failures import LookupUnsupported
from worker.gateway.answers import KeptAnswers
from worker.gateway.gateway import Gateway, Work
from worker.gateway.judging import Judge
from worker.gateway.steps import Observer, unobserved
from worker.gateway.waits import NotYet

SEASON = "test-season"
PRICE = 10_000

Fate = Callable[[Ask], Any]
"""What becomes of a job that was taken: None is done; a failure is raised, Running answered."""

JOBS: dict[str, Any] = {
    "engine": "job",
    "submit": {"path": "/make", "id": "/id"},
    "poll": {"path": "/jobs/{id}", "status": "/status", "interval": 0.01},
    "status_map": {"done": "done"},
    "outputs": "/url",
}


def done(_ask: Ask) -> None:
    """Every job is made."""


@dataclass
class Vendors:
    """All vendors at once. `taken` are the requests that they took, in order; `at_submit` may raise instead of taking."""

    film: Path
    picture: Path
    fate: Fate = done
    at_submit: Fate = done
    found: Any = field(default_factory=lambda: LookupUnsupported("no way to look a call up"))
    taken: list[Ask] = field(default_factory=list)
    polls: int = 0

    def prepare(self, _ask: Ask) -> Prepared:
        return Prepared("POST", "https://acme.example/make")

    def submit(self, ask: Ask, _prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job:
        refusal = self.at_submit(ask)
        if refusal is not None:
            raise refusal
        self.taken.append(ask)
        on_answer(str(len(self.taken)).encode())
        return Job(str(len(self.taken)))

    def resume(self, _ask: Ask, answer: bytes) -> Job:
        return Job(answer.decode())

    def poll(self, _ask: Ask, job: Job) -> Running | Finished:
        self.polls += 1
        fate = self.fate(self.taken[int(job.id) - 1])
        if isinstance(fate, Running):
            return fate
        if fate is not None:
            raise fate
        return Finished((Output(url="https://acme.example/made"),), job.id)

    def find(self, _ask: Ask, _prepared: Prepared, _on_answer: Callable[[bytes], None]) -> None:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    def cancel(self, _ask: Ask, _job: Job) -> bool:
        return False

    def fetch(self, ask: Ask, _output: Output, target: Path) -> Path:
        made = self.film if ask.capability == "video" else self.picture
        return Path(shutil.copyfile(made, target.with_suffix(made.suffix)))


@dataclass
class Gate:
    """The gateway, with a catalogue of `vendor: models`, a real ledger and a real store."""

    client: redis.Redis
    folder: Path
    media: tuple[Path, Path]
    """A film of 12 s and a picture: what every job makes."""
    production: Production
    models: dict[str, dict[str, dict[str, Any]]]
    rows: dict[str, Any] = field(default_factory=dict)
    run: str = "1"
    judge: Judge | None = None

    def __post_init__(self) -> None:
        self.vendors = Vendors(*self.media)
        self.ledger = Ledger(self.client)
        self.store = FolderStore(self.folder / "store")

    def gateway(self, observe: Observer = unobserved) -> Gateway:
        """As another process would build it: it remembers nothing."""
        catalogue = a_catalogue(**{name: a_vendor(name, models, **self.rows) for name, models in self.models.items()})
        timers = SimpleNamespace(nudge=SimpleNamespace(set=lambda: None), wake=lambda _lane: None)
        line: Any = SimpleNamespace(redis=self.client, ledger=self.ledger, catalogue=catalogue, store=self.store, timers=timers)
        return Gateway(line, {"call": self.vendors, "job": self.vendors}, KeptAnswers(self.store), observe, judge=self.judge)  # type: ignore[dict-item]

    def turn(self, need: Need, observe: Observer = unobserved, unit: str = "1", queue: str = "") -> None:
        """One task of the need's unit, by whoever comes."""
        self.gateway(observe).obtain(need, Work(self.production, self.run, 1, unit, queue))

    def make(self, need: Need, turns: int = 60) -> None:
        """Turn after turn, with time passing in between, until it is there. Raises what ends it."""
        for _ in range(turns):
            with suppress(NotYet):
                self.turn(need)
                return
            self.pass_time()
        raise AssertionError("it is still waited for")

    def pass_time(self) -> None:
        """Jobs may be asked about, and requests sent, at once."""
        for record in self.calls():
            call = f"{keyspace.LINE}:call:{record.id}"
            if record.state == "unknown":
                self.client.hset(call, "since_ms", 0)
            if self.client.hexists(call, "next_ms"):
                self.client.hset(call, "next_ms", 0)

    def calls(self) -> list[CallRecord]:
        return list(self.ledger.calls(SEASON))

    def changed(self, need: Need) -> list[str]:
        """What the product says of itself."""
        product = self.store.find(need.key)
        assert product is not None, "it was not made"
        return list(product.facts.get("changed", ()))

    def money(self) -> dict[str, int]:
        return self.ledger.balance(f"season:{SEASON}")

    def short_sides(self) -> list[tuple[str, int]]:
        """The model and the short side of every request that was taken."""
        return [(ask.model.name, min(ask.values["width"], ask.values["height"])) for ask in self.vendors.taken]


class Killed(BaseException):
    """The process dies."""


def bury(it: Gate) -> None:
    """Locks end with their process, and whoever follows is another one."""
    for key in it.client.scan_iter("*lock*"):
        it.client.delete(key)
    for record in it.calls():
        it.client.hset(f"{keyspace.LINE}:call:{record.id}", mapping={"token": "elsewhere|1|dead", "since_ms": 0})
