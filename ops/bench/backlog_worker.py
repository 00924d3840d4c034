"""A worker's own code, called here and there without a worker around it, and a provider that takes everything and never has it ready."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery.exceptions import Retry

from producer.order import Order
from shared.line.need import Need
from shared.line.scene import reference_need
from worker.advance import advance_episode
from worker.app import app
from worker.context import line_of
from worker.engines.engine import Ask, Finished, Job, Prepared, Running
from worker.gateway.build import gateway_of

app.loader.import_default_modules()

AN_HOUR_S = 3600.0


class Endless:
    """A provider's protocol without a provider: each job is taken at once, and goes on."""

    def __init__(self) -> None:
        self.taken = 0

    def prepare(self, _ask: Ask) -> Prepared:
        return Prepared("POST", "http://provider.invalid/jobs")

    def submit(self, _ask: Ask, _prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished:
        self.taken += 1
        number = f"job-{os.getpid()}-{self.taken:08d}"
        on_answer(f'{{"id": "{number}", "status": "queued"}}'.encode())
        return Job(number)

    def poll(self, _ask: Ask, _job: Job) -> Running:
        return Running("running", AN_HOUR_S)


def advance(season: str, episode: int) -> None:
    """What the task does."""
    advance_episode(app, season, episode)


def sweep() -> None:
    """What the task does."""
    app.tasks["season.sweep"].run()


def do(request: Mapping[str, Any], args: list[Any]) -> None:
    """Run a message's task as a worker does; it ends in a wait."""
    task = app.tasks[request["task"]]
    task.push_request(**{**request, "args": args, "kwargs": {}, "called_directly": False})
    try:
        with suppress(Retry):
            task(*args)
            raise SystemExit(f"{request['task']} {args} waits for nothing")
    finally:
        task.pop_request()


def draw_looks(order: Order) -> None:
    """Put the pictures of a cast into the store: whoever draws is not measured."""
    gateway = gateway_of(line_of(app))
    engines: Any = gateway.engines
    engines["job"] = Endless()
    for character in order.production.characters:
        _put(reference_need(order.production, character))


def _put(need: Need) -> None:
    store = line_of(app).store
    with store.workspace() as folder:
        Path(folder / "picture.jpg").write_bytes(b"JPEG")
        store.put(need, folder, {"picture": "picture.jpg"}, {}, model=need.model, started_at=0.0, finished_at=0.0)
