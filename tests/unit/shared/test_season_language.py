"""Language tags are checked, written alike, and matched."""

import pytest

from shared import bcp47


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("en", "en"),
        ("ZH-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("zh-CMN-hant-tw", "zh-cmn-Hant-TW"),
        ("vi-vn-x-South", "vi-VN-x-south"),
        ("de-1996", "de-1996"),
        ("en-u-ca-Gregory", "en-u-ca-gregory"),
    ],
)
def test_a_tag_is_written_in_canonical_case(written, canonical):
    assert bcp47.canonical(written) == canonical


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Chinese", "zh-CN"), ("zh_CN", "zh-CN"), ("한국어", "ko"), ("e", None), ("", None), ("a-" * 30, None), ("en-", None)],
)
def test_what_is_no_tag_is_refused_with_the_tag_that_was_meant(written, meant):
    with pytest.raises(bcp47.NotATag) as refused:
        bcp47.canonical(written)

    assert refused.value.meant == meant


@pytest.mark.parametrize(
    ("tag", "spoken"),
    [
        ("zh", "cmn"),
        ("zh-CN", "cmn-CN"),
        ("zh-Hant-TW", "cmn-Hant-TW"),
        ("zh-HK", "yue-HK"),
        ("zh-Hant-HK", "yue-Hant-HK"),
        ("zh-yue", "yue"),
        ("yue", "yue"),
        ("no", "nb"),
        ("en-GB", "en-GB"),
    ],
)
def test_chinese_is_spoken_as_mandarin_but_in_hong_kong(tag, spoken):
    assert bcp47.spoken(tag) == spoken


@pytest.mark.parametrize(
    ("tag", "offered", "match"),
    [
        ("en-US", ["en", "en-US"], "en-US"),
        ("en-AU", ["en", "en-US"], "en"),
        ("en", ["fr", "en-US"], "en-US"),
        ("zh-TW", ["zh-CN"], None),
        ("e", ["en"], None),
        ("en", [], None),
    ],
)
def test_a_tag_is_matched_by_itself_else_by_its_prefix_else_by_what_narrows_it(tag, offered, match):
    assert bcp47.best_match(tag, offered) == match


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("三年了。我等了你整整三年。", "zh-CN"),
        ("うそをつかないで、健太。", "ja"),
        ("거짓말하지 마.", "ko"),
        ("อย่าโกหกฉัน", "th"),
        ("Đừng nói dối em, Minh.", "vi"),
        ("Не лги мне.", "ru"),
        ("Don't lie to me.", "en"),
        ("", "en"),
    ],
)
def test_a_text_is_told_by_its_script(text, tag):
    assert bcp47.guess(text) == tag
