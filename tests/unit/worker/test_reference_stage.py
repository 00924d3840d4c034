"""A user's own reference picture: taken as it is, brought to a frame's size."""

from pathlib import Path

import pytest

from shared.errors import BadOutput
from shared.line.requests import Format, Look, ReferenceRequest
from worker.media.ffmpeg import run
from worker.media.probe import check_picture
from worker.stages.reference import take_given
from worker.studio.engine import Input

REQUEST = ReferenceRequest(look=Look(name="Emma", seed=1), style="", format=Format(width=270, height=480, fps=24), image="a" * 64)


def given(folder: Path, size: str) -> dict[str, Input]:
    picture = folder / "given.png"
    run(["-f", "lavfi", "-i", f"color=red:s={size}", "-frames:v", "1", picture], timeout_s=30, what="a test picture")
    # Uploads are kept by their digest, without a suffix.
    picture.rename(folder / ("a" * 64))
    return {"a" * 64: Input("a" * 64, folder, {"upload": "a" * 64}, {})}


@pytest.mark.parametrize(("size", "expected"), [("1080x1920", (270, 480)), ("1000x500", (270, 135)), ("100x100", (100, 100))])
def test_a_given_picture_is_made_no_larger_than_a_frame(tmp_path: Path, size: str, expected: tuple[int, int]) -> None:
    made = take_given(REQUEST, given(tmp_path, size), tmp_path)

    assert check_picture(tmp_path / made.files["picture"]) == expected


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / ("a" * 64)).write_text("<html>not found</html>")

    with pytest.raises(BadOutput):
        take_given(REQUEST, {"a" * 64: Input("a" * 64, tmp_path, {"upload": "a" * 64}, {})}, tmp_path)
