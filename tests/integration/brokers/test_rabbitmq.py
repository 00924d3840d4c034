"""A season over RabbitMQ's quorum queues, through the death of a worker and of the broker."""

from collections.abc import Callable

import redis
from celery import Celery

from producer.metrics.gather import Gatherer
from producer.metrics.service import as_text
from shared.broker import broker_settings
from shared.queues import TaskName
from shared.settings import Settings
from tests.factories.season_file import a_scene_of
from tests.integration.brokers.conftest import BrokerStudio
from tests.integration.conftest import wait_for
from tests.support.paid import a_paid_season
from tests.support.rabbitmq import RabbitMQ

SCENES = [[a_scene_of(f"Line {number} of {episode}.") for number in range(3)] for episode in range(2)]


def test_a_season_outlives_a_killed_worker_and_a_killed_broker_and_pays_once(
    rabbitmq: RabbitMQ, redis_url: str, client: redis.Redis, line_on: Callable[..., BrokerStudio]
) -> None:
    studio = line_on(redis_url, rabbitmq.url)
    workers = studio.start_workers()
    command = studio.start("produce", studio.write(a_paid_season(*SCENES)), "--wait")
    wait_for("the first paid jobs", lambda: command.poll() is not None or len(studio.provider.jobs()) >= 2, 240)

    workers[0].kill()
    studio.start_worker("media2", "media", "prefork", 2)
    rabbitmq.wait_for_queues("control", "media", "provider.simulator", "provider.simulator-blind", "provider.other")
    rabbitmq.kill()
    rabbitmq.start()

    _, told = command.communicate(timeout=240)
    assert command.returncode == 0, told + studio.log()
    assert studio.manifest()["state"] == "done"
    assert studio.provider.kinds() == ["video"] * 6
    assert studio.provider.never_asked_twice()


def test_metrics_tell_the_depth_of_its_queues_and_that_one_that_is_not_there_is_empty(
    rabbitmq: RabbitMQ, redis_url: str, client: redis.Redis
) -> None:
    with Celery("test", set_as_current=False) as app:
        app.conf.update(broker_settings(rabbitmq.url))
        for _ in range(2):
            app.send_task(TaskName.SCENE_VIDEO, args=("season", 1, 1), queue="provider.luma")

    text = as_text(Gatherer(Settings(redis_url=redis_url, broker_url=rabbitmq.url)).gather()).decode()

    assert "\ncliffhanger_up 1.0" in text
    assert 'cliffhanger_queue_messages{kind="paid",queue="provider.luma"} 2.0' in text
    assert 'cliffhanger_backlog{kind="paid",queue="provider.kling"} 0.0' in text
    assert "cliffhanger_queue_unacked" not in text
