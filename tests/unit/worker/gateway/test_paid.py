"""A paid call at awkward moments: nothing paid is lost, nothing is paid twice, and everything comes to an end."""

from pathlib import Path

import pytest
import redis

from shared.errors import StageFailed
from tests.support.scripted import PRICE, Scene, a_scene
from worker.engines.failures import Unanswered
from worker.gateway.waits import Wait


@pytest.fixture
def scene(client: redis.Redis, tmp_path: Path) -> Scene:
    return a_scene(client, tmp_path)


def test_a_held_job_that_nobody_answers_for_is_not_asked_about_for_ever(scene: Scene) -> None:
    with pytest.raises(Wait):
        scene.paid().obtain()
    scene.ledger.hold(scene.record().id, "it took too long")
    scene.engine.polls = [Unanswered("HTTP 500")]

    for _ in range(60):
        scene.is_due()
        try:
            scene.paid().obtain()
        except Wait:
            continue
        except StageFailed:
            break
    else:
        pytest.fail("it is still asked about")

    assert scene.money()["held"] == PRICE
