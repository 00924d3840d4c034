"""Why lines are left out of a translation, as it is told to people."""

from pathlib import Path
from typing import Any

import pytest

from producer.translation.collect import answered
from producer.translation.parts import parts_of
from producer.translation.units import Unit, scenes_of
from shared.job import TranslationJob
from shared.line.job import JobLine
from shared.line.writing_requests import SpokenText, TranslationRequest
from shared.production import Episode
from shared.store.folder import FolderStore
from tests.factories.season import a_production, a_scene, an_episode
from worker.stages.translate import finish
from worker.studio.engine import Input

ASKED: dict[str, Any] = {
    "system": "s",
    "prompt": "p",
    "source_tokens": 0,
    "usual_tokens": 9,
    "max_tokens": 100,
    "temperature": 0.3,
}
REFUSAL = "I'm sorry, but I can't help with that."


@pytest.fixture
def ordered() -> tuple[Unit, Episode]:
    parts = parts_of(an_episode(1, a_scene(1, "Wait for me.")), {})
    lines = tuple(SpokenText(id=told.id, text=told.text, character=told.character) for told in parts[0].told)
    request = TranslationRequest(source="en", language="ko", lines=lines, **ASKED)
    unit = Unit(1, "ko", TranslationJob(name="episode 1 in ko", models=("inky/pen",), cast=None, parts=(request,)), parts)
    return unit, Episode(number=0, scenes=scenes_of([unit]))


def test_where_models_refuse_the_note_says_so_rather_than_that_a_line_is_missing(ordered: tuple[Unit, Episode], tmp_path: Path) -> None:
    unit, episode = ordered
    production = a_production().model_copy(update={"kind": "writing", "models": {"translate": ("inky/pen",)}, "episodes": (0,)})
    store = FolderStore(tmp_path / "store")
    answer = JobLine(production, episode).needs(episode.scenes[0]).all[0]
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "raw.txt").write_text(REFUSAL)
    assert isinstance(answer.request, TranslationRequest)
    made = finish(answer.request, Input("raw", raw, {"raw": "raw.txt"}, {}), {}, raw)
    store.put(answer, raw, made.files, made.facts, started_at=1.0, finished_at=2.0)

    (found,) = answered(store, production, episode, [unit])

    assert list(found.left_out.values()) == [f"it refuses to translate: {REFUSAL!r}"]
