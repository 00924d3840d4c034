"""Delivers a batch: each job's file under a name of its own, and the manifest, as soon as a job has ended.

The manifest's fields are those of an article of 2026-02-28, with ours beside them.
"""

import fcntl
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from shared.delivery import placing
from shared.delivery.job_names import NAMES, kept_names, name_files, names_text
from shared.job import ImageJob, TextJob, TranslationJob, VideoJob, WritingJob
from shared.ledger.call import CallRecord
from shared.ledger.ledger import Ledger
from shared.line.job import JobLine, JobNeeds, Which, which_jobs
from shared.line.need import Need
from shared.money import usd_of
from shared.production import Production
from shared.state.episode import UnitState
from shared.state.season import SeasonState, notes_of
from shared.store.product import Product
from shared.store.store import Away, Store, brought

MANIFEST = "manifest.json"
FOLDERS = {"image": "images", "video": "videos", "text": "texts"}
ROLES = {"image": "picture", "clip": "clip", "text": "text"}
STATUS = {"done": "success", "failed": "failed"}


def deliver_batch(state: SeasonState, store: Store, folder: Path) -> None:
    """Bring a batch's folder up to date. What others put there stays. Raises NotFound, BadOutput, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".delivery.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        placing.sweep(folder)
        _Batch(state, store, folder).deliver()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a delivered batch. Raises FileNotFoundError."""
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def manifest_of(season: str, folder: Path) -> dict[str, Any]:
    """The manifest of one batch, also where another has been delivered into the same folder since; {} where there is none."""
    for path in (folder / MANIFEST, folder / _own_manifest(season)):
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict) and manifest.get("batch") == season:
            return manifest
    return {}


def _own_manifest(season: str) -> str:
    return f"manifest.{season}.json"


def _make_way(folder: Path, season: str) -> None:
    """Two jobs files may name one folder: what the other one's manifest says is kept beside."""
    (folder / _own_manifest(season)).unlink(missing_ok=True)
    try:
        other = read_manifest(folder)["batch"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if other != season and re.fullmatch(r"[\w-]+", str(other)):
        (folder / MANIFEST).replace(folder / _own_manifest(str(other)))


@dataclass(frozen=True)
class _Job:
    """A job as it stands: `products` are what it was ordered for, as far as they are there."""

    which: Which
    job: ImageJob | VideoJob | TextJob
    unit: UnitState
    needs: JobNeeds
    products: tuple[Product, ...]

    @property
    def is_made(self) -> bool:
        return self.unit.state == "done" and len(self.products) == len(self.needs.last)


class _Batch:
    """One delivery."""

    def __init__(self, state: SeasonState, store: Store, folder: Path) -> None:
        self.state = state
        self.store = store
        self.folder = folder
        self.meta = state.meta()
        self.production: Production = state.production()
        self.calls = {call.id: call for call in Ledger(state.client).calls(state.season)}
        self._counted: set[str] = set()

    def deliver(self) -> None:
        script, states = self.state.script(1), self.state.episode(1)
        line, which = JobLine(self.production, script), which_jobs(script)
        jobs = []
        for scene in script.scenes:
            assert not isinstance(scene.job, WritingJob | TranslationJob | None), "a batch is made of jobs"
            jobs.append(self._job(which[scene.number], scene.job, states.unit(str(scene.number)), line.needs(scene)))
        names = self._names(jobs)
        for job in jobs:
            if job.is_made:
                self._place(job, self.folder / names[job.which])
        results = [self._result(job, names.get(job.which)) for job in jobs]
        text = json.dumps(self._manifest(results), ensure_ascii=False, indent=2) + "\n"
        _make_way(self.folder, self.state.season)
        placing.write_text(self.folder / MANIFEST, text)

    def _job(self, which: Which, job: ImageJob | VideoJob | TextJob, unit: UnitState, needs: JobNeeds) -> _Job:
        found = (self.store.find(need.key) for need in needs.last)
        return _Job(which, job, unit, needs, tuple(product for product in found if product is not None))

    def _names(self, jobs: Iterable[_Job]) -> dict[Which, str]:
        """The file of each job that is made, relative to the folder: the same as before, or one that is free."""
        kept = {**self._delivered(), **kept_names(self.meta)}
        wanted = {job.which: (FOLDERS[job.job.type], _suffix(job) if job.is_made else None) for job in jobs}
        names = name_files(wanted, kept, lambda path: (self.folder / path).exists())
        self.state.set_meta(NAMES, names_text({**kept, **names}))
        return names

    def _delivered(self) -> dict[Which, str]:
        """What this batch's manifest says, should Redis have forgotten it."""
        seen, found = Counter[str](), {}
        for result in manifest_of(self.state.season, self.folder).get("results", []):
            seen[result["name"]] += 1
            # Somebody may have changed the file since: no path leads out of the folder.
            if re.fullmatch(rf"({'|'.join(FOLDERS.values())})/(?!\.)[^/\\\x00-\x1f]+", result.get("path") or ""):
                found[result["name"], seen[result["name"]]] = result["path"]
        return found

    def _place(self, job: _Job, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        there = [self.store.source(product, ROLES[product.stage]) for product in job.products]
        if isinstance(there[0], Away) and len(there) == 1 and target.exists() and there[0].looks_like(target.stat()):
            return
        sources = [brought(source) for source in there]
        if len(sources) > 1:
            parts = [source.read_text(encoding="utf-8").strip() for source in sources]
            placing.write_text(target, _one_json(parts) if target.suffix == ".json" else "\n\n".join(parts) + "\n")
            return
        wanted, file = sources[0].stat(), job.products[0].files[ROLES[job.products[0].stage]]
        if target.exists() and (target.stat().st_size, target.stat().st_mtime_ns) == (wanted.st_size, wanted.st_mtime_ns):
            return
        placing.copy(sources[0], target, file.sha256)

    def _result(self, job: _Job, path: str | None) -> dict[str, Any]:
        first = job.products[0] if job.is_made else None
        made = [product for need in job.needs.all if (product := self.store.find(need.key))] if job.is_made else []
        return {
            "name": job.job.name,
            "model": first.model.partition("/")[2] if first else job.job.models[0].partition("/")[2],
            "type": job.job.type,
            "status": STATUS.get(job.unit.state, "pending" if self.meta["state"] == "running" else self.meta["state"]),
            "output_url": first.facts.get("source_url") if first else None,
            "local_path": str(self.folder / path) if path else None,
            "cost": _usd(sum(call.spent_micros for call in self._calls_of(job.needs.all))),
            "generation_time": round(sum(product.seconds for product in made), 1),
            "error": self._error(job),
            "vendor": (first.model if first else job.job.models[0]).partition("/")[0],
            "path": path,
            "sha256": first.files[ROLES[first.stage]].sha256 if first and len(job.products) == 1 else None,
            "provider_job_id": first.provider_job_id if first else None,
            "cut_off": any(product.facts.get("was_cut") for product in made),
            "reused": bool(made) and all(product.finished_at < float(self.meta["started_at"]) for product in made),
        }

    def _error(self, job: _Job) -> str | None:
        """Why a job was not made; nothing while it may still be."""
        if job.is_made or job.unit.state == "failed":
            return None if job.is_made else job.unit.reason or None
        if self.meta["state"] == "running":
            return None
        return f"not made, since the batch was ended: {self.meta.get('reason') or self.meta['state']}"

    def _calls_of(self, needs: Iterable[Need]) -> list[CallRecord]:
        """The calls by which products were bought; what several jobs share is counted with the first of them."""
        ids = dict.fromkeys(need.key_of(option) for need in needs for option in need.options)
        found = [self.calls[key] for key in ids if key in self.calls and key not in self._counted]
        self._counted.update(call.id for call in found)
        return found

    def _manifest(self, results: list[dict[str, Any]]) -> dict[str, Any]:
        by_model: dict[str, int] = {}
        for call in self.calls.values():
            name = call.model.partition("/")[2]
            by_model[name] = by_model.get(name, 0) + call.spent_micros
        money = Ledger(self.state.client).balance(f"season:{self.state.season}")
        budget = self.production.budget_micros
        return {
            "generated_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "total_cost": _usd(sum(call.spent_micros for call in self.calls.values())),
            "total_jobs": len(results),
            "successful": sum(result["status"] == "success" for result in results),
            "failed": sum(result["status"] == "failed" for result in results),
            "results": results,
            "batch": self.state.season,
            "state": self.meta["state"],
            "currency": "USD",
            "cost_by_model": {name: _usd(micros) for name, micros in sorted(by_model.items())},
            "budget_usd": None if budget is None else _usd(budget),
            "held_usd": _usd(money.get("held", 0)),
            "notes": notes_of(self.meta),
            **_times(self.meta),
        }


def _one_json(parts: Sequence[str]) -> str:
    """The parts of a long text's answer as one JSON list: lists one after the other, else a value a part."""
    values = [json.loads(part) for part in parts]
    joined = list(chain.from_iterable(values)) if all(isinstance(value, list) for value in values) else values
    return json.dumps(joined, ensure_ascii=False, indent=2) + "\n"


def _times(meta: Mapping[str, str]) -> dict[str, Any]:
    finished_at = meta.get("finished_at")
    return {"started_at": _moment(meta["started_at"]), "finished_at": _moment(finished_at) if finished_at else None}


def _moment(seconds: str) -> str:
    return datetime.fromtimestamp(float(seconds), UTC).isoformat(timespec="seconds")


def _suffix(job: _Job) -> str:
    product = job.products[0]
    return Path(product.files[ROLES[product.stage]].name).suffix


def _usd(micros: int) -> float:
    return float(usd_of(micros))
