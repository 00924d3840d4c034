"""`advance` looks at what exists and sends what is missing: level-triggered, idempotent, the only place that sends chains.

Every chain ends in it, and the sweep calls it for every live season; a lost message costs seconds, not a season.
"""

import logging
from collections.abc import Iterable, Mapping

from celery import Celery, Signature, chain

from shared import keyspace
from shared.line.episode import episode_needs, music_needs
from shared.line.requests import StageName
from shared.line.unit import UnitNeeds, comes_after, unit_chain, unit_needs
from shared.production import Episode, Production, Scene
from shared.queues import CONTROL, EPISODE_CHAIN, MEDIA, PRIORITY, TaskName, queue_of
from shared.state.episode import EpisodeState, UnitState
from shared.state.season import JOIN, LONGEST_LEASE_MS, MUSIC, SeasonState
from worker.context import Line, line_of

log = logging.getLogger(__name__)

# A delivery that was lost is asked for again after this.
DELIVERY_FLAG_S = 20
# At a sweep every two seconds: about two minutes of a folder that cannot be written, or that is on a host without workers.
MOST_DELIVERIES = 60


def advance_episode(app: Celery, season: str, number: int) -> None:
    """Send what an episode still needs, or end it. Raises NotFound where there is no such season."""
    line = line_of(app)
    _Episode(app, line, season, number).advance()


def advance_season(app: Celery, season: str) -> None:
    """Advance every open episode, and end the season when there is none. Raises NotFound."""
    line = line_of(app)
    state = line.season(season)
    meta = state.meta()
    if meta["state"] != "running":
        _look_after_delivery(app, line, season, meta)
        return
    production = line.production(season, meta["run"])
    now_ms = state.now_ms()
    for number, episode in state.episodes(production.episodes).items():
        if episode.state == "pending" and _may_want_something(line, production, number, episode, now_ms):
            advance_episode(app, season, number)
    settle_season(app, line, state, production)


def _may_want_something(line: Line, production: Production, number: int, episode: EpisodeState, now_ms: int) -> bool:
    """Whether there is anything to send or to end: told by the state alone, so that a sweep over a large season costs little."""
    script = line.script(production.season, number, episode.run)
    scenes = [episode.unit(str(scene.number)) for scene in script.scenes]
    if production.on_failure == "stop" and any(unit.state == "failed" for unit in scenes):
        return True
    still_open = [unit for unit in scenes if unit.state not in ("done", "failed")]
    return not all(_is_under_way(unit, now_ms) for unit in still_open or [episode.unit(JOIN)])


def _is_under_way(unit: UnitState, now_ms: int) -> bool:
    """Somebody works on it, or it is on its way to somebody."""
    # A lease from further ahead than any is given comes from a clock that was set back.
    return unit.state not in ("done", "failed") and now_ms < unit.lease_until_ms <= now_ms + LONGEST_LEASE_MS


def settle_season(app: Celery, line: Line, state: SeasonState, production: Production) -> None:
    """End the season if all its episodes have ended, and have it delivered."""
    if verdict := state.finish(production.episodes):
        log.info("season %s: %s", state.season, verdict, extra={"season": state.season})
        send_delivery(app, line, state.season)


def _look_after_delivery(app: Celery, line: Line, season: str, meta: Mapping[str, str]) -> None:
    """A season that has ended is live until it is delivered; after enough tries that is left to its producer."""
    state = line.season(season)
    if meta.get("delivered") == meta["run"] or state.count_delivery() > MOST_DELIVERIES:
        line.redis.srem(keyspace.LIVE, season)
    else:
        send_delivery(app, line, season)


def send_delivery(app: Celery, line: Line, season: str) -> None:
    """Ask for a delivery unless one is on its queue already."""
    if line.redis.set(keyspace.delivery(season), "1", nx=True, ex=DELIVERY_FLAG_S):
        app.send_task(TaskName.SEASON_DELIVER, args=(season,), queue=CONTROL)


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

    def advance(self) -> None:
        episode = self.first
        if self.state.meta().get("state") != "running":
            return
        if episode.state != "pending":
            settle_season(self.app, self.line, self.state, self.production)
            return
        self._send_music(episode)
        still_open = [scene.number for scene in self.script.scenes if not self._scene_has_ended(episode, scene)]
        episode = self.state.episode(self.number)
        failed = _failures(self.script, episode)
        if failed and self.production.on_failure == "stop":
            self._stop_season(failed)
        elif not still_open:
            self._finish(episode, failed)
        elif self.production.kind == "batch" and len(still_open) < len(self.script.scenes):
            # A job is an end in itself: its file is in place when it has ended.
            send_delivery(self.app, self.line, self.season)

    def _scene_has_ended(self, episode: EpisodeState, scene: Scene) -> bool:
        unit = str(scene.number)
        standing = episode.unit(unit)
        if standing.state in ("done", "failed"):
            return True
        if _is_under_way(standing, self.now_ms):
            return False
        needs = unit_needs(self.production, self.script, scene)
        if all(self.line.store.has(need.key) for need in needs.last):
            self.state.end_unit(self.number, unit, "done")
            return True
        if lost := self._lost_before(scene):
            self.state.end_unit(self.number, unit, "failed", lost)
            return True
        if self._may_begin(scene) and self._claim(unit):
            self._send_scene(scene, needs)
        return False

    def _lost_before(self, scene: Scene) -> str:
        """Why a job can never be made: one that it comes after has failed."""
        state = self.state.episode(self.number) if comes_after(scene) else self.first
        failed = [number for number in comes_after(scene) if state.unit(str(number)).state == "failed"]
        return f"it needs what job {failed[0]} makes, which failed" if failed else ""

    def _may_begin(self, scene: Scene) -> bool:
        """Whether what it comes after is there, and not as much is under way already as may be at once."""
        if self.production.at_once is None and not comes_after(scene):
            return True
        state = self.state.episode(self.number)
        under_way = sum(_is_under_way(state.unit(str(other.number)), self.now_ms) for other in self.script.scenes)
        is_ready = all(state.unit(str(number)).state == "done" for number in comes_after(scene))
        return is_ready and (self.production.at_once is None or under_way < self.production.at_once)

    def _send_scene(self, scene: Scene, needs: UnitNeeds) -> None:
        """The chain of a unit, from the first stage that has something missing."""
        # A stage without needs (a silent scene has no speech) is no step.
        steps = [(task, stage) for task, stage in unit_chain(scene) if needs.of(stage)]
        missing = [self._misses(needs, stage) for _, stage in steps]
        first = missing.index(True) if True in missing else len(missing) - 1
        self._send(self._step(task, needs.of(stage)[0].model, scene.number) for task, stage in steps[first:])

    def _send_music(self, episode: EpisodeState) -> None:
        """Have the music made beside the scenes; should it fail there, the join asks again, and its failure counts."""
        if episode.unit(MUSIC).state != "pending":
            return
        needs = music_needs(self.production, self.script)
        if all(self.line.store.has(need.key) for need in needs):
            return
        if self._claim(MUSIC):
            self._step(TaskName.EPISODE_MUSIC, needs[0].model, unit=MUSIC).apply_async()

    def _claim(self, unit: str) -> bool:
        return self.state.claim(self.number, unit, of_episodes=len(self.production.episodes))

    def _misses(self, needs: UnitNeeds, stage: StageName) -> bool:
        return not all(self.line.store.has(need.key) for need in needs.of(stage))

    def _stop_season(self, failed: dict[int, str]) -> None:
        """`on_failure: stop`: the first failed scene ends the season."""
        first = min(failed)
        self.state.end_episode(self.number, "failed", reason=f"scene {first}: {failed[first]}")
        self.state.end("failed", f"episode {self.number}, scene {first}: {failed[first]}")
        # A slot that is granted to what nobody makes any more is lost to others until it lapses.
        self.line.ledger.leave_queues(self.season)
        send_delivery(self.app, self.line, self.season)

    def _finish(self, episode: EpisodeState, failed: dict[int, str]) -> None:
        """All scenes have ended: end the episode, or send its join."""
        if len(failed) == len(self.script.scenes):
            self._end("failed", None, f"all scenes failed; scene {min(failed)}: {failed[min(failed)]}")
            return
        join = episode.unit(JOIN)
        if join.state == "failed":
            self._end("failed", None, join.reason)
            return
        if self.production.kind == "batch":
            # Its jobs are what it is ordered for: nothing is joined.
            self._end("partial" if failed else "done", None)
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
        log.info("episode %d: %s", self.number, verdict, extra={"season": self.season, "episode": self.number})
        send_delivery(self.app, self.line, self.season)
        settle_season(self.app, self.line, self.state, self.production)

    def _step(self, task: TaskName, model: str, scene: int | None = None, unit: str | None = None) -> Signature:
        args = (self.season, self.number, *(last for last in (scene, unit) if last is not None))
        place = f"E{self.number:02d}" if scene is None else f"E{self.number:02d} S{scene:02d}"
        queue = MEDIA if model.startswith("line/") else queue_of(model)
        options = {"queue": queue, "priority": PRIORITY[task], "shadow": f"{task}  {place}"}
        return self.app.signature(task.value, args=args, immutable=True, options=options)

    def _send(self, steps: Iterable[Signature]) -> None:
        chain(*steps, _advance_signature(self.app, self.season, self.number), app=self.app).apply_async()


def _advance_signature(app: Celery, season: str, episode: int) -> Signature:
    options = {"queue": CONTROL, "shadow": f"{TaskName.EPISODE_ADVANCE}  E{episode:02d}"}
    return app.signature(TaskName.EPISODE_ADVANCE.value, args=(season, episode), immutable=True, options=options)


def _failures(script: Episode, episode: EpisodeState) -> dict[int, str]:
    units = {scene.number: episode.unit(str(scene.number)) for scene in script.scenes}
    return {number: unit.reason for number, unit in units.items() if unit.state == "failed"}
