"""The store is away at any of the moments at which a paid call asks it for something: nothing is in doubt, nothing is paid twice."""

from pathlib import Path
from typing import Any

import pytest
import redis

from shared import keyspace
from shared.errors import StoreAway
from shared.ledger.call import CallRecord
from shared.store.folder import FolderStore
from tests.support.scripted import CALL, DONE, JOB, PRICE, Scene, a_scene
from worker.engines.engine import Job
from worker.gateway.waits import Wait

ASKED = ("find", "note", "keep_note", "forget_notes", "_keep", "_new_workspace")


class Away(FolderStore):
    """A store that is away when it is asked for the `at`-th time."""

    at = -1

    def __getattribute__(self, name: str) -> Any:
        if name in ASKED:
            self.at -= 1
            # A bucket that is away keeps notes on the host; see shared/store/spool.py.
            if self.at == 0 and name != "keep_note":
                raise StoreAway("the store is away")
        return super().__getattribute__(name)


@pytest.fixture
def scene(client: redis.Redis, tmp_path: Path) -> Scene:
    scene = a_scene(client, tmp_path)
    scene.store = Away(tmp_path / "store")
    scene.answers = type(scene.answers)(scene.store)
    return scene


@pytest.mark.parametrize("answer", [JOB, DONE], ids=["a job", "at once"])
@pytest.mark.parametrize("at", range(1, 10))
def test_a_call_is_paid_once_and_has_its_product_whenever_the_store_was_away(scene: Scene, at: int, answer: Job) -> None:
    assert isinstance(scene.store, Away)
    scene.store.at = at
    scene.engine.submits = [answer]

    for _ in range(12):
        try:
            product = scene.paid().obtain()
            break
        except (StoreAway, Wait):
            if scene.ledger.call(CALL.id) is not None:
                scene.is_due()
    else:
        pytest.fail(f"it never ends: {scene.record()}")

    assert product.cost_micros == PRICE
    assert scene.engine.asked.count("submit") == 1
    assert scene.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_an_answer_that_another_host_still_keeps_is_waited_for(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.engine.submits = [DONE]
    assert isinstance(scene.store, Away)
    scene.store.at = 6
    with pytest.raises(StoreAway):
        scene.paid().obtain()
    scene.ledger.client.hset(f"{keyspace.LINE}:call:{CALL.id}", "job", '{"kept": true}')
    scene.answers.forget(CALL.id)
    monkeypatch.setattr(CallRecord, "sender", ("another host", 1))
    scene.is_due()

    with pytest.raises(Wait):
        scene.paid().obtain()

    assert scene.record().state in ("submitted", "fetched")
