"""A scene's speech as one file, and the running of ffmpeg."""

import array
import time
import wave
from pathlib import Path

import pytest

from shared.errors import BadOutput, StageFailed
from tests.integration.media.conftest import make, tone
from worker.media.ffmpeg import meaning, run
from worker.media.sound import read_samples
from worker.media.timeline import lay_out, write_dialogue


@pytest.mark.parametrize("fps", [24, 25, 30, 60, 23])
def test_dialogue_has_exactly_the_samples_of_its_frames(tmp_path: Path, fps: int) -> None:
    lines = [tone(tmp_path / "a.wav", 0.71), tone(tmp_path / "b.wav", 0.33)]
    timeline = lay_out([0.71, 0.33], 0, fps)

    write_dialogue(tmp_path / "d.wav", lines, timeline)

    with wave.open(str(tmp_path / "d.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 48000)
        assert file.getnframes() == timeline.samples == round(timeline.frames * 48000 / fps)


def test_each_line_lies_at_its_start_and_is_whole(tmp_path: Path) -> None:
    lines = [tone(tmp_path / "a.wav", 0.71, level=0.5), tone(tmp_path / "b.wav", 0.33, level=0.3)]
    timeline = lay_out([0.71, 0.33], 0, 24)

    write_dialogue(tmp_path / "d.wav", lines, timeline)

    sound = read_samples(tmp_path / "d.wav")
    expected = array.array("h", bytes(2 * timeline.samples))
    for line, start in zip(lines, timeline.starts, strict=True):
        samples = read_samples(line)
        expected[start * 2000 : start * 2000 + len(samples)] = samples
    assert sound == expected


def test_speech_of_any_kind_is_resampled(tmp_path: Path) -> None:
    make("-i", tone(tmp_path / "a.wav", 1.0), "-ar", "22050", "-ac", "2", tmp_path / "a.mp3")

    samples = read_samples(tmp_path / "a.mp3")

    assert len(samples) == pytest.approx(48000, abs=3000)
    assert 4000 < max(samples) < 9000


def test_a_line_longer_than_was_laid_out_is_not_cut_but_refused(tmp_path: Path) -> None:
    line = tone(tmp_path / "a.wav", 2.0)

    with pytest.raises(StageFailed, match=r"2\.00 s does not fit"):
        write_dialogue(tmp_path / "d.wav", [line], lay_out([0.5], 0, 24))


def test_each_line_needs_its_file(tmp_path: Path) -> None:
    with pytest.raises(StageFailed, match="0 files of speech for 1 lines"):
        write_dialogue(tmp_path / "d.wav", [], lay_out([0.5], 0, 24))


def test_speech_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text('{"error": "quota"}')

    with pytest.raises(BadOutput, match=r"a\.mp3"):
        write_dialogue(tmp_path / "d.wav", [tmp_path / "a.mp3"], lay_out([0.5], 0, 24))


def test_a_failure_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StageFailed, match=r"^making a test: .*none\.mp4") as error:
        run(["-i", tmp_path / "none.mp4", tmp_path / "out.mp4"], timeout_s=20, what="making a test")

    assert "\n" not in str(error.value)


def test_what_takes_too_long_is_killed(tmp_path: Path) -> None:
    began = time.monotonic()

    with pytest.raises(StageFailed, match=r"stopped after 0\.3 s"):
        run(["-re", "-f", "lavfi", "-i", "sine", "-t", "600", "-f", "null", "-"], timeout_s=0.3, what="waiting")

    assert time.monotonic() - began < 60


def test_the_line_that_says_what_went_wrong_is_chosen() -> None:
    assert meaning("[in#0 @ 0x55] Error opening input: No such file\nConversion failed!\n") == "Error opening input: No such file"
    assert meaning("") == "ffmpeg said nothing"
