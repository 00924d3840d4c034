"""The stage that writes: what is asked, what becomes of an answer, when nothing has to be asked, and what is taken in the end."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue.models import Model, Price
from shared.errors import StageFailed
from shared.line.writing_requests import CheckedRequest, WritingRequest
from shared.pricing.price import price_micros
from tests.factories.writing import a_writing_request
from worker.stages import writing
from worker.studio.engine import Input, Made

OUTLINE = {
    "logline": "A letter arrives.",
    "characters": [
        {"name": name, "role": "", "gender": "unspecified", "age": 30, "personality": "", "appearance": ""} for name in ("Emma", "Daniel")
    ],
    "episodes": [
        {"episode_number": n, "logline": "She reads it.", "hook": "A knock.", "beats": ["He lies."], "cliffhanger": "Who?"} for n in (1, 2)
    ],
}


def an_episode(*speakers: str) -> dict[str, Any]:
    scenes = [
        {
            "scene_number": number,
            "setting": "Kitchen, morning",
            "action": "She opens the letter.",
            "emotional_beat": "tense",
            "visual_prompt": "a kitchen in morning light",
            "duration_seconds": 10,
            "dialogue": [{"character": speaker, "line": "I never asked you to come back here.", "delivery": ""}],
        }
        for number, speaker in enumerate(speakers, 1)
    ]
    return {"episode_number": 1, "logline": "She reads it.", "scenes": scenes, "cliffhanger": "Who signed it?"}


class Products:
    """Products in a folder, by content key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def script(self, key: str, script: Any) -> Input:
        return self._input(key, {"script": json.dumps(script)}, {})

    def answer(self, key: str, text: str, *, is_cut: bool = False) -> Input:
        return self._input(key, {"text": text}, {"problems": ["no scenes"], "notes": [], "is_cut": is_cut})

    def raw(self, text: str, finish_reason: str = "stop") -> Input:
        return self._input("raw", {"raw": text}, {"finish_reason": finish_reason, "usage": {"total_tokens": 9}})

    def _input(self, key: str, files: dict[str, str], facts: dict[str, Any]) -> Input:
        folder = self.folder / key
        folder.mkdir()
        for role, text in files.items():
            (folder / role).write_text(text, encoding="utf-8")
        return Input(key, folder, {role: role for role in files}, facts)


@pytest.fixture
def products(tmp_path: Path) -> Products:
    return Products(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    return made


def a_model(**changes: Any) -> Model:
    return Model(vendor="acme", model="writer", capabilities=frozenset({"text"}), price=Price(amount="0"), **changes)  # type: ignore[arg-type]


def a_draft(**changes: Any) -> WritingRequest:
    return a_writing_request("draft", 1, sources={"outline": "o"}, **changes)


def finished(request: WritingRequest, raw: Input, inputs: dict[str, Input], folder: Path) -> tuple[Made, dict[str, str]]:
    made = writing.finish(request, raw, inputs, folder)
    writing.accept(request, folder, made)
    return made, {role: (folder / name).read_text(encoding="utf-8") for role, name in made.files.items()}


def test_the_prompt_holds_the_form_and_what_it_builds_on(products: Products, folder: Path) -> None:
    inputs = {"o": products.script("o", OUTLINE)}

    asked = writing.ask(a_draft(), a_model(), inputs, folder)

    system, user = asked.values["messages"]
    assert system == {"role": "system", "content": "You write."}
    assert '"logline":"A letter arrives."' in user["content"]
    assert '"enum":["Emma","Daniel"]' in user["content"].replace(", ", ",").replace('": ', '":')
    assert asked.values["response_format"] == {"type": "json_object"}


def test_a_model_that_keeps_to_a_schema_is_given_it(products: Products, folder: Path) -> None:
    asked = writing.ask(a_draft(), a_model(json_schema=True), {"o": products.script("o", OUTLINE)}, folder)

    form = asked.values["response_format"]["json_schema"]
    assert (form["name"], form["strict"]) == ("draft", True)
    assert form["schema"]["properties"]["scenes"]["minItems"] == 2


def test_what_is_billed_is_no_less_than_what_is_said(products: Products, folder: Path) -> None:
    inputs = {"o": products.script("o", OUTLINE), "a": products.answer("a", "no")}
    request = a_draft(mends="a", source_tokens=9_000)

    said = writing.ask(request, a_model(json_schema=True), inputs, folder).values
    billed = writing.as_sent(request, inputs)

    words = "".join(message["content"] for message in said["messages"]) + json.dumps(said["response_format"]["json_schema"]["schema"])
    assert len(billed.system) + len(billed.prompt) >= len(words.replace(", ", ",").replace('": ', '":'))
    assert (billed.sources, billed.source_tokens) == ({}, 0)


def test_what_is_reserved_is_never_more_than_what_was_planned(products: Products) -> None:
    model = a_model(input_price=Price(amount="1", unit="per_mtok_in"))
    inputs = {"o": products.script("o", OUTLINE), "a": products.answer("a", "a word or two " * 1_100)}
    request = a_draft(mends="a", source_tokens=13_000)

    reserved = price_micros(model, writing.as_sent(request, inputs))

    assert reserved == price_micros(model, request)


def test_a_good_answer_is_a_script_and_kept_as_it_was_said(products: Products, folder: Path) -> None:
    text = f"Here it is:\n```json\n{json.dumps(an_episode('Emma', 'Daniel'))}\n```"

    made, files = finished(a_draft(), products.raw(text), {"o": products.script("o", OUTLINE)}, folder)

    assert files["text"] == text
    assert [scene["dialogue"][0]["character"] for scene in json.loads(files["script"])["scenes"]] == ["Emma", "Daniel"]
    assert made.facts["usage"] == {"total_tokens": 9}


def test_a_bad_answer_is_kept_with_what_is_wrong_with_it(products: Products, folder: Path) -> None:
    made, files = finished(a_draft(), products.raw(json.dumps(an_episode("Emma"))), {"o": products.script("o", OUTLINE)}, folder)

    assert set(files) == {"text"}
    assert any("1" in problem and "2" in problem for problem in made.facts["problems"])


def test_an_empty_answer_is_a_bad_one(products: Products, folder: Path) -> None:
    made, _ = finished(a_draft(), products.raw("\n"), {"o": products.script("o", OUTLINE)}, folder)

    assert made.facts["problems"]
    assert made.facts["is_cut"] is False


def test_a_filter_of_contents_is_a_refusal(products: Products, folder: Path) -> None:
    made, _ = finished(a_draft(), products.raw("\n", "content_filter"), {"o": products.script("o", OUTLINE)}, folder)

    assert made.facts["problems"] == ["it refuses to write: the provider's filter of contents stopped it"]


def test_an_answer_that_broke_off_is_continued_from_where_it_stopped(products: Products, folder: Path) -> None:
    text = json.dumps(an_episode("Emma", "Daniel"))
    half = products.answer("half", text[: len(text) // 2], is_cut=True)
    inputs = {"o": products.script("o", OUTLINE), "half": half}
    request = a_draft(mends="half")

    asked = writing.ask(request, a_model(json_schema=True), inputs, folder)
    made, files = finished(request, products.raw(text[len(text) // 2 :]), inputs, folder)

    assert asked.values["messages"][2] == {"role": "assistant", "content": text[: len(text) // 2]}
    # The rest of a JSON text is no JSON.
    assert "response_format" not in asked.values
    assert "script" in files
    assert made.facts["problems"] == []


def test_nothing_is_asked_where_the_answer_before_is_good(products: Products, folder: Path) -> None:
    good = products.script("good", an_episode("Emma", "Daniel"))

    made = writing.needless(a_draft(mends="good"), {"good": good}, folder)

    assert made is not None
    assert (folder / made.files["script"]).read_text(encoding="utf-8") == good.path("script").read_text(encoding="utf-8")


def test_a_bad_answer_has_to_be_mended_and_a_first_one_to_be_asked_for(products: Products, folder: Path) -> None:
    assert writing.needless(a_draft(mends="bad"), {"bad": products.answer("bad", "No.")}, folder) is None
    assert writing.needless(a_draft(), {"o": products.script("o", OUTLINE)}, folder) is None


@pytest.mark.parametrize(("findings", "is_needless"), [([], True), ([{"scene_number": 1, "problem": "p", "suggestion": "s"}], False)])
def test_only_what_the_review_rejects_is_rewritten(products: Products, folder: Path, findings: list[Any], is_needless: bool) -> None:
    request = a_writing_request("rewrite", 1, sources={"outline": "o", "draft": "d", "review": "r"})
    review = {"verdict": "accept", "findings": findings}
    inputs = {"o": products.script("o", OUTLINE), "d": products.script("d", an_episode("Emma", "Emma")), "r": products.script("r", review)}

    made = writing.needless(request, inputs, folder)

    assert (made is not None) is is_needless


def test_the_review_has_what_needs_no_model_to_be_seen(products: Products, folder: Path) -> None:
    request = a_writing_request("review", 1, sources={"outline": "o", "draft": "d"})
    draft = {**an_episode("Emma", "Daniel"), "cliffhanger": ""}
    inputs = {"o": products.script("o", OUTLINE), "d": products.script("d", draft)}

    _, files = finished(request, products.raw('{"verdict": "accept", "findings": []}'), inputs, folder)

    assert "no cliffhanger" in [finding["problem"] for finding in json.loads(files["script"])["findings"]]


def taken(step: Any, products: Products, folder: Path, instead: str | None = None) -> Made:
    request = CheckedRequest(wanted=a_writing_request(step, 1).wanted, answer="bad", instead=instead)
    inputs = {"bad": products.answer("bad", "No."), "before": products.script("before", an_episode("Emma", "Daniel"))}
    made = writing.take(request, inputs, folder)
    writing.accept(request, folder, made)
    return made


def test_a_draft_that_is_none_fails_and_says_where_the_answer_is(products: Products, folder: Path) -> None:
    with pytest.raises(StageFailed, match=r"draft of episode 1: .*no scenes .*is kept in .*bad/text"):
        taken("draft", products, folder)


def test_an_outline_that_is_none_is_told_without_its_name_which_its_unit_has(products: Products, folder: Path) -> None:
    request = CheckedRequest(wanted=a_writing_request("outline").wanted, answer="bad")

    with pytest.raises(StageFailed, match=r"^no answer was what was wanted"):
        writing.take(request, {"bad": products.answer("bad", "No.")}, folder)


def test_what_everybody_refuses_is_an_answer_of_no_use(folder: Path) -> None:
    made = writing.refused("acme/a: no; acme/b: never", folder)
    writing.accept(a_draft(), folder, made)

    assert made.facts["problems"] == ["it is refused: acme/a: no; acme/b: never"]
    assert (folder / made.files["text"]).read_text(encoding="utf-8") == "acme/a: no; acme/b: never\n"


def test_what_stood_before_is_taken_with_a_note(products: Products, folder: Path) -> None:
    made = taken("polish", products, folder, instead="before")

    assert json.loads((folder / made.files["script"]).read_text(encoding="utf-8"))["scenes"]
    assert "what stood before is taken" in made.facts["notes"][0]


def test_a_review_that_says_nothing_objects_to_nothing(products: Products, folder: Path) -> None:
    made = taken("review", products, folder)

    assert json.loads((folder / made.files["script"]).read_text(encoding="utf-8")) == {"verdict": "accept", "findings": []}
    assert "nothing is rewritten" in made.facts["notes"][0]
