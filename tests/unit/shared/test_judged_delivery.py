"""What quality gates said is told: in the manifest at product and scene, with its picture, and on the report page."""

from decimal import Decimal
from pathlib import Path

import pytest
import redis

from shared.delivery import report
from shared.delivery.judged import RefusedEntry, VerdictEntry
from shared.delivery.judgements import Judgements
from shared.delivery.manifest import Manifest
from shared.line.scene import scene_needs
from shared.state.refusals import RefusedTake, note_refusal
from shared.store.folder import FolderStore
from shared.store.product import Product
from tests.factories.manifest import make_episode, make_manifest, make_product, make_scene
from tests.factories.media import make_picture
from tests.factories.season import a_production, a_scene, an_episode

SAYS = "100% of the clip is black; 35% is the most"
FACE = "a face is seen with a confidence of 0.20; 0.5 is the least"
BLACK = VerdictEntry(
    gate="black", outcome="failed", says=SAYS, measured=1.0, limit=0.35, unit="share of time", picture="products/E01/S02/video-black.jpg"
)
FINE = VerdictEntry(gate="decodes", outcome="passed", says="96 frames decode")


def a_manifest() -> Manifest:
    clip = make_product("video", path="products/E01/S02/video.mp4", verdicts=(FINE, VerdictEntry(gate="face", outcome="failed", says=FACE)))
    refused = RefusedEntry(stage="video", model="acme/clips", call="c" * 32, cost_usd=Decimal("0.05"), verdicts=(FINE, BLACK))
    scene = make_scene(1, 2, products=(clip,)).model_copy(update={"refused": (refused,)})
    return make_manifest(episodes_made=(make_episode(1, scenes=2).model_copy(update={"scenes": (make_scene(1, 1), scene)}),))


def test_verdicts_and_refused_takes_survive_the_file() -> None:
    manifest = Manifest.from_json(a_manifest().to_json())

    (refused,) = manifest.all_refused()
    assert refused.why == BLACK
    assert [(where, verdict.says) for where, verdict in manifest.found_wrong()] == [("episode 1, scene 2, video", FACE)]
    assert BLACK.picture in manifest.files()


def test_a_manifest_of_a_season_without_gates_is_as_it_was() -> None:
    text = make_manifest().to_json()

    assert "verdicts" not in text
    assert "refused" not in text


def test_the_page_shows_what_was_refused_with_its_picture_and_what_was_taken_all_the_same(tmp_path: Path) -> None:
    assert BLACK.picture is not None
    picture = tmp_path / BLACK.picture
    picture.parent.mkdir(parents=True)
    make_picture(picture)

    page = report.render(a_manifest(), tmp_path)

    notes, _, scenes = page.partition('id="scenes"')
    assert notes.count(FACE) == 1
    assert scenes.count(FACE) == scenes.count(SAYS) == 1
    assert 'alt="What the gate black saw"' in scenes
    assert "passed decodes" in scenes


@pytest.mark.parametrize("is_made", [False, True])
def test_refused_takes_are_collected_with_their_pictures_and_what_was_sent(client: redis.Redis, tmp_path: Path, is_made: bool) -> None:
    store, placed = FolderStore(tmp_path / "store"), {}
    episode = an_episode(1, a_scene(1))
    need = scene_needs(a_production(episode), episode, episode.scenes[0]).video
    take = RefusedTake(call=need.key, model="acme/clips", retake=0, cost_micros=50_000, verdicts=f"{need.key}-verdict-0")
    verdict = {"gate": "black", "outcome": "failed", "says": SAYS, "picture": "gate-black.jpg"}
    put(store, f"{need.key}-raw", {"raw": "raw.mp4"}, {})
    put(store, take["verdicts"], {"gate-black.jpg": "gate-black.jpg"}, {"verdicts": [verdict], "retake": 0})
    if is_made:
        put(store, need.key, {"clip": "clip.mp4"}, {"refused": [take]})
    else:
        note_refusal(client, need.key, take)

    def place(product: Product, role: str, path: str) -> str:
        placed[path] = store.path(product, role).name
        return path

    (refused,) = Judgements(client, store.find, place).refused(need, "products/E01/S01/video")

    assert (refused.model, refused.cost_usd, refused.retake) == ("acme/clips", Decimal("0.05"), 0)
    assert refused.path == "products/E01/S01/video-refused-1.mp4"
    assert refused.why is not None
    assert refused.why.picture == "products/E01/S01/video-refused-1-black.jpg"
    assert placed == {refused.path: "raw.mp4", refused.why.picture: "gate-black.jpg"}


def put(store: FolderStore, key: str, files: dict[str, str], facts: dict[str, object]) -> None:
    with store.workspace() as folder:
        for name in files.values():
            (folder / name).write_bytes(b"x")
        store.put_product(key=key, stage="video", model="acme/clips", folder=folder, files=files, facts=facts, started_at=0, finished_at=1)
