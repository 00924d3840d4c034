"""The clip writer."""

import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

from shared.errors import StageFailed
from shared.line.requests import Format
from tests.integration.media.conftest import SMALL, clip, frame, tone
from worker.media.conform import conform
from worker.media.encode import ClipWriter
from worker.media.probe import check_clip
from worker.media.slate import make_slate

ROOT = Path(__file__).resolve().parents[3]


def setup_of(path: Path) -> bytes:
    with av.open(str(path)) as container:
        return bytes(container.streams.video[0].codec_context.extradata)


def sound_of(path: Path) -> bytes:
    with av.open(str(path)) as container:
        return bytes(container.streams.audio[0].codec_context.extradata)


@pytest.mark.parametrize("quality", ["take", "final"])
def test_a_clip_has_every_frame_and_a_silent_track(tmp_path: Path, quality: str) -> None:
    path = tmp_path / "a.mp4"

    with ClipWriter(path, SMALL, frames=30, quality=quality) as writer:
        for _ in range(30):
            writer.write(frame(100))

    facts = check_clip(path, SMALL, seconds=30 / 24, decode=True)
    assert facts.frames == 30
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_one_frame_is_a_clip(tmp_path: Path) -> None:
    assert check_clip(clip(tmp_path / "one.mp4", 1), SMALL, seconds=None).frames == 1


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = clip(tmp_path / "a.mp4", 30, flash_at=3), clip(tmp_path / "b.mp4", 30, flash_at=3)

    assert one.read_bytes() == other.read_bytes()


ENCODE_AND_CONFORM = """
import sys
from pathlib import Path
import numpy as np
from shared.line.requests import Format
from worker.media.conform import conform
from worker.media.encode import ClipWriter

folder, fmt = Path(sys.argv[1]), Format(width=144, height=256, fps=24)
grain = np.random.default_rng(1).integers(0, 60, 144 * 384, np.uint8)
for quality in ("take", "final"):
    with ClipWriter(folder / f"{quality}.mp4", fmt, frames=60, quality=quality) as writer:
        for number in range(60):
            writer.write(np.roll(grain, 3 * (number // 2)) + np.uint8(60))
conform(folder / "final.mp4", folder / "conformed.mp4", fmt, frames=50, audio=None)
"""


def test_what_the_memory_held_before_gets_into_no_clip(tmp_path: Path) -> None:
    for fill in ("0", "85", "170"):  # glibc fills what it hands out with this
        (tmp_path / fill).mkdir()
        environment = {**os.environ, "MALLOC_PERTURB_": fill, "MALLOC_MMAP_THRESHOLD_": "30000000"}
        subprocess.run([sys.executable, "-c", ENCODE_AND_CONFORM, str(tmp_path / fill)], env=environment, cwd=ROOT, check=True)

    for name in ("take.mp4", "final.mp4", "conformed.mp4"):
        assert len({(tmp_path / fill / name).read_bytes() for fill in ("0", "85", "170")}) == 1, name


def test_clips_of_a_format_share_their_decoder_setup(tmp_path: Path) -> None:
    one = clip(tmp_path / "a.mp4", 5)
    with ClipWriter(tmp_path / "b.mp4", SMALL, frames=60, quality="final", audio=tone(tmp_path / "t.wav", 0.4)) as writer:
        for number in range(60):
            writer.write(frame(number * 4))

    assert setup_of(one) == setup_of(tmp_path / "b.mp4")


@pytest.mark.parametrize("fmt", [SMALL, Format(width=720, height=1280, fps=24), Format(width=1280, height=720, fps=30)])
def test_drawn_and_conformed_clips_and_slates_share_their_decoder_setup(tmp_path: Path, fmt: Format) -> None:
    drawn = clip(tmp_path / "drawn.mp4", 5, fmt=fmt)

    conform(drawn, tmp_path / "conformed.mp4", fmt, frames=30, audio=None)
    make_slate(tmp_path / "slate.mp4", tmp_path / "slate.wav", fmt, scene=1, reason="no funds")

    assert setup_of(drawn) == setup_of(tmp_path / "conformed.mp4") == setup_of(tmp_path / "slate.mp4")
    assert {sound_of(tmp_path / f"{name}.mp4") for name in ("drawn", "conformed", "slate")} == {sound_of(drawn)}


def test_pictures_start_anew_every_two_seconds(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", 120)

    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]

    anew = [packet.pts * packet.time_base for packet in packets if packet.is_keyframe]
    assert anew == [0, 2, 4]
    # Closed: nothing that is shown after a new start was sent before it, and the other way round.
    for start in anew:
        sent = next(number for number, packet in enumerate(packets) if packet.pts * packet.time_base == start)
        assert all(packet.pts * packet.time_base > start for packet in packets[sent + 1 :])


def test_colours_come_out_as_they_went_in_and_tagged(tmp_path: Path) -> None:
    # Pure red in BT.709, limited range.
    with ClipWriter(tmp_path / "a.mp4", SMALL, frames=1, quality="final") as writer:
        writer.write(frame(63, u=102, v=240))

    with av.open(str(tmp_path / "a.mp4")) as container:
        picture = next(container.decode(video=0))
    y, u, v = (bytes(plane)[plane.line_size * 20 + 20] for plane in picture.planes)
    assert (picture.colorspace, picture.color_range) == (1, 1)  # AVCOL_SPC_BT709, AVCOL_RANGE_MPEG
    assert (y, u, v) == (pytest.approx(63, abs=2), pytest.approx(102, abs=2), pytest.approx(240, abs=2))


@pytest.mark.parametrize(("width", "height"), [(64, 64), (98, 170), (180, 322), (146, 250)])
def test_every_even_size_keeps_its_pixels_in_place(tmp_path: Path, width: int, height: int) -> None:
    fmt = Format(width=width, height=height, fps=24)
    luma = [16 + 200 * (row * 4 // height) // 4 for row in range(height) for _ in range(width)]
    chroma = [120 + 16 * (column * 2 // (width // 2)) for _ in range(height // 2) for column in range(width // 2)]

    with ClipWriter(tmp_path / "a.mp4", fmt, frames=1, quality="final") as writer:
        writer.write(bytes([*luma, *chroma, *chroma]))

    with av.open(str(tmp_path / "a.mp4")) as container:
        seen = next(container.decode(video=0)).to_ndarray().reshape(-1)
    assert abs(seen.astype(int) - [*luma, *chroma, *chroma]).mean() < 3


@pytest.mark.parametrize("seconds", [0.3, 1.0, 3.0])
def test_sound_of_any_length_is_brought_to_the_picture_s(tmp_path: Path, seconds: float) -> None:
    with ClipWriter(tmp_path / "a.mp4", SMALL, frames=24, quality="final", audio=tone(tmp_path / "t.wav", seconds)) as writer:
        for _ in range(24):
            writer.write(frame(100))

    assert check_clip(tmp_path / "a.mp4", SMALL, seconds=1.0).duration_seconds == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("before", [0, 40])
def test_an_exception_inside_leaves_no_file(tmp_path: Path, before: int) -> None:
    writer = ClipWriter(tmp_path / "a.mp4", SMALL, frames=50, quality="final")

    def break_after() -> None:
        with writer:
            for _ in range(before):
                writer.write(frame(100))
            writer.write({}["the studio broke"])

    with pytest.raises(KeyError):
        break_after()

    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    writer = ClipWriter(tmp_path / "gone" / "a.mp4", SMALL, frames=1, quality="final")

    with pytest.raises(StageFailed, match=r"^encoding a\.mp4: No such file or directory$"), writer:
        writer.write(frame(100))


def test_a_clip_without_frames_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(StageFailed, match="0 frames were written; 1 were promised"),
        ClipWriter(tmp_path / "a.mp4", SMALL, frames=1, quality="final"),
    ):
        pass

    assert not list(tmp_path.iterdir())


def test_a_frame_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="55296 bytes, not 10"), ClipWriter(tmp_path / "a.mp4", SMALL, frames=1, quality="final") as writer:
        writer.write(b"0123456789")


def test_a_format_that_cannot_be_written_fails_in_one_line(tmp_path: Path) -> None:
    odd = Format(width=145, height=255, fps=24)

    with (
        pytest.raises(StageFailed, match=r"encoding a\.mp4: \S+") as error,
        ClipWriter(tmp_path / "a.mp4", odd, frames=1, quality="final") as writer,
    ):
        writer.write(bytes(writer.frame_bytes))

    assert "\n" not in str(error.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("frames", [1, 29, 72])
def test_the_sound_is_cut_at_the_same_packet_every_time(tmp_path: Path, frames: int) -> None:
    def packets(name: str) -> int:
        path = tmp_path / name
        with ClipWriter(path, SMALL, frames=frames, quality="final", audio=tone(tmp_path / "t.wav", 2.0)) as writer:
            for _ in range(frames):
                writer.write(frame(100))
        with av.open(str(path)) as container:
            return sum(packet.size > 0 for packet in container.demux(audio=0))

    assert len({packets(f"{number}.mp4") for number in range(4)}) == 1


def test_another_number_of_frames_than_promised_is_refused(tmp_path: Path) -> None:
    writer = ClipWriter(tmp_path / "a.mp4", SMALL, frames=3, quality="final")

    def write_two() -> None:
        with writer:
            writer.write(frame(100))
            writer.write(frame(100))

    with pytest.raises(StageFailed, match="2 frames were written; 3 were promised"):
        write_two()
