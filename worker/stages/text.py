"""The text stage: what a language model writes, as text or as one JSON value."""

from collections.abc import Mapping
from pathlib import Path

from shared.catalogue.models import Model
from shared.errors import BadOutput
from shared.line.requests import TextRequest
from worker.stages.json_text import json_in
from worker.stages.stage import Asked, Paid, Stage
from worker.studio.engine import Input, Made

INPUT = "{input}"
"""Where a prompt wants the texts that it is about."""


def ask(request: TextRequest, _model: Model, inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """The conversation: who the model is, and what it is to write about which texts."""
    messages = [{"role": "system", "content": request.system}] if request.system else []
    values = {
        "messages": [*messages, {"role": "user", "content": _prompt(request, inputs)}],
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "response_format": {"type": "json_object"} if request.form == "json" else None,
    }
    return Asked({name: value for name, value in values.items() if value is not None}, timeout_s=request.timeout_s)


def as_sent(request: TextRequest, inputs: Mapping[str, Input]) -> TextRequest:
    """The request with what it is about in its prompt: what that has of tokens is known only when it is written."""
    return request.model_copy(update={"prompt": _prompt(request, inputs), "sources": (), "source_tokens": 0})


def _prompt(request: TextRequest, inputs: Mapping[str, Input]) -> str:
    texts = "\n\n".join(text_of(inputs[key]) for key in request.sources)
    return request.prompt.replace(INPUT, texts) if INPUT in request.prompt else "\n\n".join(filter(None, (request.prompt, texts)))


def text_of(product: Input) -> str:
    """The text of a product, or of the user's own file."""
    return product.path("text" if "text" in product.files else "upload").read_text(encoding="utf-8")


def check(file: Path) -> str:
    """A text with something in it. Raises BadOutput."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadOutput("the answer is no text (UTF-8)") from None
    if not text.strip():
        raise BadOutput("the answer is an empty text")
    return text


def finish(request: TextRequest, raw: Input, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """The text; where JSON was asked for, the JSON in it alone. Raises BadOutput where there is none, or it was cut off."""
    text = check(raw.path("raw"))
    facts = {name: raw.facts[name] for name in ("usage", "finish_reason") if name in raw.facts}
    was_cut = facts.get("finish_reason") == "length"
    if request.form == "json":
        text = json_in(text, was_cut=was_cut)
    name = "text.json" if request.form == "json" else "text.txt"
    (folder / name).write_text(text, encoding="utf-8")
    return Made({"text": name}, {**facts, "was_cut": was_cut})


def accept(_request: TextRequest, folder: Path, made: Made) -> None:
    """A text with something in it."""
    check(folder / made.files["text"])


STAGE = Stage("text", accept, paid=Paid(ask, check, finish, as_sent=as_sent))
