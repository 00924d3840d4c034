"""Cues, and the three forms in which they are written."""

import itertools
import re
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.line.requests import Format
from worker.media.subtitles import Cue, ass_text, split, text_pixels, vtt, widest_ems, write_ass, write_srt, write_vtt

TALL = Format(width=720, height=1280, fps=24)
LETTERS = "abc XYZ,.!?，。！？「」你我真相信거짓말うそอย่าโกหก<>&{}\\-\n"
CUES = st.lists(
    st.builds(
        lambda start, length, text: Cue(start, start + length, text, "A & B"),
        st.floats(0, 300),
        st.floats(0.01, 12),
        st.text(st.sampled_from(LETTERS), max_size=90),
    ),
    max_size=8,
)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(CUES)
def test_all_text_is_kept_in_order_and_times_ascend(cues: list[Cue]) -> None:
    made = split(cues, TALL)

    said = "".join(bare(c.text) for c in sorted(cues, key=lambda c: (c.start, c.end)))
    assert "".join(bare(c.text) for c in made) == said
    assert all(c.start < c.end for c in made)
    assert all(one.end <= other.start for one, other in itertools.pairwise(made))
    assert all(c.text.count("\n") < 2 for c in made)


def test_a_long_line_becomes_cues_that_share_its_time_by_width() -> None:
    text = "Don't lie to me, Daniel. I saw the letter, and I know exactly what you did that night."

    made = split([Cue(1.0, 5.0, text, "Anna")], TALL)

    assert [c.text.replace("\n", " ") for c in made] == [
        "Don't lie to me, Daniel. I saw the letter,",
        "and I know exactly what you did that night.",
    ]
    assert (made[0].start, made[-1].end) == (1.0, 5.0)
    assert made[0].end == made[1].start == pytest.approx(3.0, abs=0.3)


def test_srt_parses_back_equal(tmp_path: Path) -> None:
    cues = split([Cue(0.35, 2.5, "那封信，我已经看到了！你到底是谁？"), Cue(3.001, 4.9, "Đừng nói dối em.")], TALL)

    write_srt(tmp_path / "a.srt", cues)

    back = pysubs2.load(str(tmp_path / "a.srt"), encoding="utf-8")
    assert [(e.start / 1000, e.end / 1000, e.plaintext) for e in back] == [(c.start, c.end, c.text) for c in cues]


def test_srt_keeps_braces(tmp_path: Path) -> None:
    write_srt(tmp_path / "a.srt", [Cue(0, 1, "a {b} c")])

    assert "a {b} c" in (tmp_path / "a.srt").read_text(encoding="utf-8")


def test_vtt_is_valid(tmp_path: Path) -> None:
    cues = split([Cue(0.35, 2.5, "you & <me> --> us", "A <B>"), Cue(3661.5, 3662, "later")], TALL)

    write_vtt(tmp_path / "a.vtt", cues)

    text = (tmp_path / "a.vtt").read_text(encoding="utf-8")
    assert text.startswith("WEBVTT\n\n")
    assert "00:00:00.350 --> 00:00:02.500\n<v A &lt;B&gt;>you &amp; &lt;me&gt; --&gt; us</v>\n" in text
    assert "01:01:01.500 --> 01:01:02.000\nlater\n" in text
    assert text.count(" --> ") == len(cues)


@given(CUES)
def test_vtt_has_no_bare_markup_and_no_empty_line_within_a_cue(cues: list[Cue]) -> None:
    made = split(cues, TALL)

    parts = vtt(made).rstrip("\n").split("\n\n")

    assert len(parts) == len(made) + 1
    assert not any("<" in re.sub(r"</?v[^>]*>", "", part) for part in parts)


def test_ass_stands_above_the_lowest_fifth_in_the_language_s_font(tmp_path: Path) -> None:
    write_ass(tmp_path / "a.ass", [Cue(0, 1, "你好\n世界")], TALL, "zh-TW")

    back = pysubs2.load(str(tmp_path / "a.ass"), encoding="utf-8")
    style = back.styles["Default"]
    assert 0.18 <= style.marginv / TALL.height <= 0.20
    assert (style.fontname, style.bold) == ("Noto Sans CJK TC", True)
    assert back.events[0].plaintext == "你好\n世界"


def test_ass_shows_braces_and_backslashes_as_text() -> None:
    assert ass_text("{\\b1}\nx") == r"｛＼b1｝\Nx"


@pytest.mark.parametrize("size", [(720, 1280), (1080, 1920), (1280, 720), (144, 256), (1080, 1080)])
def test_a_line_holds_ten_characters_at_least(size: tuple[int, int]) -> None:
    fmt = Format(width=size[0], height=size[1], fps=24)

    assert widest_ems(fmt) >= 9.5
    assert text_pixels(fmt) <= fmt.height * 0.06
