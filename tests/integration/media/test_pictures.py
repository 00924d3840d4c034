"""Frames, covers and slates."""

from pathlib import Path

import av
import pytest

from shared.errors import BadOutput
from shared.line.requests import Format
from tests.integration.media.conftest import SMALL, frame
from worker.media.cover import make_cover
from worker.media.encode import ClipWriter
from worker.media.picture import grab, keep
from worker.media.probe import check_audio, check_clip, check_picture
from worker.media.slate import make_slate

MEDIUM = Format(width=288, height=512, fps=24)


def planes(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(plane) for plane in next(container.decode(video=0)).planes]


@pytest.fixture(scope="module")
def red(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("red") / "red.mp4"
    with ClipWriter(path, SMALL, frames=24, quality="final") as writer:
        for _ in range(24):
            writer.write(frame(63, u=102, v=240))
    return path


def test_a_frame_is_grabbed_in_its_colours_and_shape(tmp_path: Path, red: Path) -> None:
    grab(red, tmp_path / "a.jpg", at_seconds=0.5, width=72)

    assert check_picture(tmp_path / "a.jpg") == (72, 128)
    # Red as JFIF has it: BT.601, full range.
    y, u, v = (plane[len(plane) // 2] for plane in planes(tmp_path / "a.jpg"))
    assert (y, u, v) == (pytest.approx(76, abs=3), pytest.approx(85, abs=3), pytest.approx(255, abs=3))


def test_a_frame_at_hand_is_kept_as_it_would_be_grabbed(tmp_path: Path, red: Path) -> None:
    keep(frame(63, u=102, v=240), SMALL, tmp_path / "kept.jpg", width=72)
    grab(red, tmp_path / "grabbed.jpg", at_seconds=0, width=72)

    assert check_picture(tmp_path / "kept.jpg") == (72, 128)
    kept, grabbed = ([plane[len(plane) // 2] for plane in planes(tmp_path / name)] for name in ("kept.jpg", "grabbed.jpg"))
    assert kept == pytest.approx(grabbed, abs=2)
    assert b"Lavc" not in (tmp_path / "kept.jpg").read_bytes()


@pytest.mark.parametrize("at", [-3.0, 0.0, 0.99, 500.0])
def test_any_time_gives_a_frame(tmp_path: Path, red: Path, at: float) -> None:
    grab(red, tmp_path / "a.jpg", at_seconds=at, width=72)

    assert check_picture(tmp_path / "a.jpg") == (72, 128)


def test_the_frame_is_the_one_at_that_time(tmp_path: Path, small_clip: Path) -> None:
    for name, at in (("before", 10.5 / 24), ("flash", 12.5 / 24), ("after", 14.5 / 24)):
        grab(small_clip, tmp_path / f"{name}.jpg", at_seconds=at, width=144)

    lumas = {p.stem: planes(p)[0][5000] for p in tmp_path.iterdir()}
    assert lumas["flash"] > 200
    assert max(lumas["before"], lumas["after"]) < 120


def test_what_is_no_clip_gives_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("no clip")

    with pytest.raises(BadOutput):
        grab(tmp_path / "a.mp4", tmp_path / "a.jpg", at_seconds=0, width=72)

    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.parametrize(
    ("language", "title", "episode"),
    [("zh-CN", "赘婿的逆袭", "第3集"), ("th", "ชีวิตสองด้านของทายาท", "ตอนที่ 3"), ("en", "The {Heir's} \\Double Life " * 9, "Episode 3")],
)
def test_a_cover_has_the_format_s_size_and_its_title(tmp_path: Path, red: Path, language: str, title: str, episode: str) -> None:
    make_cover(red, tmp_path / "a.jpg", at_seconds=0.2, title=title, episode_text=episode, language=language, fmt=MEDIUM)

    assert check_picture(tmp_path / "a.jpg") == (288, 512)
    luma = planes(tmp_path / "a.jpg")[0]
    assert max(luma[: len(luma) // 4]) < 110
    assert max(luma[len(luma) // 2 :]) > 200  # the letters
    assert [p.name for p in tmp_path.iterdir()] == ["a.jpg"]


def test_a_cover_is_the_same_each_time(tmp_path: Path, red: Path) -> None:
    for name in ("a", "b"):
        make_cover(red, tmp_path / f"{name}.jpg", at_seconds=0.2, title="御曹司", episode_text="第3話", language="ja", fmt=MEDIUM)

    assert (tmp_path / "a.jpg").read_bytes() == (tmp_path / "b.jpg").read_bytes()


@pytest.mark.parametrize("reason", ["no funds", "余额不足，请检查账户后重做此场。" * 20, "ยอดเงินในบัญชีไม่เพียงพอ", "{\\p1} odd \\N", ""])
def test_a_slate_is_a_clip_of_the_format_with_its_silence(tmp_path: Path, reason: str) -> None:
    frames = make_slate(tmp_path / "s.mp4", tmp_path / "s.wav", SMALL, scene=5, reason=reason)

    assert frames == 72
    assert check_clip(tmp_path / "s.mp4", SMALL, seconds=3.0, decode=True).frames == 72
    assert check_audio(tmp_path / "s.wav").duration_seconds == 3.0
    assert max(planes(tmp_path / "s.mp4")[0]) > 200  # there is something to read
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s.mp4", "s.wav"]


def test_a_slate_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_slate(tmp_path / f"{name}.mp4", tmp_path / f"{name}.wav", SMALL, scene=12, reason="자금 부족")

    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
