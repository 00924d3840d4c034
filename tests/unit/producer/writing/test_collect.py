"""A written script is read with whoever wrote it."""

import json
from pathlib import Path
from typing import Any

from producer.writing.collect import read_written_script
from shared.line.job import JobLine
from shared.line.need import Need
from shared.line.writing import CHECKED, KEPT
from shared.store.folder import FolderStore
from tests.factories.writing import an_order_of_writing

SCENES = [{"scene_number": 1, "action": "She reads.", "dialogue": [{"character": "Emma", "line": "Who signed it?"}]}]
OUTLINE = {"logline": "", "characters": [{"name": "Emma"}], "episodes": []}


def put(store: FolderStore, need: Need, model: str, files: dict[str, Any]) -> None:
    with store.workspace() as folder:
        for role, value in files.items():
            (folder / role).write_text(json.dumps(value), encoding="utf-8")
        store.put_product(
            key=need.key,
            stage=need.stage,
            model=model,
            folder=folder,
            files={role: role for role in files},
            facts={},
            started_at=0,
            finished_at=1,
        )


def test_the_models_that_wrote_it_are_told_and_those_that_were_refused_are_not(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    production, episode = an_order_of_writing()
    line = JobLine(production, episode)
    for scene in episode.scenes:
        for stage, (answer, mended, again, checked) in line.needs(scene).steps:
            script = OUTLINE if scene.number == 1 else {"episode_number": scene.number - 1, "scenes": SCENES}
            put(store, answer, "acme/refuses", {"text": "no"})
            put(store, mended, "acme/best" if stage == "rewrite" else "acme/cheap", {"script": script})
            put(store, again, KEPT, {"script": script})
            put(store, checked, CHECKED, {"script": script})

    written = read_written_script(production, episode, store, ())

    assert written is not None
    assert written.notes == ("writers: script, polish, review by acme/cheap; rewrite by acme/best",)
