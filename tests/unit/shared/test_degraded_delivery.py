"""What was made lesser than ordered is told: in the manifest by product and by scene, and on the report page."""

from shared.delivery import report
from shared.delivery.manifest import CharacterEntry, Manifest
from tests.factories.manifest import make_episode, make_manifest, make_product, make_scene

LOWER = "resolution 1080p → 720p after 2 timeouts"
SMALLER = "resolution 1080x1920 → 540x960 after 2 timeouts"


def a_manifest() -> Manifest:
    clip = make_product("video", path="products/E01/S02/video.mp4", changed=(LOWER,))
    scene = make_scene(1, 2, products=(clip,), changed=(f"video: {LOWER}",))
    portrait = make_product("reference", path="products/cast/01.png", changed=(SMALLER,))
    manifest = make_manifest(episodes_made=(make_episode(1, scenes=2).model_copy(update={"scenes": (make_scene(1, 1), scene)}),))
    emma = CharacterEntry(name="Emma", picture="products/cast/01.png")
    return manifest.model_copy(update={"products": (portrait,), "characters": (emma,)})


def test_changes_are_told_with_their_place_and_survive_the_file() -> None:
    manifest = Manifest.from_json(a_manifest().to_json())

    assert list(manifest.changes()) == [("reference of Emma", SMALLER), ("episode 1, scene 2", f"video: {LOWER}")]
    assert manifest.episodes[0].scenes[1].products[0].changed == (LOWER,)


def test_a_manifest_of_before_has_no_changes() -> None:
    assert list(make_manifest().changes()) == []


def test_the_page_tells_them_at_the_top_at_the_scene_and_at_the_product(tmp_path) -> None:
    page = report.render(a_manifest(), tmp_path)

    notes, _, scenes = page.partition('id="scenes"')
    assert notes.count(LOWER) == notes.count(SMALLER) == 1
    assert 'href="#E01-S02"' in notes
    assert scenes.count(LOWER) == 2


def test_the_page_of_a_season_without_changes_has_none(tmp_path) -> None:
    assert "Made lesser" not in report.render(make_manifest(), tmp_path)
