"""Nothing is accepted as picture or sound before it has been probed (I11)."""

from pathlib import Path

import pytest

from shared.errors import BadOutput
from tests.integration.media.conftest import SMALL, make, tone
from worker.media.probe import check_audio, check_clip, check_picture, check_video, probe


def test_a_clip_is_told_as_it_is(small_clip: Path) -> None:
    facts = probe(small_clip)

    assert (facts.width, facts.height, facts.fps, facts.frames) == (144, 256, 24.0, 36)
    assert (facts.video_codec, facts.pix_fmt, facts.audio_codec) == ("h264", "yuv420p", "aac")
    assert (facts.sample_rate, facts.channels) == (48000, 2)
    assert facts.duration_seconds == pytest.approx(1.5, abs=0.02)
    assert facts.size_bytes == small_clip.stat().st_size


def test_a_whole_clip_is_accepted(small_clip: Path) -> None:
    assert check_clip(small_clip, SMALL, seconds=1.5, decode=True).frames == 36


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<html><body>502 Bad Gateway</body></html>" * 60, "<html>"),
        (b'{"error": "no funds"}', "no funds"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n", "EXTM3U"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "ffconcat"),
        (bytes(range(256)) * 40, "is no video"),
    ],
)
def test_what_is_no_video_is_refused_with_its_beginning(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "scene.mp4"
    path.write_bytes(content)

    with pytest.raises(BadOutput, match=said) as error:
        check_video(path)

    assert "scene.mp4" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadOutput, match="not there"):
        probe(tmp_path / "none.mp4")


@pytest.mark.parametrize("fast_start", [True, False])
def test_a_truncated_clip_is_refused(tmp_path: Path, small_clip: Path, *, fast_start: bool) -> None:
    path = tmp_path / "whole.mp4"
    make("-i", small_clip, "-c", "copy", *(["-movflags", "+faststart"] if fast_start else []), path)
    data = path.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: int(len(data) * 0.6)])

    with pytest.raises(BadOutput, match=r"cut\.mp4 .*(damaged|cut short)"):
        check_clip(cut, SMALL, seconds=None)


def test_a_damaged_clip_is_found_by_decoding(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp4"
    make(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=144x256:rate=24:duration=2",
        "-f",
        "lavfi",
        "-i",
        "anullsrc",
        "-t",
        "2",
        "-pix_fmt",
        "yuv420p",
        path,
    )
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = bytes([0x55]) * 3000
    path.write_bytes(data)

    with pytest.raises(BadOutput, match="damaged"):
        check_clip(path, SMALL, seconds=None, decode=True)


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    make("-f", "lavfi", "-i", "sine=duration=1", path)

    with pytest.raises(BadOutput, match="no picture, only aac"):
        check_video(path)


def test_cover_art_is_no_video(tmp_path: Path) -> None:
    picture, path = tmp_path / "art.png", tmp_path / "art.mp4"
    make("-f", "lavfi", "-i", "testsrc=size=64x64", "-frames:v", "1", picture)
    make(
        "-f",
        "lavfi",
        "-i",
        "sine=duration=1",
        "-i",
        picture,
        "-map",
        "0",
        "-map",
        "1",
        "-c:v",
        "copy",
        "-disposition:v",
        "attached_pic",
        path,
    )

    with pytest.raises(BadOutput, match="no picture"):
        check_video(path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-s", "256x144"], "256x144"),
        (["-r", "30"], "30 frames"),
        (["-c:v", "mpeg4"], "mpeg4"),
        (["-pix_fmt", "yuv444p"], "yuv444p"),
        (["-an"], "no sound track"),
    ],
)
def test_a_clip_of_another_format_is_refused(tmp_path: Path, small_clip: Path, arguments: list[str], said: str) -> None:
    path = tmp_path / "other.mp4"
    make("-i", small_clip, *arguments, path)

    with pytest.raises(BadOutput, match=said):
        check_clip(path, SMALL, seconds=1.5)


def test_a_clip_of_another_length_is_refused(small_clip: Path) -> None:
    with pytest.raises(BadOutput, match=r"lasts 1\.500 s; 2\.000 s"):
        check_clip(small_clip, SMALL, seconds=2.0)


def test_sound_is_accepted_at_its_length(tmp_path: Path) -> None:
    assert check_audio(tone(tmp_path / "a.wav", 0.5)).duration_seconds == pytest.approx(0.5)


@pytest.mark.parametrize("suffix", ["wav", "mp3", "flac"])
def test_truncated_sound_is_refused(tmp_path: Path, suffix: str) -> None:
    whole, cut = tmp_path / f"whole.{suffix}", tmp_path / f"cut.{suffix}"
    make("-f", "lavfi", "-i", "sine=duration=4", whole)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    with pytest.raises(BadOutput, match="cut"):
        check_audio(cut)


def test_sound_that_is_too_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadOutput, match=r"at least 1 s"):
        check_audio(tone(tmp_path / "a.wav", 0.5), least_seconds=1)


def test_a_silent_film_is_no_sound(tmp_path: Path, small_clip: Path) -> None:
    path = tmp_path / "mute.mp4"
    make("-i", small_clip, "-an", "-c", "copy", path)

    with pytest.raises(BadOutput, match="no sound"):
        check_audio(path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_a_picture_is_accepted_and_half_of_it_is_not(tmp_path: Path, suffix: str) -> None:
    whole, half = tmp_path / f"whole.{suffix}", tmp_path / f"half.{suffix}"
    make("-f", "lavfi", "-i", "testsrc2=size=320x240", "-frames:v", "1", whole)
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    assert check_picture(whole) == (320, 240)
    with pytest.raises(BadOutput, match=r"half"):
        check_picture(half)


def test_a_text_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "face.png"
    path.write_bytes(b"<html>not found</html>")

    with pytest.raises(BadOutput, match="is no picture"):
        check_picture(path)
