"""The report's small pictures."""

import subprocess

import av
import imageio_ffmpeg
import pytest

from shared.delivery import pictures
from tests.factories.media import make_picture


@pytest.fixture(scope="module")
def jpeg(tmp_path_factory):
    return make_picture(tmp_path_factory.mktemp("picture") / "a.jpg")


def size_of(picture):
    decoder = av.CodecContext.create("mjpeg", "r")
    frame = [*decoder.decode(av.Packet(picture)), *decoder.decode(None)][0]
    return frame.width, frame.height


def test_a_picture_is_scaled_down_in_proportion(jpeg):
    assert size_of(pictures.shrink(jpeg.read_bytes(), 216)) == (216, 384)


def test_a_picture_is_never_scaled_up(jpeg):
    assert size_of(pictures.shrink(jpeg.read_bytes(), 4000)) == (720, 1280)


def test_the_same_picture_is_scaled_to_the_same_bytes(jpeg):
    assert pictures.shrink(jpeg.read_bytes(), 216) == pictures.shrink(jpeg.read_bytes(), 216)


@pytest.mark.parametrize("form", ["png", "webp"])
def test_other_forms_of_picture_are_read(jpeg, tmp_path, form):
    other = tmp_path / f"a.{form}"
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(jpeg), str(other)], check=True)

    assert size_of(pictures.shrink(other.read_bytes(), 216)) == (216, 384)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, b"RIFF____WEBP"])
def test_what_is_no_picture_is_left_out(tmp_path, content):
    (tmp_path / "a.jpg").write_bytes(content)

    assert pictures.embed({"a.jpg": 100, "absent.jpg": 100}, tmp_path) == {}
