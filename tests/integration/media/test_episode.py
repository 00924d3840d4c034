"""The episode stage: what a delivery asks for is in the file, and what is in it is told."""

from pathlib import Path

import av
import pytest

from shared.line.delivery import Delivery, Labels, Loudness, VisibleLabel
from shared.line.requests import EpisodeRequest, SceneCut
from shared.production import DUB_STEP
from tests.integration.media.conftest import SMALL, clip, make, tone
from tests.support.marks import aigc_of
from worker.media.tags import read_tags
from worker.stages.episode import accept, number_of
from worker.stages.episode import make as make_episode
from worker.studio.engine import Input, Made

FRAMES = 48
AIGC = '{"Label":"1","ProduceID":"{id}"}'


def inputs(folder: Path) -> dict[str, Input]:
    """Three scenes of two seconds; the first one's clip came with sound."""
    found = {}
    for name in ("a", "b", "c"):
        (folder / name).mkdir()
        clip(folder / name / "clip.mp4", FRAMES, luma=60)
        tone(folder / name / "dialogue.wav", 0, samples=FRAMES * 2000)
        facts = {"frames": FRAMES, "lines": [{"start_seconds": 0.2, "end_seconds": 1.5}]}
        found[name] = Input(name, folder / name, {"clip": "clip.mp4", "dialogue": "dialogue.wav"}, facts)
        (folder / f"{name}-video").mkdir()
        sound = ("-f", "lavfi", "-i", "sine=f=2000:d=3") if name == "a" else ()
        picture = ("-f", "lavfi", "-i", "color=gray:s=64x112:r=25:d=3", *sound, "-c:v", "libx264", "-preset", "ultrafast")
        make(*picture, folder / f"{name}-video" / "clip.mp4")
        found[f"{name}-video"] = Input(f"{name}-video", folder / f"{name}-video", {"clip": "clip.mp4"}, {})
    return found


def request(**changes: object) -> EpisodeRequest:
    asked = {
        "title": "Heirs",
        "episode": 2,
        "scenes": tuple(
            SceneCut(number=number, lipsync=name, slate=None, beat="sad", lines=({"en": "Hello."},), speakers=("Li",))
            for number, name in enumerate("abc", start=1)
        ),
        "music": {},
        "music_volume": 0.0,
        "language": "en",
        "subtitles": ("en",),
        "burn": None,
        "format": SMALL,
        **changes,
    }
    return EpisodeRequest.model_validate(asked)


def made(folder: Path, asked: EpisodeRequest) -> Made:
    given = inputs(folder)
    product = make_episode(asked, given, folder)
    accept(asked, folder, product)
    return product


def shades(path: Path) -> list[int]:
    """The brightest pixel of each frame."""
    with av.open(str(path)) as container:
        return [max(bytes(frame.planes[0])) for frame in container.decode(video=0)]


def test_a_delivery_is_kept_and_its_marks_are_in_the_file(tmp_path: Path) -> None:
    labels = Labels(visible=VisibleLabel(text="AI", seconds=1.5), metadata={"AIGC": AIGC})
    asked = request(delivery=Delivery(loudness=Loudness(integrated_lufs=-18, true_peak_db=-2), labels=labels, cover_width=90))

    product = made(tmp_path, asked)

    seen = shades(tmp_path / "episode.mp4")
    assert product.facts["loudness_lufs"] == pytest.approx(-18, abs=0.5)
    assert product.facts["true_peak_db"] <= -2
    assert min(seen[:35]) > 200
    assert max(seen[40:]) < 100
    assert aigc_of(tmp_path / "episode.mp4") == {"Label": "1", "ProduceID": number_of(asked)}
    assert read_tags(tmp_path / "episode.mp4")["com.apple.quicktime.title"] == read_tags(tmp_path / "episode.mp4")["title"] == "Heirs 2"
    assert product.facts["preset_findings"] == []
    assert {"episode", "cover", "srt:en", "vtt:en", "ass:en"} == set(product.files)


def test_the_clips_own_sound_is_kept_and_told_where_there_is_none(tmp_path: Path) -> None:
    scenes = tuple(scene.model_copy(update={"native": f"{scene.lipsync}-video"}) for scene in request().scenes)

    product = made(tmp_path, request(scenes=scenes, native_volume=0.3))

    assert product.facts["without_native_sound"] == [2, 3]


def test_the_cover_and_the_title_of_a_dub_have_the_number_of_its_original(tmp_path: Path) -> None:
    made(tmp_path, request(episode=2 + DUB_STEP, dub="ko", language="ko", subtitles=()))

    assert read_tags(tmp_path / "episode.mp4")["title"] == "Heirs 2"
