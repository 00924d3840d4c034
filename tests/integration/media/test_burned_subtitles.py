"""Burned subtitles, read back from the picture: every language is written, inside the safe area, on two lines at most, without boxes."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from shared.line.delivery import SafeArea, SubtitleStyle
from shared.line.requests import Format
from worker.media import fonts
from worker.media.cue import Cue
from worker.media.cues import of_lines
from worker.media.ffmpeg import run
from worker.media.page import Page
from worker.media.subtitles import write_ass, write_burned

TALL = Page(Format(width=360, height=640, fps=24))
LINES = {
    "zh-CN": "那封信，我三年前就已经看到了。你到底是谁？赘婿竟然是首富的继承人！我有3个iPhone 15 Pro，CEO说OK😀",
    "zh-TW": "那封信，我三年前就已經看到了。你到底是誰？贅婿竟然是首富的繼承人！我有3個iPhone 15 Pro😀",
    "en": "Don't lie to me, Daniel. The son-in-law they all despised is the heir of the richest family. WHO AMONG US KNOWS 李伟? 100% 😀",
    "ko": "거짓말하지 마, 민준아. 모두가 무시하던 사위가 알고 보니 가장 부유한 집안의 상속자였다니. CEO 김민준 😀",
    "ja": "うそをつかないで、健太。誰もが見下していた婿が、実はこの街でいちばんの大富豪の跡取りだったなんて。CEO 😀",
    "th": "อย่าโกหกฉัน ฉันเห็นจดหมายนั้นแล้ว ลูกเขยที่ทุกคนดูถูกกลับกลายเป็นทายาทของตระกูลที่ร่ำรวยที่สุดในเมือง CEO 😀",
    "vi": "Đừng nói dối em, Tuấn. Chàng rể mà ai cũng coi thường hóa ra lại là người thừa kế. Ở ĐÂY, NGƯỜI NGHĨ GÌ? 😀",
    "ru": "Не лги мне, Даниил. Зять, которого все презирали, оказался наследником. ЩЕДРЫЙ ЖЁЛТЫЙ ШУМ 😀",
    "hi": "मुझसे झूठ मत बोलो, डैनियल। जिस दामाद को सब तुच्छ समझते थे, वह शहर के सबसे अमीर परिवार का वारिस निकला।",
    "ar": "لا تكذب علي يا دانيال. الصهر الذي كان الجميع يحتقره تبيّن أنه وريث أغنى عائلة في المدينة. CEO (الآن)!",
}
Picture = npt.NDArray[np.uint8]


def burned(folder: Path, cues: list[Cue], language: str, page: Page, *, as_it_is: bool = False) -> list[Picture]:
    """The cues on black, a picture each, as (height, width, 3)."""
    (write_ass if as_it_is else write_burned)(
        folder / "b.ass", [Cue(i, i + 1, c.text, c.speaker) for i, c in enumerate(cues)], language, page
    )
    width, height = page.format.width, page.format.height
    run(
        [
            *("-f", "lavfi", "-i", f"color=c=black:s={width}x{height}:r=1:d={len(cues)}"),
            *("-vf", "ass=filename=b.ass:shaping=complex", "-frames:v", str(len(cues)), "-pix_fmt", "rgb24", "-f", "rawvideo", "out.rgb"),
        ],
        timeout_s=60,
        what="burning",
        folder=folder,
        environment=fonts.set_up(folder),
    )
    return list(np.frombuffer((folder / "out.rgb").read_bytes(), np.uint8).reshape(len(cues), height, width, 3))


def ink(picture: Picture) -> npt.NDArray[np.bool_]:
    return np.asarray(picture.max(axis=2) > 96)


def bands(rows: npt.NDArray[np.bool_], least: int) -> int:
    """How many runs of inked rows there are, parted by at least so many empty ones."""
    places = np.flatnonzero(rows)
    return int(np.count_nonzero(np.diff(places) > least)) + 1 if len(places) else 0


@pytest.mark.parametrize("language", LINES)
def test_every_cue_is_inside_the_safe_area_on_two_lines_at_most(language: str, tmp_path: Path) -> None:
    cues = of_lines([Cue(0, 20, LINES[language])], language, TALL)

    pictures = burned(tmp_path, cues, language, TALL)

    for cue, picture in zip(cues, pictures, strict=True):
        rows, columns = np.flatnonzero(ink(picture).any(axis=1)), np.flatnonzero(ink(picture).any(axis=0))
        assert len(rows), cue
        assert columns[0] >= 360 * 0.07 - 1, cue
        assert columns[-1] <= 360 * 0.93 + 1, cue
        assert rows[-1] <= 640 * (1 - 0.19) + 1, cue
        lines = cue.text.count("\n") + 1
        assert rows[-1] - rows[0] <= TALL.em_pixels * (1.4 + 2.2 * (lines - 1)), cue
        # Wide punctuation at a line's end is mostly empty.
        assert abs((columns[0] + columns[-1]) / 2 - 180) <= TALL.em_pixels / 2, cue


@pytest.mark.parametrize("language", LINES)
def test_no_character_is_shown_as_a_box(language: str, tmp_path: Path) -> None:
    # Arrange: a character that is assigned to nobody has the look of whatever no font can write.
    characters = [c for c in dict.fromkeys(LINES[language]) if c.isalnum() or c in "。，？！、।？"]
    cues = [Cue(0, 1, char) for char in ("\U0005fffd", *characters)]

    box, *pictures = burned(tmp_path, cues, language, TALL, as_it_is=True)

    assert not [c for c, picture in zip(characters, pictures, strict=True) if np.array_equal(picture, box) and ink(box).any()]
    assert all(ink(picture).any() for picture in pictures)


def test_an_emoji_leaves_no_box_behind(tmp_path: Path) -> None:
    with_it, without = burned(tmp_path, [Cue(0, 1, "走吧😀"), Cue(0, 1, "走吧")], "zh-CN", TALL)

    assert np.array_equal(with_it, without)


@pytest.mark.parametrize("size", [(360, 640), (640, 360), (480, 480)])
def test_the_widest_letters_stay_in_the_safe_area_of_any_shape(size: tuple[int, int], tmp_path: Path) -> None:
    page = Page(Format(width=size[0], height=size[1], fps=24), SafeArea(left=0.06, right=0.12, bottom=0.2))
    cues = of_lines([Cue(0, 30, "WWWWW MMMMM @@@@ ЩЩЩЩ ЖЖЖЖ ŴŴŴŴ ƯƯƯƯ mmmmm wwwww %%%% ————")], "en", page)

    pictures = burned(tmp_path, cues, "en", page)

    for cue, picture in zip(cues, pictures, strict=True):
        columns = np.flatnonzero(ink(picture).any(axis=0))
        assert columns[0] >= size[0] * 0.12 - 2, cue
        assert columns[-1] <= size[0] * 0.88 + 2, cue


def test_arabic_ends_its_sentences_on_the_left(tmp_path: Path) -> None:
    with_point, without = burned(tmp_path, [Cue(0, 1, "لقد رأيت CEO."), Cue(0, 1, "لقد رأيت CEO")], "ar", TALL)

    left = [np.flatnonzero(ink(p).any(axis=0))[0] for p in (with_point, without)]
    right = [np.flatnonzero(ink(p).any(axis=0))[-1] for p in (with_point, without)]
    assert left[0] < left[1]
    assert 0 <= right[0] - right[1] <= 4


def test_each_speaker_is_seen_in_a_colour_of_their_own(tmp_path: Path) -> None:
    names = tuple("ABCDEF")
    page = Page(TALL.format, style=SubtitleStyle(speaker_colours=True), cast=names)

    for language in ("zh-CN", "en"):
        pictures = burned(tmp_path, [Cue(0, 1, "你好HHH", name) for name in names], language, page)

        seen = [np.median(p[p.max(axis=2) > 220], axis=0) for p in pictures]
        assert all(np.abs(one - other).max() > 40 for i, one in enumerate(seen) for other in seen[:i])
