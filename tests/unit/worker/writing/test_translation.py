"""An answer is judged line by line: what is good is kept, and what is not is told in a clause."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.translation import a_translation_request
from worker.writing.translation import JudgedTranslation, judge_translation

LINES = ("你为什么现在才回来？", "合同在你手里。", "好。")
GOOD = {"1": "Why are you only back now?", "2": "You have the contract.", "3": "Okay."}


def judged(
    answer: str, *lines: str, names: dict[str, str] | None = None, is_last: bool = False, was_cut: bool = False, **request: Any
) -> JudgedTranslation:
    asked = a_translation_request(*(lines or LINES), **request)
    return judge_translation(answer, asked, names or {}, asked=asked.asks, was_cut=was_cut, is_last=is_last)


def said(texts: Any) -> str:
    return json.dumps({"translations": texts}, ensure_ascii=False)


ALIKE = {
    "as it was asked for": said(GOOD),
    "without the outer object": json.dumps(GOOD),
    "fenced, with words around it": f"Sure!\n```json\n{said(GOOD)}\n```\nHope it helps.",
    "a list with ids": said([{"id": int(number), "text": text} for number, text in GOOD.items()]),
    "a list with ids in another order": said([{"line_number": number, "translation": text} for number, text in reversed(GOOD.items())]),
    "a list with the original": said(
        [{"id": 3, "source": "好。", "en": "Okay."}, *({"id": n, "source": "?", "en": GOOD[n]} for n in "12")]
    ),
    "a bare list": json.dumps(list(GOOD.values())),
    "a list of pairs": said([[int(number), text] for number, text in GOOD.items()]),
    "counted from nought": said({str(int(number) - 1 + 10): text for number, text in GOOD.items()}),
    "by the originals": said(dict(zip(LINES, GOOD.values(), strict=True))),
    "numbered lines": "\n".join(f"{number}. {text}" for number, text in GOOD.items()),
    "lines in brackets": "\n".join(f"[{number}] {text}" for number, text in GOOD.items()),
    "with ids in words": said({f"line {number}": text for number, text in GOOD.items()}),
    "as objects": said({number: {"text": text} for number, text in GOOD.items()}),
    "with speakers and quotes": said({number: f"[{number}] 张枫: “{text}”" for number, text in GOOD.items()}),
    "with markup": said({number: f"<i>**{text}**</i>" for number, text in GOOD.items()}),
}


@pytest.mark.parametrize("answer", ALIKE.values(), ids=ALIKE)
def test_an_answer_is_read_whatever_form_it_comes_in(answer: str) -> None:
    found = judged(answer)

    assert found.bad == {}
    assert found.translations == {int(number): text for number, text in GOOD.items()}


BAD: dict[str, tuple[tuple[str, ...], dict[str, Any], Any, dict[int, str]]] = {
    "a line is missing": (LINES, {}, {"1": GOOD["1"], "3": GOOD["3"]}, {2: "missing"}),
    "a line is empty": (LINES, {}, {**GOOD, "2": " "}, {2: "empty"}),
    "a line says nothing": (LINES, {}, {**GOOD, "2": "..."}, {2: "says nothing"}),
    "a line is left in Chinese": (LINES, {}, {**GOOD, "2": LINES[1]}, {2: "left in Chinese characters"}),
    "a line is in both": (LINES, {}, {**GOOD, "2": f"You have the contract. {LINES[1]}"}, {2: "mixes in Chinese"}),
    "a line is given twice": (
        LINES,
        {},
        [{"id": 1, "text": "A b c."}, {"id": 1, "text": "D e f."}, {"id": 2, "text": "Yes."}],
        {1: "2 times"},
    ),
    "a line of the model's own": (LINES, {}, {**GOOD, "3": "As an AI, I cannot translate this."}, {3: "no translation"}),
    "a novel for a word": (
        LINES,
        {"is_dubbed": True},
        {**GOOD, "3": "Okay, as you wish, I will do whatever you ask of me, always."},
        {3: "too long"},
    ),
    "Latin left as it was": (
        ("Why did you never tell me that?", "Hello."),
        {"source": "en", "language": "es"},
        {"1": "Why did you never tell me that?", "2": "Hola."},
        {1: "left as it was"},
    ),
    "Latin in the source language": (
        ("What are you doing here with my money?", "Hello."),
        {"source": "en", "language": "fr"},
        {"1": "Why are you here with the money?", "2": "Salut."},
        {1: "left in en"},
    ),
    "simplified for traditional": (
        LINES,
        {"language": "zh-TW"},
        {"1": "你為什麼現在才回來？", "2": "这是你的合同。", "3": "好。"},
        {2: "simplified"},
    ),
    "Chinese for Japanese": (LINES, {"language": "ja"}, {"1": "なぜ今頃？", "2": "合同就在你手里这里面。", "3": "はい。"}, {2: "Chinese"}),
    "English for Korean": (
        LINES,
        {"language": "ko"},
        {"1": "왜 이제 왔어?", "2": "You have the contract now.", "3": "그래."},
        {2: "Latin letters"},
    ),
    "a term that is not as given": (
        ("江海集团倒了。", "好。"),
        {"terms": {"江海集团": "Jianghai Group"}},
        {"1": "River Corp has fallen.", "2": "Okay."},
        {1: "'Jianghai Group'"},
    ),
}


@pytest.mark.parametrize(("lines", "request_", "texts", "wrong"), BAD.values(), ids=BAD)
def test_what_is_wrong_with_a_line_is_told_and_the_others_are_kept(
    lines: tuple[str, ...], request_: dict[str, Any], texts: Any, wrong: dict[int, str]
) -> None:
    found = judged(said(texts), *lines, **request_)

    for number, clause in wrong.items():
        assert clause in found.bad[number]
        assert number not in found.translations
    assert len(found.translations) + len(found.bad) == len(lines)
    if isinstance(texts, dict):
        assert set(found.bad) == set(wrong)


GOOD_AS_IT_IS = {
    "OK stays OK": (("OK。",), "zh-CN", "en", "OK."),
    "a number": (("1998。",), "zh-CN", "en", "1998."),
    "one word is the same in both": (("Taxi!",), "en", "es", "Taxi!"),
    "a loan word": (("去KTV。",), "zh-CN", "ja", "KTVへ行こう。"),
    "Latin names in Chinese": (("Emma Chen, come here now.",), "en", "zh-CN", "Emma Chen，过来。"),
    "a name alone": (("Maria Garcia Lopez!",), "es", "en", "Maria Garcia Lopez!"),
    "the same in Chinese": (("好的，走吧。",), "zh-CN", "zh-TW", "好的，走吧。"),
    "a short line in kanji": (("危险！",), "zh-CN", "ja", "危険！"),
    "an exclamation": (("No!",), "en", "es", "¡No!"),
}


@pytest.mark.parametrize(("lines", "source", "language", "text"), GOOD_AS_IT_IS.values(), ids=GOOD_AS_IT_IS)
def test_names_numbers_and_short_words_are_no_findings(lines: tuple[str, ...], source: str, language: str, text: str) -> None:
    assert judged(said({"1": text}), *lines, source=source, language=language).bad == {}


def test_terms_may_be_inflected_and_written_small() -> None:
    russian = judged(said({"1": "Я видел Анну."}), "我见过安娜。", language="ru", terms={"安娜": "Анна"})
    english = judged(said({"1": "That is the jianghai group's."}), "那是江海集团的。", terms={"江海集团": "Jianghai Group"})

    assert russian.bad == english.bad == {}


def test_a_name_is_asked_for_once_more_then_put_up_with() -> None:
    names = {"张枫": "Zhang Feng"}
    first = judged(said({"1": "Maple, come here."}), "张枫，过来。", names=names)
    last = judged(said({"1": "Maple, come here."}), "张枫，过来。", names=names, is_last=True)
    in_part = judged(said({"1": "Come here, Feng."}), "张枫，过来。", names=names)

    assert "'Zhang Feng'" in first.bad[1]
    assert last.translations == {1: "Maple, come here."}
    assert "Zhang Feng" in last.notes[0]
    assert in_part.bad == {}


def test_a_cut_answer_keeps_what_is_whole_in_it() -> None:
    found = judged('{"translations": {"1": "Why are you only back now?", "2": "You have the con', was_cut=True)

    assert found.translations == {1: "Why are you only back now?"}
    assert set(found.bad) == {2, 3}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [("", "empty"), ("I'm sorry, but I can't help with that.", "refuses"), ("Here you go:", "no translation"), ("{}", "no translation")],
)
def test_an_answer_of_no_use_lacks_every_line(answer: str, problem: str) -> None:
    found = judged(answer)

    assert problem in found.problems[0]
    assert set(found.bad) == {1, 2, 3}


def test_a_whole_answer_in_a_third_language_is_of_no_use() -> None:
    texts = {str(number): "No sé lo que quieres de mí, pero no te lo voy a dar nunca." for number in range(1, 4)}
    texts["2"] = "Ella no está aquí porque ya se fue."

    assert set(judged(said(texts)).bad) == {1, 2, 3}


def test_lines_that_are_translated_alike_have_slipped() -> None:
    text = "I never wanted any of that money for myself."
    found = judged(said({"1": text, "2": text, "3": "Okay."}))

    assert set(found.bad) == {1, 2}


@given(st.text(max_size=400))
def test_judging_never_raises_and_loses_no_line(answer: str) -> None:
    found = judged(answer)

    assert set(found.translations) | set(found.bad) == {1, 2, 3}
    assert not set(found.translations) & set(found.bad)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["1", "2", "3", "id", "text", "translations"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(JSON)
def test_any_json_is_judged(value: Any) -> None:
    found = judged(json.dumps(value, ensure_ascii=False))

    assert set(found.translations) | set(found.bad) == {1, 2, 3}


@given(st.dictionaries(st.sampled_from(["1", "2", "3"]), st.sampled_from(["Yes, I know.", "", LINES[1], "No."]), max_size=3))
def test_what_is_kept_is_what_was_said(texts: dict[str, str]) -> None:
    found = judged(said(texts))

    assert all(texts[str(number)] == text for number, text in found.translations.items())
