"""What is made is real media of the asked shape, the same for the same request."""

import base64
import io
from collections.abc import Callable
from fractions import Fraction

import av
import pytest

from ops.simulator.ask import read_ask, spoken_seconds
from ops.simulator.media.make import make_clip
from ops.simulator.media.shapes import HUES, Clip, clip_of
from tests.unit.ops.simulator.conftest import Customer


def made(customer: Customer, **fields: object) -> bytes:
    return customer.get(customer.finished(**fields)["urls"][0]).content


def test_a_clip_has_the_asked_length_size_and_rate(run: Callable[..., Customer]) -> None:
    data = made(run(is_small=False), seconds=1.5, width=144, height=256, fps=12)

    with av.open(io.BytesIO(data)) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (144, 256, 12)
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert sum(1 for _ in film.decode(video=0)) == 18


def test_a_small_clip_is_a_few_kilobytes(customer: Customer) -> None:
    data = made(customer, seconds=5, resolution="1080p", aspect_ratio="9:16")

    with av.open(io.BytesIO(data)) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (64, 112)
        assert float(film.duration) / av.time_base == pytest.approx(5, abs=0.01)
    assert len(data) < 12_000


def test_the_same_shape_is_made_into_the_same_bytes(tmp_path: object) -> None:
    paths = [tmp_path / name for name in ("a.mp4", "b.mp4")]
    for path in paths:
        make_clip(Clip(Fraction(1), 64, 112, 8, 3), path)

    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_prompt_and_seed_choose_among_few_colours() -> None:
    clips = {clip_of(read_ask("video", {"prompt": f"scene {n}", "seed": n}), is_small=False) for n in range(200)}

    assert len(clips) == HUES


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({"width": 1080, "height": 1920}, (1080, 1920)),
        ({"size": "1024x1536"}, (1024, 1536)),
        ({"size": "720*1280"}, (720, 1280)),
        ({"resolution": "1080p", "aspect_ratio": "9:16"}, (1080, 1920)),
        ({"resolution": "720p", "ratio": "16:9"}, (1280, 720)),
        ({"quality": "480p"}, (480, 854)),
    ],
)
def test_a_size_is_read_as_it_is_written(given: dict[str, object], size: tuple[int, int]) -> None:
    ask = read_ask("video", given)

    assert abs(ask.width - size[0]) <= 2
    assert abs(ask.height - size[1]) <= 2


def test_a_text_is_as_long_as_it_is_to_say() -> None:
    assert [spoken_seconds(text) for text in ("你好" * 10, "x" * 20, "")] == [Fraction(6, 5), Fraction(1), Fraction(2, 5)]


@pytest.mark.parametrize(("video_s", "text", "seconds"), [(1, "x" * 40, 2.0), (2, "x" * 20, 2.0)])
def test_lip_sync_is_as_long_as_the_longer_of_its_two(customer: Customer, video_s: int, text: str, seconds: float) -> None:
    video = customer.finished(seconds=video_s)["urls"][0]
    audio = customer.finished(kind="speech", text=text, prompt=None, seconds=None)["urls"][0]

    data = made(customer, kind="lipsync", video_url=video, audio_url=audio, seconds=None, prompt=None)

    with av.open(io.BytesIO(data)) as film:
        assert float(film.duration) / av.time_base == pytest.approx(seconds, abs=0.15)
        assert [stream.codec_context.name for stream in film.streams] == ["h264", "aac"]


def test_lip_sync_takes_uploads_and_data(customer: Customer) -> None:
    clip, sound = made(customer), made(customer, kind="speech", text="x" * 40, prompt=None, seconds=None)
    url = customer.session.post(f"{customer.simulator.url}/sim/v1/uploads", files={"file": ("a.mp4", clip)}, timeout=20).json()["url"]
    inline = f"data:audio/wav;base64,{base64.b64encode(sound).decode()}"

    data = made(customer, kind="lipsync", video_url=url, audio_url=inline, prompt=None, seconds=None)

    with av.open(io.BytesIO(data)) as film:
        assert float(film.duration) / av.time_base == pytest.approx(2, abs=0.15)


def test_lip_sync_of_what_is_elsewhere_is_a_fresh_clip_of_the_sounds_length(customer: Customer) -> None:
    data = made(
        customer, kind="lipsync", video_url="http://192.0.2.1/a.mp4", audio_url="http://192.0.2.1/a.wav", text="x" * 40, prompt=None
    )

    with av.open(io.BytesIO(data)) as film:
        assert {stream.type for stream in film.streams} == {"video", "audio"}


def test_an_input_that_is_no_media_is_an_error_and_not_an_end(customer: Customer) -> None:
    job = customer.finished(kind="lipsync", video_url="data:video/mp4;base64,AAAA", prompt=None)

    assert customer.get(job["urls"][0]).status_code == 500
    assert customer.finished()["status"] == "succeeded"
