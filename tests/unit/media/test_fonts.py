"""Fonts by language, and what they cannot write."""

import pytest

from worker.media.fonts import covers, font_for, without


@pytest.mark.parametrize(
    ("language", "family"),
    [
        ("zh-CN", "Noto Sans CJK SC"),
        ("zh", "Noto Sans CJK SC"),
        ("zh-Hant-TW", "Noto Sans CJK TC"),
        ("zh-HK", "Noto Sans CJK HK"),
        ("ja-JP", "Noto Sans CJK JP"),
        ("ko", "Noto Sans CJK KR"),
        ("th-TH", "Noto Sans Thai"),
        ("vi", "Noto Sans"),
        ("en-US", "Noto Sans"),
        ("ar-EG", "Noto Sans Arabic"),
        ("hi", "Noto Sans"),
    ],
)
def test_each_language_has_its_font(language: str, family: str) -> None:
    font = font_for(language)

    assert font.family == family
    assert font.path.is_file()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-CN", "赘婿，你到底是谁？"),
        ("ja", "うそをつかないで、健太。"),
        ("ko", "거짓말하지 마"),
        ("th", "อย่าโกหกฉัน 3"),
        ("vi", "Đừng nói dối em"),
        ("en", "Hello 你好"),
        ("ar", "لا تكذب علي، 3"),
        ("hi", "मुझसे झूठ मत बोलो।"),
        ("ru", "Не лги мне"),
    ],
)
def test_the_fonts_write_the_languages_of_the_line(language: str, text: str) -> None:
    assert covers(text, language) == ""


def test_what_no_font_has_is_named_once_and_in_order() -> None:
    assert covers("a😀b😎😀", "en") == "😀😎"


def test_selectors_and_joiners_go_with_what_they_belong_to() -> None:
    assert covers("❤️\u200d🔥!", "en") == "❤🔥"
    assert without("a ❤️\u200d🔥 b\n❤️", "❤🔥") == "a b"
