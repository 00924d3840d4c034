"""What the state alone tells of an episode: whether somebody is at work on its units, and whether there may be anything to do."""

from shared.production import Production
from shared.state.episode import EpisodeState, UnitState
from shared.state.season import JOIN, LONGEST_LEASE_MS
from worker.context import Line


def may_want_something(line: Line, production: Production, number: int, episode: EpisodeState, original: EpisodeState, now_ms: int) -> bool:
    """Whether there is anything to send or to end: told by the state alone, so that a sweep over a large season costs little.

    `original` is the episode of which this is a dub, or itself.
    """
    script = line.script(production.season, number, episode.run)
    scenes = [episode.unit(str(scene.number)) for scene in script.scenes]
    if production.on_failure == "stop" and any(unit.state == "failed" for unit in scenes):
        return True
    still_open = [(scene, unit) for scene, unit in zip(script.scenes, scenes, strict=True) if unit.state not in ("done", "failed")]
    if not still_open:
        return not is_under_way(episode.unit(JOIN), now_ms)
    # Scenes of a dub wait for their originals.
    wanted = (unit for scene, unit in still_open if not script.dub or original.unit(str(scene.number)).state in ("done", "failed"))
    return not all(is_under_way(unit, now_ms) for unit in wanted)


def is_under_way(unit: UnitState, now_ms: int) -> bool:
    """Somebody works on it, or it is on its way to somebody."""
    # A lease from further ahead than any is given comes from a clock that was set back.
    return unit.state not in ("done", "failed") and now_ms < unit.lease_until_ms <= now_ms + LONGEST_LEASE_MS
