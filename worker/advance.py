"""`advance` looks at what exists and sends what is missing: level-triggered, idempotent, the only place that sends chains.

Every chain ends in it, and the sweep calls it for every live season; a lost message costs seconds, not a season.
"""

import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from celery import Celery, Signature, chain

from shared import keyspace
from shared.line.dubbing import dubs_of, long_name, short_name
from shared.line.episode import episode_needs, music_needs
from shared.line.requests import StageName
from shared.line.unit import UnitNeeds, comes_after, unit_chain, unit_line
from shared.production import DUB_STEP, Episode, Production, Scene
from shared.queues import CONTROL, EPISODE_CHAIN, MEDIA, PRIORITY, TaskName, queue_of
from shared.state.episode import EpisodeState
from shared.state.season import JOIN, MUSIC, SeasonState
from shared.tracing import trace
from worker.context import Line, line_of
from worker.handing_over import look_after_delivery, send_delivery
from worker.locks.locks import KeyLock
from worker.under_way import is_under_way, may_want_something

log = logging.getLogger(__name__)

# A look at a batch that is asked for while there is one, and that nobody takes any more after this, was lost with its process.
WANTED_S = 60


def advance_episode(app: Celery, season: str, number: int) -> None:
    """Send what an episode still needs, or end it; its dubs, too, which go on from its scenes. Raises NotFound where there is none."""
    line = line_of(app)
    production = line.production(season, line.season(season).meta()["run"])
    if production.at_once is None:
        for each in (number, *dubs_of(production, number)):
            _Episode(app, line, season, each).advance()
    else:
        _take_turns(line, season, lambda: _Episode(app, line, season, number).advance())


def _take_turns(line: Line, season: str, look: Callable[[], None]) -> None:
    """Two that count at once what is under way would begin too much: one looks, and looks again for whoever came meanwhile."""
    wanted, lock = keyspace.advance(season), KeyLock(line.redis, f"advance:{season}", season)
    line.redis.set(wanted, "1", ex=WANTED_S)
    # Whoever finds the lock taken has set `wanted` before its holder looks at that for the last time.
    while line.redis.exists(wanted) and lock.take() is None:
        try:
            line.redis.delete(wanted)
            look()
        finally:
            lock.release()


def advance_season(app: Celery, season: str) -> None:
    """Advance every open episode, and end the season when there is none. Raises NotFound."""
    line = line_of(app)
    state = line.season(season)
    meta = state.meta()
    if meta["state"] != "running":
        look_after_delivery(app, line, season, meta)
        return
    production = line.production(season, meta["run"])
    now_ms = state.now_ms()
    episodes = state.episodes(production.all_episodes)
    for number, episode in episodes.items():
        original = episodes[number % DUB_STEP]
        if episode.state == "pending" and may_want_something(line, production, number, episode, original, now_ms):
            advance_episode(app, season, number)
    settle_season(app, line, state, production)


def settle_season(app: Celery, line: Line, state: SeasonState, production: Production) -> None:
    """End the season if all its episodes have ended, and have it delivered."""
    if verdict := state.finish(production.all_episodes):
        log.info("season %s: %s", state.season, verdict, extra={"season": state.season})
        send_delivery(app, line, state.season)


def send_advance(app: Celery, season: str, episode: int) -> None:
    """Put an advance of one episode on its queue."""
    _advance_signature(app, season, episode).apply_async()


class _Episode:
    """One call of `advance` for one episode."""

    def __init__(self, app: Celery, line: Line, season: str, number: int) -> None:
        self.app = app
        self.line = line
        self.season = season
        self.number = number
        # The order is read before what belongs to it: where a new one comes in between, all that follows is dropped.
        self.first = line.season(season).episode(number)
        self.state = line.season(season).under(self.first.run)
        self.production = line.production(season, self.first.run)
        self.script = line.script(season, number, self.first.run)
        self.now_ms = self.state.now_ms()
        self.found: dict[str, bool] = {}
        self.needs_of = unit_line(self.production, self.script)
        # Read after the dub itself: what of it is of a later order leads to nothing that counts.
        self.original = line.season(season).episode(self.script.of) if self.script.dub else None
        self.units = {scene.number: self.first.unit(str(scene.number)) for scene in self.script.scenes}
        under_way = sum(is_under_way(unit, self.now_ms) for unit in self.units.values())
        self.to_send: dict[str, tuple[Scene, UnitNeeds]] = {}
        self.free = math.inf if self.production.at_once is None else self.production.at_once - under_way

    def advance(self) -> None:
        episode = self.first
        if self.state.meta().get("state") != "running":
            return
        if episode.state != "pending":
            settle_season(self.app, self.line, self.state, self.production)
            return
        # Before anything is sent: what is begun after the failure that ends the season would be paid for.
        if self._is_stopped(_failures(self.script, episode)):
            return
        self._send_music(episode)
        still_open = self._go_through()
        self._send_scenes()
        episode = self.state.episode(self.number)
        failed = _failures(self.script, episode)
        if self._is_stopped(failed):
            return
        if not still_open:
            self._finish(episode, failed)
        elif self.production.kind == "batch" and len(still_open) < len(self.script.scenes):
            # A job is an end in itself: its file is in place when it has ended.
            send_delivery(self.app, self.line, self.season)

    def _go_through(self) -> list[Scene]:
        """Send or end what can be; answers what is open. What ends here may set free what stands before it in a jobs file."""
        still_open = list(self.script.scenes)
        while left := [scene for scene in still_open if not self._scene_has_ended(scene)]:
            if len(left) == len(still_open) or not any(comes_after(scene) for scene in left):
                return left
            still_open = left
        return []

    def _scene_has_ended(self, scene: Scene) -> bool:
        standing = self.units[scene.number]
        if standing.state in ("done", "failed"):
            return True
        if is_under_way(standing, self.now_ms):
            return False
        lost = self._lost_before(scene)
        if not lost and not self._may_begin(scene):
            # Not even looked for in the store: of thousands of jobs only those are that can begin.
            return False
        needs = self.needs_of(scene)
        if all(self._has(need.key) for need in needs.last):
            self._end_unit(scene, "done")
            return True
        if lost:
            self._end_unit(scene, "failed", lost)
            return True
        self.free -= 1
        self.units[scene.number] = replace(standing, lease_until_ms=self.now_ms + 1)
        self.to_send[str(scene.number)] = scene, needs
        return False

    def _lost_before(self, scene: Scene) -> str:
        """Why a unit can never be made: what it comes after has failed, jobs or the scene that it dubs."""
        if self.original is not None and (dubbed := self.original.unit(str(scene.number))).state == "failed":
            return dubbed.reason
        failed = [number for number in comes_after(scene) if self.units[number].state == "failed"]
        return f"it needs what job {failed[0]} makes, which failed" if failed else ""

    def _may_begin(self, scene: Scene) -> bool:
        """Whether what it comes after is there, and not as much is under way already as may be at once."""
        if self.original is not None and self.original.unit(str(scene.number)).state != "done":
            return False
        return self.free > 0 and all(self.units[number].state == "done" for number in comes_after(scene))

    def _end_unit(self, scene: Scene, verdict: Literal["done", "failed"], reason: str = "") -> None:
        self.state.end_unit(self.number, str(scene.number), verdict, reason)
        self.units[scene.number] = replace(self.units[scene.number], state=verdict, reason=reason)

    def _send_scenes(self) -> None:
        """Claimed in one question: each waits for the disk."""
        claimed = self._claim(*self.to_send)
        unsent = [unit for unit in self.to_send if unit in claimed]
        try:
            while unsent:
                self._send_scene(*self.to_send[unsent.pop(0)])
        finally:
            # Where the broker is away: these need not wait for the end of leases that nobody uses.
            for unit in unsent:
                self.state.release(self.number, unit)

    def _send_scene(self, scene: Scene, needs: UnitNeeds) -> None:
        """The chain of a unit, from the first stage that has something missing."""
        # A stage without needs (a silent scene has no speech) is no step.
        steps = [(task, stage) for task, stage in unit_chain(scene, audio_first=self.production.is_audio_first) if needs.of(stage)]
        if self.script.dub:
            # Between a dub's speech and its lips there may be its pictures, which its original has made.
            left = [step for step in steps if self._misses(needs, step[1])] or steps[-1:]
        else:
            first = next((at for at, (_, stage) in enumerate(steps) if self._misses(needs, stage)), len(steps) - 1)
            left = steps[first:]
        self._send((self._step(task, needs.of(stage)[0].model, scene) for task, stage in left), scene.number)

    def _send_music(self, episode: EpisodeState) -> None:
        """Have the music made beside the scenes; should it fail there, the join asks again, and its failure counts."""
        if episode.unit(MUSIC).state != "pending" or self.script.dub:
            # A dub's music is its original's.
            return
        needs = music_needs(self.production, self.script)
        if all(self.line.store.has(need.key) for need in needs):
            return
        if self._claim(MUSIC):
            self._step(TaskName.EPISODE_MUSIC, needs[0].model, unit=MUSIC).apply_async()

    def _claim(self, *units: str) -> frozenset[str]:
        return self.state.claim(self.number, *units, of_episodes=len(self.production.all_episodes)) if units else frozenset()

    def _misses(self, needs: UnitNeeds, stage: StageName) -> bool:
        return not all(self._has(need.key) for need in needs.of(stage))

    def _has(self, key: str) -> bool:
        """Asked once a look: scenes share pictures, and what is absent in a bucket is a question to its host each time."""
        if key not in self.found:
            self.found[key] = self.line.store.has(key)
        return self.found[key]

    def _is_stopped(self, failed: dict[int, str]) -> bool:
        """`on_failure: stop`: the first failed scene ends the season."""
        if not failed or self.production.on_failure != "stop":
            return False
        first = min(failed)
        is_season = self.production.kind == "season"
        unit, episode = ("scene", f"{long_name(self.production, self.number)}, ") if is_season else ("job", "")
        self.state.end_episode(self.number, "failed", reason=f"{unit} {first}: {failed[first]}")
        self.state.end("failed", f"{episode}{unit} {first}: {failed[first]}")
        # A slot that is granted to what nobody makes any more is lost to others until it lapses.
        self.line.ledger.leave_queues(self.season)
        send_delivery(self.app, self.line, self.season)
        return True

    def _finish(self, episode: EpisodeState, failed: dict[int, str]) -> None:
        """All scenes have ended: end the episode, or send its join."""
        if len(failed) == len(self.script.scenes):
            unit = "scene" if self.production.kind == "season" else "job"
            self._end("failed", None, f"all {unit}s failed; {unit} {min(failed)}: {failed[min(failed)]}")
            return
        join = episode.unit(JOIN)
        if join.state == "failed":
            self._end("failed", None, join.reason)
            return
        if self.production.kind != "season":
            # Its jobs are what it is ordered for: nothing is joined.
            verdict = "done" if not failed else "partial" if self.production.kind == "batch" else "failed"
            # Of a script every part is needed: nothing is made of half of one.
            self._end(verdict, None, f"{failed[min(failed)]}" if verdict == "failed" else "")
            return
        needs = episode_needs(self.production, self.script, failed)
        if self.line.store.has(needs.join.key):
            self._end("partial" if failed else "done", needs.join.key)
        elif self._claim(JOIN):
            music_model = needs.music[0].model if needs.music else "studio/"
            models: dict[StageName, str] = {"music": music_model, "episode": needs.join.model}
            self._send([self._step(task, models[stage]) for task, stage in EPISODE_CHAIN])

    def _end(self, verdict: str, key: str | None, reason: str = "") -> None:
        self.state.end_episode(self.number, verdict, key, reason)  # type: ignore[arg-type]  # callers give literals
        log.info("%s: %s", long_name(self.production, self.number), verdict, extra={"season": self.season, "episode": self.number})
        send_delivery(self.app, self.line, self.season)
        settle_season(self.app, self.line, self.state, self.production)

    def _step(self, task: TaskName, model: str, scene: Scene | None = None, unit: str | None = None) -> Signature:
        args = (self.season, self.number, *([] if scene is None else [scene.number]), *([] if unit is None else [unit]))
        place = short_name(self.production, self.number)
        if scene is not None:
            # What a job is called says more than its number.
            place = f"{place} S{scene.number:02d}" if scene.job is None else scene.job.name
        queue = MEDIA if model.startswith("line/") else queue_of(model)
        options = {"queue": queue, "priority": PRIORITY[task], "shadow": f"{task}  {place}"}
        return self.app.signature(task.value, args=args, immutable=True, options=options)

    def _send(self, steps: Iterable[Signature], scene: int | None = None) -> None:
        signatures = [*steps, _advance_signature(self.app, self.season, self.number)]
        name = "episode.chain" if scene is None else "scene.chain" if self.production.kind == "season" else "job.chain"
        order = trace.order_of(self.season, self.first.run)
        with trace.span(name, parent=order, kind="producer", season=self.season, episode=self.number, scene=scene):
            for signature in signatures if order else ():
                signature.set(headers=trace.headers())
            chain(*signatures, app=self.app).apply_async()


def _advance_signature(app: Celery, season: str, episode: int) -> Signature:
    which, number = divmod(episode, DUB_STEP)
    place = f"E{number:02d}" + (f" dub {which}" if which else "")
    options: dict[str, object] = {"queue": CONTROL, "shadow": f"{TaskName.EPISODE_ADVANCE}  {place}"}
    if headers := trace.headers():
        options["headers"] = headers
    return app.signature(TaskName.EPISODE_ADVANCE.value, args=(season, episode), immutable=True, options=options)


def _failures(script: Episode, episode: EpisodeState) -> dict[int, str]:
    units = {scene.number: episode.unit(str(scene.number)) for scene in script.scenes}
    return {number: unit.reason for number, unit in units.items() if unit.state == "failed"}
