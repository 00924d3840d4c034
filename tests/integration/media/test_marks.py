"""Marks that say that a machine made it, read back from a finished file: in the pictures, in the metadata, and as a signed manifest."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import av
import c2pa
import pytest

from shared.line.delivery import Delivery, Labels, SafeArea, VisibleLabel
from shared.line.requests import EpisodeRequest, Format, SceneCut
from shared.presets import preset_named
from tests.integration.media.conftest import clip, tone
from tests.support.certificates import CLAIM_SIGNING, EMAIL, chain
from tests.support.marks import aigc_of
from worker.media.c2pa import read_manifest
from worker.media.cue import Cue
from worker.media.cues import of_lines
from worker.media.join import Cut, join
from worker.media.label import write_label
from worker.media.page import Page
from worker.media.platform import check_product, findings_of
from worker.media.subtitles import write_burned
from worker.media.tags import read_tags

PICTURE = Format(width=360, height=640, fps=24)
FRAMES = 72
LABEL = VisibleLabel(languages=("zh",), seconds=2.0)
AREA = SafeArea(top=0.1, bottom=0.22, left=0.06, right=0.14)
AIGC = (
    '{"Label":"1","ContentProducer":"Moon","ProduceID":"{id}","ReservedCode1":"",'
    '"ContentPropagator":"","PropagateID":"","ReservedCode2":""}'
)
# The grey of the clips, and what is surely no grey of theirs.
GREY, BRIGHT = 90, 200


@dataclass(frozen=True)
class Episode:
    path: Path
    request: EpisodeRequest
    facts: dict[str, float]

    def findings(self, number: str = "number") -> list[str]:
        return [found["says"] for found in findings_of(self.path, self.request, self.facts, cover=None, number=number)]


def joined(folder: Path, labels: Labels, *, language: str = "zh-CN", seen: VisibleLabel | None = LABEL, preset: str = "") -> Episode:
    """An episode of three seconds; `seen` is the label that is really drawn."""
    cut = Cut(clip(folder / "a.mp4", FRAMES, luma=GREY, fmt=PICTURE), tone(folder / "a.wav", 0, samples=FRAMES * 2000), FRAMES, "sad")
    delivery = Delivery(preset=preset, safe_area=AREA, labels=labels)
    burn = None
    if seen is not None:
        burn = folder / "label.ass"
        write_label(None, burn, seen, fmt=PICTURE, language=language, safe_area=AREA)
    target = folder / "E01.mp4"
    made = join(
        [cut],
        {},
        volume=None,
        fmt=PICTURE,
        burn=burn,
        target=target,
        folder=folder,
        title="Heirs",
        episode=1,
        delivery=delivery,
        number="number",
    )
    request = EpisodeRequest(
        title="Heirs",
        episode=1,
        scenes=(SceneCut(number=1, lipsync="a", slate=None, beat="sad", lines=()),),
        music={},
        music_volume=0,
        language=language,
        subtitles=(),
        burn=None,
        format=PICTURE,
        delivery=delivery,
    )
    return Episode(target, request, {"loudness_lufs": made.integrated_lufs, "true_peak_db": made.true_peak_db})


def letters(path: Path) -> list[list[tuple[int, int]]]:
    """In each frame, the bright pixels as (row, column)."""
    found = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            plane = frame.planes[0]
            rows = [bytes(plane)[row * plane.line_size :][: frame.width] for row in range(frame.height)]
            found.append([(row, at) for row, line in enumerate(rows) for at, value in enumerate(line) if value > BRIGHT])
    return found


@pytest.mark.parametrize(
    ("language", "corner", "height_share"),
    [("zh-CN", "top_left", 0.05), ("en", "top_right", 0.05), ("th", "bottom_left", 0.05), ("ko", "bottom_right", 0.08)],
)
def test_a_label_stands_in_the_safe_area_as_high_and_as_long_as_the_rule_demands(tmp_path, language, corner, height_share) -> None:
    label = LABEL.model_copy(update={"corner": corner, "height_share": height_share})

    episode = joined(tmp_path, Labels(visible=label), language=language, seen=label)

    frames = letters(episode.path)
    shown = [number for number, found in enumerate(frames) if found]
    rows, columns = {row for row, _ in frames[0]}, {at for _, at in frames[0]}
    assert shown == list(range(48)), "from 0 s to the end of its two seconds, and not after"
    assert AREA.left * 360 <= min(columns)
    assert max(columns) < 360 * (1 - AREA.right)
    assert AREA.top * 640 <= min(rows)
    assert max(rows) < 640 * (1 - AREA.bottom)
    assert _first_letters_height(frames[0], corner) >= height_share * 360
    assert episode.findings() == []


def _first_letters_height(found: list[tuple[int, int]], corner: str) -> int:
    """The height of the first line's first letter: of what touches the left end, up to the first empty column."""
    lines = [list(group) for _, group in itertools.groupby(sorted({row for row, _ in found}), key=_Gaps())]
    first = set(lines[0])
    columns = sorted({at for row, at in found if row in first})
    end = next((a for a, b in itertools.pairwise(columns) if b - a > 1), columns[-1])
    rows = [row for row, at in found if row in first and at <= end]
    return max(rows) - min(rows) + 1


class _Gaps:
    """Numbers runs of rows: a row after a gap of more than three begins another one."""

    def __init__(self) -> None:
        self.last, self.run = -10, 0

    def __call__(self, row: int) -> int:
        self.run += row - self.last > 4
        self.last = row
        return self.run


def test_a_label_is_drawn_over_subtitles_that_stay(tmp_path) -> None:
    page = Page(PICTURE, AREA)
    write_burned(tmp_path / "burn.ass", of_lines([Cue(0.4, 2.0, "那封信，我已经看到了！")], "zh-CN", page), "zh-CN", page)

    write_label(tmp_path / "burn.ass", tmp_path / "both.ass", LABEL, fmt=PICTURE, language="zh-CN", safe_area=AREA)

    said = (tmp_path / "both.ass").read_text(encoding="utf-8")
    assert "AI生成" in said
    assert "那封信" in said


def test_a_label_that_is_not_in_the_picture_is_found(tmp_path) -> None:
    episode = joined(tmp_path, Labels(visible=LABEL), seen=None)

    assert episode.findings() == ["the visible mark is not in the picture at 0.00 s"]


def test_a_label_that_ends_too_soon_is_found(tmp_path) -> None:
    short = LABEL.model_copy(update={"seconds": 1.0})

    episode = joined(tmp_path, Labels(visible=LABEL), seen=short)

    assert episode.findings() == ["the visible mark is not in the picture at 1.96 s"]


def test_the_tag_of_the_chinese_standard_is_read_back(tmp_path) -> None:
    episode = joined(tmp_path, Labels(metadata={"AIGC": AIGC, "comment": "Made with generative AI"}), seen=None)

    assert read_tags(episode.path)["AIGC"] == AIGC.replace("{id}", "number")
    assert aigc_of(episode.path) == {
        "Label": "1",
        "ContentProducer": "Moon",
        "ProduceID": "number",
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    assert read_tags(episode.path)["comment"] == "Made with generative AI"
    assert read_tags(episode.path)["title"] == "Heirs 1"
    assert b"mdtaAIGC" in episode.path.read_bytes()
    assert episode.findings() == []


def test_a_tag_that_was_taken_out_is_found(tmp_path) -> None:
    episode = joined(tmp_path, Labels(metadata={"AIGC": AIGC}), seen=None)

    assert episode.findings(number="another") == ["the file's tag AIGC cannot be read back"]


@pytest.mark.parametrize("purpose", [EMAIL, CLAIM_SIGNING], ids=["e-mail", "claim signing"])
def test_a_manifest_is_signed_and_read_back(tmp_path, monkeypatch, purpose) -> None:
    made = _certified(tmp_path, monkeypatch, purpose)

    episode = joined(tmp_path, Labels(visible=LABEL, metadata={"AIGC": AIGC}, c2pa=True))

    settings = c2pa.Settings.from_dict({"trust": {"trust_anchors": made.decode(), "trust_config": purpose.dotted_string}})
    reader = c2pa.Reader(str(episode.path), context=c2pa.Context(settings))
    told = json.loads(reader.json())
    manifest = told["manifests"][told["active_manifest"]]
    action = manifest["assertions"][-1]["data"]["actions"][0]
    assert reader.get_validation_state() == "Trusted"
    assert action["action"] == "c2pa.created"
    assert action["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert manifest["claim_generator_info"][0]["name"] == "Cliffhanger"
    assert manifest["title"] == "Heirs 1"
    assert aigc_of(episode.path)["Label"] == "1"
    assert episode.findings() == []


def _certified(folder: Path, monkeypatch: pytest.MonkeyPatch, purpose: object = EMAIL) -> bytes:
    made = chain(purpose=purpose)  # type: ignore[arg-type]
    cert, key = made.written(folder)
    monkeypatch.setenv("CLIFFHANGER_C2PA_CERT", str(cert))
    monkeypatch.setenv("CLIFFHANGER_C2PA_KEY", str(key))
    return made.authority


def test_a_file_that_was_changed_after_it_was_signed_has_no_manifest(tmp_path, monkeypatch) -> None:
    _certified(tmp_path, monkeypatch)
    episode = joined(tmp_path, Labels(c2pa=True), seen=None)
    data = bytearray(episode.path.read_bytes())

    data[-200] ^= 0xFF
    episode.path.write_bytes(data)

    assert read_manifest(episode.path) is None
    assert episode.findings() == ["the file has no C2PA manifest that fits it"]


def test_two_signatures_of_one_episode_differ_and_its_pictures_and_sound_do_not(tmp_path, monkeypatch) -> None:
    _certified(tmp_path, monkeypatch)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()

    first, second = (joined(tmp_path / name, Labels(c2pa=True), seen=None).path for name in ("a", "b"))

    assert first.read_bytes() != second.read_bytes()
    assert _packets(first) == _packets(second)


def _packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux() if packet.size]


def test_what_a_platform_would_not_take_is_found_on_the_product(tmp_path) -> None:
    episode = joined(tmp_path, Labels(), seen=None, preset="reelshort")

    found = [finding.check for finding in check_product(episode.path, preset_named("reelshort"), loudness_lufs=-20.0, true_peak_db=0.0)]

    assert found == ["size", "size", "length", "loudness", "true_peak"]
