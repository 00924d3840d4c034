"""What brokers' and Redis' URLs may look like, and what becomes of them for redis-py and for Celery."""

import pytest
import redis

from shared import keyspace
from shared.broker import broker_settings
from shared.broker_url import check_broker_url
from shared.errors import SettingsError
from shared.ledger.ledger import Ledger
from shared.ledger.replicas import Unconfirmed
from shared.message_priority import urgency
from shared.queues import PRIORITY, TaskName
from shared.redis_client import open_redis
from shared.redis_url import check_redis_url, sentinels_of
from shared.settings import load_settings

WATCHED = "sentinel://line:p%40ss@one:26380,two/3?master=main&ssl_ca_certs=/run/ca.pem&sentinel_password=other"


def test_a_sentinel_url_names_its_sentinels_the_master_and_the_login() -> None:
    at = sentinels_of(WATCHED)

    assert at.hosts == (("one", 26380), ("two", 26379))
    assert (at.master, at.db, at.username, at.password) == ("main", 3, "line", "p@ss")
    assert at.tls == {"ssl_cert_reqs": "required", "ssl_check_hostname": True, "ssl_ca_certs": "/run/ca.pem"}
    assert at.for_sentinels()["password"] == "other"
    assert "p@ss" not in repr(at)


def test_celery_gets_a_url_for_each_sentinel_and_the_rest_as_options() -> None:
    settings = broker_settings(WATCHED)

    assert settings["broker_url"] == "sentinel://line:p%40ss@one:26380/3;sentinel://line:p%40ss@two:26379/3"
    assert settings["broker_transport_options"]["master_name"] == "main"
    assert settings["broker_use_ssl"]["ssl_cert_reqs"] == "required"


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("sentinel://one", "the name that the Sentinels watch the server under is missing"),
        ("sentinel://one/x?master=m", "'x' is no number of a database"),
        ("sentinel://one?master=m&colour=red", "'colour' is no option of sentinel URLs"),
        ("sentinel://,two?master=m", "a Sentinel's host is missing"),
        ("redis://:secret@one:port/0", "the port is not a number"),
        ("http://one", "one of redis, rediss"),
    ],
)
def test_a_wrong_redis_url_is_one_line_without_the_url(url: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong) as raised:
        check_redis_url(url)

    assert url not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_rediss_broker_is_verified_although_celery_would_not() -> None:
    settings = broker_settings("rediss://one:6380/0")

    assert settings["broker_use_ssl"] == {"ssl_cert_reqs": "required", "ssl_check_hostname": True}


def test_the_socket_of_redis_py_is_a_broker_too() -> None:
    assert broker_settings("unix:///run/redis.sock?db=2")["broker_url"] == "redis+socket:///run/redis.sock?virtual_host=2"
    assert open_redis("redis+socket:///run/redis.sock?virtual_host=2").connection_pool.connection_kwargs["db"] == 2


def test_rabbitmq_gets_quorum_queues_and_confirms() -> None:
    settings = broker_settings("amqps://line:word@one/v?ssl_ca_certs=/run/ca.pem;amqps://line:word@two/v")

    assert settings["broker_url"] == "amqps://line:word@one/v;amqps://line:word@two/v"
    assert settings["broker_transport_options"]["confirm_publish"]
    assert settings["task_default_queue_type"] == settings["task_create_missing_queue_type"] == "quorum"
    assert settings["broker_use_ssl"]["ca_certs"] == "/run/ca.pem"


@pytest.mark.parametrize("url", ["amqp://one;amqps://two", "amqp://", "amqp://one:x/", "kafka://one"])
def test_a_wrong_broker_url_is_an_error_of_the_settings(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIFFHANGER_BROKER_URL", url)

    with pytest.raises(SettingsError, match=r"^CLIFFHANGER_BROKER_URL: "):
        load_settings()
    with pytest.raises(ValueError, match=r"one|host|port|mixed"):
        check_broker_url(url)


def test_what_is_most_urgent_on_redis_has_the_highest_number_on_rabbitmq() -> None:
    assert urgency(9, is_amqp=True) == PRIORITY[TaskName.EPISODE_JOIN] == 0
    assert urgency(3, is_amqp=False) == 3
    assert urgency(None, is_amqp=True) is None


def test_a_submit_that_no_replica_confirms_is_not_permitted(client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.ledger.replicas.CONFIRM_WITHIN_MS", 1)

    with pytest.raises(Unconfirmed, match="0 of 1 replicas"):
        Ledger(client, replicas=1).submitting("call", "token")
    assert client.get(keyspace.CONFIRMED) == "1"
