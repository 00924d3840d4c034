"""The edit list: it opens, its tracks last as long as the episode, its media are there and as long as it says."""

import hashlib
import json
import zipfile
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pytest

from shared.delivery.manifest import Manifest
from tests.integration.exports.conftest import Exported
from worker.media.probe import probe
from worker.media.sound import read_samples

EPISODES = ("E01", "E02")
Timelines = dict[str, otio.schema.Timeline]


def _episode(exported: Exported, name: str) -> dict:
    episodes = json.loads((exported.folder.parent / "manifest.json").read_text())["episodes"]
    return episodes[int(name[1:]) - 1]


@pytest.fixture(scope="module")
def timelines(exported: Exported) -> Timelines:
    """Kept while they are looked at: a track outlives its timeline empty."""
    return {name: otio.adapters.read_from_file(str(exported.folder / "otio" / f"{name}.otio")) for name in EPISODES}


@pytest.mark.parametrize("name", EPISODES)
def test_every_track_lasts_as_long_as_the_episode_to_the_frame(exported: Exported, timelines: Timelines, name: str) -> None:
    episode = _episode(exported, name)

    timeline = timelines[name]

    frames = round(episode["duration_seconds"] * episode["fps"])
    assert probe(exported.folder.parent / episode["path"]).frames == frames
    for track in timeline.tracks:
        lengths = [child.duration() for child in track]
        assert sum(length.value for length in lengths) == frames, track.name
        assert {length.rate for length in lengths} == {episode["fps"]}


@pytest.mark.parametrize("name", EPISODES)
def test_scenes_are_cut_where_the_manifest_says(exported: Exported, timelines: Timelines, name: str) -> None:
    scenes = _episode(exported, name)["scenes"]

    pictures = list(timelines[name].tracks[0])

    assert [clip.name for clip in pictures] == [f"S{scene['number']:02d}" for scene in scenes]
    starts = [clip.range_in_parent().start_time.to_seconds() for clip in pictures]
    assert starts == pytest.approx([scene["start_seconds"] for scene in scenes], abs=1e-6)
    assert [clip.duration().to_seconds() for clip in pictures] == pytest.approx([s["duration_seconds"] for s in scenes], abs=1e-6)


@pytest.mark.parametrize("name", EPISODES)
def test_every_file_is_there_and_as_long_as_its_available_range(exported: Exported, timelines: Timelines, name: str) -> None:
    clips = list(timelines[name].find_clips())

    assert clips
    for clip in clips:
        path = exported.folder / "otio" / clip.media_reference.target_url
        available = clip.media_reference.available_range
        if path.suffix == ".mp4":
            assert probe(path).frames == available.duration.value
        else:
            channels = 1 if path.name.endswith("dialogue.wav") else 2
            assert Fraction(len(read_samples(path, channels=channels)), channels * 48_000) == Fraction(
                int(available.duration.value), int(available.duration.rate)
            )
        assert available.start_time.value == 0
        assert 0 <= clip.source_range.start_time.value < clip.source_range.end_time_exclusive().value <= available.duration.value


def test_each_line_is_at_the_moment_of_its_subtitle(exported: Exported, timelines: Timelines) -> None:
    dialogue = next(track for track in timelines["E01"].tracks if track.name == "Dialogue")

    lines = [clip for clip in dialogue if isinstance(clip, otio.schema.Clip)]

    assert [clip.name for clip in lines] == ["Emma: Don't lie to me.", "Emma: Not now.", "Daniel: Then you know why."]
    for clip in lines:
        samples = read_samples(exported.folder / "otio" / clip.media_reference.target_url)
        start, length = (round(time.to_seconds() * 48_000) for time in (clip.source_range.start_time, clip.source_range.duration))
        heard = samples[start : start + length]
        assert max(map(abs, heard)) > 1000, "the line is heard in it"
        # A little before and after is silence: the line is not cut.
        assert not any(samples[max(0, start - 480) : start])


def test_a_scene_that_was_not_made_is_in_the_edit_as_its_card(exported: Exported, timelines: Timelines) -> None:
    timeline = timelines["E01"]

    markers = {marker.name: marker for marker in timeline.tracks.markers}
    third = list(timeline.tracks[0])[2]
    said = "Scene 3 was not made: the quick studio was asked to fail"
    assert said in markers
    assert markers[said].color == "RED"
    assert markers[said].marked_range.start_time == third.range_in_parent().start_time
    assert [name.partition(",")[0] for name in markers if name != said] == ["Scene 1", "Scene 2", "Scene 4"]
    assert (exported.folder / "otio" / third.media_reference.target_url).exists()


def test_music_changes_where_the_mood_does(exported: Exported, timelines: Timelines) -> None:
    timeline = timelines["E01"]
    scenes = {clip.name: clip.range_in_parent() for clip in timeline.tracks[0]}

    music = next(track for track in timeline.tracks if track.name == "Music")

    assert [clip.name for clip in music] == ["music: tense", "music: sad", "music: tense", "music: sad"]
    assert [clip.range_in_parent() for clip in music] == list(scenes.values())


@pytest.mark.parametrize(("ending", "adapter"), [("xml", "fcp_xml"), ("edl", "cmx_3600")])
def test_the_other_forms_have_the_same_cuts(exported: Exported, timelines: Timelines, ending: str, adapter: str) -> None:
    text = (exported.folder / "otio" / f"E01.{ending}").read_text()
    wanted = [(clip.name, clip.duration().value) for clip in timelines["E01"].tracks[0]]

    read = otio.adapters.read_from_string(text, adapter, **({"rate": 24} if ending == "edl" else {}))

    assert [(clip.name, clip.duration().value) for clip in read.tracks[0]] == wanted


def test_the_fcpxml_adds_up_and_names_every_file(exported: Exported) -> None:
    root = ET.fromstring((exported.folder / "otio" / "E01.fcpxml").read_bytes())
    sequence = root.find("library/event/project/sequence")
    pictures = root.findall(".//spine/asset-clip")

    offsets, lengths = ([_seconds(clip.get(field)) for clip in pictures] for field in ("offset", "duration"))

    assert offsets == [sum(lengths[:at], Fraction(0)) for at in range(len(lengths))]
    assert sum(lengths) == _seconds(sequence.get("duration"))
    for file in root.iter("media-rep"):
        assert (exported.folder / "otio" / file.get("src")).exists()
    # Sound that is connected to a picture begins within it.
    for picture in pictures:
        assert all(0 <= _seconds(sound.get("offset")) < _seconds(picture.get("duration")) for sound in picture.findall("asset-clip"))


def test_the_stems_add_up_to_the_scenes_dialogue(exported: Exported) -> None:
    media = exported.folder / "otio" / "media" / "E01"

    whole = read_samples(media / "dialogue.wav")

    parts = [read_samples(media / f"S{number:02d}.dialogue.wav") for number in (1, 2, 3, 4)]
    assert list(whole) == [sample for part in parts for sample in part]


def test_a_zip_opens_elsewhere_with_its_media_and_checksums(exported: Exported, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported.files("zip")[0]) as archive:
        assert archive.namelist()[:-1] == sorted(archive.namelist()[:-1])
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path)

    folder = tmp_path / "test-season"
    sums = dict(reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS.txt").read_text().splitlines())
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(sums) == there - {"SHA256SUMS.txt"}
    assert all(hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest for path, digest in sums.items())
    for name in EPISODES:
        timeline = otio.adapters.read_from_file(str(folder / "edit" / f"{name}.otio"))
        for clip in timeline.find_clips():
            assert (folder / "edit" / clip.media_reference.target_url).exists()


def test_the_manifest_in_a_zip_names_only_what_is_in_it(exported: Exported, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported.files("zip")[0]) as archive:
        archive.extractall(tmp_path)

    folder = tmp_path / "test-season"
    manifest = Manifest.read(folder / "manifest.json")
    assert all((folder / path).exists() for path in manifest.files())
    assert manifest.episodes[0].path == "E01.mp4"
    readme = (folder / "README.txt").read_text()
    assert "Episode 1: E01.mp4" in readme
    assert "A card stands in for what could not be made: scene 3" in readme


def _seconds(time: str | None) -> Fraction:
    return Fraction(str(time).removesuffix("s"))
