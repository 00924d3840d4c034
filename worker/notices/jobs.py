"""What has happened to the jobs of a batch: each is told once its file is where the manifest says.

`name`, `status`, `url` and `cost` are the fields that an article of 2026-02-28 tells; what is beside them is ours.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.delivery.batch import STATUS, manifest_of
from shared.host import host_id
from shared.production import Production
from worker.context import Line
from worker.notices.event import Event


def job_events(line: Line, production: Production, meta: Mapping[str, str]) -> Iterator[Event]:
    """`job.finished` and `job.failed`, of those that have ended."""
    number = production.episodes[0]
    episode = line.season(production.season).episode(number)
    results = _results(production, meta)
    seen = Counter[str]()
    for scene in line.script(production.season, number, episode.run).scenes:
        assert scene.job is not None, "a batch is made of jobs"
        name = scene.job.name
        seen[name] += 1
        unit = episode.unit(str(scene.number))
        result = results.get((name, seen[name]), {})
        is_told = result.get("status") == STATUS.get(unit.state) or meta.get("host") != host_id() or "delivery_error" in meta
        if unit.state in STATUS and is_told:
            kind = "job.finished" if unit.state == "done" else "job.failed"
            # The same file under another order is no news; another failure is.
            mark = result.get("sha256") or episode.run
            yield Event(kind, f"{scene.number}/{name}/{mark}", _data(name, STATUS[unit.state], unit.reason, result))


def _data(name: str, status: str, reason: str, result: Mapping[str, Any]) -> dict[str, Any]:
    told = {"name": name, "status": status, "url": result.get("output_url"), "cost": result.get("cost")}
    return {**told, "path": result.get("local_path"), "model": result.get("model"), "error": reason or None}


def _results(production: Production, meta: Mapping[str, str]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """The manifest's results, by name and by which of that name; none where the manifest is on another host."""
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    if meta.get("host") != host_id():
        return found
    seen = Counter[str]()
    for result in manifest_of(production.season, Path(meta["out"]) / production.slug).get("results", []):
        seen[result["name"]] += 1
        found[result["name"], seen[result["name"]]] = result
    return found
