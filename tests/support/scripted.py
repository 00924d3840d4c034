"""A paid call whose provider does what a test has written down, on a real ledger and a real store."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from shared import keyspace
from shared.ledger.call import Call, CallRecord
from shared.ledger.ledger import Ledger
from shared.store.folder import FolderStore
from tests.factories.catalogue import a_vendor
from tests.factories.media import make_picture
from worker.engines.engine import Ask, Finished, Job, Output, Prepared, Running
from worker.engines.failures import LookupUnsupported
from worker.gateway.aftermath import Aftermath
from worker.gateway.answers import KeptAnswers
from worker.gateway.collecting import Collecting
from worker.gateway.paid import PaidCall
from worker.gateway.steps import unobserved
from worker.gateway.terms import Terms

SEASON = "heir-0a"
PRICE = 40_000
JOB = Job("j1")
RUNNING = Running("running")
DONE = Finished((Output(url="https://acme.example/picture.png"),), "j1")
CALL = Call("0123456789abcdef0123456789abcdef", SEASON, "1", "1/1", "reference", "acme/paint", "acme", "2026-11-21", PRICE)


@dataclass
class Scripted:
    """An engine. Each list is what happens, one a question; its last entry goes on for ever. An exception is raised."""

    picture: Path
    submits: list[Any] = field(default_factory=lambda: [JOB])
    polls: list[Any] = field(default_factory=lambda: [DONE])
    finds: list[Any] = field(default_factory=lambda: [LookupUnsupported("acme offers no way to look a call up")])
    cancels: list[Any] = field(default_factory=lambda: [False])
    asked: list[str] = field(default_factory=list)
    while_sending: Callable[[], None] = lambda: None

    def prepare(self, _ask: Ask) -> Prepared:
        self.asked.append("prepare")
        return Prepared("POST", "https://acme.example/make")

    def submit(self, _ask: Ask, _prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished:
        self.while_sending()
        answer = self._say("submit", self.submits)
        on_answer(b"an answer")
        return answer

    def resume(self, _ask: Ask, _answer: bytes) -> Job | Finished:
        return self._say("resume", self.submits)

    def poll(self, _ask: Ask, _job: Job) -> Running | Finished:
        return self._say("poll", self.polls)

    def find(self, _ask: Ask, _prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished | None:
        found = self._say("find", self.finds)
        on_answer(b"an answer")
        return found

    def cancel(self, _ask: Ask, _job: Job) -> bool:
        return self._say("cancel", self.cancels)

    def fetch(self, _ask: Ask, _output: Output, target: Path) -> Path:
        self.asked.append("fetch")
        file = target.with_suffix(".png")
        file.write_bytes(self.picture.read_bytes())
        return file

    def _say(self, what: str, script: list[Any]) -> Any:
        self.asked.append(what)
        said = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(said, BaseException):
            raise said
        return said


@dataclass
class Scene:
    """Everything around the one call."""

    ledger: Ledger
    store: FolderStore
    engine: Scripted
    answers: KeptAnswers
    row: dict[str, Any] = field(default_factory=dict)

    def paid(self, call: Call = CALL) -> PaidCall:
        """The call, as another worker would begin it."""
        vendor = a_vendor("acme", {"paint": {"capability": "reference"}}, **self.row)
        terms = Terms(call, vendor, vendor.models["paint"], "reference")
        collecting = Collecting(self.store, self.engine)

        def ask(_folder: Path, attempt: int) -> Ask:
            return terms.question(attempt)

        return PaidCall(terms, self.ledger, self.engine, self.answers, collecting, Aftermath(self.ledger, False), ask, unobserved)

    def record(self) -> CallRecord:
        record = self.ledger.call(CALL.id)
        assert record is not None
        return record

    def is_due(self) -> None:
        """Time has passed: the job may be asked about."""
        self.ledger.client.hset(f"{keyspace.LINE}:call:{CALL.id}", "next_ms", 0)

    def money(self) -> dict[str, int]:
        return self.ledger.balance(f"season:{SEASON}")


def a_scene(client: redis.Redis, folder: Path, **row: Any) -> Scene:
    """A scene of one call; `row` changes its vendor's."""
    picture = make_picture(folder / "picture.png")
    store = FolderStore(folder / "store")
    return Scene(Ledger(client), store, Scripted(picture), KeptAnswers(store), row)
