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


def refused(folder: Path, synced: str, clip: str = MOVES, **came: float) -> list[str]:
    """The gates that refuse a clip, and want another."""
    (folder / "v").mkdir()
    for source, target in ((clip, folder / "v" / "clip.mp4"), (synced, folder / "clip.mp4")):
        run(["-f", "lavfi", "-i", source, "-t", "4", "-pix_fmt", "yuv420p", target], timeout_s=60, what="making a clip")
    facts = {"came": {"seconds": 4.0, "ordered_seconds": 4.0, "width": 180, "height": 320, **came}}
    inputs = {"v": Input("v", folder / "v", {"clip": "clip.mp4"}, {})}
    found: list[Verdict] = judge("lipsync", REQUEST, Made({"clip": "clip.mp4"}, facts), inputs, folder, Quality(), has_quality_budget=False)
    return [each.gate for each in found if action_of(each, Quality(), has_quality_budget=False) == "remake"]


def test_a_clip_that_moves_is_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, MOVES) == []


@pytest.mark.parametrize(
    ("synced", "came", "gate"),
    [
        (FROZEN, {}, "frozen"),
        ("color=black:s=180x320:r=24:d=4", {}, "black"),
        (MOVES, {"seconds": 1.0}, "length"),
        (MOVES, {"width": 320, "height": 180}, "aspect"),
    ],
)
def test_what_is_frozen_black_short_or_of_another_shape_is_refused(tmp_path: Path, synced: str, came: dict[str, float], gate: str) -> None:
    assert refused(tmp_path, synced, **came) == [gate]


def test_what_is_held_to_the_end_of_its_speech_is_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, FROZEN, seconds=1.3, ordered_seconds=1.3) == []


def test_what_is_as_still_as_the_clip_that_was_sent_is_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, FROZEN, clip=FROZEN) == []
