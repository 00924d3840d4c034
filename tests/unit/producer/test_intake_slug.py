"""A slug is a folder's name on any file system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.intake import slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The Heir's Double Life", "the-heirs-double-life"),
        ("继承人的双重生活", "继承人的双重生活"),
        ("재벌의 비밀: 1화", "재벌의-비밀-1화"),
        ("  --A  &  B--  ", "a-b"),
        ("ＦＵＬＬ　ＷＩＤＴＨ", "full-width"),
        ("CON", "season-con"),
        ("lpt1", "season-lpt1"),
        ("../../x", "x"),
        ("🔥🔥", "season-c76bbc"),
        ("..", "season-5ec1f7"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_title_becomes_a_slug(title, slug):
    assert slug_of(title) == slug


@given(st.text())
def test_no_slug_is_a_path_or_empty_or_too_long(title):
    slug = slug_of(title.encode(errors="ignore").decode())

    assert 0 < len(slug) <= 67
    assert len(slug.encode()) <= 187
    assert not set(slug) & set('/\\:*?"<>|. \0')
    assert slug.isprintable()
