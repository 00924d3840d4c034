"""The simulated translator says each line that is asked for in the language that is asked for, and badly where a rule says so."""

import json
from typing import Any

import pytest

from ops.simulator.chat.author import Author
from ops.simulator.chat.question import read_question
from ops.simulator.faults.registry import FAULTS
from tests.factories.translation import a_translation_request
from worker.writing.translated import form_of_translation
from worker.writing.translation import judge_translation

LINES = ("你为什么现在才回来？", "江海集团的合同在你手里。")
PROMPT = """Translate the dialogue of an episode from Chinese (zh-CN) into {name} ({tag}).
<glossary>
江海集团 = {term}
</glossary>
<dialogue>
[1] 张枫: 你为什么现在才回来？
[2] 林雪 (coldly): 江海集团的合同在你手里。
</dialogue>
Translate only the lines with these numbers: 1, 2."""
LANGUAGES = (
    *("en", "zh-TW", "ja", "ko", "es", "pt-BR", "fr", "de", "it", "nl", "pl", "tr", "id", "ms"),
    *("vi", "th", "ru", "uk", "ar", "hi"),
)


def an_author(tag: str, term: str, *, has_schema: bool = True) -> Author:
    request = a_translation_request(*LINES)
    body: dict[str, Any] = {"messages": [{"role": "user", "content": PROMPT.format(name="that", tag=tag, term=term)}]}
    form = {"name": "t", "strict": True, "schema": form_of_translation(request.lines)}
    body["response_format"] = {"type": "json_schema", "json_schema": form} if has_schema else {"type": "json_object"}
    return Author(read_question(body), 7)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_its_answer_passes_the_judge_in_every_language(tag: str) -> None:
    request = a_translation_request(*LINES, language=tag, terms={"江海集团": "Jianghai"})

    judged = judge_translation(an_author(tag, "Jianghai").good, request, {}, asked=request.asks, was_cut=False, is_last=False)

    assert judged.bad == {}


def test_it_answers_without_a_schema_too() -> None:
    assert set(json.loads(an_author("fr", "Jianghai", has_schema=False).good)["translations"]) == {"1", "2"}


@pytest.mark.parametrize(("fault", "bad"), [("drops_lines", {2}), ("leaves_lines", {1}), ("mixes_lines", {1}), ("swaps_lines", {2})])
def test_its_faults_are_found(fault: str, bad: set[int]) -> None:
    request = a_translation_request(*LINES, terms={"江海集团": "Jianghai"})
    say = FAULTS[fault].say
    assert say is not None

    answer = say(an_author("en", "Jianghai"), FAULTS[fault].taking({})).text or ""

    assert set(judge_translation(answer, request, {}, asked=request.asks, was_cut=False, is_last=False).bad) == bad
