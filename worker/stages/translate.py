"""The stage that translates: a language model's answer to a part of an episode, judged line by line, and what is bad asked once more."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.catalogue.models import Model
from shared.errors import BadOutput
from shared.line.filling import fill
from shared.line.translation import CALLED, TRANSLATIONS
from shared.line.translation import STAGE as NAME
from shared.line.writing_requests import SpokenText, TranslationRequest
from shared.tokens import READ_AGAIN, tokens_about, tokens_at_most
from worker.stages.stage import Asked, Paid, Stage
from worker.stages.writing import check
from worker.studio.engine import Input, Made
from worker.writing.translated import form_of_translation
from worker.writing.translation import JudgedTranslation, judge_translation

ANSWER = "text"
"""The file of an answer that has what was said."""

MOST_TOLD = 40
"""Lines of which is said what is wrong with them."""

_FILES = {ANSWER: "answer.txt", TRANSLATIONS: "translations.json"}


def ask(request: TranslationRequest, model: Model, inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """The conversation: the dialogue, and where an answer is mended, that answer and what is wrong with which lines."""
    form = {"name": "translation", "strict": True, "schema": form_of_translation(_asked(request, inputs))}
    values = {
        "messages": _messages(request, inputs),
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "response_format": {"type": "json_schema", "json_schema": form} if model.json_schema else {"type": "json_object"},
    }
    return Asked({name: value for name, value in values.items() if value is not None}, timeout_s=request.timeout_s)


def as_sent(request: TranslationRequest, inputs: Mapping[str, Input]) -> TranslationRequest:
    """The request with all that is said in its prompt, never reckoned dearer than it was planned."""
    said = "\n".join(message["content"] for message in _messages(request, inputs)[1:])
    prompt = said + json.dumps(form_of_translation(_asked(request, inputs)))
    planned = tokens_at_most(request.prompt) + request.source_tokens
    fewer = min(0, max(planned, READ_AGAIN * tokens_about(prompt)) - tokens_at_most(prompt))
    return request.model_copy(update={"prompt": prompt, "names": None, "source_tokens": fewer, "mends": None})


def needless(request: TranslationRequest, inputs: Mapping[str, Input], folder: Path) -> Made | None:
    """What is known already where every line is: from an earlier translation, or from an answer that was good."""
    if _asked(request, inputs):
        return None
    return _made(request, _known(request, inputs), {}, folder)


def finish(request: TranslationRequest, raw: Input, inputs: Mapping[str, Input], folder: Path) -> Made:
    """The answer, whatever it says, with the good lines of it and of the answer before it."""
    said = raw.path("raw").read_text(encoding="utf-8")
    judged = _judged(request, said, raw, inputs)
    (folder / _FILES[ANSWER]).write_text(said, encoding="utf-8")
    facts = {name: raw.facts[name] for name in ("usage", "finish_reason") if name in raw.facts}
    made = _made(request, {**_known(request, inputs), **judged.translations}, judged.bad, folder)
    told = {"problems": list(judged.problems), "notes": list(judged.notes)}
    return Made({ANSWER: _FILES[ANSWER], **made.files}, {**made.facts, **facts, **told})


def refused(said: str, folder: Path) -> Made:
    """The answer of models of which none would translate."""
    (folder / _FILES[ANSWER]).write_text(said + "\n", encoding="utf-8")
    return Made({ANSWER: _FILES[ANSWER]}, {"problems": [f"it is refused: {said}"], "notes": []})


def accept(_request: TranslationRequest, folder: Path, made: Made) -> None:
    """Translations that can be read; a refusal is kept for what is wrong with it."""
    if TRANSLATIONS in made.files:
        json.loads((folder / made.files[TRANSLATIONS]).read_text(encoding="utf-8"))
    elif not made.facts.get("problems"):
        raise BadOutput("the answer is no translation, and nobody says why")


def _judged(request: TranslationRequest, said: str, raw: Input, inputs: Mapping[str, Input]) -> JudgedTranslation:
    asked, finish_reason = _asked(request, inputs), raw.facts.get("finish_reason")
    if finish_reason == "content_filter" and not said.strip():
        said = "I cannot translate this: the provider's filter of contents stopped it."
    return judge_translation(
        said, request, _names(request, inputs), asked=asked, was_cut=finish_reason == "length", is_last=request.mends is not None
    )


def _known(request: TranslationRequest, inputs: Mapping[str, Input]) -> dict[int, str]:
    """The lines that are translated already."""
    own = {number: text for number, text in request.keeps.items() if any(line.id == number for line in request.lines)}
    return {**own, **(_translations(inputs[request.mends]) if request.mends else {})}


def _asked(request: TranslationRequest, inputs: Mapping[str, Input]) -> tuple[SpokenText, ...]:
    known = _known(request, inputs)
    return tuple(line for line in request.lines if line.id not in known)


def _names(request: TranslationRequest, inputs: Mapping[str, Input]) -> dict[str, str]:
    """The cast's names, as they are to be called."""
    if request.names is None or request.names not in inputs:
        return dict(request.cast)
    found = inputs[request.names]
    return {**dict(found.facts.get(CALLED, {})), **request.cast}


def _messages(request: TranslationRequest, inputs: Mapping[str, Input]) -> list[dict[str, str]]:
    names = "\n".join(f"{name} = {called}" for name, called in _names(request, inputs).items())
    prompt = fill(request.prompt, {"names": names or "-"})
    said = [{"role": "system", "content": request.system}, {"role": "user", "content": prompt}]
    if request.mends is None:
        return said
    before = inputs[request.mends]
    answer = before.path(ANSWER).read_text(encoding="utf-8") if ANSWER in before.files else ""
    # Some providers refuse a message without words.
    said += [{"role": "assistant", "content": answer}] if answer.strip() else []
    return [*said, {"role": "user", "content": _mend_words(request, before, inputs)}]


def _mend_words(request: TranslationRequest, before: Input, inputs: Mapping[str, Input]) -> str:
    bad: Mapping[str, str] = before.facts.get("bad", {})
    asked = _asked(request, inputs)
    told = [f"- {problem}" for problem in before.facts.get("problems", ())]
    told += [f"- {line.id}: {bad[str(line.id)]}" for line in asked if str(line.id) in bad][:MOST_TOLD]
    ids = ", ".join(str(line.id) for line in asked)
    again = (
        f"Translate again, into {request.language!r}, only the lines with these numbers: {ids}. "
        "Answer in the form that was asked for, with the JSON alone, and with these lines alone."
    )
    return "\n".join(("These of your translations cannot be used:", *told, again))


def _made(request: TranslationRequest, translations: Mapping[int, str], bad: Mapping[int, str], folder: Path) -> Made:
    texts = {str(number): text for number, text in sorted(translations.items())}
    (folder / _FILES[TRANSLATIONS]).write_text(json.dumps(texts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    facts: dict[str, Any] = {"bad": {str(number): wrong for number, wrong in bad.items()}}
    if request.are_names:
        facts[CALLED] = {line.text: translations[line.id] for line in request.lines if line.id in translations}
    return Made({TRANSLATIONS: _FILES[TRANSLATIONS]}, facts)


def _translations(product: Input) -> dict[int, str]:
    if TRANSLATIONS not in product.files:
        return {}
    texts: dict[str, Any] = json.loads(product.path(TRANSLATIONS).read_text(encoding="utf-8"))
    return {int(number): str(text) for number, text in texts.items()}


STAGE = Stage(NAME, accept, paid=Paid(ask, check, finish, as_sent=as_sent, needless=needless, refused=refused))
