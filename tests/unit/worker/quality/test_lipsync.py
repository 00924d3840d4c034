"""Lip-synced clips are judged by what came, since in the one format all have the right shape and length."""

from pathlib import Path

import pytest

from shared.line.requests import Format, LipsyncRequest
from shared.quality import Quality
from worker.media.ffmpeg import run
from worker.quality.judge import action_of, judge
from worker.quality.verdict import Verdict
from worker.studio.engine import Input, Made

FORMAT = Format(width=180, height=320, fps=24)
REQUEST = LipsyncRequest(video="v", speech=(), speakers=(), at_least_seconds=4, format=FORMAT)
MOVES = "testsrc2=s=180x320:r=24:d=4"
FROZEN = "testsrc2=s=180x320:r=24:d=1.3,tpad=stop_mode=clone:stop_duration=2.7"


def refused(folder: Path, synced: str, clip: str = MOVES, *, has_quality_budget: bool = False, **came: float) -> list[str]:
    """The gates that refuse a clip, and want another."""
    (folder / "v").mkdir(exist_ok=True)
    for source, target in ((clip, folder / "v" / "clip.mp4"), (synced, folder / "clip.mp4")):
        run(["-f", "lavfi", "-i", source, "-t", "4", "-pix_fmt", "yuv420p", target], timeout_s=60, what="making a clip")
    facts = {"came": {"seconds": 4.0, "ordered_seconds": 4.0, "width": 180, "height": 320, **came}}
    inputs = {"v": Input("v", folder / "v", {"clip": "clip.mp4"}, {})}
    made, asked = Made({"clip": "clip.mp4"}, facts), Quality()
    found: list[Verdict] = judge("lipsync", REQUEST, made, inputs, folder, asked, has_quality_budget=has_quality_budget)
    return [each.gate for each in found if action_of(each, asked, has_quality_budget=has_quality_budget) == "remake"]


def test_a_clip_that_moves_is_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, MOVES) == []


@pytest.mark.parametrize(
    ("synced", "came", "gate"),
    [
        (FROZEN, {}, "frozen"),
        ("color=black:s=180x320:r=24:d=4", {}, "black"),
        (MOVES, {"seconds": 1.0}, "length"),
    ],
)
def test_what_is_frozen_black_or_short_is_refused(tmp_path: Path, synced: str, came: dict[str, float], gate: str) -> None:
    assert refused(tmp_path, synced, **came) == [gate]


def test_what_is_held_to_the_end_of_its_speech_is_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, FROZEN, seconds=1.3, ordered_seconds=1.3) == []


def test_what_is_as_still_as_the_clip_that_was_sent_is_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, FROZEN, clip=FROZEN) == []


def test_what_is_of_another_shape_is_refused_where_another_take_may_be_bought_and_else_only_told(tmp_path: Path) -> None:
    wide = {"width": 320.0, "height": 180.0}

    assert refused(tmp_path, MOVES, **wide) == []
    assert refused(tmp_path, MOVES, has_quality_budget=True, **wide) == ["aspect"]
