"""The report's timeline: bars where the work was."""

from datetime import timedelta

import pytest

from shared.delivery.timeline import build
from tests.factories.manifest import START, make_episode, make_manifest, make_product, make_scene


def season_of(*products, **fields):
    """A season of one scene with these products, whose run took 100 seconds, so that seconds are per cent."""
    scene = make_scene(1, 1, products=products)
    episode = make_episode(1).model_copy(update={"scenes": (scene,), "products": ()})
    values = {"episodes_made": (episode,), "products": (), "started_at": START, "finished_at": START + timedelta(seconds=100), **fields}
    return make_manifest(**values)


def made_before(stage):
    return make_product(stage, reused=True, at_seconds=-3600)


def test_a_bar_lies_where_its_product_was_made():
    timeline = build(season_of(make_product("video", at_seconds=10, seconds=30), make_product("lipsync", at_seconds=50, seconds=25)))

    (scene,) = timeline.tracks[0].rows
    assert [(bar.stage, bar.x, bar.width, bar.lane) for bar in scene.bars] == [("video", 10, 30, 0), ("lipsync", 50, 25, 0)]
    assert scene.lanes == 1


def test_products_made_at_once_lie_in_lanes_below_each_other():
    products = [make_product("speech", at_seconds=at, seconds=20) for at in (0, 5, 20)]

    (scene,) = build(season_of(*products)).tracks[0].rows

    assert [bar.lane for bar in scene.bars] == [0, 1, 0]
    assert scene.lanes == 2


def test_what_an_earlier_run_made_is_marked_and_does_not_stretch_the_time():
    timeline = build(
        season_of(made_before("video"), made_before("speech"), made_before("speech"), make_product("lipsync", at_seconds=0, seconds=100))
    )

    (scene,) = timeline.tracks[0].rows
    assert timeline.window.seconds == 100
    assert timeline.has_earlier
    assert [bar.stage for bar in scene.bars] == ["lipsync"]
    assert [(bar.stage, bar.reused) for bar in scene.earlier] == [("video", True), ("speech", True)]
    assert scene.earlier[1].label == "speech × 2 · made earlier, used again"


def test_a_run_that_made_nothing_has_only_marks():
    timeline = build(season_of(made_before("video")))

    assert timeline.window.seconds == 0
    assert timeline.window.ticks == ()
    assert timeline.tracks[0].rows[0].bars == ()
    assert timeline.has_earlier


def test_a_manifest_without_products_has_no_timeline():
    assert build(season_of()) is None


def test_a_product_of_unknown_time_has_no_bar():
    timeline = build(season_of(make_product("video", started_at=None, finished_at=None), make_product("lipsync", at_seconds=0)))

    assert [bar.stage for bar in timeline.tracks[0].rows[0].bars] == ["lipsync"]


def test_an_episode_is_summed_up_with_a_lane_a_stage():
    products = [
        make_product("video", at_seconds=0, seconds=10),
        make_product("video", at_seconds=10, seconds=10),
        make_product("speech", at_seconds=5),
    ]

    summary = build(season_of(*products)).tracks[0].summary

    assert [(bar.stage, bar.lane, bar.x, bar.width) for bar in summary.bars] == [("video", 0, 0, 20), ("speech", 1, 5, 2)]
    assert summary.bars[0].label.startswith("video × 2")


def test_stages_are_listed_in_the_order_of_the_line_and_unknown_ones_last():
    products = [make_product(stage, at_seconds=1) for stage in ("upscale", "episode", "speech", "video")]

    assert build(season_of(*products)).stages == ("video", "speech", "episode", "upscale")


def test_a_short_episode_of_a_long_run_gets_a_scale_of_its_own():
    timeline = build(season_of(make_product("video", at_seconds=40, seconds=10), make_product("lipsync", at_seconds=50, seconds=10)))

    track = timeline.tracks[0]
    assert [(bar.x, bar.width) for bar in track.rows[0].bars] == [(0, 50), (50, 50)]
    assert [(bar.x, bar.width) for bar in track.summary.bars] == [(40, 10), (50, 10)]
    assert track.own_scale.ticks[0] == (0, "40 s")


@pytest.mark.parametrize(("seconds", "last"), [(3, "3 s"), (100, "1 min 30 s"), (3000, "50 min"), (86400, "1 d")])
def test_the_axis_has_few_round_marks(seconds, last):
    timeline = build(season_of(make_product("video", at_seconds=0, seconds=seconds), finished_at=START + timedelta(seconds=seconds)))

    ticks = timeline.window.ticks
    assert ticks[0] == (0, "0")
    assert ticks[-1][1] == last
    assert 3 <= len(ticks) <= 9
