"""One unit at one stage: begin, obtain what the stage needs, note the progress; and what follows when something goes wrong."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import redis
from celery.exceptions import Ignore, Retry

from shared.errors import MissingPart, StageFailed
from shared.line.need import Need
from shared.line.requests import StageName
from shared.state.season import QUEUED_LEASE_MS, WORKING_LEASE_MS, SeasonState
from worker.advance import send_advance
from worker.gateway.gateway import make
from worker.locks.locks import Heartbeat, KeyLock, holding
from worker.studio.engine import Input
from worker.tasks.base import LineTask

log = logging.getLogger(__name__)

# A stage that kills its worker this often is given up: the scene fails, the season goes on.
MOST_STARTS = 6
# An unexpected error (a full disk, a bug) is tried again after these seconds, then the unit fails.
FAULT_DELAYS_S = (2.0, 10.0)
# Another scene is making the same product; its end wakes us, this is only for the case that it dies.
SHARED_PRODUCT_WAIT_S = 15.0


class SharedElsewhere(Exception):
    """Another unit is making the product that we need."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Unit:
    """What a task works on: a scene of an episode, or its join."""

    task: LineTask
    season: str
    episode: int
    name: str

    @property
    def state(self) -> SeasonState:
        """The season's state."""
        return self.task.line.season(self.season)

    @property
    def place(self) -> str:
        """Where in the season, for people."""
        return f"E{self.episode:02d}" + (f" S{int(self.name):02d}" if self.name.isdigit() else "")

    @contextmanager
    def stage(self, stage: StageName, stages_made: int) -> Iterator[str]:
        """Run a block as one stage of the unit, under the order that it is given; what goes wrong becomes a wait, a retry or a failure."""
        starts, run = self.state.begin(self.episode, self.name, stage)
        if starts == 0:
            # Ended meanwhile (or cancelled): this message is a leftover.
            raise Ignore
        state = self.state.under(run)
        if starts > MOST_STARTS:
            self._fail(state, stage, StageFailed(f"{stage} was begun {MOST_STARTS} times and never ended; the worker dies of it"))
        try:
            with Heartbeat(lambda: state.renew(self.episode, self.name)):
                yield run
        except SharedElsewhere as busy:
            state.wait(self.episode, self.name, round(SHARED_PRODUCT_WAIT_S * 1000) + QUEUED_LEASE_MS)
            self._wait_for(busy.key)
        except (StageFailed, MissingPart) as error:
            self._fail(state, stage, error)
        except Ignore:
            # A second copy of a message that another worker has in hand is no start.
            state.wait(self.episode, self.name, WORKING_LEASE_MS)
            raise
        except (Retry, redis.RedisError):
            raise
        except Exception as error:  # noqa: BLE001  # one bad scene never stops the others (I8); it is logged, counted and told
            self._fault(state, stage, error)
        state.progress(self.episode, self.name, stages_made)

    def obtain(self, needs: Iterable[Need]) -> None:
        """Find or make products, in order. Raises SharedElsewhere, StageFailed, MissingPart."""
        for need in needs:
            if not self.task.line.store.has(need.key):
                self._make(need)

    def _make(self, need: Need) -> None:
        line = self.task.line
        name = f"{self.season}/{self.episode}/{self.name}"
        lock = KeyLock(line.redis, need.key, name)
        if (owner := lock.take()) is not None:
            if owner == name:
                # A second copy of our own message: the first one goes on.
                raise Ignore
            raise SharedElsewhere(need.key)
        with holding(lock, lambda: None):
            if line.store.has(need.key):
                return
            started_at = time.time()
            inputs = {key: self._input(key) for key in need.inputs}
            with line.store.workspace() as folder:
                made = make(need, inputs, folder)
                finished_at = time.time()
                line.store.put(need, folder, made.files, made.facts, started_at=started_at, finished_at=finished_at)
        line.timers.wake(f"product:{need.key}")
        seconds = round(finished_at - started_at, 3)
        place = {"season": self.season, "episode": self.episode, "scene": self.name}
        fields = {**place, "stage": need.stage, "model": need.model, "seconds": seconds}
        log.info("%s %s by %s in %.2f s", self.place, need.stage, need.model, seconds, extra=fields)

    def _wait_for(self, key: str) -> NoReturn:
        """Wait in the lane of a product that another unit makes."""
        lane = f"product:{key}"
        try:
            self.task.retry(countdown=SHARED_PRODUCT_WAIT_S, lane=lane)
        finally:
            if self.task.line.store.has(key):
                # It was finished, and its waiters woken, just before we joined them.
                self.task.line.timers.wake(lane)

    def _input(self, key: str) -> Input:
        store = self.task.line.store
        product = store.find(key)
        if product is None and store.upload(key).exists():
            return Input(key, store.upload(key).parent, {"upload": key}, {})
        if product is None:
            raise StageFailed(f"product {key} has vanished from the store {store.root}; order the season again to make it anew")
        return Input(key, store.folder(key), {role: file.name for role, file in product.files.items()}, product.facts)

    def _fault(self, state: SeasonState, stage: StageName, error: Exception) -> NoReturn:
        faults = state.fault(self.episode, self.name)
        if faults > len(FAULT_DELAYS_S):
            self._fail(state, stage, StageFailed(f"{stage}: {type(error).__name__}: {error}"), cause=error)
        delay_s = FAULT_DELAYS_S[faults - 1]
        log.error("%s %s: tried again in %.0f s", self.place, stage, delay_s, exc_info=error)
        state.wait(self.episode, self.name, round(delay_s * 1000) + QUEUED_LEASE_MS)
        self.task.retry(countdown=delay_s)

    def _fail(self, state: SeasonState, stage: StageName, error: StageFailed | MissingPart, cause: Exception | None = None) -> NoReturn:
        reason = " ".join(str(error).split())
        log.error("%s %s failed: %s", self.place, stage, reason, exc_info=cause)
        state.end_unit(self.episode, self.name, "failed", reason, stage)
        send_advance(self.task.app, self.season, self.episode)
        raise error
