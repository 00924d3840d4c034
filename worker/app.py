"""The worker's Celery app and its composition root: `celery -A worker.app worker -Q media`."""

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_shutdown

from shared.broker import is_amqp
from shared.broker_clients import keep_clients
from shared.log import configure_logging
from shared.message_priority import number_for_rabbitmq
from shared.sent_at import stamp_messages
from shared.settings import load_settings
from shared.version import stamp_version
from worker.celeryconfig import worker_settings
from worker.draining import Drain, listen_in_child
from worker.heartbeat import Heartbeat
from worker.last_notes import leave_nothing
from worker.lifeline import Lifeline, follow_parent
from worker.presence import Presence
from worker.pump import Pump

settings = load_settings()

TASKS = ["worker.tasks.scene", "worker.tasks.episode", "worker.tasks.season", "worker.tasks.call", "worker.tasks.job"]
TASKS += ["worker.tasks.lost", "worker.tasks.newer", "worker.tasks.notice", "worker.tasks.export"]

app = Celery("cliffhanger", set_as_current=True, include=TASKS)
broker_url = settings.broker_url or settings.redis_url or "redis://127.0.0.1:6379/0"
app.conf.update(worker_settings(broker_url))
stamp_messages()
stamp_version()
keep_clients()
if is_amqp(broker_url):
    number_for_rabbitmq()
app.steps["worker"].add(Pump)
app.steps["worker"].add(Presence)
app.steps["worker"].add(Lifeline)
app.steps["worker"].add(Drain)
app.steps["consumer"].add(Heartbeat)


@setup_logging.connect
def _log(**_: object) -> None:
    configure_logging(settings.log_format, settings.log_level)


@worker_process_init.connect
def _follow(**_: object) -> None:
    follow_parent()
    listen_in_child()


@worker_shutdown.connect
def _leave_nothing(**_: object) -> None:
    leave_nothing(app)
