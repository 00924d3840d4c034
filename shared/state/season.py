"""One season's state: orders are written by the producer, units are claimed, begun, renewed and ended by workers."""

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Literal

import redis
from pydantic import ValidationError

from shared import keyspace, version
from shared.errors import NotFound
from shared.production import Episode, Production
from shared.redis_scripts import RedisScript
from shared.state.episode import EpisodeState, EpisodeVerdict

SeasonVerdict = Literal["running", "done", "partial", "failed", "cancelled"]

# A message that is lost costs this long; a unit that waits longer in a long queue is only asked for again, at doubling intervals.
QUEUED_LEASE_MS = 60_000
LONGEST_LEASE_MS = 30 * 60_000
# A large season is a long queue: one worker takes in about an episode a second.
QUEUE_MS_AN_EPISODE = 1_000
# The heartbeat of a worker at work renews its unit three times within this.
WORKING_LEASE_MS = 15_000

_BEGIN = RedisScript("shared.state", "begin")
_CLAIM = RedisScript("shared.state", "claim")
_END = RedisScript("shared.state", "end")
_FINISH = RedisScript("shared.state", "finish")
_FREE = RedisScript("shared.state", "free")
_PROGRESS = RedisScript("shared.state", "progress")
_RENEW = RedisScript("shared.state", "renew")
_WRITE = RedisScript("shared.state", "write")

JOIN = "join"
"""The unit of an episode beside its scenes: the join, and whatever music is missing by then."""

MUSIC = "music"
"""The unit of an episode's music, made beside the scenes: nothing waits for it but the join."""


class SeasonState:
    """Reads and writes one season. Every write may be repeated without harm.

    A season may be ordered again while it is made. `under(run)` gives a view of one order: what it writes after the next
    order is dropped, so that a task of the old order cannot end a scene of the new one.
    """

    def __init__(self, client: redis.Redis, season: str, run: str = "") -> None:
        self.client = client
        self.season = season
        self.run = run

    def under(self, run: str) -> "SeasonState":
        """The same season, whose writes count for the order `run` only."""
        return SeasonState(self.client, self.season, run)

    # Orders

    def submit(self, production: Production, episodes: Iterable[Episode], meta: Mapping[str, str]) -> None:
        """Order the season, or order it again: what failed or is open starts afresh, what exists is found by its key."""
        seconds, micros = self.client.time()
        now = f"{int(seconds)}.{int(micros):06d}"
        fields: dict[Any, Any] = {"state": "running", "title": production.title, "started_at": now, **meta}
        # Numbered apart from `run`, which changes together with what is ordered: whoever reads a run reads its own order.
        run = str(int(self.client.hincrby(self._meta, "orders", 1)))
        fields["run"] = run
        fields[version.HEADER] = str(version.LINE_VERSION)
        production = production.model_copy(update={version.HEADER: version.LINE_VERSION})
        ordered = list(episodes)
        # Whoever only counts need not read the scripts.
        numbers = [scene.number for episode in ordered for scene in episode.scenes]
        fields |= {"scenes": len(numbers), "last_scene": max(numbers, default=0)}
        pipe = self.client.pipeline(transaction=True)
        pipe.set(keyspace.production(self.season), production.model_dump_json())
        for episode in ordered:
            pipe.set(keyspace.script(self.season, episode.number), episode.model_dump_json())
            pipe.delete(keyspace.episode(self.season, episode.number))
            pipe.hset(keyspace.episode(self.season, episode.number), "run", run)
        pipe.hdel(self._meta, "finished_at", "reason", "delivered", "delivery_error", "delivery_tries")
        pipe.hdel(self._meta, "webhook_note", "webhook_untold", "webhook_stopped")
        pipe.hset(self._meta, mapping=fields)
        pipe.delete(keyspace.delivery(self.season))
        pipe.sadd(keyspace.LIVE, self.season)
        pipe.zadd(keyspace.SEASONS, {self.season: float(now)})
        pipe.execute()

    def end(self, verdict: SeasonVerdict, reason: str = "") -> bool:
        """End the season before its time (cancelled, or failed as a whole); False where it has ended already."""
        return bool(_END(self.client, [self._meta], verdict, reason, self.run))

    def meta(self) -> dict[str, str]:
        """State, times, output folder. Raises NotFound."""
        meta: dict[str, str] = self.client.hgetall(self._meta)  # type: ignore[assignment]  # the client is synchronous
        if not meta:
            raise NotFound(f"no season {self.season!r} is known here; 'cliffhanger status' lists those that are")
        return meta

    def is_wanted(self, run: str) -> bool:
        """Whether the order `run` is the latest, and goes on."""
        return self.client.hmget(self._meta, "state", "run") == ["running", run]

    def set_meta(self, field: str, value: str) -> None:
        """Set a field of the season's meta."""
        self.client.hset(self._meta, field, value)

    def production(self) -> Production:
        """The header. Raises NotFound, and NewerOrder where this process is too old to read it."""
        document = self._document(keyspace.production(self.season))
        try:
            production = Production.model_validate_json(document)
        except ValidationError:
            # A field that is not known yet says so less clearly than the version.
            version.check_version(self.season, int(json.loads(document).get(version.HEADER, 1)))
            raise
        version.check_version(self.season, production.line_version)
        return production

    def script(self, episode: int) -> Episode:
        """One episode's script. Raises NotFound."""
        return Episode.model_validate_json(self._document(keyspace.script(self.season, episode)))

    # Episodes

    def episode(self, number: int) -> EpisodeState:
        """The state of one episode."""
        return EpisodeState(self.client.hgetall(keyspace.episode(self.season, number)))  # type: ignore[arg-type]

    def episodes(self, numbers: Iterable[int]) -> dict[int, EpisodeState]:
        """The states of several episodes in one round trip."""
        wanted = list(numbers)
        pipe = self.client.pipeline(transaction=False)
        for number in wanted:
            pipe.hgetall(keyspace.episode(self.season, number))
        return {number: EpisodeState(fields) for number, fields in zip(wanted, pipe.execute(), strict=True)}

    def end_episode(self, number: int, verdict: EpisodeVerdict, key: str | None = None, reason: str = "") -> None:
        """Write how an episode ended, and the content key of its product."""
        self._write(number, "state", verdict, "key", key or "", "reason", reason)

    def finish(self, episodes: Iterable[int]) -> str:
        """End the season if all its episodes have ended; answers its state, or "" while something is open."""
        return str(_FINISH(self.client, [self._meta, *(keyspace.episode(self.season, number) for number in episodes)]))

    # Units: a scene's number, or JOIN

    def claim(self, episode: int, *units: str, of_episodes: int = 1) -> frozenset[str]:
        """Those of the units for which the caller may send a chain now, of a season of so many episodes."""
        leases_ms = queued_lease_ms(of_episodes), LONGEST_LEASE_MS
        return frozenset(map(str, _CLAIM(self.client, [keyspace.episode(self.season, episode)], self.run, *leases_ms, *units)))

    def begin(self, episode: int, unit: str, stage: str) -> tuple[int, str]:
        """Begin work; answers how often it was begun since the last progress (0: there is nothing to do any more), and the order."""
        keys = [keyspace.episode(self.season, episode), self._meta]
        starts, run = _BEGIN(self.client, keys, unit, stage, WORKING_LEASE_MS)
        return int(starts), str(run)

    def renew(self, episode: int, unit: str, lease_ms: int = WORKING_LEASE_MS) -> None:
        """Keep a unit's lease."""
        _RENEW(self.client, [keyspace.episode(self.season, episode)], self.run, unit, lease_ms, 0)

    def release(self, episode: int, unit: str) -> None:
        """Whoever worked on a unit is known to be dead: it may be claimed at once."""
        self.client.hdel(keyspace.episode(self.season, episode), f"{unit}.lease")

    def free(self, episode: int, leases: Mapping[str, int]) -> int:
        """The messages of units are known to be lost: they may be claimed as if for the first time, unless a lease is another by now."""
        pairs = (part for pair in leases.items() for part in pair)
        return int(_FREE(self.client, [keyspace.episode(self.season, episode)], *pairs)) if leases else 0

    def wait(self, episode: int, unit: str, lease_ms: int) -> None:
        """A unit waits on purpose: its lease covers the wait, and its last start is not counted."""
        _RENEW(self.client, [keyspace.episode(self.season, episode)], self.run, unit, lease_ms, -1)

    def fault(self, episode: int, unit: str) -> int:
        """Count an unexpected error of a unit; answers how many there were since the last progress."""
        return int(self.client.hincrby(keyspace.episode(self.season, episode), f"{unit}.faults", 1))

    def progress(self, episode: int, unit: str, stages_made: int, *, of_episodes: int = 1) -> None:
        """Note that a unit has finished a stage, of a season of so many episodes."""
        lease_ms = queued_lease_ms(of_episodes)
        _PROGRESS(self.client, [keyspace.episode(self.season, episode)], self.run, unit, stages_made, lease_ms)

    def end_unit(self, episode: int, unit: str, verdict: Literal["done", "failed"], reason: str = "", stage: str = "") -> None:
        """Write how a unit ended. Another order of the season opens it again."""
        self._write(episode, f"{unit}.state", verdict, f"{unit}.reason", reason, f"{unit}.at", stage)

    def note_delivery(self, run: str) -> None:
        """The order `run` has ended and is delivered: the sweep need not look after it any more."""
        if self.meta().get("run") == run:
            pipe = self.client.pipeline(transaction=True)
            pipe.hset(self._meta, "delivered", run)
            pipe.hdel(self._meta, "delivery_error")
            pipe.srem(keyspace.LIVE, self.season)
            pipe.execute()

    def count_delivery(self) -> int:
        """Count a try to deliver; answers how many there were since the order."""
        return int(self.client.hincrby(self._meta, "delivery_tries", 1))

    def now_ms(self) -> int:
        """The server's clock."""
        seconds, micros = self.client.time()
        return int(seconds) * 1000 + int(micros) // 1000

    # Internals

    def _write(self, episode: int, *fields: str) -> None:
        _WRITE(self.client, [keyspace.episode(self.season, episode)], self.run, *fields)

    @cached_property
    def _meta(self) -> str:
        return keyspace.meta(self.season)

    def _document(self, key: str) -> str:
        document = self.client.get(key)
        if document is None:
            raise NotFound(f"no season {self.season!r} is known here; 'cliffhanger status' lists those that are")
        return str(document)


def queued_lease_ms(episodes: int) -> int:
    """How long a message of a season of so many episodes may lie in its queue before it is taken for lost and sent again."""
    return min(LONGEST_LEASE_MS, QUEUED_LEASE_MS + (episodes - 1) * QUEUE_MS_AN_EPISODE)


def list_seasons(client: redis.Redis) -> list[str]:
    """Every season that was ordered here, the latest first."""
    return [str(season) for season in client.zrevrange(keyspace.SEASONS, 0, -1)]


def review_of(meta: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the review of the script found before anything was made, each as an object of the manifest's `review`."""
    found: list[dict[str, Any]] = json.loads(meta.get("review", "[]"))
    return found


def notes_of(meta: Mapping[str, str]) -> list[str]:
    """What intake substituted or could not do, and whom nobody could tell of the season, one line each."""
    told = [meta["webhook_note"]] if "webhook_note" in meta else []
    return [str(note) for note in json.loads(meta.get("notes", "[]"))] + told
