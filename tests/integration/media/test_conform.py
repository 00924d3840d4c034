"""A provider's clip of any kind becomes a clip of the one format."""

from pathlib import Path

import av
import pytest

from shared.errors import BadOutput
from tests.integration.media.conftest import SMALL, clip, make, tone
from tests.integration.media.test_encode import setup_of
from worker.media.conform import conform
from worker.media.probe import check_clip

SOURCES = {
    "larger": ["-vf", "scale=288:512"],
    "landscape": ["-vf", "scale=320:180"],
    "square": ["-vf", "scale=200:200"],
    "odd-sized": ["-vf", "scale=151:263,format=yuv444p"],
    "30-fps": ["-r", "30"],
    "12.5-fps": ["-r", "25/2"],
    "variable-rate": ["-vf", "select='not(mod(n\\,3))+lt(n\\,10)'", "-fps_mode", "vfr"],
    "10-bit": ["-pix_fmt", "yuv420p10le"],
    "full-range": ["-pix_fmt", "yuvj420p", "-color_range", "pc"],
    "non-square-pixels": ["-vf", "setsar=2"],
    "vp9-webm": ["-c:v", "libvpx-vp9", "-f", "webm", "-an"],
    "silent": ["-an"],
    "mono": ["-ac", "1"],
    "late-start": ["-output_ts_offset", "3"],
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "source.mp4"
    make(
        "-f", "lavfi", "-i", "testsrc2=size=144x256:rate=24:duration=2", "-f", "lavfi", "-i", "sine=duration=2", "-pix_fmt", "yuv420p", path
    )
    return path


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_of_source_conforms_and_can_be_joined(tmp_path: Path, source: Path, kind: str) -> None:
    provider, target = tmp_path / "provider.mp4", tmp_path / "target.mp4"
    make("-i", source, *SOURCES[kind], provider)

    conform(provider, target, SMALL, frames=50, audio=None)

    assert check_clip(target, SMALL, seconds=50 / 24, decode=True).frames == 50
    assert setup_of(target) == setup_of(clip(tmp_path / "studio.mp4", 3))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["provider.mp4", "studio.mp4", "target.mp4"]


def luma(path: Path, number: int) -> list[bytes]:
    with av.open(str(path)) as container:
        picture = list(container.decode(video=0))[number]
        plane = picture.planes[0]
        return [bytes(plane)[row * plane.line_size :][: picture.width] for row in range(picture.height)]


def test_a_rotated_source_is_turned_upright(tmp_path: Path) -> None:
    # Arrange: a phone's portrait video: landscape pixels, white at the left, and a note to turn them.
    flat, provider, target = tmp_path / "flat.mp4", tmp_path / "provider.mp4", tmp_path / "target.mp4"
    make("-f", "lavfi", "-i", "color=black:s=256x144:r=24:d=1,drawbox=w=60:h=144:c=white:t=fill", "-pix_fmt", "yuv420p", flat)
    make("-display_rotation", "-90", "-i", flat, "-c", "copy", provider)

    conform(provider, target, SMALL, frames=24, audio=None)

    rows = luma(target, 5)
    assert min(rows[10]) > 180
    assert max(rows[240]) < 60


def test_a_source_that_is_too_short_holds_its_last_frame(tmp_path: Path) -> None:
    short = clip(tmp_path / "short.mp4", 12, luma=60, flash_at=11)

    conform(short, tmp_path / "long.mp4", SMALL, frames=40, audio=None)

    assert max(luma(tmp_path / "long.mp4", 5)[100]) < 90
    assert min(luma(tmp_path / "long.mp4", 39)[100]) > 200


def test_a_source_that_is_too_long_is_cut(tmp_path: Path, source: Path) -> None:
    conform(source, tmp_path / "a.mp4", SMALL, frames=7, audio=None)

    assert check_clip(tmp_path / "a.mp4", SMALL, seconds=7 / 24).frames == 7


def test_a_landscape_source_is_shown_whole_on_a_blurred_ground(tmp_path: Path) -> None:
    provider, target = tmp_path / "wide.mp4", tmp_path / "target.mp4"
    make("-f", "lavfi", "-i", "color=gray:s=320x180:r=24:d=1,drawbox=w=20:c=white:t=fill", "-pix_fmt", "yuv420p", provider)

    conform(provider, target, SMALL, frames=24, audio=None)

    rows = luma(target, 5)
    assert rows[128][2] > 200  # the left edge is there
    assert rows[10][2] < 170  # and is not above


def test_the_sound_given_is_the_clip_s(tmp_path: Path, source: Path) -> None:
    conform(source, tmp_path / "a.mp4", SMALL, frames=48, audio=tone(tmp_path / "t.wav", 1.0))

    with av.open(str(tmp_path / "a.mp4")) as container:
        loud = max(abs(int.from_bytes(bytes(f.planes[0])[:2], "little", signed=True)) for f in container.decode(audio=0))
    assert loud > 0
    assert check_clip(tmp_path / "a.mp4", SMALL, seconds=2.0).channels == 2


def test_the_same_source_gives_the_same_bytes(tmp_path: Path, source: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        conform(source, tmp_path / name, SMALL, frames=30, audio=None)

    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_what_is_no_video_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "page.mp4").write_text("<html>expired</html>")

    with pytest.raises(BadOutput, match=r"page\.mp4"):
        conform(tmp_path / "page.mp4", tmp_path / "a.mp4", SMALL, frames=30, audio=None)

    assert [p.name for p in tmp_path.iterdir()] == ["page.mp4"]
