"""Characters and names: which are the same, which sound alike."""

import pytest

from producer.review.alike import _SIMPLIFIED, folded, in_any_characters, nearly_the_same
from producer.review.syllables import syllable


@pytest.mark.parametrize("pair", ["枫峰", "晚万", "陈晨", "李力", "女女", "路鹿", "昨坐"])
def test_characters_of_one_sound_have_one_syllable(pair):
    assert syllable(pair[0]) == syllable(pair[1]) is not None


@pytest.mark.parametrize("pair", ["枫伟", "女奴", "旅路", "略乱", "安昂", "啊作"])
def test_characters_of_two_sounds_have_two(pair):
    assert syllable(pair[0]) != syllable(pair[1])


@pytest.mark.parametrize("character", ["a", "1", "。", "楓", "婷", "😀", "あ"])
def test_what_the_standard_does_not_order_by_sound_has_none(character):
    assert syllable(character) is None


def test_a_simplified_character_stands_for_itself():
    assert not set(_SIMPLIFIED.values()) & {chr(code) for code in _SIMPLIFIED}


@pytest.mark.parametrize(
    ("one", "other"), [("茶馆", "茶舘"), ("天台", "天臺"), ("張 楓", "张枫"), ("Mrs. Zhang", "mrs zhang"), ("ＥＭＭＡ", "Emma")]
)
def test_spellings_of_one_name_are_folded_together(one, other):
    assert folded(one) == folded(other)


def test_a_name_is_found_in_other_characters():
    assert in_any_characters("张枫").search("這時，張楓走近。")
    assert in_any_characters("張楓").search("张枫走近。")
    assert not in_any_characters("张枫").search("張風走近。")


def test_a_crowd_of_like_names_is_compared_in_proportion():
    names = [f"Guardian{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(600)]

    assert len(list(nearly_the_same(names))) <= len(names)
