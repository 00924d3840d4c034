"""The stage that translates: what is asked, what is made of an answer, and when nobody has to be asked."""

import json
from pathlib import Path
from typing import Any

from shared.line.writing_requests import TranslationRequest
from tests.factories.catalogue import a_model
from tests.factories.translation import a_translation_request
from worker.stages.translate import accept, as_sent, ask, finish, needless, refused
from worker.studio.engine import Input, Made

GOOD = {"1": "Why are you only back now?", "2": "You have the contract."}
LINES = ("你为什么现在才回来？", "合同在你手里。")


def a_product(folder: Path, made: Made, key: str = "before") -> Input:
    return Input(key, folder, made.files, made.facts)


def the_answer(folder: Path, request: TranslationRequest, texts: Any, inputs: dict[str, Input] | None = None, **facts: Any) -> Made:
    folder.mkdir()
    (folder / "raw.json").write_text(json.dumps({"translations": texts}, ensure_ascii=False), encoding="utf-8")
    made = finish(request, Input("raw", folder, {"raw": "raw.json"}, facts), inputs or {}, folder)
    accept(request, folder, made)
    return made


def texts_of(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "translations.json").read_text(encoding="utf-8"))
    return found


def test_only_the_bad_lines_are_asked_for_again_and_the_good_ones_stay(tmp_path: Path) -> None:
    request = a_translation_request(*LINES)
    first = the_answer(tmp_path / "first", request, {**GOOD, "2": LINES[1]})
    again = request.model_copy(update={"mends": "before"})
    inputs = {"before": a_product(tmp_path / "first", first)}

    asked = ask(again, a_model("acme/chat", "text", json_schema=True), inputs, tmp_path)
    second = the_answer(tmp_path / "second", again, {"2": GOOD["2"]}, inputs)

    schema = asked.values["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"]["translations"]["properties"]) == ["2"]
    assert [message["role"] for message in asked.values["messages"]] == ["system", "user", "assistant", "user"]
    assert "left in Chinese" in asked.values["messages"][-1]["content"]
    assert texts_of(tmp_path / "second") == GOOD
    assert second.facts["bad"] == {}


def test_a_good_answer_is_asked_for_no_more(tmp_path: Path) -> None:
    request = a_translation_request(*LINES)
    first = the_answer(tmp_path / "first", request, GOOD)
    again = request.model_copy(update={"mends": "before"})

    made = needless(again, {"before": a_product(tmp_path / "first", first)}, tmp_path)

    assert made is not None
    assert texts_of(tmp_path) == GOOD
    assert needless(request, {}, tmp_path) is None


def test_what_is_known_is_kept_and_not_asked_for(tmp_path: Path) -> None:
    request = a_translation_request(*LINES, keeps={1: "Back so late?"})
    made = the_answer(tmp_path / "made", request, {"1": "Ignored.", "2": GOOD["2"]})

    assert texts_of(tmp_path / "made") == {"1": "Back so late?", "2": GOOD["2"]}
    assert made.facts["bad"] == {}
    assert needless(request.model_copy(update={"keeps": {1: "a", 2: "b"}}), {}, tmp_path) is not None


def test_a_refusal_is_kept_and_everything_is_asked_for_again(tmp_path: Path) -> None:
    request = a_translation_request(*LINES)
    made = refused("moderation", tmp_path)
    accept(request, tmp_path, made)
    again = request.model_copy(update={"mends": "before"})

    asked = ask(again, a_model("acme/chat", "text"), {"before": a_product(tmp_path, made)}, tmp_path)

    assert "it is refused: moderation" in asked.values["messages"][-1]["content"]
    assert "these numbers: 1, 2." in asked.values["messages"][-1]["content"]
    assert asked.values["response_format"] == {"type": "json_object"}


def test_what_the_cast_is_called_is_told_with_the_dialogue(tmp_path: Path) -> None:
    names = a_translation_request("张枫", "林雪", are_names=True)
    made = the_answer(tmp_path / "names", names, {"1": "Zhang Feng", "2": "Lin Xue"})
    request = a_translation_request("林雪，过来。", names="names", prompt="{names}")
    inputs = {"names": a_product(tmp_path / "names", made, "names")}

    asked = ask(request, a_model("acme/chat", "text"), inputs, tmp_path)
    judged = the_answer(tmp_path / "said", request, {"1": "Snow, come here."}, inputs)

    assert made.facts["called"] == {"张枫": "Zhang Feng", "林雪": "Lin Xue"}
    assert asked.values["messages"][1]["content"] == "张枫 = Zhang Feng\n林雪 = Lin Xue"
    assert "'Lin Xue'" in judged.facts["bad"]["1"]


def test_what_is_sent_is_never_reckoned_dearer_than_it_was_planned(tmp_path: Path) -> None:
    request = a_translation_request(*LINES, source_tokens=4000)
    first = the_answer(tmp_path / "first", request, {"1": "x" * 300})
    again = request.model_copy(update={"mends": "before"})

    sent = as_sent(again, {"before": a_product(tmp_path / "first", first)})

    assert sent.source_tokens <= 0
    assert sent.mends is None
