"""Stems: as long as the picture to the sample, and as loud against each other as in the mix."""

import array
import math
from pathlib import Path
from typing import cast

import pytest

from shared.line.requests import EpisodeRequest, Format, SceneCut
from tests.factories.media import make_film
from worker.exports.edit import Sources, timeline_of
from worker.exports.export import Work
from worker.exports.reel import Line, Reel, Shot
from worker.exports.stems import MusicPlace, write_stems
from worker.media.loudness import measure_samples
from worker.media.sound import read_samples, write_wav

FMT = Format(width=64, height=64, fps=24)
FRAMES = 48


class _OneProduct:
    """A store that has a bed of music, whatever it is asked for."""

    def __init__(self, bed: Path) -> None:
        self.bed = bed

    def get(self, key: str) -> str:
        return key

    def path(self, *_: str) -> Path:
        return self.bed


def _tone(path: Path, seconds: float, amplitude: int, channels: int = 1) -> Path:
    samples = (round(amplitude * math.sin(2 * math.pi * 440 * at / 48_000)) for at in range(round(seconds * 48_000)))
    write_wav(path, array.array("h", (sample for sample in samples for _ in range(channels))), channels=channels)
    return path


@pytest.fixture
def reel(tmp_path: Path) -> Reel:
    dialogue = _tone(tmp_path / "scene.wav", FRAMES / 24, 3000)
    native = make_film(tmp_path / "clip.mp4", FRAMES / 24)
    scenes = tuple(SceneCut(number=number, lipsync="l", slate=None, beat="tense", lines=()) for number in (1, 2))
    cut = EpisodeRequest(
        title="T",
        episode=1,
        scenes=scenes,
        music={"tense": "bed"},
        music_volume=0.5,
        language="en",
        subtitles=(),
        burn=None,
        format=FMT,
        native_volume=0.25,
    )
    line = (Line(0.4, 1.0, "Emma", "Wait."),)
    shots = tuple(Shot(scene, native, dialogue, at * FRAMES, FRAMES, line, native) for at, scene in enumerate(scenes))
    return Reel(cut, shots)


def _work(bed: Path, folder: Path) -> Work:
    return cast("Work", type("Work", (), {"store": _OneProduct(bed), "folder": folder})())


def test_stems_are_as_long_as_the_picture_and_keep_the_balance_of_the_mix(reel: Reel, tmp_path: Path) -> None:
    bed = _tone(tmp_path / "bed.wav", 3.0, 9000, channels=2)

    stems = write_stems(_work(bed, tmp_path), reel, tmp_path)

    assert stems.music is not None
    assert stems.native is not None
    assert stems.music_places == (MusicPlace("tense", 0, 2 * FRAMES),)
    dialogue = read_samples(stems.dialogue)
    music, native = (read_samples(path, channels=2) for path in (stems.music, stems.native))
    assert len(dialogue) == len(music) // 2 == len(native) // 2 == 2 * FRAMES * 2000
    spoken = measure_samples(dialogue, "mono").integrated_lufs
    # Fades at the ends take a little.
    assert measure_samples(music, "stereo").integrated_lufs - spoken == pytest.approx(20 * math.log10(0.5), abs=1.0)
    assert measure_samples(native, "stereo").integrated_lufs - spoken == pytest.approx(20 * math.log10(0.25), abs=1.0)


def test_native_sound_has_a_track_of_its_own(reel: Reel) -> None:
    sources = Sources({1: "S01.mp4", 2: "S02.mp4"}, {1: "S01.wav", 2: "S02.wav"}, "music.wav", (MusicPlace("tense", 0, 96),), "native.wav")

    timeline = timeline_of(reel, sources, title="T", settings=("Kitchen", ""))

    tracks = {track.name: track.duration().value for track in timeline.tracks}
    assert tracks == {"Picture": 96, "Dialogue": 96, "Music": 96, "Sound of the clips": 96}
    assert [marker.name for marker in timeline.tracks.markers] == ["Scene 1, Kitchen", "Scene 2"]


def test_without_music_there_is_no_music_stem(reel: Reel, tmp_path: Path) -> None:
    silent = Reel(reel.cut.model_copy(update={"music_volume": 0.0, "native_volume": 0.0}), reel.shots)

    stems = write_stems(_work(tmp_path / "none.wav", tmp_path), silent, tmp_path)

    assert (stems.music, stems.music_places, stems.native) == (None, (), None)
