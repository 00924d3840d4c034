"""A message says when it was sent last."""

import time
from typing import Any

import pytest
from celery import Celery

from shared.sent_at import HEADER, stamp_messages


@pytest.fixture
def app() -> Celery:
    app = Celery("test", broker="memory://", set_as_current=False)
    stamp_messages()
    return app


def headers_of_first(app: Celery) -> dict[str, Any]:
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue("media").get(timeout=5)
        message.ack()
    headers: dict[str, Any] = message.headers
    return headers


def test_a_message_says_when_it_was_sent(app: Celery) -> None:
    app.send_task("scene.video", queue="media")

    assert headers_of_first(app)[HEADER] == pytest.approx(time.time(), abs=60)


def test_a_message_that_is_sent_again_says_when_it_was_sent_again(app: Celery) -> None:
    app.send_task("scene.video", queue="media", headers={HEADER: 1.0})

    assert headers_of_first(app)[HEADER] == pytest.approx(time.time(), abs=60)
