"""How far a season is: what `status`, `watch` and every progress display show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.delivery.paths import film_stem
from shared.ledger.ledger import Ledger
from shared.line.dubbing import PICTURED, long_name
from shared.line.unit import unit_chain
from shared.production import Episode, Production
from shared.state.episode import EpisodeState
from shared.state.season import JOIN, SeasonState

# What the stages of an animatic cost in time, one to another; only the time left is guessed from it.
WEIGHTS: dict[str, float] = {
    "reference": 0.1,
    "video": 1.0,
    "speech": 1.2,
    "lipsync": 3.0,
    "episode": 2.0,
    "dub": 2.0,
    "image": 1.0,
    "clip": 4.0,
    "text": 1.0,
    "script": 1.0,
    "polish": 1.0,
    "review": 0.5,
    "rewrite": 0.5,
    "translate": 1.0,
}


@dataclass(frozen=True)
class EpisodeProgress:
    """One episode. `path` is its file, once that is delivered; `language` that of a dub."""

    number: int
    state: str
    scenes_done: int
    scenes_failed: int
    scenes_total: int
    at: str
    path: Path | None
    language: str = ""

    @property
    def name(self) -> str:
        """What displays call it: E02, and E02.en for a dub."""
        return f"E{self.number:02d}" + (f".{self.language}" if self.language else "")

    def to_json(self) -> dict[str, Any]:
        """Its object in `status --json`."""
        return {
            "number": self.number,
            **({"language": self.language} if self.language else {}),
            "state": self.state,
            "scenes_done": self.scenes_done,
            "scenes_total": self.scenes_total,
            "path": str(self.path) if self.path else None,
        }


@dataclass(frozen=True)
class Progress:
    """A season at one moment."""

    season: str
    title: str
    state: str
    episodes: tuple[EpisodeProgress, ...]
    stages: Mapping[str, tuple[int, int]]
    """Stage to (made, needed)."""
    share: float
    """Of all work, 0 to 1, by the weights of the stages."""
    started_at: float
    finished_at: float | None
    delivered: bool
    delivery_failed: bool = False
    problems: tuple[str, ...] = ()
    budget_micros: int | None = None
    money: Mapping[str, int] = field(default_factory=dict)
    """Reserved, held, spent and wasted, in micro-dollars."""
    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many calls wait for a slot, by provider."""
    stopped_by_budget: bool = False
    kind: str = "season"
    """season, or batch or writing: then its one episode's scenes are jobs, or what is written of the script."""
    is_unmade: bool = False
    """Whether its script is written, and nothing was ordered of it yet."""
    dubs: tuple[EpisodeProgress, ...] = ()
    """The episodes once more in other languages, language by language."""

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen of what was ordered."""
        return self.state != "running"

    def to_json(self) -> dict[str, Any]:
        """The object that `status --json` prints."""
        budget = None if self.budget_micros is None else self.budget_micros / 1_000_000
        # A script that is being written has no episodes yet.
        parts = sum(episode.scenes_total for episode in self.episodes), sum(episode.scenes_done for episode in self.episodes)
        writing = {"writing": {"parts_total": parts[0], "parts_done": parts[1]}} if self.kind == "writing" else {}
        return {
            "season": self.season,
            "title": self.title,
            # Whoever asks by program waits for films.
            "state": "running" if self.is_unmade else self.state,
            "episodes": [episode.to_json() for episode in self.episodes if self.kind != "writing"],
            **({"dubs": [dub.to_json() for dub in self.dubs]} if self.dubs else {}),
            **writing,
            "cost": {
                "budget_usd": budget,
                **{f"{kind}_usd": self.money.get(kind, 0) / 1_000_000 for kind in ("reserved", "spent", "held")},
            },
            "waiting": dict(self.waiting),
            "started_at": _iso(self.started_at),
            "finished_at": _iso(self.finished_at),
        }


class ProgressReader:
    """Reads one season's progress again and again; what does not change is read once an order."""

    def __init__(self, state: SeasonState) -> None:
        self._state = state
        self._ledger = Ledger(state.client)
        self._run = ""
        self._production: Production | None = None
        self._scripts: dict[int, Episode] = {}

    def read(self) -> Progress:
        """The season now. Raises NotFound."""
        meta = self._state.meta()
        if meta.get("run") != self._run or self._production is None:
            self._production = self._state.production()
            self._scripts = {number: self._state.script(number) for number in self._production.all_episodes}
            self._run = meta.get("run", "")
        production = self._production
        states = self._state.episodes(production.all_episodes)
        folder = Path(meta["out"]) / production.slug
        made = {number: _episode(self._scripts[number], states[number], folder, meta["state"]) for number in production.all_episodes}
        stages = _stages(production, self._scripts, states)
        needed = sum(WEIGHTS[stage] * total for stage, (_, total) in stages.items())
        finished_at = meta.get("finished_at")
        return Progress(
            season=self._state.season,
            title=production.title,
            state=meta["state"],
            episodes=tuple(made[number] for number in production.episodes),
            dubs=tuple(made[number] for number in production.dubbed),
            stages=stages,
            share=sum(WEIGHTS[stage] * made for stage, (made, _) in stages.items()) / needed if needed else 1.0,
            started_at=float(meta["started_at"]),
            finished_at=float(finished_at) if finished_at else None,
            delivered=meta.get("delivered") == meta.get("run"),
            delivery_failed="delivery_error" in meta,
            problems=tuple(_problems(meta, production, self._scripts, states)),
            budget_micros=production.budget_micros,
            money=self._ledger.balance(f"season:{self._state.season}"),
            waiting=self._ledger.waiting(self._state.season),
            stopped_by_budget=meta.get("over_budget") == meta.get("run"),
            kind=production.kind,
            # Where its source is not known, the script was all that was wanted.
            is_unmade=_goes_on(production, meta) and "source" in meta,
        )


def read_progress(state: SeasonState) -> Progress:
    """The season now. Raises NotFound."""
    return ProgressReader(state).read()


def _episode(script: Episode, state: EpisodeState, folder: Path, season_state: str) -> EpisodeProgress:
    units = [state.unit(str(scene.number)) for scene in script.scenes]
    busy = [unit.stage for unit in (*units, state.unit(JOIN)) if unit.stage and unit.state == "running"]
    file = folder / f"{film_stem(script)}.mp4"
    # What a season that was ended before its time has left open is as ended as the season.
    is_open = state.state == "pending" and season_state == "running"
    verdict = season_state if state.state == "pending" and not is_open else state.state
    return EpisodeProgress(
        number=script.of,
        language=script.dub,
        state="running" if is_open and (busy or any(unit.state == "done" for unit in units)) else verdict,
        scenes_done=sum(unit.state == "done" for unit in units),
        scenes_failed=sum(unit.state == "failed" for unit in units),
        scenes_total=len(units),
        at=busy[-1] if busy and is_open else "",
        path=file if verdict in ("done", "partial") and file.exists() else None,
    )


def _stages(production: Production, scripts: Mapping[int, Episode], states: Mapping[int, EpisodeState]) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for number, script in scripts.items():
        for scene in script.scenes:
            unit = states[number].unit(str(scene.number))
            for index, (_, stage) in enumerate(unit_chain(scene, audio_first=production.is_audio_first)):
                if script.dub and stage in PICTURED:
                    continue
                made, needed = counts.get(stage, (0, 0))
                is_made = unit.state in ("done", "failed") or unit.stages_made > index
                counts[stage] = (made + is_made, needed + 1)
    ended = {number: state.state != "pending" for number, state in states.items()}
    counts["episode"] = (sum(ended[number] for number in production.episodes), len(production.episodes))
    if production.dubs:
        counts["dub"] = (sum(ended[number] for number in production.dubbed), len(production.dubbed))
    return counts


def _goes_on(production: Production, meta: Mapping[str, str]) -> bool:
    """Whether a season is ordered after what has ended: of its script, or without what could not be translated of that."""
    is_lost = production.is_translating and meta["state"] == "failed" and meta.get("over_budget") != meta.get("run")
    return production.kind == "writing" and (meta["state"] == "done" or is_lost)


def _problems(
    meta: Mapping[str, str], production: Production, scripts: Mapping[int, Episode], states: Mapping[int, EpisodeState]
) -> list[str]:
    problems = [text for text in (meta.get("reason", ""), meta.get("delivery_error", ""), meta.get("webhook_note", "")) if text]
    for number, script in scripts.items():
        is_writing = any(scene.job is not None and scene.job.type in ("writing", "translation") for scene in script.scenes)
        if states[number].state == "failed" and states[number].reason and not is_writing:
            problems.append(f"{long_name(production, number)}: {states[number].reason}")
        for scene in script.scenes:
            unit = states[number].unit(str(scene.number))
            # What only waited for a part of the script that failed, or for the scene that it dubs, is no news.
            if unit.state == "failed" and not ((is_writing or script.dub) and not unit.stage):
                place = f"{long_name(production, number)}, scene {scene.number}" if scene.job is None else scene.job.name
                problems.append(f"{place}: {unit.reason}")
    return list(dict.fromkeys(problems))


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
