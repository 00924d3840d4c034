"""The pages that Flower has of us: how long queues are, whatever the broker, and a style that suits our names."""

import asyncio
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from celery import Celery
from flower.api.tasks import GetQueueLengths
from flower.urls import settings as page_settings
from flower.views.broker import BrokerView
from tornado.web import RequestHandler, url

from shared.queue_depth import queue_depth
from shared.queues import CONTROL, MEDIA


class Depths:
    """Answers as Flower's own brokers do. Those read one database of Redis, and send AMQP's password over plain HTTP."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    async def queues(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """Each queue with the number of its messages."""
        return await asyncio.get_running_loop().run_in_executor(None, self._ask, list(names))

    def _ask(self, names: list[str]) -> list[dict[str, Any]]:
        with self._app.connection_for_read() as connection:
            return [{"name": name, "messages": queue_depth(connection, name)} for name in names]


class _Asked:
    """What a handler of Flower's shall do otherwise."""

    def get_broker(self) -> Depths:
        """Who is asked."""
        return Depths(self.capp)  # type: ignore[attr-defined]  # mixed into a handler

    def get_active_queue_names(self) -> list[str]:
        """The queues of the workers that are known by now, and those that every line has."""
        return sorted({MEDIA, CONTROL, *super().get_active_queue_names()})  # type: ignore[misc]  # mixed into a handler


class QueuesPage(_Asked, BrokerView):  # type: ignore[misc]  # Flower ships no types
    """The page of queues."""


class QueuesAnswer(_Asked, GetQueueLengths):  # type: ignore[misc]  # Flower ships no types
    """The same as JSON."""


class Style(RequestHandler):
    """Flower's style, and ours after it."""

    def get(self) -> None:
        """Answer it."""
        self.set_header("Content-Type", "text/css; charset=UTF-8")
        self.write(_style())


def pages(prefix: str) -> list[Any]:
    """Tornado's rules for them."""
    ours = {"/broker": QueuesPage, "/api/queues/length": QueuesAnswer, "/static/css/flower.css": Style}
    return [url(prefix + path, handler) for path, handler in ours.items()]


@cache
def _style() -> str:
    own = Path(str(page_settings["static_path"])) / "css" / "flower.css"
    return own.read_text(encoding="utf-8") + "\n" + files("producer.flower").joinpath("look.css").read_text(encoding="utf-8")
