"""Tells what has happened in a season, as its state shows it: whoever looks, and however often, each thing is told once."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from celery import Celery

from shared.host import host_id
from shared.ledger.call import CallRecord
from shared.outbox import FINISHED, Outbox, notice_of
from shared.production import Production
from shared.state.episode import EpisodeState
from worker.context import Line, line_of
from worker.notices.event import Event
from worker.notices.jobs import job_events
from worker.notices.send import send_event


def tell_season(app: Celery, season: str) -> None:
    """Tell what is news in a season, where its season file names somebody to tell. Raises NotFound."""
    line = line_of(app)
    meta = line.season(season).meta()
    production = line.production(season, meta["run"])
    if production.webhook_url is None:
        return
    known = Outbox(line.redis).known(season)
    for event in _happened(line, production, meta):
        if notice_of(season, event.kind, {}, "", subject=event.subject).id not in known:
            about = {"season": season, "title": production.title}
            send_event(app, season, event.kind, {**about, **event.data}, subject=event.subject)


def _happened(line: Line, production: Production, meta: Mapping[str, str]) -> Iterator[Event]:
    run = meta["run"]
    if production.kind != "writing":
        yield from job_events(line, production, meta) if production.kind == "batch" else _episodes(line, production, meta)
    yield from _held(line, production.season, meta)
    if production.kind == "writing" and meta["state"] == "done":
        # The season goes on with its script.
        return
    if meta["state"] != "running" and _is_delivered(meta):
        yield Event(FINISHED[production.kind], run, _finished(line, production.season, meta))


def _episodes(line: Line, production: Production, meta: Mapping[str, str]) -> Iterator[Event]:
    yield Event("season.started", meta["run"], {"episodes": len(production.episodes)})
    for number, episode in line.season(production.season).episodes(production.episodes).items():
        yield from _scenes(line, production, number, episode)
        file = Path(meta["out"]) / production.slug / f"E{number:02d}.mp4"
        if episode.state != "pending" and (episode.state == "failed" or _is_placed(meta, file)):
            yield _episode(number, episode, file)


def _scenes(line: Line, production: Production, number: int, episode: EpisodeState) -> Iterator[Event]:
    for scene in line.script(production.season, number, episode.run).scenes:
        unit = episode.unit(str(scene.number))
        if unit.state == "failed":
            data = {"episode": number, "scene": scene.number, "stage": unit.stage, "reason": unit.reason}
            yield Event("scene.failed", f"{episode.run}/{number}/{scene.number}", data)


def _episode(number: int, episode: EpisodeState, file: Path) -> Event:
    data = {"episode": number, "state": episode.state, "path": str(file) if episode.key else None, "reason": episode.reason or None}
    # The same film under another order is no news; another failure is.
    return Event("episode.finished", f"{number}/{episode.state}/{episode.key or episode.run}", data)


def _finished(line: Line, season: str, meta: Mapping[str, str]) -> dict[str, Any]:
    balance = line.ledger.balance(f"season:{season}")
    cost = {f"{kind}_usd": micros / 1_000_000 for kind, micros in balance.items()}
    return {"state": meta["state"], "reason": meta.get("reason") or None, "cost": cost}


def _held(line: Line, season: str, meta: Mapping[str, str]) -> Iterator[Event]:
    """Money that a person has to decide about: the line itself has given up finding out."""
    if line.ledger.balance(f"season:{season}")["held"] == 0:
        return
    for call in line.ledger.calls(season):
        if call.state == "unknown" and call.held_micros and (meta["state"] != "running" or _has_failed(line, season, call)):
            data = {"call": call.id, "model": call.model, "place": call.place, "amount_usd": call.held_micros / 1_000_000}
            yield Event("call.held", f"{call.id}/{call.attempt}", {**data, "reason": call.reason})


def _has_failed(line: Line, season: str, call: CallRecord) -> bool:
    return line.season(season).episode(call.episode).unit(call.unit).state == "failed"


def _is_placed(meta: Mapping[str, str], file: Path) -> bool:
    """Whether a file is where it is told to be; where that is another host's business, it is told at once."""
    return meta.get("host") != host_id() or "delivery_error" in meta or meta.get("delivered") == meta["run"] or file.exists()


def _is_delivered(meta: Mapping[str, str]) -> bool:
    return meta.get("host") != host_id() or "delivery_error" in meta or meta.get("delivered") == meta["run"]
