"""Shots: who is seen, that equal requests give equal frames, and that the lower edge stays calm."""

import sys
from pathlib import Path

import numpy as np
import pytest

from shared.errors import BadOutput, MissingPart, StageFailed
from shared.line.requests import Format, Look, ReferenceRequest, VideoRequest
from worker.media.probe import probe
from worker.studio import rig
from worker.studio.rig.look import features
from worker.studio.rig.mouth import SHAPES, VISEMES, Track
from worker.studio.rig.shot import Shot
from worker.studio.rig.take import read_take, write_take

SMALL = Format(width=180, height=320, fps=24)
ANNE = Look(name="Anne", gender="female", age=25, appearance="long black hair, white coat", seed=1)
BEN = Look(name="Ben", gender="male", age=30, appearance="grey suit", seed=2)
CARL = Look(name="Carl", gender="male", age=60, appearance="white hair", seed=3)


def request(
    cast: tuple[Look, ...] = (ANNE,), *, setting: str = "office, day", fmt: Format = SMALL, seconds: float = 1.0, **changes: object
) -> VideoRequest:
    fields = {
        "episode": 1,
        "scene": 1,
        "setting": setting,
        "action": "",
        "visual_prompt": "",
        "style": "",
        "beat": "neutral",
        "cast": cast,
        "speakers": tuple(look.name for look in cast),
        "seconds": seconds,
        "format": fmt,
        "seed": 5,
        "references": (),
    }
    return VideoRequest.model_validate(fields | changes)


def still(of: VideoRequest, index: int = 0) -> np.ndarray:
    return Shot(of).frame(index, 24, of.format.fps, {}).copy()


def test_the_same_request_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made = rig.make(request((ANNE, BEN)), {}, tmp_path / name)

    assert made.files == {"clip": "clip.mp4", "take": "take.json", "picture": "picture.jpg"}
    for file in made.files.values():
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_take_has_the_frames_that_its_seconds_ask_for(tmp_path: Path) -> None:
    made = rig.make(request(seconds=0.5), {}, tmp_path)

    facts = probe(tmp_path / "clip.mp4")
    assert made.facts == {"duration_seconds": 0.5, "frames": 12}
    assert (facts.frames, facts.width, facts.height) == (12, 180, 320)


def test_a_take_can_be_read_back(tmp_path: Path) -> None:
    write_take(tmp_path / "take.json", request((ANNE, BEN)))

    assert read_take(tmp_path / "take.json") == request((ANNE, BEN))


def test_a_take_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "take.json").write_text("{}")

    with pytest.raises(BadOutput, match=r"take\.json"):
        read_take(tmp_path / "take.json")


def test_an_odd_picture_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StageFailed, match="even"):
        rig.make(request(fmt=Format(width=181, height=320, fps=24)), {}, tmp_path)


def test_the_same_person_has_the_same_features_in_every_scene() -> None:
    shots = [Shot(request((ANNE, BEN), setting=setting, scene=scene, seed=scene)) for scene, setting in enumerate(("roof, night", "park"))]

    seen = [{player.name: player.figure.features for player in shot.players} for shot in shots]
    assert seen[0] == seen[1] == {"Anne": features(ANNE), "Ben": features(BEN)}


@pytest.mark.parametrize("cast", [(), (ANNE,), (ANNE, BEN), (ANNE, BEN, CARL)])
def test_everybody_in_a_cast_changes_the_picture(cast: tuple[Look, ...]) -> None:
    empty, full = still(request(())), still(request(cast))

    assert len(Shot(request(cast)).players) == len(cast)
    assert (cast == ()) == np.array_equal(empty, full)


def test_of_three_the_one_without_a_line_stands_behind() -> None:
    shot = Shot(request((ANNE, BEN, CARL), speakers=("Carl", "Anne")))

    assert {player.name: player.mark.behind for player in shot.players} == {"Ben": True, "Carl": False, "Anne": False}
    assert shot.players[0].name == "Ben"


def test_two_people_keep_their_sides_in_every_scene() -> None:
    lefts = set()
    for scene in range(6):
        shot = Shot(request((ANNE, BEN), scene=scene, seed=scene, speakers=("Anne", "Ben") if scene % 2 else ("Ben",)))
        lefts.add(min(shot.players, key=lambda player: player.mark.x).name)

    assert len(lefts) == 1


def test_a_scene_without_words_is_seen_from_further_off() -> None:
    spoken, silent = Shot(request()), Shot(request(speakers=()))

    assert silent.players[0].mark.scale < spoken.players[0].mark.scale


def test_faces_are_in_the_upper_half() -> None:
    for cast in ((ANNE,), (ANNE, BEN), (ANNE, BEN, CARL)):
        shot = Shot(request(cast))
        shot.frame(0, 24, 24, {})
        for player in shot.players:
            mouth = shot._matrices[player.name].mapXY(0, player.figure.measures.mouth_y)
            assert mouth.y() < SMALL.height / 2


def test_the_lower_sixth_is_calm() -> None:
    for setting in ("market, night", "office, day", "street, dusk"):
        luma = still(request((ANNE, BEN), setting=setting))[: SMALL.height].astype(float)
        low = luma[-SMALL.height // 6 :]
        assert low.mean() < 150
        assert low.std() < luma[: SMALL.height // 2].std() * 1.1


@pytest.mark.parametrize("fmt", [Format(width=320, height=180, fps=25), Format(width=256, height=256, fps=30)])
def test_other_shapes_of_picture_can_be_drawn(fmt: Format) -> None:
    frame = still(request((ANNE, BEN), fmt=fmt))

    assert frame.shape == (fmt.height * 3 // 2, fmt.width)
    assert frame[: fmt.height].std() > 10


@pytest.mark.parametrize("weather", ["rain", "snow", "fog"])
def test_weather_moves(weather: str) -> None:
    shot = Shot(request((), setting=f"park, {weather}"))

    first = shot.frame(0, 48, 24, {}).copy()
    assert not np.array_equal(first, shot.frame(24, 48, 24, {}))


def test_between_two_drawings_only_the_mouth_moves() -> None:
    shot, other = Shot(request()), Shot(request())
    closed, opened = SHAPES["rest"], SHAPES["A"]

    shot.frame(0, 24, 24, {"Anne": closed})
    patched = shot.frame(1, 24, 24, {"Anne": opened}).copy()
    before = other.frame(0, 24, 24, {"Anne": closed}).copy()

    changed = np.argwhere(patched[: SMALL.height] != before[: SMALL.height])
    left, top, right, bottom = shot._mouth_box(shot.players[0])
    assert len(changed) > 20
    assert changed[:, 0].min() >= top
    assert changed[:, 0].max() < bottom
    assert changed[:, 1].min() >= left
    assert changed[:, 1].max() < right


def test_a_reference_is_a_portrait_of_the_asked_size(tmp_path: Path) -> None:
    made = rig.make_reference(ReferenceRequest(look=ANNE, style="", format=SMALL), {}, tmp_path)

    again = tmp_path / "again"
    again.mkdir()
    rig.make_reference(ReferenceRequest(look=ANNE, style="", format=SMALL), {}, again)
    data = (tmp_path / made.files["picture"]).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) == (180, 320)
    assert data == (again / "picture.png").read_bytes()


def test_a_mouth_has_each_visemes_shape_at_its_time() -> None:
    track = Track([(0.1 + 0.2 * index, name) for index, name in enumerate(VISEMES)], end_seconds=2.0)

    for index, name in enumerate(VISEMES):
        assert track.at(0.1 + 0.2 * index) == SHAPES[name]


def test_a_mouth_glides_from_shape_to_shape() -> None:
    track = Track([(0.0, "rest"), (0.3, "A")], end_seconds=0.6)

    gapes = [track.at(at).gape for at in (0.2, 0.24, 0.27, 0.3)]
    assert gapes == sorted(gapes)
    assert 0 < gapes[2] < SHAPES["A"].gape


def test_a_mouth_is_shut_before_and_after_its_line() -> None:
    track = Track([(0.1, "A"), (0.3, "O")], end_seconds=0.5)

    assert track.at(0.0).gape == 0
    assert track.at(0.5) == SHAPES["rest"]


def test_a_missing_system_library_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "skia", None)

    with pytest.raises(MissingPart, match="apt-get install libgl1 libegl1"):
        rig.make(request(), {}, tmp_path)
