"""Names and terms are found as words, and wanted as they are given."""

import pytest

from shared.line.terms import has_term, names_somebody, occurs, script_of


@pytest.mark.parametrize(
    ("term", "text", "is_there"),
    [
        ("Lin", "Linda came.", False),
        ("Lin", "It is Lin's.", True),
        ("张枫", "张枫，过来", True),
        ("River Group", "the river group", True),
        ("Ana", "Banana", False),
        ("A.I.", "an A.I. firm", True),
    ],
)
def test_a_term_occurs_as_a_word(term: str, text: str, is_there: bool) -> None:
    assert occurs(term, text) is is_there


@pytest.mark.parametrize(
    ("text", "term", "language", "is_there"),
    [
        ("I saw ZHANG FENG.", "Zhang Feng", "en", True),
        ("I saw Zhang.", "Zhang Feng", "en", False),
        ("Я видел Чжан Фэна", "Чжан Фэн", "ru", True),
        ("Viděl jsem Annu", "Anna", "cs", True),
        ("Vi Anna", "Anne", "es", False),
        ("艾玛 陈来了", "艾玛·陈", "zh-CN", True),
        ("장풍이 왔어", "장풍", "ko", True),
        ("the C++ club", "C++", "en", True),
    ],
)
def test_a_translation_has_a_term_as_given(text: str, term: str, language: str, is_there: bool) -> None:
    assert has_term(text, term, language) is is_there


def test_somebody_may_be_called_by_a_part_of_the_name() -> None:
    assert names_somebody("Come here, Feng.", "Zhang Feng", "en")
    assert not names_somebody("Come here.", "Zhang Feng", "en")


@pytest.mark.parametrize(
    ("tag", "script"), [("zh-TW", "Chinese"), ("sr", "Cyrillic"), ("sr-Latn", "Latin"), ("vi", "Latin"), ("qaa", "Latin")]
)
def test_a_language_has_its_script(tag: str, script: str) -> None:
    assert script_of(tag) == script
