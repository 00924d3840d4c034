"""One unit at one stage: begin, obtain what the stage needs, note the progress; and what follows when something goes wrong."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import redis
from celery.exceptions import Ignore, Retry

from shared.errors import MissingPart, StageFailed, StoreAway
from shared.line.dubbing import short_name
from shared.line.need import Need
from shared.line.requests import StageName
from shared.metrics import names
from shared.metrics.counters import count
from shared.state.season import QUEUED_LEASE_MS, WORKING_LEASE_MS, SeasonState
from shared.version import NewerOrder
from worker.advance import send_advance
from worker.draining import HandedBack, is_draining
from worker.gateway.admission import OverBudget
from worker.gateway.build import gateway_of
from worker.gateway.gateway import Work
from worker.gateway.waits import Doubled, Elsewhere, Wait
from worker.locks.locks import Heartbeat
from worker.tasks.base import LineTask

log = logging.getLogger(__name__)

# A stage that kills its worker this often is given up: the scene fails, the season goes on.
MOST_STARTS = 6
# An unexpected error (a full disk, a bug) is tried again after these seconds, then the unit fails.
FAULT_DELAYS_S = (2.0, 10.0)


class Pending(Exception):
    """Some products of a stage are not there yet."""

    def __init__(self, waits: Sequence[Wait | Elsewhere]) -> None:
        super().__init__()
        self.waits = waits


class Leftover(Ignore):
    """A message of an earlier order that has nothing to do under the one that holds now."""


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

    def place(self, run: str) -> str:
        """Where in the season, for people."""
        episode = short_name(self.task.line.production(self.season, run), self.episode)
        return episode + (f" S{int(self.name):02d}" if self.name.isdigit() else "")

    @contextmanager
    def stage(self, stage: StageName, stages_made: Callable[[str], int]) -> Iterator[str]:
        """Run a block as one stage of the unit, under the order that it is given; what goes wrong becomes a wait, a retry or a failure.

        `stages_made` tells, by that order, how many of the unit's stages are made then.
        """
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
        except Pending as pending:
            raise self._wait(state, stage, pending.waits) from None
        except (StageFailed, MissingPart) as error:
            self._fail(state, stage, error)
        except Leftover:
            # What the order that holds sends for the unit need not wait for this one's lease.
            state.wait(self.episode, self.name, 0)
            raise
        except Ignore:
            # A second copy of a message that another worker has in hand is no start.
            state.wait(self.episode, self.name, WORKING_LEASE_MS)
            raise
        except (HandedBack, NewerOrder, StoreAway):
            # It comes by its queue, as any other; what interrupted it is no fault of the unit's.
            state.wait(self.episode, self.name, QUEUED_LEASE_MS)
            raise
        except (Retry, redis.RedisError):
            raise
        except Exception as error:  # noqa: BLE001  # one bad scene never stops the others (I8); it is logged, counted and told
            self._fault(state, stage, error)
        episodes = self.task.line.production(self.season, run).all_episodes
        state.progress(self.episode, self.name, stages_made(run), of_episodes=len(episodes))

    def obtain(self, needs: Iterable[Need], run: str) -> None:
        """Have products in the store; what one of them waits for does not keep the others. Raises Pending, StageFailed, MissingPart."""
        line = self.task.line
        production = line.production(self.season, run)
        work = Work(production, run, self.episode, self.name, self.task.queue)
        waits: list[Wait | Elsewhere] = []
        for need in needs:
            if line.store.has(need.key) or (waits and not all(line.store.has(key) for key in need.inputs)):
                # It is there, or made of what is waited for.
                continue
            if is_draining():
                raise HandedBack
            if not self.state.is_wanted(run):
                # Cancelled, or ordered anew: nothing more is bought for it.
                raise Ignore
            try:
                self._obtain(need, work)
            except Doubled:
                raise Ignore from None
            except (Wait, Elsewhere) as wait:
                waits.append(wait)
        if waits:
            raise Pending(waits)

    def _obtain(self, need: Need, work: Work) -> None:
        started = time.monotonic()
        gateway_of(self.task.line).obtain(need, work)
        seconds = round(time.monotonic() - started, 3)
        fields = {"stage": need.stage, "model": need.model, "seconds": seconds}
        log.info("%s %s by %s in %.2f s", self.place(work.run), need.stage, need.model, seconds, extra=fields)

    def _wait(self, state: SeasonState, stage: StageName, waits: Sequence[Wait | Elsewhere]) -> Retry:
        """Keep the message until the first of these comes true; one message waits for a stage, whatever it waits for."""
        moves = [wait.queue for wait in waits if isinstance(wait, Elsewhere)]
        pauses = [wait for wait in waits if isinstance(wait, Wait)]
        delay_s = 0.0 if moves else min(wait.delay_s for wait in pauses)
        state.wait(self.episode, self.name, round(delay_s * 1000) + QUEUED_LEASE_MS)
        line = self.task.line
        timer = f"{self.season}/{self.episode}/{self.name}/{stage}"
        lanes = [wait.lane for wait in pauses if wait.lane]
        retry = self.task.park(delay_s, timer, queue=moves[0] if moves else "", why=_why(waits))
        for lane in lanes:
            line.timers.join(lane, timer)
            if line.store.has(lane.removeprefix("product:")):
                # It was finished, and its waiters woken, just before we joined them.
                line.timers.wake(lane)
        for wait in pauses:
            if wait.queued:
                line.ledger.enqueue(wait.queued, timer)
            if wait.called:
                line.ledger.await_callback(wait.called, timer)
        line.timers.nudge.set()
        return retry

    def _fault(self, state: SeasonState, stage: StageName, error: Exception) -> NoReturn:
        faults = state.fault(self.episode, self.name)
        if faults > len(FAULT_DELAYS_S):
            self._fail(state, stage, StageFailed(f"{stage}: {type(error).__name__}: {error}"), cause=error)
        delay_s = FAULT_DELAYS_S[faults - 1]
        log.error("%s %s: tried again in %.0f s", self.place(state.run), stage, delay_s, exc_info=error)
        state.wait(self.episode, self.name, round(delay_s * 1000) + QUEUED_LEASE_MS)
        timer = f"{self.task.request.id}:{self.task.request.retries}"
        raise self.task.park(delay_s, timer, why=f"{type(error).__name__}: {error}; tried again in {delay_s:.0f} s")

    def _fail(self, state: SeasonState, stage: StageName, error: StageFailed | MissingPart, cause: Exception | None = None) -> NoReturn:
        reason = " ".join(str(error).split())
        if isinstance(error, OverBudget):
            state.set_meta("over_budget", state.run)
        log.error("%s %s failed: %s", self.place(state.run), stage, reason, exc_info=cause)
        state.end_unit(self.episode, self.name, "failed", reason, stage)
        count(self.task.line.redis, names.STAGES_FAILED, stage=stage)
        send_advance(self.task.app, self.season, self.episode)
        raise error


def _why(waits: Sequence[Wait | Elsewhere]) -> str:
    """Why a stage has to wait, for whoever looks on: what lasts least."""
    moves = [wait.queue for wait in waits if isinstance(wait, Elsewhere)]
    if moves:
        return f"it goes on with the workers of {moves[0]}"
    first = min((wait for wait in waits if isinstance(wait, Wait)), key=lambda wait: wait.delay_s)
    return f"{first.why}; comes back in {first.delay_s:.3g} s"
