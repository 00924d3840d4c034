"""What a line does after a blow, step by step: a dead worker, a provider in trouble, an account that takes nothing, a cancel."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from producer.cli.app import app
from producer.messages import tell_workers
from producer.order import submit
from shared.delivery.manifest import Manifest
from shared.ledger.call import OPEN
from shared.settings import load_settings
from shared.store.open import open_store
from tests.chaos import season
from tests.chaos.judge import Verdict, judge_money
from tests.chaos.line import ChaosLine, open_line, wait_until
from tests.chaos.nursery import PatientWorker, Worker
from tests.chaos.person import Person
from tests.chaos.provider import account_of
from tests.chaos.schedule import Schedule

pytestmark = [pytest.mark.chaos, pytest.mark.usefixtures("nursery")]

PATIENCE_S = 90.0
AGAIN_WITHIN_S = 20.0
FIRST, SECOND = account_of("simulator"), account_of("second")
# Two episodes, a scene each; one scene in two words.
EPISODES, ONE_SCENE = 2, 0


class Made:
    """A season that was ordered on a line."""

    def __init__(self, line: ChaosLine, shape: int, *, with_second: bool) -> None:
        self.line = line
        self.order = season.order(line.folder, shape, with_second=with_second)
        self.store = open_store(load_settings())
        self.person = Person(line, self.order.season)
        submit(self.order, line.client, self.store)
        tell_workers(load_settings(), self.order.season)

    def wait(self, what: str, condition: Callable[[], Any], patience_s: float = PATIENCE_S) -> Any:
        return wait_until(what, condition, patience_s, self.line.look_after)

    def end(self) -> str:
        """The state in which the season ends, once no call is open."""
        state = self.wait("the season to end", lambda: (found := self.person.state.meta()["state"]) != "running" and found)
        self.wait("the paid calls to be collected", lambda: not self.states() & Counter(OPEN))
        return str(state)

    def states(self) -> Counter[str]:
        return Counter(call.state for call in self.person.ledger.calls(self.order.season))

    def jobs(self) -> list[dict[str, Any]]:
        return list(self.line.simulator.books()["jobs"])

    def refusals(self, account: str) -> int:
        return sum(row["account"] == account for row in self.line.simulator.books()["refused"])

    def manifest(self) -> Manifest:
        """As delivered."""
        file = self.order.folder / "manifest.json"
        return self.wait("the delivery", lambda: file.exists() and (read := Manifest.read(file)).state != "running" and read)

    def wrong(self) -> list[str]:
        verdict = Verdict()
        judge_money(verdict, self.line.simulator.books(), self.person.ledger, self.order.season, self.store)
        return verdict.wrong


Start = Callable[..., AbstractContextManager[Made]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Orders a season on a line of its own; all of it is gone after the block."""

    @contextmanager
    def started(
        *rules: dict[str, Any], shape: int = EPISODES, kind: type[Worker] = Worker, second: bool = False, **plan: Any
    ) -> Iterator[Made]:
        with open_line(tmp_path, Schedule(seed=1, rules=rules, **plan), kind) as line:
            line.start_workers()
            yield Made(line, shape, with_second=second)
        assert line.left_over() == []

    return started


def test_the_line_moves_again_soon_after_its_only_paid_worker_was_killed(start: Start) -> None:
    with start(shape=1, kind=PatientWorker, latency_s=1.0) as made:
        made.wait("jobs under way", lambda: made.states()["submitted"] >= 2)

        made.line.workers[1].kill()
        before = made.states()["settled"]
        made.line.look_after()

        made.wait("another call to be paid", lambda: made.states()["settled"] > before, AGAIN_WITHIN_S)
        assert made.end() == "done"
        assert made.wrong() == []


def test_a_storm_of_503_passes_over_the_season(start: Start) -> None:
    with start({"fault": "storm_503", "from_s": 0.5, "for_s": 3}) as made:
        assert made.end() == "done"
        assert made.wrong() == []


def test_a_provider_that_is_down_for_a_while_is_waited_for(start: Start) -> None:
    with start(latency_s=0.8) as made:
        made.wait("the first job", made.jobs)
        made.line.tell_simulator("down", {"for_s": 4})

        assert made.end() == "done"
        assert made.wrong() == []


def test_what_one_account_refuses_for_good_the_next_one_makes(start: Start) -> None:
    with start({"fault": "overloaded", "match": {"account": FIRST}}, second=True) as made:
        assert made.end() == "done"
        assert {job["account"] for job in made.jobs()} == {SECOND}
        assert made.wrong() == []


@pytest.mark.parametrize(("fault", "said"), [("unauthorized", "Invalid API key"), ("no_funds_402", "Insufficient balance")])
def test_an_account_that_takes_nothing_is_told_in_one_line_and_the_rest_goes_on(start: Start, fault: str, said: str) -> None:
    """The speech alone is refused: what was paid before stays, nothing is asked of the account again, a resume pays only the rest."""
    with start({"fault": fault, "match": {"kind": "speech"}}) as made:
        assert made.end() == "failed"
        reasons = [scene.reason or "" for episode in made.manifest().episodes for scene in episode.scenes]
        assert all(said in reason and "\n" not in reason for reason in reasons), reasons
        assert made.refusals(FIRST) <= EPISODES, "a stopped account is not asked again"
        paid = {job["id"] for job in made.jobs()}
        assert paid, "pictures were paid before"

        made.line.tell_simulator("rules", {"rules": []})
        made.person.resume()

        assert made.end() == "done"
        assert paid < {job["id"] for job in made.jobs()}
        assert made.wrong() == []


@pytest.mark.parametrize("fault", ["no_funds_402", "unauthorized"])
def test_another_account_takes_over_from_one_that_takes_nothing(start: Start, fault: str) -> None:
    with start({"fault": fault, "match": {"account": FIRST}, "after": 2}, second=True) as made:
        assert made.end() == "done"
        assert Counter(job["account"] for job in made.jobs())[FIRST] == 2
        assert made.wrong() == []


def test_what_may_have_been_taken_fails_over_to_nobody_and_fails_its_scene_alone(start: Start) -> None:
    lost = {"fault": "reset_after", "match": {"kind": "video"}, "times": 1}
    with start(lost, second=True, offer="none") as made:
        assert made.end() == "partial"
        (unknown,) = made.person.unknown()
        assert made.person.ledger.balance(f"season:{made.order.season}")["held"] == unknown.amount_micros
        assert {job["account"] for job in made.jobs()} == {FIRST}
        reasons = [scene.reason for episode in made.manifest().episodes for scene in episode.scenes if scene.reason]
        assert len(reasons) == 1, reasons
        assert f"cliffhanger settle {unknown.id}" in reasons[0]

        made.person.settle_unknown()
        made.person.resume()

        assert made.end() == "done"
        assert made.wrong() == []


def test_after_a_cancel_nothing_is_sent_and_what_was_paid_is_kept(start: Start) -> None:
    with start(shape=1, latency_s=1.0) as made:
        made.wait("jobs under way", lambda: made.states()["submitted"] >= 2)

        done = CliRunner().invoke(app, ["cancel", made.order.season])
        cancelled_at = time.time()

        assert done.exit_code == 0, done.output
        assert made.end() == "cancelled"
        made.wait("jobs to end", lambda: all(job["state"] != "running" for job in made.jobs()))
        # What was on its way at that very moment may still arrive.
        assert [job for job in made.jobs() if job["received_at"] > cancelled_at + 1] == []
        assert made.wrong() == []
