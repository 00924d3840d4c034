"""Who looks after a paid call: its unit's own task, else the sweep, so that nothing that was paid expires uncollected."""

from types import SimpleNamespace
from typing import Any

import pytest
import redis

from shared.ledger.call import Call, CallRecord
from shared.ledger.ledger import Ledger, Limits
from shared.state.season import SeasonState
from tests.factories.season import a_production, a_scene, an_episode
from worker.tasks.call import is_waited_for

SEASON = "test-season"


@pytest.fixture
def state(client: redis.Redis) -> SeasonState:
    state = SeasonState(client, SEASON)
    order(state)
    return state


def order(state: SeasonState) -> None:
    episode = an_episode(1, a_scene(1, "One."))
    state.submit(a_production(episode), [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})


def bought(state: SeasonState) -> CallRecord:
    """A call of the first scene, under the order as it stands."""
    ledger = Ledger(state.client)
    call = Call("0" * 32, SEASON, state.meta()["run"], "1/1", "video", "acme/clips", "acme", "2026-11-21", 10_000)
    assert ledger.submitting(call.id, ledger.reserve(call, Limits()).token)
    record = ledger.call(call.id)
    assert record is not None
    return record


def line_of(state: SeasonState) -> Any:
    return SimpleNamespace(season=lambda _name: state)


def test_a_call_is_its_units_while_that_is_to_be_made(state: SeasonState) -> None:
    assert is_waited_for(line_of(state), bought(state))


def test_a_call_of_an_earlier_order_is_collected_although_its_unit_is_now_another_that_waits(state: SeasonState) -> None:
    record = bought(state)

    order(state)

    assert not is_waited_for(line_of(state), record)
