"""Who is asked when several may be: what was sent to one is never bought from another, however the catalogue changes."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from shared.errors import StageFailed
from shared.ledger.ledger import Ledger, Limits
from shared.line.need import Need, Option
from shared.line.requests import Format, Look, ReferenceRequest
from shared.quality import Quality
from shared.store.folder import FolderStore
from tests.factories.catalogue import a_catalogue
from tests.support.scripted import CALL
from worker.gateway.alone import product_lane
from worker.gateway.answers import KeptAnswers
from worker.gateway.gateway import Gateway, Work
from worker.gateway.sharing import wanted_by
from worker.gateway.waits import Elsewhere, NotYet, Wait

REQUEST = ReferenceRequest(look=Look(name="Emma", seed=1), style="", format=Format(width=270, height=480, fps=24))
NEED = Need("reference", "acme/paint", REQUEST, others=(Option("other/paint", REQUEST),))
PRODUCTION: Any = SimpleNamespace(
    season=CALL.season, characters=(), references_are_wanted=False, allow=(), quality=Quality(), quality_budget_micros=0
)
PAINT = {"paint": {"capability": "reference"}}


def gateway(client: redis.Redis, folder: Path, **vendors: Any) -> Gateway:
    line: Any = SimpleNamespace(redis=client, ledger=Ledger(client), catalogue=a_catalogue(**vendors))
    line.store = SimpleNamespace(find=lambda _key: None, has=lambda _key: False)
    return Gateway(line, {"call": None}, KeptAnswers(FolderStore(folder)))  # type: ignore[dict-item]


def work() -> Work:
    return Work(PRODUCTION, "1", 1, "1", "elsewhere")


def send(client: redis.Redis) -> None:
    """The first model was asked, and may be at work."""
    ledger = Ledger(client)
    call = replace(CALL, id=NEED.key)
    assert ledger.submitting(NEED.key, ledger.reserve(call, Limits()).token)


@pytest.mark.usefixtures("no_cast")
def test_a_model_that_has_left_the_catalogue_leaves_its_place_to_the_next(client: redis.Redis, tmp_path: Path) -> None:
    with pytest.raises(Elsewhere) as moved:
        gateway(client, tmp_path, other=PAINT).obtain(NEED, work())

    assert moved.value.queue == "provider.other"


@pytest.mark.usefixtures("no_cast")
def test_a_model_that_has_left_the_catalogue_while_it_was_at_work_is_not_replaced(client: redis.Redis, tmp_path: Path) -> None:
    send(client)

    with pytest.raises(StageFailed, match="was sent to it already"):
        gateway(client, tmp_path, other=PAINT).obtain(NEED, work())


@pytest.mark.usefixtures("no_cast")
def test_a_model_whose_price_cannot_be_reckoned_leaves_its_place_to_the_next(client: redis.Redis, tmp_path: Path) -> None:
    silly = {"paint": {"capability": "reference", "price": {"unit": "per_1k_chars", "amount": "1"}}}

    with pytest.raises(Elsewhere) as moved:
        gateway(client, tmp_path, acme=silly, other=PAINT).obtain(NEED, work())

    assert moved.value.queue == "provider.other"


@pytest.fixture
def no_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.gateway.gateway.cast_of", lambda _production, _request: ())


@pytest.mark.usefixtures("no_cast")
def test_a_message_does_not_go_to_the_workers_of_a_job_that_is_not_due(client: redis.Redis, tmp_path: Path) -> None:
    send(client)
    Ledger(client).submitted(NEED.key, 1, {"id": "j1"}, next_poll_ms=60_000, lease_ms=60_000)

    with pytest.raises(Wait) as wait:
        gateway(client, tmp_path, acme=PAINT, other=PAINT).obtain(NEED, work())

    assert 50 < wait.value.delay_s <= 60


@pytest.mark.usefixtures("no_cast")
def test_a_message_does_not_go_to_the_workers_of_a_call_that_waits_for_its_slot(client: redis.Redis, tmp_path: Path) -> None:
    wait_for_slot(client)

    with pytest.raises(Wait) as wait:
        gateway(client, tmp_path, acme=PAINT, other=PAINT).obtain(NEED, work())

    assert wait.value.queued == NEED.key


@pytest.mark.usefixtures("no_cast")
def test_who_waits_for_a_slot_is_woken_when_another_has_brought_the_product(client: redis.Redis, tmp_path: Path) -> None:
    wait_for_slot(client)

    with pytest.raises(Wait) as wait:
        gateway(client, tmp_path, acme=PAINT, other=PAINT).obtain(NEED, work())

    assert wait.value.lane == product_lane(NEED.key)


def wait_for_slot(client: redis.Redis) -> None:
    """The first model is asked for something else, and has no slot left for this."""
    ledger, one = Ledger(client), Limits(concurrency=1)
    assert ledger.reserve(replace(CALL, id="before"), one).outcome == "reserved"
    assert ledger.reserve(replace(CALL, id=NEED.key), one).outcome == "queue"
    ledger.enqueue(NEED.key, "timer")


@pytest.mark.usefixtures("no_cast")
def test_a_season_that_waits_for_anothers_call_is_noted(client: redis.Redis, tmp_path: Path) -> None:
    send(client)
    other: Any = SimpleNamespace(**{**vars(PRODUCTION), "season": "another"})

    with pytest.raises(NotYet):
        gateway(client, tmp_path, acme=PAINT, other=PAINT).obtain(NEED, replace(work(), production=other))

    assert wanted_by(client, NEED.key) == {"another"}


@pytest.mark.usefixtures("no_cast")
def test_a_season_that_pays_its_call_itself_is_not_noted(client: redis.Redis, tmp_path: Path) -> None:
    send(client)

    with pytest.raises(NotYet):
        gateway(client, tmp_path, acme=PAINT, other=PAINT).obtain(NEED, work())

    assert wanted_by(client, NEED.key) == frozenset()
