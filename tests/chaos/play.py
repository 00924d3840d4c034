"""Plays one schedule from order to verdict."""

import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import redis
from kombu.exceptions import OperationalError

from producer.messages import tell_workers
from producer.order import Order, submit
from shared.delivery.collect import deliver_season
from shared.ledger.call import OPEN
from shared.quality import Quality
from shared.settings import load_settings
from shared.store.open import open_store
from shared.store.store import Store
from tests.chaos import season
from tests.chaos.autopsy import autopsy
from tests.chaos.blows import Blows
from tests.chaos.judge import Place, Verdict, judge_money, judge_products, products
from tests.chaos.line import ChaosLine, open_line, wait_until
from tests.chaos.person import Person
from tests.chaos.schedule import Schedule, calm, draw

# Far more than any season takes: only what stands still takes as long.
PATIENCE_S = 90.0
COLLECTED_WITHIN_S = 45.0
MOST_ROUNDS = 8
# From then on the provider is well again.
TROUBLED_ROUNDS = 4


@dataclass
class Outcome:
    """How a seed went."""

    schedule: Schedule
    verdict: Verdict = field(default_factory=Verdict)
    seconds: float = 0.0
    rounds: int = 1
    kills: Counter[str] = field(default_factory=Counter)
    blows: Counter[str] = field(default_factory=Counter)
    restarts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)
    person: Counter[str] = field(default_factory=Counter)
    log: str = ""


@dataclass(frozen=True)
class Baseline:
    """A season of a shape without faults: its products, and what they cost."""

    products: dict[Place, str]
    spent_micros: int


@cache
def baseline(shape: int) -> Baseline:
    """Made once a process for each shape."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, open_line(Path(folder), calm(shape)) as line:
        game = _Game(line, Outcome(line.schedule), None)
        try:
            game.play()
        except AssertionError as error:
            raise AssertionError(f"a season without faults stood still: {error}\n{autopsy(line)}\n{line.log()[-20_000:]}") from None
        assert not game.outcome.verdict.wrong, f"a season without faults went wrong: {game.outcome.verdict.wrong}"
        return Baseline(products(game.manifest), game.person.ledger.balance(f"season:{game.order.season}")["spent"])


def play(schedule: Schedule) -> Outcome:
    """A seed's outcome. Never raises for what the line does wrong: that is in the verdict."""
    outcome, wanted = Outcome(schedule), baseline(schedule.shape)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        with open_line(Path(folder), schedule) as line:
            try:
                _Game(line, outcome, wanted).play()
            except AssertionError as error:
                outcome.verdict.expect("stood still", [str(error)])
                outcome.log = autopsy(line)
            _count(outcome, line)
        outcome.verdict.expect("processes left", (str(pid) for pid in line.left_over()))
    outcome.seconds = time.monotonic() - began
    return outcome


def play_seed(seed: int) -> Outcome:
    """The outcome of the schedule that is drawn from a seed."""
    return play(draw(seed))


class _Game:
    """One season on one line."""

    def __init__(self, line: ChaosLine, outcome: Outcome, wanted: Baseline | None) -> None:
        self.line = line
        self.outcome = outcome
        self.wanted = wanted
        self.order = self._order()
        self.store: Store = open_store(load_settings())
        self.person = Person(line, self.order.season)
        self.blows = Blows(line)

    @property
    def manifest(self) -> Path:
        return self.order.folder / "manifest.json"

    def play(self) -> None:
        """Order, strike, resume until it is done, judge."""
        self.line.start_workers()
        submit(self.order, self.line.client, self.store)
        tell_workers(load_settings(), self.order.season)
        while not self._has_ended_well():
            self._act_as_person()
        self.outcome.blows.update(self.blows.struck)
        self.outcome.person.update(self.person.acts)
        self._wait("the last paid calls to be collected", self._nothing_is_open, COLLECTED_WITHIN_S)
        deliver_season(self.person.state, self.store)
        self._judge()

    def _has_ended_well(self) -> bool:
        state = self._wait("the season to end", self._state_at_end, PATIENCE_S)
        self._calm_down()
        return state == "done" and not self.person.unknown()

    def _act_as_person(self) -> None:
        if self.outcome.rounds >= MOST_ROUNDS:
            raise AssertionError(f"not done after {MOST_ROUNDS} rounds: {self.person.reasons()}")
        self.outcome.rounds += 1
        if not self.line.schedule.hasty:
            self._wait("the paid calls to be collected", self._nothing_is_open, COLLECTED_WITHIN_S)
            self._calm_down()
        if self.outcome.rounds > TROUBLED_ROUNDS:
            self.line.tell_simulator("rules", {"rules": []})
        self.person.settle_unknown()
        with suppress(redis.RedisError, OperationalError):
            self.person.resume()

    def _judge(self) -> None:
        verdict = self.outcome.verdict
        verdict.counts["seasons ended"] += 1
        judge_money(verdict, self.line.simulator.books(), self.person.ledger, self.order.season, self.store)
        if self.wanted is not None:
            made, wanted = products(self.manifest), self.wanted.products
            if self.line.schedule.has_black:
                # Another take is another picture: that all of it is there is what can be told.
                made, wanted = dict.fromkeys(made, ""), dict.fromkeys(wanted, "")
            judge_products(verdict, made, wanted)

    def _order(self) -> Order:
        schedule = self.line.schedule
        # Tones and test pictures are no people: what only a judge of those can tell is told.
        judgements = {name: {"on_failure": "tell"} for name, gate in Quality() if gate.kind == "judgement"}
        changes = {"quality_budget_usd": 10, "quality": judgements} if schedule.has_black else {}
        order = season.order(self.line.folder, schedule.shape, with_second=schedule.has_second, **changes)
        if schedule.budget == "none" or self.wanted is None:
            return order
        return order.with_budget(self.wanted.spent_micros * (1 if schedule.budget == "exact" else 4))

    def _state_at_end(self) -> str:
        state = self.person.state.meta()["state"]
        return "" if state == "running" else state

    def _nothing_is_open(self) -> bool:
        return not any(call.state in OPEN for call in self.person.ledger.calls(self.order.season))

    def _calm_down(self) -> None:
        """Redis answers again before a person looks."""
        self.blows.calm()
        self.line.look_after()

    def _tend(self) -> None:
        self.blows.due()
        self.line.look_after()

    def _wait(self, what: str, condition: object, patience_s: float) -> str:
        return str(wait_until(what, condition, patience_s, self._tend))  # type: ignore[arg-type]


def _count(outcome: Outcome, line: ChaosLine) -> None:
    outcome.kills.update(name.partition("-")[0] for name in line.tally("kills"))
    outcome.messages.update(line.tally("messages"))
    outcome.restarts.update(line.restarts)
    outcome.faults.update(line.simulator.books()["totals"]["faults"])
    outcome.log += line.log()
