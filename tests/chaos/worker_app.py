"""The product's worker app in a process that dies when its schedule says so, and whose messages are lost, late or doubled."""

import json
import os
import random
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from kombu.transport import redis as transport

import worker.gateway.build
import worker.gateway.collecting
from shared.ledger.ledger import Ledger
from tests.chaos.schedule import Messages
from worker.app import app
from worker.gateway.answers import KeptAnswers
from worker.gateway.steps import Step

__all__ = ["app"]

_FOLDER = Path(os.environ["CHAOS_FOLDER"])
_PLAN: dict[str, Any] = json.loads((_FOLDER / "plan.json").read_text(encoding="utf-8"))
_KILLS = {(step, nth) for step, nth in _PLAN["kills"]}
_LATE_S = (0.1, 1.2)


def observe(step: Step, _call: str) -> None:
    """Count a step over all processes, and die where the schedule says so, once."""
    with (_FOLDER / "steps" / step).open("ab") as counter:
        counter.write(b".")
        counter.flush()
        nth = counter.tell()
    if (step, nth) in _KILLS:
        (_FOLDER / "kills" / f"{step}-{nth}").touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _observe_before(owner: Any, name: str, step: Step) -> None:
    """Have a function of the product pass a step of its own before it runs."""
    inner = getattr(owner, name)

    def outer(*args: Any, **kwargs: Any) -> Any:
        observe(step, "")
        return inner(*args, **kwargs)

    setattr(owner, name, outer)


def _observe_after(owner: Any, name: str, step: Step) -> None:
    """… and after it has run."""
    inner = getattr(owner, name)

    def outer(*args: Any, **kwargs: Any) -> Any:
        result = inner(*args, **kwargs)
        observe(step, "")
        return result

    setattr(owner, name, outer)


def _play_with_messages(messages: Messages) -> None:
    """Have the broker's channel lose, double and delay what it is given."""
    put = transport.Channel._put
    dice = random.Random(f"{_PLAN['seed']} {os.getpid()}")

    def mischievous(self: Any, queue: str, message: Any, **kwargs: Any) -> None:
        throw = dice.random()
        if throw < messages.dropped:
            _count("dropped")
            return
        throw -= messages.dropped
        if throw < messages.late:
            _count("late")
            _put_later(put, self, queue, message, kwargs)
            return
        put(self, queue, message, **kwargs)
        if throw - messages.late < messages.doubled:
            _count("doubled")
            twin = {**message, "properties": {**message["properties"], "delivery_tag": os.urandom(12).hex()}}
            put(self, queue, twin, **kwargs)

    transport.Channel._put = mischievous


def _put_later(put: Any, channel: Any, queue: str, message: Any, kwargs: dict[str, Any]) -> None:
    def act() -> None:
        # Where the connection is gone by then the message is lost, which it may be.
        with suppress(Exception):
            put(channel, queue, message, **kwargs)

    timer = threading.Timer(random.uniform(*_LATE_S), act)
    timer.daemon = True
    timer.start()


def _count(what: str) -> None:
    with (_FOLDER / "messages" / what).open("ab") as counter:
        counter.write(b".")


worker.gateway.build.observer = observe
# The steps that the gateway has no need to name itself.
_observe_before(Ledger, "reserve", "planned")
_observe_before(KeptAnswers, "keep", "answered")
_observe_before(worker.gateway.collecting, "check", "downloaded")
_observe_after(Ledger, "release", "released")
_play_with_messages(Messages(**_PLAN["messages"]))
