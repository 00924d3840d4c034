"""A worker whose broker is away tries again, without end."""

import pytest

from worker.celeryconfig import worker_settings


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "amqp://guest@127.0.0.1//"])
def test_a_worker_never_gives_its_broker_up(url: str) -> None:
    settings = worker_settings(url)

    # None is Celery's word for no limit; without the setting it is a hundred tries.
    assert settings.get("broker_connection_max_retries", 100) is None
    assert settings["broker_connection_retry_on_startup"] is True
