"""The platforms' files: each figure has a source, and each limit is told with what was measured."""

from datetime import date

import pytest
import yaml
from pydantic import ValidationError

from shared.errors import InputError
from shared.presets import Preset, names, preset_named
from shared.presets.limits import (
    cover_findings,
    file_findings,
    length_findings,
    loudness_findings,
    picture_findings,
)
from shared.presets.load import FOLDER, read
from shared.presets.models import NONE_PUBLISHED, Sourced
from shared.presets.words import WORDS, label_text


def test_there_is_a_preset_for_each_platform() -> None:
    assert names() == ("douyin", "kuaishou", "reels", "reelshort", "shorts", "tiktok")


@pytest.mark.parametrize("name", names())
def test_every_figure_has_a_source_or_says_that_there_is_none(name: str) -> None:
    preset = preset_named(name)

    for group in (*_groups(preset), *_groups(preset.labels), *preset.labels.rules):
        assert (group.source == NONE_PUBLISHED and group.note) or (group.source.startswith("https://") and group.seen)


def _groups(model: object) -> list[Sourced]:
    return [value for value in vars(model).values() if isinstance(value, Sourced)]


@pytest.mark.parametrize("name", names())
def test_what_a_preset_makes_by_itself_is_what_its_platform_takes(name: str) -> None:
    preset = preset_named(name)

    assert not list(picture_findings(preset, 1080, 1920, preset.picture.fps))
    assert not list(loudness_findings(preset, preset.loudness.integrated_lufs, preset.loudness.true_peak_db))
    assert not list(cover_findings(preset, preset.cover.width, preset.cover.height, 400_000))


@pytest.mark.parametrize("name", ["douyin", "kuaishou"])
def test_chinese_platforms_demand_both_marks_as_the_standard_has_them(name: str) -> None:
    labels = preset_named(name).labels

    assert labels.visible.required
    assert labels.visible.height_share >= 0.05
    assert labels.visible.least_seconds == 2
    assert labels.visible.seconds is not None
    assert labels.visible.seconds >= 2
    assert labels.metadata.required == "AIGC"
    assert labels.rules[0].applies_from == date(2025, 9, 1)


@pytest.mark.parametrize("name", ["tiktok", "reels", "shorts", "reelshort"])
def test_platforms_in_europe_name_article_50(name: str) -> None:
    rules = preset_named(name).labels.rules

    assert [rule.applies_from for rule in rules if "article 50" in rule.name] == [date(2026, 8, 2)]


def test_an_unknown_preset_is_told_with_what_is_near() -> None:
    with pytest.raises(InputError, match="there is no preset 'tictoc'; did you mean 'tiktok'"):
        preset_named("tictoc")


def test_a_figure_without_a_source_is_refused(tmp_path) -> None:
    data = yaml.safe_load((FOLDER / "shorts.yaml").read_text(encoding="utf-8"))
    del data["length"]["seen"]
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")

    with pytest.raises(InputError, match=r"mine\.yaml: length: .*the day on which it was 'seen'"):
        read(tmp_path / "mine.yaml")


def test_no_figures_may_be_invented_without_a_word() -> None:
    with pytest.raises(ValidationError, match="needs a note"):
        Sourced(source=NONE_PUBLISHED)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (lambda p: length_findings(p, 200.04), "it lasts 200.0 s; YouTube Shorts takes at most 180 s"),
        (lambda p: picture_findings(p, 1920, 1080, 30), "the picture is 1920x1080, too wide for YouTube Shorts"),
        (lambda p: picture_findings(p, 1080, 1920, 15), "15 frames a second; YouTube Shorts takes 23 to 60"),
        (lambda p: file_findings(p, 10, 13_000), "its pictures have 13000 kbit/s; YouTube Shorts is to get at most 12000"),
        (lambda p: file_findings(p, 257 * 10**9, 1), "the file has 257000.0 MB; YouTube Shorts takes at most 256000"),
        (lambda p: loudness_findings(p, -16.2, -3), "its loudness is -16.2 LUFS; -14 ± 0.5 is the target"),
        (lambda p: loudness_findings(p, -14, -0.4), "its true peak is -0.4 dBTP; at most -1 is the target"),
        (lambda p: cover_findings(p, 720, 1280, 1), "the cover is 720x1280; YouTube Shorts is to get 1080x1920"),
    ],
)
def test_a_limit_that_is_not_kept_is_told_in_a_line(found, says) -> None:
    assert [finding.says for finding in found(preset_named("shorts"))] == [says]


def test_silence_is_not_too_soft() -> None:
    assert not list(loudness_findings(preset_named("shorts"), None, None))


def test_a_preset_is_read_whatever_its_letters() -> None:
    assert isinstance(preset_named("TikTok"), Preset)


@pytest.mark.parametrize(
    ("spoken", "languages", "said"),
    [
        ("zh-CN", (), "AI生成"),
        ("zh-TW", ("zh",), "AI生成"),
        ("en-GB", (), "AI-generated"),
        ("en", ("zh",), "AI生成 AI-generated"),
        ("ko", (), "AI 생성"),
        ("sw", (), "AI-generated"),
    ],
)
def test_a_label_says_it_in_the_spoken_language(spoken, languages, said) -> None:
    assert label_text(spoken, languages) == said


def test_the_chinese_words_are_those_that_the_standard_demands() -> None:
    assert all("AI" in WORDS[tag] and "生成" in WORDS[tag] for tag in ("zh", "zh-Hant", "yue"))
