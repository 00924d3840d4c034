"""The stages that write the script: a language model's answer to a step of writing, mended, and taken for what was wanted."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.catalogue.models import Model
from shared.errors import BadOutput, StageFailed
from shared.line.filling import fill
from shared.line.requests import StageName
from shared.line.writing import CHECKED
from shared.line.writing_requests import CheckedRequest, Wanted, WritingRequest
from shared.tokens import READ_AGAIN, tokens_about, tokens_at_most
from worker.stages.stage import Asked, Paid, Stage
from worker.studio.engine import Input, Made
from worker.writing.asking import mend_words
from worker.writing.continuing import joined
from worker.writing.forms import form_of
from worker.writing.judge import Judged, judge
from worker.writing.pace import remarks

ANSWER, SCRIPT = "text", "script"
"""The files of an answer: what was said, and what it says, where it is what was wanted."""

_FILES = {ANSWER: "answer.txt", SCRIPT: "script.json"}
_ACCEPTED = {"verdict": "accept", "findings": []}


def ask(request: WritingRequest, model: Model, inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """The conversation: what is wanted, and where an answer is mended, that answer and what is wrong with it."""
    values = {
        "messages": _messages(request, inputs),
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "response_format": _response_format(request, model, inputs),
    }
    return Asked({name: value for name, value in values.items() if value is not None}, timeout_s=request.timeout_s)


def as_sent(request: WritingRequest, inputs: Mapping[str, Input]) -> WritingRequest:
    """The request with all that is said in its prompt: what that has of tokens is known only when its sources are there."""
    said = "\n".join(message["content"] for message in _messages(request, inputs)[1:])
    # The form is beside the prompt too, where the model takes it there.
    form = _compact(form_of(request.wanted, _cast(request, inputs)))
    prompt = said + form
    # Each byte is taken for a token; the plan knows of how many tokens the sources are, unless they were continued beyond that.
    planned = tokens_at_most(request.prompt) + request.source_tokens
    fewer = min(0, max(planned, READ_AGAIN * tokens_about(prompt)) - tokens_at_most(prompt))
    return request.model_copy(update={"prompt": prompt, "sources": {}, "source_tokens": fewer, "mends": None})


def needless(request: WritingRequest, inputs: Mapping[str, Input], folder: Path) -> Made | None:
    """What stands already where nothing has to be written: a good answer, or a script that the review found nothing in."""
    before = inputs[request.mends] if request.mends else None
    if before is None and request.wanted.step == "rewrite" and not _script(inputs[request.sources["review"]])["findings"]:
        before = inputs[request.sources["draft"]]
    if before is None or SCRIPT not in before.files:
        return None
    shutil.copyfile(before.path(SCRIPT), folder / _FILES[SCRIPT])
    # Its notes were told where they were made.
    return Made({SCRIPT: _FILES[SCRIPT]}, {})


def check(file: Path) -> None:
    """An answer is a text, be it empty: what it says is judged afterwards. Raises BadOutput."""
    try:
        file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadOutput("the answer is no text (UTF-8)") from None


def finish(request: WritingRequest, raw: Input, inputs: Mapping[str, Input], folder: Path) -> Made:
    """The answer, whatever it says; and the script that it is, where it is one. What was paid for is kept in any case."""
    said = raw.path("raw").read_text(encoding="utf-8")
    before = inputs[request.mends] if request.mends else None
    if before is not None and before.facts.get("is_cut"):
        said = joined(before.path(ANSWER).read_text(encoding="utf-8"), said)
    was_cut = raw.facts.get("finish_reason") == "length"
    if raw.facts.get("finish_reason") == "content_filter" and not said.strip():
        judged = Judged(None, ("it refuses to write: the provider's filter of contents stopped it",), False, ())
    else:
        judged = judge(said, request.wanted, was_cut=was_cut, cast=_cast(request, inputs))
    files = {ANSWER: _FILES[ANSWER]}
    (folder / files[ANSWER]).write_text(said, encoding="utf-8")
    if judged.script is not None:
        files[SCRIPT] = _FILES[SCRIPT]
        _write(folder / files[SCRIPT], _with_remarks(judged, request, inputs))
    facts = {name: raw.facts[name] for name in ("usage", "finish_reason") if name in raw.facts}
    told = {"problems": list(judged.problems), "notes": list(judged.notes), "is_cut": judged.is_cut}
    return Made(files, {**facts, **told})


def refused(said: str, folder: Path) -> Made:
    """The answer of models of which none would write."""
    (folder / _FILES[ANSWER]).write_text(said + "\n", encoding="utf-8")
    return Made({ANSWER: _FILES[ANSWER]}, {"problems": [f"it is refused: {said}"], "notes": [], "is_cut": False})


def accept(_request: WritingRequest | CheckedRequest, folder: Path, made: Made) -> None:
    """A script that can be read; an answer that is none is kept for what is wrong with it."""
    if SCRIPT in made.files:
        json.loads((folder / made.files[SCRIPT]).read_text(encoding="utf-8"))
    elif not made.facts.get("problems"):
        raise BadOutput("the answer is no script, and nobody says why")


def take(request: CheckedRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """The last answer as the step's script, or what stood before it, with a note. Raises StageFailed where there is neither."""
    answer = inputs[request.answer]
    notes: list[str] = []
    taken = answer
    if SCRIPT not in answer.files:
        why = f"{_called(request.wanted)}no answer was what was wanted; the last one: {'; '.join(answer.facts['problems'])}"
        if request.instead is not None:
            notes.append(f"{why}; what stood before is taken")
            taken = inputs[request.instead]
        elif request.wanted.step == "review":
            notes.append(f"{why}; nothing is rewritten")
            _write(folder / _FILES[SCRIPT], _ACCEPTED)
            return Made({SCRIPT: _FILES[SCRIPT]}, {"notes": notes})
        else:
            raise StageFailed(f"{why} (the answer is kept in {answer.path(ANSWER)})")
    shutil.copyfile(taken.path(SCRIPT), folder / _FILES[SCRIPT])
    return Made({SCRIPT: _FILES[SCRIPT]}, {"notes": notes})


def _messages(request: WritingRequest, inputs: Mapping[str, Input]) -> list[dict[str, str]]:
    sources = {name: _text(inputs[key]) for name, key in request.sources.items()}
    form = _compact(form_of(request.wanted, _cast(request, inputs)))
    prompt = fill(request.prompt, {**sources, "form": form})
    said = [{"role": "system", "content": request.system}, {"role": "user", "content": prompt}]
    if request.mends is None:
        return said
    before = inputs[request.mends]
    answer = before.path(ANSWER).read_text(encoding="utf-8")
    # Some providers refuse a message without words.
    said += [{"role": "assistant", "content": answer}] if answer.strip() else []
    words = mend_words(before.facts["problems"], is_cut=before.facts["is_cut"], language=request.wanted.language)
    return [*said, {"role": "user", "content": words}]


def _response_format(request: WritingRequest, model: Model, inputs: Mapping[str, Input]) -> dict[str, Any] | None:
    if request.mends is not None and inputs[request.mends].facts["is_cut"]:
        # The rest of a JSON text is no JSON.
        return None
    if not model.json_schema:
        return {"type": "json_object"}
    form = form_of(request.wanted, _cast(request, inputs))
    return {"type": "json_schema", "json_schema": {"name": request.wanted.step, "strict": True, "schema": form}}


def _cast(request: WritingRequest, inputs: Mapping[str, Input]) -> tuple[str, ...]:
    """Who may speak: whoever the season file gives, and whom the outline invented."""
    outline = _script(inputs[request.sources["outline"]]) if "outline" in request.sources else {"characters": []}
    return tuple(dict.fromkeys((*request.wanted.cast, *(member["name"] for member in outline["characters"]))))


def _with_remarks(judged: Judged, request: WritingRequest, inputs: Mapping[str, Input]) -> dict[str, Any]:
    """A review with what needs no model to be seen."""
    assert judged.script is not None
    if request.wanted.step != "review":
        return judged.script
    seen = remarks(_script(inputs[request.sources["draft"]]), request.wanted)
    return {**judged.script, "findings": [*judged.script["findings"], *seen]}


def _text(product: Input) -> str:
    """A script, or a text of the user's own, as it is put into a prompt."""
    # Every space would be paid for.
    return _compact(_script(product)) if SCRIPT in product.files else product.path("upload").read_text(encoding="utf-8")


def _compact(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _script(product: Input) -> dict[str, Any]:
    script: dict[str, Any] = json.loads(product.path(SCRIPT).read_text(encoding="utf-8"))
    return script


def _write(path: Path, script: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(script, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _called(wanted: Wanted) -> str:
    """A step among those of its unit; a unit of one step is told by its own name."""
    return "" if wanted.episode is None else f"{wanted.step} of episode {wanted.episode}: "


def _stage(name: StageName) -> Stage:
    return Stage(name, accept, makers={CHECKED: take}, paid=Paid(ask, check, finish, as_sent=as_sent, needless=needless, refused=refused))


STAGES: dict[StageName, Stage] = {name: _stage(name) for name in ("script", "polish", "review", "rewrite")}
"""Those that write, in order."""
