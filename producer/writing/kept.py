"""Keeps what the offline writer wrote: another release may tell another story, for which nobody wants to buy all pictures again."""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from producer.intake.document import Document
from producer.intake.premise import Story, premise_of, seed_of, size_of_season, where_told, write_offline
from producer.intake.script import Script
from producer.intake.staffing import OFFLINE_WRITER
from shared.line.keys import content_key
from shared.line.request import Request
from shared.season import SeasonFile
from shared.season_cast import CastMember
from shared.season_script import EpisodeScript
from shared.store.store import Store


class StoryRequest(Request):
    """All that the offline writer is told."""

    title: str
    genre: str
    language: str | None
    premise: str
    episodes: int
    scenes: int
    seconds: float
    characters: tuple[dict[str, Any], ...]
    seed: int


def write_kept(season: SeasonFile, document: Document, store: Store) -> Story:
    """The story that the offline writer once wrote for these very words, else a new one, which is kept. Raises InputError."""
    key = content_key("script", OFFLINE_WRITER, _request(season, document))
    product = store.find(key)
    if product is not None:
        return _read(json.loads(store.path(product, "script").read_text(encoding="utf-8")), season, document)
    started_at = time.time()
    story = write_offline(season, document)
    # Where nothing can be kept, as where a plan may only read, it is written again.
    with suppress(OSError), store.workspace() as folder:
        (folder / "script.json").write_text(json.dumps(_told(story), ensure_ascii=False), encoding="utf-8")
        store.put_product(
            key=key,
            stage="script",
            model=OFFLINE_WRITER,
            folder=folder,
            files={"script": "script.json"},
            facts={},
            started_at=started_at,
            finished_at=time.time(),
        )
    return story


def _request(season: SeasonFile, document: Document) -> StoryRequest:
    size = size_of_season(season)
    return StoryRequest(
        title=season.title,
        genre=season.genre,
        language=season.language,
        premise=premise_of(season, document)[0],
        episodes=size.episodes,
        scenes=size.scenes,
        seconds=size.seconds,
        characters=tuple(_dumped(season.cast)),
        seed=seed_of(season),
    )


def _told(story: Story) -> dict[str, Any]:
    return {
        "language": story.season.language,
        "genre": story.script.genre,
        "characters": _dumped(story.season.cast),
        "episodes": _dumped(story.script.episodes),
        "notes": list(story.notes),
    }


def _read(told: dict[str, Any], season: SeasonFile, document: Document) -> Story:
    cast = tuple(CastMember.model_validate(member) for member in told["characters"])
    episodes = tuple(EpisodeScript.model_validate(episode) for episode in told["episodes"])
    settled = season.model_copy(update={"language": told["language"], "characters": cast})
    return Story(settled, Script(document, (where_told(season),), episodes, told["genre"]), tuple(told["notes"]))


def _dumped(parts: Sequence[CastMember] | Sequence[EpisodeScript]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json", exclude_defaults=True) for part in parts]
