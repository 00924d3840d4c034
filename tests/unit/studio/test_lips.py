"""Lip sync: the right mouth moves on the right line and rests otherwise, and the clip is as long as the timeline says."""

import math
import wave
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from shared.errors import BadOutput, StageFailed
from shared.line.requests import Format, LipsyncRequest, Look, VideoRequest
from worker.media.probe import probe
from worker.studio import lips, rig
from worker.studio.engine import Input, Made
from worker.studio.rig.shot import Shot

FORMAT = Format(width=360, height=640, fps=24)
ANNE = Look(name="Anne", gender="female", age=25, appearance="long black hair, white coat", seed=1)
BEN = Look(name="Ben", gender="male", age=30, appearance="grey suit", seed=2)
CARL = Look(name="Carl", gender="male", age=60, appearance="white hair", seed=3)
CHATTER = ("A", "M", "O", "I", "F", "U", "E", "A")


def scene(cast: tuple[Look, ...], speakers: tuple[str, ...], seconds: float = 0.5) -> VideoRequest:
    return VideoRequest(
        episode=1,
        scene=1,
        setting="office, day",
        action="",
        visual_prompt="",
        style="",
        beat="neutral",
        cast=cast,
        speakers=speakers,
        seconds=seconds,
        format=FORMAT,
        seed=5,
        references=(),
    )


def spoken(folder: Path, key: str, seconds: float, visemes: Sequence[tuple[float, str]] | None = None) -> Input:
    folder.mkdir()
    tone = (6000 * np.sin(np.arange(round(seconds * 24000)) * 2 * math.pi * 220 / 24000)).astype("<i2")
    with wave.open(str(folder / "speech.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24000)
        file.writeframes(tone.tobytes())
    if visemes is None:
        visemes = [(0.11 * index, CHATTER[index % len(CHATTER)]) for index in range(int(seconds / 0.11))]
    return Input(key, folder, {"speech": "speech.wav"}, {"duration_seconds": seconds, "visemes": [list(viseme) for viseme in visemes]})


def take(folder: Path, request: VideoRequest) -> Input:
    folder.mkdir()
    made = rig.make(request, {}, folder)
    return Input("take", folder, made.files, made.facts)


def sync(folder: Path, video: Input, speech: Sequence[Input], speakers: tuple[str, ...], at_least: float = 0.5) -> Made:
    folder.mkdir()
    request = LipsyncRequest(
        video=video.key, speech=tuple(one.key for one in speech), speakers=speakers, at_least_seconds=at_least, format=FORMAT
    )
    return lips.make(request, {one.key: one for one in (video, *speech)}, folder)


def frames(clip: Path) -> np.ndarray:
    """The luma of every frame."""
    with av.open(str(clip)) as container:
        return np.stack([frame.to_ndarray()[: FORMAT.height].astype(np.int16) for frame in container.decode(video=0)])


def mouth_motion(clip: Path, request: VideoRequest, name: str) -> np.ndarray:
    """How much each frame's mouth differs from the frame's before: the change of the mean luma between the lips."""
    shot = Shot(request)
    shot.frame(0, 24, 24, {})
    player = next(player for player in shot.players if player.name == name)
    m, matrix = player.figure.measures, shot._matrices[name]
    upper_left, lower_right = matrix.mapXY(-m.mouth_w * 0.5, m.mouth_y - 6), matrix.mapXY(m.mouth_w * 0.8, m.mouth_y + 24)
    luma = frames(clip)[:, round(upper_left.y()) : round(lower_right.y()), round(upper_left.x()) : round(lower_right.x())]
    means = luma.reshape(len(luma), -1).mean(axis=1)
    return np.diff(means, prepend=means[0])


@pytest.fixture(scope="module")
def dialogue(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VideoRequest, Made]:
    """Anne speaks, then Ben."""
    folder = tmp_path_factory.mktemp("dialogue")
    request = scene((ANNE, BEN), ("Anne", "Ben"))
    lines = [spoken(folder / "one", "one", 1.0), spoken(folder / "two", "two", 1.2)]
    made = sync(folder / "lips", take(folder / "take", request), lines, ("Anne", "Ben"))
    return folder / "lips", request, made


def test_the_clip_is_as_long_as_its_timeline(dialogue: tuple[Path, VideoRequest, Made]) -> None:
    folder, _, made = dialogue

    facts = probe(folder / "clip.mp4")
    with wave.open(str(folder / "dialogue.wav"), "rb") as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (48000, 1, 2)
        assert sound.getnframes() == made.facts["frames"] * 48000 // 24
    assert facts.frames == made.facts["frames"] == round(made.facts["duration_seconds"] * 24)
    assert len(made.facts["lines"]) == 2
    assert made.facts["lines"][1]["start_seconds"] > made.facts["lines"][0]["end_seconds"]


@pytest.mark.parametrize(("name", "own", "other"), [("Anne", 0, 1), ("Ben", 1, 0)])
def test_a_mouth_moves_on_its_own_line_only(dialogue: tuple[Path, VideoRequest, Made], name: str, own: int, other: int) -> None:
    folder, request, made = dialogue
    motion = mouth_motion(folder / "clip.mp4", request, name)

    def of(line: int) -> np.ndarray:
        span = made.facts["lines"][line]
        return np.abs(motion[math.ceil(span["start_seconds"] * 24) + 1 : math.floor(span["end_seconds"] * 24) - 1])

    assert of(own).max() > 15
    assert of(other).max() < 5
    assert np.abs(motion[:7]).max() < 5
    assert np.abs(motion[-8:]).max() < 5


def test_a_mouth_opens_within_a_frame_of_its_viseme(tmp_path: Path) -> None:
    request = scene((ANNE,), ("Anne",))
    line = spoken(tmp_path / "one", "one", 1.5, [(0.0, "rest"), (0.75, "A"), (0.9, "rest")])

    made = sync(tmp_path / "lips", take(tmp_path / "take", request), [line], ("Anne",))

    motion = mouth_motion(tmp_path / "lips" / "clip.mp4", request, "Anne")
    darkest = np.cumsum(motion)
    nearest = round((made.facts["lines"][0]["start_seconds"] + 0.75) * 24)
    assert darkest[nearest] < 0.85 * darkest.min()
    assert darkest[nearest - 3] > 0.3 * darkest.min()


def test_three_people_can_speak_in_turn(tmp_path: Path) -> None:
    request = scene((ANNE, BEN, CARL), ("Anne", "Ben", "Carl"))
    lines = [spoken(tmp_path / name, name, 0.6) for name in ("one", "two", "three")]

    made = sync(tmp_path / "lips", take(tmp_path / "take", request), lines, ("Anne", "Ben", "Carl"))

    motion = mouth_motion(tmp_path / "lips" / "clip.mp4", request, "Ben")
    span = made.facts["lines"][1]
    assert np.abs(motion[math.ceil(span["start_seconds"] * 24) : math.floor(span["end_seconds"] * 24)]).max() > 15


def test_a_scene_without_speech_is_drawn_to_the_asked_length(tmp_path: Path) -> None:
    made = sync(tmp_path / "lips", take(tmp_path / "take", scene((ANNE,), ())), [], (), at_least=3.5)

    assert made.facts["frames"] == 84
    assert made.facts["lines"] == []


def test_a_stranger_may_speak_off_screen(tmp_path: Path) -> None:
    made = sync(tmp_path / "lips", take(tmp_path / "take", scene((ANNE,), ("Anne",))), [spoken(tmp_path / "one", "one", 0.4)], ("Voice",))

    assert made.facts["lines"][0]["end_seconds"] > 0.4


def test_the_same_request_gives_the_same_files(tmp_path: Path) -> None:
    video, line = take(tmp_path / "take", scene((ANNE,), ("Anne",))), spoken(tmp_path / "one", "one", 0.4)

    made = [sync(tmp_path / name, video, [line], ("Anne",)) for name in ("a", "b")]

    assert made[0] == made[1]
    for file in made[0].files.values():
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_providers_clip_holds_its_last_frame_under_longer_speech(tmp_path: Path) -> None:
    drawn = take(tmp_path / "take", scene((ANNE,), ("Anne",)))
    video = Input("paid", drawn.folder, {"clip": "clip.mp4"}, {"duration_seconds": 0.5})

    made = sync(tmp_path / "lips", video, [spoken(tmp_path / "one", "one", 1.5)], ("Anne",))

    luma = frames(tmp_path / "lips" / "clip.mp4")
    assert len(luma) == made.facts["frames"] > 36
    assert np.abs(luma[-1] - luma[20]).mean() < 2


def test_lines_without_speakers_are_refused(tmp_path: Path) -> None:
    video, line = take(tmp_path / "take", scene((ANNE,), ("Anne",))), spoken(tmp_path / "one", "one", 0.4)

    with pytest.raises(StageFailed, match="1 lines of speech for 0 speakers"):
        sync(tmp_path / "lips", video, [line], ())


def test_speech_without_its_facts_is_refused(tmp_path: Path) -> None:
    video, line = take(tmp_path / "take", scene((ANNE,), ("Anne",))), spoken(tmp_path / "one", "one", 0.4)
    bare = Input("one", line.folder, line.files, {})

    with pytest.raises(BadOutput, match="duration_seconds"):
        sync(tmp_path / "lips", video, [bare], ("Anne",))


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    request = LipsyncRequest(video="nowhere", speech=(), speakers=(), at_least_seconds=1, format=FORMAT)

    with pytest.raises(StageFailed, match="nowhere"):
        lips.make(request, {}, tmp_path)
