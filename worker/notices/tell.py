"""Tells what has happened in a season, as its state shows it: whoever looks, and however often, each thing is told once."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from celery import Celery

from shared.delivery.paths import film_stem
from shared.host import host_id
from shared.ledger.call import CallRecord
from shared.line.dubbing import dub_of
from shared.outbox import FINISHED, Outbox, notice_of
from shared.production import DUB_STEP, Episode, Production
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
    yield from _held(line, production, meta)
    goes_on = meta["state"] == "done" or (production.is_translating and meta["state"] == "failed" and meta.get("over_budget") != run)
    if production.kind == "writing" and goes_on:
        # The season goes on with its script, or without a translation of it.
        return
    if meta["state"] != "running" and _is_delivered(meta):
        yield Event(FINISHED[production.kind], run, _finished(line, production.season, meta))


def _episodes(line: Line, production: Production, meta: Mapping[str, str]) -> Iterator[Event]:
    yield Event("season.started", meta["run"], {"episodes": len(production.episodes)})
    for number, episode in line.season(production.season).episodes(production.all_episodes).items():
        script = line.script(production.season, number, episode.run)
        yield from _scenes(script, episode)
        file = Path(meta["out"]) / production.slug / f"{film_stem(script)}.mp4"
        if episode.state != "pending" and (episode.state == "failed" or _is_placed(meta, file)):
            yield _episode(script, episode, file)


def _scenes(script: Episode, episode: EpisodeState) -> Iterator[Event]:
    for scene in script.scenes:
        unit = episode.unit(str(scene.number))
        if unit.state == "failed" and not (script.dub and not unit.stage):
            # What a dub has not got because its original has not is told of that.
            data = {**_which(script), "scene": scene.number, "stage": unit.stage, "reason": unit.reason}
            yield Event("scene.failed", f"{episode.run}/{script.number}/{scene.number}", data)


def _episode(script: Episode, episode: EpisodeState, file: Path) -> Event:
    path = str(file) if episode.key else None
    data = {**_which(script), "state": episode.state, "path": path, "reason": episode.reason or None}
    # The same film under another order is no news; another failure is.
    return Event("episode.finished", f"{script.number}/{episode.state}/{episode.key or episode.run}", data)


def _which(script: Episode) -> dict[str, Any]:
    """Which episode it is, and in which other language, where it is a dub."""
    return {"episode": script.of, **({"language": script.dub} if script.dub else {})}


def _finished(line: Line, season: str, meta: Mapping[str, str]) -> dict[str, Any]:
    balance = line.ledger.balance(f"season:{season}")
    cost = {f"{kind}_usd": micros / 1_000_000 for kind, micros in balance.items()}
    return {"state": meta["state"], "reason": meta.get("reason") or None, "cost": cost}


def _held(line: Line, production: Production, meta: Mapping[str, str]) -> Iterator[Event]:
    """Money that a person has to decide about: the line itself has given up finding out."""
    season = production.season
    if line.ledger.balance(f"season:{season}")["held"] == 0:
        return
    for call in line.ledger.calls(season):
        if call.state == "unknown" and call.held_micros and (meta["state"] != "running" or _has_failed(line, season, call)):
            data = {"call": call.id, "model": call.model, "place": _place(production, call), "amount_usd": call.held_micros / 1_000_000}
            yield Event("call.held", f"{call.id}/{call.attempt}", {**data, "reason": call.reason})


def _place(production: Production, call: CallRecord) -> str:
    """Where a call is for: episode and unit, 2/5, and 2.en/5 in a dub."""
    dub = dub_of(production, call.episode)
    return call.place if dub is None else f"{call.episode % DUB_STEP}.{dub.language}/{call.unit}"


def _has_failed(line: Line, season: str, call: CallRecord) -> bool:
    return line.season(season).episode(call.episode).unit(call.unit).state == "failed"


def _is_placed(meta: Mapping[str, str], file: Path) -> bool:
    """Whether a file is where it is told to be; where that is another host's business, it is told at once."""
    return meta.get("host") != host_id() or "delivery_error" in meta or meta.get("delivered") == meta["run"] or file.exists()


def _is_delivered(meta: Mapping[str, str]) -> bool:
    return meta.get("host") != host_id() or "delivery_error" in meta or meta.get("delivered") == meta["run"]
