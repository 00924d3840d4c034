"""Calls whose season was cancelled: a provider that took a cancellation may have finished the job all the same."""

from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis

from shared.ledger.call import CallRecord
from tests.support.scripted import CALL, PRICE, RUNNING, Scene, a_scene
from worker.engines.failures import JobCancelled, JobUnknown, ProviderFailure, Unanswered
from worker.gateway.orphans import Orphans
from worker.gateway.paid import PaidCall
from worker.gateway.sharing import want
from worker.gateway.waits import Wait

FREE = {"reserved": 0, "held": 0, "spent": 0, "wasted": 0}


class OrphansOf(Orphans):
    """Those of one scene; `states` are those of other seasons."""

    def __init__(self, scene: Scene, **states: str) -> None:
        seasons = {name: SimpleNamespace(meta=lambda state=state: {"state": state}) for name, state in states.items()}
        line = SimpleNamespace(ledger=scene.ledger, redis=scene.ledger.client, season=seasons.__getitem__)
        super().__init__(SimpleNamespace(line=line))  # type: ignore[arg-type]
        self.__dict__["scene"] = scene

    def _paid(self, _record: CallRecord) -> PaidCall:
        return self.__dict__["scene"].paid()


@pytest.fixture
def scene(client: redis.Redis, tmp_path: Path) -> Scene:
    """A call at its provider, which takes cancellations."""
    scene = a_scene(client, tmp_path)
    scene.engine.cancels = [True]
    with suppress(Wait):
        scene.paid().obtain()
    return scene


@pytest.mark.parametrize("end", [JobCancelled("cancelled"), JobUnknown("HTTP 404")])
def test_a_stopped_job_costs_nothing(scene: Scene, end: ProviderFailure) -> None:
    scene.engine.polls = [end]

    assert OrphansOf(scene).tend(CALL.id, stop=True) is None

    assert (scene.record().state, scene.money()) == ("cancelled", FREE)


def test_a_job_that_another_season_waits_for_is_not_stopped(scene: Scene) -> None:
    want(scene.ledger.client, CALL.id, "other")
    scene.engine.polls = [RUNNING]
    scene.is_due()

    OrphansOf(scene, other="running").tend(CALL.id, stop=True)

    assert scene.record().state == "submitted"
    assert "cancel" not in scene.engine.asked


def test_a_job_that_another_season_waited_for_until_it_was_cancelled_too_is_stopped(scene: Scene) -> None:
    want(scene.ledger.client, CALL.id, "other")
    scene.engine.polls = [JobCancelled("cancelled")]

    assert OrphansOf(scene, other="cancelled").tend(CALL.id, stop=True) is None

    assert scene.record().state == "cancelled"


def test_a_stopped_job_that_is_charged_is_booked_at_what_its_provider_says(scene: Scene) -> None:
    scene.engine.polls = [JobCancelled("cancelled", is_billed=True, cost_micros=15_000)]

    assert OrphansOf(scene).tend(CALL.id, stop=True) is None

    assert scene.money() == {"reserved": 0, "held": 0, "spent": 15_000, "wasted": 15_000}


def test_a_job_that_was_done_when_it_was_cancelled_is_collected(scene: Scene) -> None:
    scene.is_due()

    assert OrphansOf(scene).tend(CALL.id, stop=True) is None

    assert (scene.record().state, scene.money()["spent"]) == ("settled", PRICE)
    assert scene.store.has(f"{CALL.id}-raw")


@pytest.mark.parametrize("said", [RUNNING, Unanswered("HTTP 502")])
def test_a_job_of_which_nobody_says_that_it_has_stopped_stays_reserved(scene: Scene, said: object) -> None:
    scene.engine.polls = [said]

    assert OrphansOf(scene).tend(CALL.id, stop=True) is not None

    assert (scene.record().state, scene.money()["reserved"]) == ("submitted", PRICE)
