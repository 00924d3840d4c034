"""Flower's own server with our door before it and our words in it."""

import os
from collections.abc import Mapping
from typing import Any

import flower.events
from celery import Celery
from flower.app import Flower
from flower.events import Events, PrometheusMetrics
from flower.inspector import Inspector
from flower.options import default_options
from flower.urls import settings as page_settings
from flower.utils import prepend_url
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop, PeriodicCallback

from producer.flower.door import Denied, Door, SafeHeaders
from producer.flower.pages import pages
from producer.flower.password import Password
from producer.flower.readable import readable, stage_of, without_secrets
from shared.broker import broker_settings
from shared.queues import TaskName

# A task takes some two kilobytes here; more are looked up in the season's own report and in the log.
MOST_TASKS = 20_000
# Workers have new names in every container: those that are gone this long are forgotten.
GONE_AFTER_S = 3600
# The third is the reason: look.css counts.
COLUMNS = "name,state,exception,args,retries,runtime,received,worker,uuid"
REFRESH_MS = 30_000
# A sweep every two seconds would push out of sight, and out of memory, all else.
UNSEEN = frozenset({TaskName.SEASON_SWEEP.value})
MOST_UNSEEN = 1_000


class _StageMetrics(PrometheusMetrics):  # type: ignore[misc]  # Flower ships no types
    """Counts by stage: with a place in each name there would be a counter a scene."""

    def observe_task(self, worker: str, event: Mapping[str, Any], task: Any) -> None:
        super().observe_task(worker, {**event, "name": stage_of(str(event.get("name") or task.name or ""))}, task)


class _ReadableEvents(Events):  # type: ignore[misc]  # Flower ships no types
    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._unseen: dict[str, None] = {}

    def on_event(self, event: Mapping[str, Any]) -> None:
        """Called by the thread that receives events."""
        if event.get("name") in UNSEEN:
            # Only the first event of a task has its name.
            self._unseen[str(event.get("uuid"))] = None
            if len(self._unseen) > MOST_UNSEEN:
                del self._unseen[next(iter(self._unseen))]
        if event.get("uuid") not in self._unseen:
            super().on_event(readable(event))


class _DiscreetInspector(Inspector):  # type: ignore[misc]  # Flower ships no types
    def _on_update(self, workername: str, method: str, response: Any) -> None:
        super()._on_update(workername, method, without_secrets(response))


class LineFlower(Flower):  # type: ignore[misc]  # Flower ships no types
    """Flower behind a door. Needs the options that `build_flower` sets."""

    def __init__(self, door: Door, **given: Any) -> None:
        self._door = door
        super().__init__(**given)
        self.inspector = _DiscreetInspector(self.io_loop, self.capp, self.options.inspect_timeout / 1000.0)
        self.add_transform(SafeHeaders)
        self.add_handlers(".*", pages(door.prefix))
        # Workers come and go: their queues are asked for again.
        PeriodicCallback(self.update_workers, REFRESH_MS).start()

    def find_handler(self, request: HTTPServerRequest, **given: Any) -> Any:
        """Whoever is not let in meets no handler of Flower's."""
        if denial := self._door.denial(request):
            return self.get_handler_delegate(request, Denied, {"denial": denial})
        return super().find_handler(request, **given)


def build_flower(*, broker_url: str, host: str, port: int, prefix: str, password: Password | None) -> LineFlower:
    """Flower for the line whose broker that is; it listens as soon as `start_http_server` is called. One a process."""
    # Some of its options are read from these at any time, and would open what is closed here.
    for name in [name for name in os.environ if name.startswith("FLOWER_")]:
        del os.environ[name]
    options = default_options
    options.address, options.port, options.url_prefix = host, port, prefix.strip("/") or None
    options.basic_auth = [password.text] if password else []
    options.read_only = True
    options.max_tasks, options.purge_offline_workers = MOST_TASKS, GONE_AFTER_S
    options.tasks_columns = COLUMNS
    given = dict(page_settings)
    if options.url_prefix:
        given |= {name: prepend_url(given[name], options.url_prefix) for name in ("login_url", "static_url_prefix")}
    if flower.events.PROMETHEUS_METRICS is None:
        flower.events.PROMETHEUS_METRICS = _StageMetrics()
    app = Celery("cliffhanger-flower", set_as_current=True)
    app.conf.update(broker_settings(broker_url))
    loop = IOLoop.current()
    events = _ReadableEvents(app, loop, max_tasks_in_memory=MOST_TASKS, max_workers_in_memory=options.max_workers)
    return LineFlower(Door(password, prefix), options=options, capp=app, events=events, io_loop=loop, **given)
