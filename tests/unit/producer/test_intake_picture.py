"""A reference picture is a PNG, JPEG or WebP that can be decoded, whatever its name says."""

import hashlib
from fractions import Fraction

import av
import numpy as np
import pytest

from producer.intake.picture import read_picture
from shared.errors import InputError

FORMS = {"PNG": ("png", "rgb24"), "JPEG": ("mjpeg", "yuvj420p"), "WebP": ("libwebp", "yuv420p")}


def picture(form: str, width: int = 120, height: int = 90) -> bytes:
    encoder, pixels = FORMS[form]
    context = av.CodecContext.create(encoder, "w")
    context.width, context.height, context.pix_fmt, context.time_base = width, height, pixels, Fraction(1)
    noise = np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)
    frame = av.VideoFrame.from_ndarray(noise, "rgb24").reformat(format=pixels)
    return b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_is_known_by_its_content(tmp_path, form):
    path = tmp_path / "emma.picture"
    path.write_bytes(picture(form))

    found = read_picture(path)

    assert (found.width, found.height) == (120, 90)
    assert found.key == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.path == path


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kept", [0.02, 0.5], ids=["head only", "half"])
def test_a_picture_that_was_cut_off_is_refused(tmp_path, form, kept):
    whole = picture(form)
    path = tmp_path / "emma.png"
    path.write_bytes(whole[: int(len(whole) * kept)])

    with pytest.raises(InputError, match=rf"emma\.png: begins like a {form} picture, but cannot be decoded; save it again"):
        read_picture(path)


@pytest.mark.parametrize(("width", "height"), [(32, 200), (200, 32)])
@pytest.mark.parametrize("form", FORMS)
def test_a_picture_that_is_too_small_is_refused(tmp_path, form, width, height):
    path = tmp_path / "emma.png"
    path.write_bytes(picture(form, width, height))

    with pytest.raises(InputError, match=rf"emma\.png: is {width}x{height} pixels; each side must have 64 to 8192"):
        read_picture(path)


def test_a_large_file_is_refused_by_its_size_alone(tmp_path):
    path = tmp_path / "emma.png"
    with path.open("wb") as file:
        file.truncate(20_000_001)

    with pytest.raises(InputError, match=r"emma\.png: has 20\.0 MB; a PNG, JPEG or WebP picture has at most 20 MB"):
        read_picture(path)


def test_a_riff_file_that_is_no_webp_is_refused(tmp_path):
    path = tmp_path / "emma.webp"
    path.write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40))

    with pytest.raises(InputError, match="begins like a WebP picture, but cannot be decoded"):
        read_picture(path)
