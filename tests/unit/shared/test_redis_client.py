"""How long a client waits for a Redis that is away: a restart of a server, a failover of Sentinels."""

import pytest
import redis
from redis import retry
from redis.sentinel import MasterNotFoundError, Sentinel

from shared.redis_client import open_redis


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits, which nobody waits for here."""
    waits: list[float] = []
    monkeypatch.setattr(retry, "sleep", waits.append)
    return waits


def test_a_server_that_restarts_is_waited_for(slept: list[float]) -> None:
    with pytest.raises(redis.ConnectionError):
        open_redis("unix:///nowhere/redis.sock").ping()

    assert 2.5 < sum(slept) < 10


def test_a_failover_whose_first_vote_is_split_is_waited_for(slept: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object) -> None:
        raise MasterNotFoundError("no master found")

    monkeypatch.setattr(Sentinel, "discover_master", nobody)

    with pytest.raises(redis.ConnectionError):
        open_redis("sentinel://127.0.0.1:1/0?master=line").ping()

    assert 25 < sum(slept) < 60
