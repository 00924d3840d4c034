"""Likeness compares faces, and nothing that a detector alone takes for one."""

from fractions import Fraction
from pathlib import Path

from ops.simulator.media.make import make_clip, make_still
from ops.simulator.media.shapes import Clip, Still
from shared.quality import Quality
from tests.factories.requests import a_video_request
from worker.quality.judge import judge
from worker.studio.engine import Input, Made

REQUEST = a_video_request(seconds=4, references=("r",))


def test_a_test_pattern_is_nobody_who_could_look_like_another(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    make_still(Still(576, 1024, 200), tmp_path / "r" / "picture.png")
    # Its grey square is a face to the detector in every other frame.
    make_clip(Clip(Fraction(4), 480, 854, 24, 2), tmp_path / "clip.mp4")
    inputs = {"r": Input("r", tmp_path / "r", {"picture": "picture.png"}, {})}

    verdicts = judge("video", REQUEST, Made({"clip": "clip.mp4"}), inputs, tmp_path, Quality(), has_quality_budget=True)

    assert {each.gate: each.outcome for each in verdicts}["likeness"] == "unsure"
