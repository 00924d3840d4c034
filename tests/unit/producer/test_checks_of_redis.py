"""What the doctor says of the line's Redis and broker."""

import pytest
import redis

from producer.checks.redis import broker_told, ledger_told
from shared.errors import CliffhangerError
from shared.settings import Settings
from tests.support.rabbitmq import free_ports


def settings(url: str, **more: object) -> Settings:
    return Settings(redis_url=url, **more)  # type: ignore[arg-type]


def test_a_ledger_without_a_file_is_warned_of(redis_url: str, client: redis.Redis) -> None:
    assert "appendonly is off" in ledger_told(settings(redis_url), redis_url)


def test_a_ledger_that_may_evict_money_is_refused(redis_url: str, client: redis.Redis) -> None:
    client.config_set("maxmemory", "1gb")
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        with pytest.raises(CliffhangerError, match="set it to noeviction"):
            ledger_told(settings(redis_url), redis_url)
    finally:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "0")


def test_fewer_replicas_than_must_confirm_are_refused(redis_url: str, client: redis.Redis) -> None:
    with pytest.raises(CliffhangerError, match="LEDGER_REPLICAS is 1 and the ledger's Redis has 0 replicas"):
        ledger_told(settings(redis_url, ledger_replicas=1), redis_url)


@pytest.mark.parametrize("scheme", ["amqp", "redis"])
def test_a_broker_that_does_not_answer_is_one_line(scheme: str) -> None:
    (port,) = free_ports(1)

    with pytest.raises(CliffhangerError, match="CLIFFHANGER_BROKER_URL does not answer"):
        broker_told(settings("redis://one", broker_url=f"{scheme}://127.0.0.1:{port}/"))
