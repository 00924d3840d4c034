"""The preset and the labels of a season file: what they settle, and what is told where a rule is not kept."""

import json
import re

import pytest

from producer.intake.intake import Intake
from producer.intake.read import read_season
from shared.errors import InputError
from shared.line.delivery import Delivery
from shared.line.requests import Format

SCENE = "episodes:\n  - scenes: [{duration_seconds: 30, dialogue: [{character: 张枫, line: 那封信，我已经看到了！}]}]\n"


def intake(tmp_path, more: str = "", *, language: str = "zh-CN", scenes: str = SCENE) -> Intake:
    path = tmp_path / "season.yaml"
    path.write_text(f"title: T\nlanguage: {language}\n{more}{scenes}", encoding="utf-8")
    return read_season(path, rehearse=True)


def delivery(tmp_path, more: str = "", **options: str) -> Delivery:
    return intake(tmp_path, more, **options).production.delivery


def told(tmp_path, more: str, about: str = "labels", **options: str) -> list[str]:
    return [note for note in intake(tmp_path, more, **options).notes if note.startswith(about)]


def test_a_preset_gives_format_sizes_and_loudness(tmp_path):
    production = intake(tmp_path, "preset: reels\n").production

    assert production.format == Format(width=1080, height=1920, fps=30)
    assert production.delivery.preset == "reels"
    assert production.delivery.loudness.integrated_lufs == -14
    assert (production.delivery.most_video_kbps, production.delivery.audio_kbps) == (25_000, 128)
    assert (production.delivery.cover_width, production.delivery.cover_height) == (1080, 1920)
    assert production.delivery.safe_area.bottom == 0.35


@pytest.mark.parametrize(("aspect", "bottom"), [("9:16", 0.19), ("16:9", 0.07), ("1:1", 0.07)])
def test_subtitles_of_a_picture_that_is_not_upright_stand_where_viewers_expect_them(tmp_path, aspect, bottom):
    assert delivery(tmp_path, f'format: {{aspect: "{aspect}"}}\n').safe_area.bottom == bottom


@pytest.mark.parametrize(
    ("own", "made"),
    [
        ("{fps: 24}", Format(width=1080, height=1920, fps=24)),
        ("{resolution: 720p}", Format(width=720, height=1280, fps=30)),
        ("{aspect: '1:1'}", Format(width=1080, height=1080, fps=30)),
    ],
)
def test_a_field_of_the_format_leaves_the_others_to_the_preset(tmp_path, own, made):
    assert intake(tmp_path, f"preset: tiktok\nformat: {own}\n").production.format == made


def test_without_a_preset_a_partial_format_is_filled_as_ever(tmp_path):
    assert intake(tmp_path, "format: {fps: 30}\n").production.format == Format(width=720, height=1280, fps=30)


@pytest.mark.parametrize(("name", "hint"), [("tictok", "did you mean 'tiktok'"), ("instagram", "known are: douyin, kuaishou, reels")])
def test_an_unknown_preset_is_refused_with_what_is_right(tmp_path, name, hint):
    with pytest.raises(InputError, match=rf"season\.yaml:3: preset: there is no preset '{name}'; {hint}"):
        intake(tmp_path, f"preset: {name}\n")


def test_a_season_without_a_preset_says_it_in_the_file_and_not_in_the_picture(tmp_path):
    labels = delivery(tmp_path).labels

    assert labels.visible is None
    assert not labels.c2pa
    assert labels.metadata == {
        "comment": "Made with generative AI (Cliffhanger)",
        "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    }


def test_douyin_gets_both_marks_of_the_chinese_standard(tmp_path):
    labels = delivery(tmp_path, "preset: douyin\nlabels: {metadata: {producer: 月亮工作室}}\n").labels

    assert labels.visible is not None
    assert labels.visible.seconds >= 2
    assert json.loads(labels.metadata["AIGC"]) == {
        "Label": "1",
        "ContentProducer": "月亮工作室",
        "ProduceID": "{id}",
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }


def test_a_mark_is_made_without_a_preset_where_it_is_wanted(tmp_path):
    labels = delivery(tmp_path, "labels: {visible: {text: Made by machine, seconds: 7, corner: bottom_right}, c2pa: true}\n").labels

    assert labels.visible is not None
    assert (labels.visible.text, labels.visible.seconds, labels.visible.corner) == ("Made by machine", 7, "bottom_right")
    assert labels.c2pa


def test_what_is_said_of_a_mark_changes_only_that_of_the_presets(tmp_path):
    labels = delivery(tmp_path, "preset: kuaishou\nlabels: {visible: {corner: top_right}}\n").labels

    assert labels.visible is not None
    assert (labels.visible.corner, labels.visible.seconds, labels.visible.languages) == ("top_right", 4, ("zh",))


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ("{visible: false, metadata: {producer: M}}", "demands a visible mark"),
        ("{visible: {seconds: 1}, metadata: {producer: M}}", "is seen for 1 s; .* demands 2 s or more"),
        ("{visible: {text: by robots}, metadata: {producer: M}}", "says 'by robots'; .* demands words with AI"),
        ("{metadata: false}", "demands the tag AIGC"),
        ("{metadata: true}", "the tag AIGC names Cliffhanger as the producer; name yourself"),
    ],
)
def test_a_mark_that_a_rule_demands_is_not_left_out_in_silence(tmp_path, own, says):
    notes = told(tmp_path, f"preset: douyin\nlabels: {own}\n")

    assert len(notes) == 1
    assert re.search(says, notes[0])


def test_a_season_that_keeps_the_rules_is_told_nothing(tmp_path):
    assert told(tmp_path, "preset: douyin\nlabels: {metadata: {producer: M}}\n") == []


def test_a_signature_without_a_certificate_is_told_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.delenv("CLIFFHANGER_C2PA_CERT", raising=False)
    monkeypatch.setenv("CLIFFHANGER_C2PA_KEY", str(tmp_path / "key.pem"))

    (note,) = told(tmp_path, "labels: {c2pa: true}\n")

    assert note.endswith("need what is not set here: CLIFFHANGER_C2PA_CERT")


def test_an_episode_planned_longer_than_the_platform_takes_is_told(tmp_path):
    long = SCENE.replace("30", "240")

    assert told(tmp_path, "preset: shorts\n", "length", scenes=long) == [
        "length: YouTube Shorts takes at most 180 s; as it is planned, episode 1 does not keep to that"
    ]


def test_a_format_that_the_platform_does_not_take_is_told(tmp_path):
    assert told(tmp_path, "preset: shorts\nformat: {aspect: '16:9'}\n", "format") == [
        "format: the picture is 1920x1080, too wide for YouTube Shorts"
    ]


def test_unknown_fields_of_labels_are_refused_with_what_is_right(tmp_path):
    with pytest.raises(InputError, match=r"labels\.visable: unknown field; did you mean 'visible'\?"):
        intake(tmp_path, "labels: {visable: true}\n")
