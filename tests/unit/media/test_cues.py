"""Cues: the script's text, cut to fit, by the times of the speech."""

import itertools
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.line.delivery import SubtitleStyle
from shared.line.requests import Format, SceneCut
from worker.media.cue import Cue, plain
from worker.media.cues import SpokenLine, SpokenScene, cues, of_lines, spoken_scene, untranslated
from worker.media.lines import width_ems
from worker.media.page import Page
from worker.media.reading import GAP_FRAMES, LONGEST_SECONDS, SHORTEST_SECONDS, characters, reading_of

TALL = Page(Format(width=720, height=1280, fps=24))
WIDE = Page(Format(width=1280, height=720, fps=25))
LETTERS = "abc XYZ,.!?，。！？「」你我真相信거짓말うそอย่าโกหก<>&{}\\-\n"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=120) | st.text(max_size=60)
LANGUAGES = st.sampled_from(["zh-CN", "zh-TW", "en", "ko", "ja", "th", "vi", "ar"])


@st.composite
def scenes(draw: st.DrawFn) -> list[SpokenScene]:
    made, now = [], 0.0
    for _ in range(draw(st.integers(1, 3))):
        lines = []
        for _ in range(draw(st.integers(0, 3))):
            now += draw(st.floats(0, 3))
            length = draw(st.floats(0.05, 12))
            lines.append(SpokenLine({"xx": draw(TEXTS), "yy": draw(TEXTS)}, "A", now, now + length))
            now += length
        now += draw(st.floats(0, 2))
        made.append(SpokenScene(now, "xx", tuple(lines)))
    return made


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def shown(made: Sequence[Cue]) -> str:
    return bare("".join(cue.text for cue in made))


@given(scenes(), st.sampled_from(["xx", "yy"]), st.sampled_from([TALL, WIDE]))
def test_all_text_is_kept_in_order_on_two_lines_and_times_ascend(spoken: list[SpokenScene], language: str, page: Page) -> None:
    made = cues(spoken, language, page)

    assert shown(made) == bare("".join(plain(line.texts[language]) for scene in spoken for line in scene.lines))
    assert all(cue.start < cue.end for cue in made)
    assert all(one.end <= other.start for one, other in itertools.pairwise(made))
    assert all(cue.text.count("\n") < 2 and all(cue.text.split("\n")) for cue in made)


@given(st.lists(TEXTS, min_size=1, max_size=4), LANGUAGES)
def test_no_line_is_wider_than_the_page(texts: list[str], language: str) -> None:
    made = of_lines([Cue(i * 3, i * 3 + 2.5, text) for i, text in enumerate(texts)], language, TALL)

    assert all(width_ems(line) <= TALL.widest_ems + 1e-6 or len(line) < 3 for cue in made for line in cue.text.split("\n"))


@given(st.lists(st.tuples(TEXTS, st.floats(0.3, 6), st.floats(0, 4)), min_size=1, max_size=5), LANGUAGES)
def test_what_cannot_be_read_in_time_stays_for_as_long_as_there_is_room(said: list[tuple[str, float, float]], language: str) -> None:
    lines, now = [], 0.0
    for text, seconds, pause in said:
        lines.append(SpokenLine({language: text}, "", now, now + seconds))
        now += seconds + pause

    made = cues([SpokenScene(now, language, tuple(lines))], language, TALL)

    speed = reading_of(language).characters_per_second
    for cue, room in zip(made, [*(c.start for c in made[1:]), now], strict=False):
        wanted = min(LONGEST_SECONDS, max(SHORTEST_SECONDS, characters(cue.text, language) / speed))
        assert cue.end - cue.start >= min(wanted, room - cue.start - GAP_FRAMES / 24) - 0.003


@given(scenes())
def test_no_cue_is_shown_before_its_line_or_after_its_scene(spoken: list[SpokenScene]) -> None:
    made = cues(spoken, "xx", TALL)

    ends = [scene.end_seconds for scene in spoken]
    starts = [line.start_seconds for scene in spoken for line in scene.lines if plain(line.texts["xx"])]
    assert all(any(cue.start >= start - 0.001 for start in starts) for cue in made)
    assert not made or made[-1].end <= ends[-1] + 0.02 * len(made)


def aligned(text: str, times: Sequence[tuple[float, float]]) -> tuple[tuple[float, float, str], ...]:
    return tuple((start, end, word) for (start, end), word in zip(times, text.split(" "), strict=True))


def test_a_long_line_becomes_cues_that_begin_with_their_words() -> None:
    text = "Don't lie to me, Daniel. I saw the letter, and I know exactly what you did that night."
    times = [(1.0 + 0.3 * i, 1.25 + 0.3 * i) for i in range(5)] + [(4.0 + 0.2 * i, 4.15 + 0.2 * i) for i in range(13)]
    line = SpokenLine({"en": text}, "Anna", 1.0, 6.6, aligned(text, times))

    made = cues([SpokenScene(8.0, "en", (line,))], "en", TALL)

    assert [c.text.replace("\n", " ") for c in made] == [
        "Don't lie to me, Daniel.",
        "I saw the letter, and I know",
        "exactly what you did that night.",
    ]
    assert [c.start for c in made] == [1.0, 4.0, pytest.approx(5.4)]
    assert {c.speaker for c in made} == {"Anna"}


def test_a_pause_between_sentences_parts_them_where_the_voice_tells_of_it() -> None:
    text = "那封信。我看到了。"
    said = ((0.5, 1.4, "那封信。"), (3.0, 4.2, "我看到了。"))

    made = cues([SpokenScene(5.0, "zh", (SpokenLine({"zh": text}, "", 0.5, 4.2, said),))], "zh", TALL)

    assert [(c.text, c.start) for c in made] == [("那封信。", 0.5), ("我看到了。", 3.0)]


def test_without_an_alignment_a_short_line_stays_whole() -> None:
    made = of_lines([Cue(0.5, 2.5, "那封信。我看到了。")], "zh", TALL)

    assert [(c.text, c.start) for c in made] == [("那封信。我看到了。", 0.5)]


def test_a_translation_is_shown_sentence_by_sentence_with_what_is_said() -> None:
    texts = {"zh": "那封信。我三年前就已经看到了。", "en": "That letter. I have already seen it three whole years ago, believe it or not."}
    said = ((1.0, 1.6, "那封信。"), (4.0, 6.0, "我三年前就已经看到了。"))

    made = cues([SpokenScene(7.0, "zh", (SpokenLine(texts, "", 1.0, 6.0, said),))], "en", TALL)

    assert (made[0].text, made[0].start) == ("That letter.", 1.0)
    assert made[1].start == pytest.approx(4.0, abs=0.001)


@pytest.mark.parametrize("said", [(), ((0.0, 1.0, "of something else"),), ((2.0, 1.0, "你"),), ((0.0, 900.0, "你好吗"),)])
def test_an_alignment_of_another_text_does_no_harm(said: tuple[tuple[float, float, str], ...]) -> None:
    made = cues([SpokenScene(5.0, "zh", (SpokenLine({"zh": "你好吗"}, "", 1.0, 2.0, said),))], "zh", TALL)

    assert [(c.text, c.start) for c in made] == [("你好吗", 1.0)]


def test_a_word_is_never_cut() -> None:
    texts = {
        "en": "Extraordinarily incomprehensible responsibilities notwithstanding, uncharacteristically straightforward conversations",
        "th": "ชีวิตสองด้านของพ่อแม่และจดหมายที่ซ่อนอยู่ในลิ้นชักมานานหลายปี",
        "ko": "거짓말하지 마, 민준아. 그 편지를 봤어. 그날 밤에 무슨 일이 있었는지 전부 알고 있어.",
    }
    words = {"en": texts["en"].split(), "ko": texts["ko"].split(), "th": ["ชีวิต", "จดหมาย", "ลิ้นชัก", "พ่อ", "แม่", "หลาย"]}
    for language, text in texts.items():
        made = of_lines([Cue(0, 6, text)], language, TALL)

        lines = [line for cue in made for line in cue.text.split("\n")]
        assert all(any(word in line for line in lines) for word in words[language])


def test_a_season_s_own_reading_speed_wins() -> None:
    line = SpokenLine({"en-US": "I know exactly what you did."}, "", 0.0, 0.8)
    slow = Page(TALL.format, style=SubtitleStyle(characters_per_second={"en": 10}))

    made = cues([SpokenScene(9.0, "en-US", (line,))], "en-US", slow)

    assert made[0].end == pytest.approx(2.8)


def test_a_hole_too_short_to_be_seen_is_closed_to_two_frames() -> None:
    made = of_lines([Cue(0.0, 2.0, "No."), Cue(2.25, 4.0, "Yes.")], "en", TALL)

    assert made[0].end == pytest.approx(2.25 - 2 / 24, abs=0.001)


def test_a_scene_is_told_of_by_its_lip_sync() -> None:
    cut = SceneCut(number=1, lipsync="k", slate=None, beat="neutral", lines=({"zh": "你好", "en": "Hello"},), speakers=("Li",))
    facts = [{"start_seconds": 0.5, "end_seconds": 1.5, "alignment": [[0.5, 0.9, "你"], [0.9, 1.5, "好"]]}]

    scene = spoken_scene(cut, 10.0, 3.0, facts, language="zh")

    assert scene == SpokenScene(13.0, "zh", (SpokenLine(cut.lines[0], "Li", 10.5, 11.5, ((10.5, 10.9, "你"), (10.9, 11.5, "好"))),))
    assert (untranslated([scene], "en-GB"), untranslated([scene], "ko")) == (0, 1)


def test_a_scene_of_an_older_lip_sync_has_lines_without_pieces() -> None:
    cut = SceneCut(number=1, lipsync="k", slate=None, beat="neutral", lines=({"zh": "你好"},))

    scene = spoken_scene(cut, 0.0, 3.0, [{"start_seconds": 0.5, "end_seconds": 1.5}], language="zh")

    assert scene.lines == (SpokenLine({"zh": "你好"}, "", 0.5, 1.5),)
