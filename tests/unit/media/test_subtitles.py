"""Cues in the three forms in which they are written."""

import re
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.line.delivery import SafeArea, SubtitleStyle
from shared.line.requests import Format
from worker.media.ass import ass_text
from worker.media.cue import Cue
from worker.media.cues import of_lines
from worker.media.page import Page
from worker.media.palette import COLOURS
from worker.media.subtitles import unwritable, vtt, write_all, write_ass, write_burned, write_srt, write_vtt

TALL = Page(Format(width=720, height=1280, fps=24))
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


def test_srt_parses_back_equal(tmp_path: Path) -> None:
    cues = of_lines([Cue(0.35, 2.5, "那封信，我已经看到了！你到底是谁？"), Cue(3.001, 4.9, "Đừng nói dối em.")], "zh", TALL)

    write_srt(tmp_path / "a.srt", cues)

    back = pysubs2.load(str(tmp_path / "a.srt"), encoding="utf-8")
    assert [(e.start / 1000, e.end / 1000, e.plaintext) for e in back] == [(c.start, c.end, c.text) for c in cues]


def test_srt_keeps_braces(tmp_path: Path) -> None:
    write_srt(tmp_path / "a.srt", [Cue(0, 1, "a {b} c")])

    assert "a {b} c" in (tmp_path / "a.srt").read_text(encoding="utf-8")


def test_vtt_is_valid(tmp_path: Path) -> None:
    cues = of_lines([Cue(0.35, 2.5, "you & <me> --> us", "A <B>"), Cue(3661.5, 3662, "later")], "zh", TALL)

    write_vtt(tmp_path / "a.vtt", cues)

    text = (tmp_path / "a.vtt").read_text(encoding="utf-8")
    assert text.startswith("WEBVTT\n\n")
    assert "00:00:00.350 --> 00:00:02.500\n<v A &lt;B&gt;>you &amp; &lt;me&gt; --&gt; us</v>\n" in text
    assert "01:01:01.500 --> 01:01:02.000\nlater\n" in text
    assert text.count(" --> ") == len(cues)


@given(CUES)
def test_vtt_has_no_bare_markup_and_no_empty_line_within_a_cue(cues: list[Cue]) -> None:
    made = of_lines(cues, "zh", TALL)

    parts = vtt(made).rstrip("\n").split("\n\n")

    assert len(parts) == len(made) + 1
    assert not any("<" in re.sub(r"</?v[^>]*>", "", part) for part in parts)


def test_ass_stands_above_the_lowest_fifth_in_the_language_s_font(tmp_path: Path) -> None:
    write_ass(tmp_path / "a.ass", [Cue(0, 1, "你好\n世界")], "zh-TW", TALL)

    back = pysubs2.load(str(tmp_path / "a.ass"), encoding="utf-8")
    style = back.styles["Default"]
    assert 0.18 <= style.marginv / TALL.format.height <= 0.20
    assert (style.fontname, style.bold) == ("Noto Sans CJK TC", True)
    assert back.events[0].plaintext == "你好\n世界"


def test_ass_shows_braces_and_backslashes_as_text() -> None:
    assert ass_text("{\\b1}\nx") == r"｛＼b1｝\Nx"


@pytest.mark.parametrize("size", [(720, 1280), (1080, 1920), (1280, 720), (144, 256), (1080, 1080)])
def test_a_line_holds_ten_characters_at_least(size: tuple[int, int]) -> None:
    page = Page(Format(width=size[0], height=size[1], fps=24))

    assert page.widest_ems >= 9.5
    assert page.em_pixels <= page.format.height * 0.06


def test_lines_stay_between_the_wider_of_the_margins() -> None:
    page = Page(Format(width=1000, height=1800, fps=24), SafeArea(left=0.05, right=0.2, bottom=0.25))

    assert (page.side_pixels, page.bottom_pixels) == (200, 450)
    assert page.em_pixels * (page.widest_ems + 0.2) <= 600


COLOURED = Page(TALL.format, style=SubtitleStyle(speaker_colours=True), cast=("Li Wei", 'The "Boss" -->', "Anna"))


def test_each_speaker_has_a_colour_of_their_own_in_ass_and_vtt(tmp_path: Path) -> None:
    cues = [Cue(0, 1, "a", "Li Wei"), Cue(1, 2, "b", 'The "Boss" -->'), Cue(2, 3, "c", "a stranger")]

    files = write_all(tmp_path, cues, "en", COLOURED)

    text = (tmp_path / files["ass:en"]).read_text(encoding="utf-8")
    assert [re.findall(r"\\1c(&H\w+&)", line) for line in text.splitlines() if "Dialogue" in line] == [
        ["&HFFFFFF&"],
        ["&H4DE3FF&"],
        ["&HFFFFFF&"],
    ]
    web = (tmp_path / files["vtt:en"]).read_text(encoding="utf-8")
    assert f'::cue(v[voice="Li Wei"]) {{ color: #{COLOURS[0]} }}' in web
    assert "-->" not in web.split("\n\n")[1]
    assert web.count(" --> ") == 3


def test_speakers_are_white_unless_colours_are_wanted() -> None:
    assert "STYLE" not in vtt([Cue(0, 1, "a", "Anna")], TALL)


def test_what_no_font_has_is_told_and_left_out_of_the_picture_alone(tmp_path: Path) -> None:
    cues = [Cue(0, 1, "Why? 😀\n❤️‍🔥"), Cue(1, 2, "😀")]

    files = write_all(tmp_path, cues, "en", TALL)
    write_burned(tmp_path / "burn.ass", cues, "en", TALL)

    assert unwritable(cues, "en") == "😀❤🔥"
    burned = pysubs2.load(str(tmp_path / "burn.ass"), encoding="utf-8")
    assert [event.plaintext for event in burned] == ["Why?"]
    assert "😀" in (tmp_path / files["srt:en"]).read_text(encoding="utf-8")


def test_joiners_that_a_script_needs_are_kept() -> None:
    made = of_lines([Cue(0, 2, "می‌خواهم बताओ")], "fa", TALL)

    assert "می‌خواهم बताओ" in " ".join(c.text.replace("\n", " ") for c in made)
