"""Faults in what a language model says: it is billed by the token like any answer."""

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

from ops.simulator.chat.author import Author
from ops.simulator.chat.fields import SPEAKERS
from ops.simulator.chat.language import LANGUAGES
from ops.simulator.chat.question import read_question
from ops.simulator.chat.reply import FINISHES, Reply
from ops.simulator.faults.fault import Fault, Options, Say

BEFORE = "Of course! Here is the script that you asked for:"
AFTER = "Let me know if you would like anything changed."
CANNOT = "I'm sorry, but I can't help with that."
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


@cache
def sample() -> Author:
    """Somebody to rehearse a fault with."""
    form = {"type": "json_schema", "json_schema": {"schema": {"properties": {"list": {"type": "array", "minItems": 2}}}}}
    return Author(read_question({"messages": [{"role": "user", "content": "write"}], "response_format": form}), 0)


def _prose_around(author: Author, options: Options) -> Reply:
    answer = author.rest_of(author.good)
    inside = f"```json\n{answer}\n```" if options["fence"] else answer
    return Reply("\n\n".join(part for part in (str(options["before"]), inside, str(options["after"])) if part))


def _trailing_commas(author: Author, _: Options) -> Reply:
    return Reply(re.sub(r"(?<=[^\[{\s])(\n\s*[\]}])", r",\1", _spread(author)))


def _single_quotes(author: Author, _: Options) -> Reply:
    return Reply(STRING.sub(_single, author.good) if _is_json(author) else author.good)


def _single(found: re.Match[str]) -> str:
    return "'" + found[1].replace('\\"', '"').replace("'", "\\'") + "'"


def _commented(author: Author, options: Options) -> Reply:
    return Reply(re.sub(r"([\[{])\n", rf"\1 // {options['comment']}\n", _spread(author)))


def _cut_short(author: Author, options: Options) -> Reply:
    share = float(options["share"])
    if not 0 <= share < 1:
        raise ValueError(f"share is {share}; give 0 or more, and less than 1")
    text = author.bounded(author.reply()).text or ""
    return Reply(text[: int(len(text) * share)], finish="length")


def _wrong_language(author: Author, options: Options) -> Reply:
    language = str(options["language"])
    if language not in LANGUAGES:
        raise ValueError(f"there is no language {language!r}; one of {', '.join(LANGUAGES)}")
    right = author.question.language
    return Reply(author.write(language=language if language != right else next(one for one in ("fr", "es") if one != right)))


def _unknown_speaker(author: Author, options: Options) -> Reply:
    value, _ = _renamed(author.value(), str(options["name"]))
    return Reply(json.dumps(value, ensure_ascii=False) if _is_json(author) else author.good)


def _renamed(value: Any, name: str) -> tuple[Any, bool]:
    """A value in which the first speaker has another name, and whether there was one."""
    if isinstance(value, dict):
        for field in SPEAKERS:
            if isinstance(value.get(field), str):
                return {**value, field: name}, True
        for field, inner in value.items():
            changed, found = _renamed(inner, name)
            if found:
                return {**value, field: changed}, True
    if isinstance(value, list):
        for index, inner in enumerate(value):
            changed, found = _renamed(inner, name)
            if found:
                return [*value[:index], changed, *value[index + 1 :]], True
    return value, False


def _too_many(author: Author, options: Options) -> Reply:
    field, right = _list_of(author, str(options["field"]))
    return Reply(author.write(counts={field: int(options["count"] or max(2 * right - 1, right + 1))}))


def _too_few(author: Author, options: Options) -> Reply:
    field, right = _list_of(author, str(options["field"]))
    return Reply(author.write(counts={field: right // 2 if options["count"] is None else int(options["count"])}))


def _list_of(author: Author, wanted: str) -> tuple[str, int]:
    """A list of the answer and how long it is: that of the name, else the longest of those whose length the schema fixes, or of all."""
    value, properties = author.value(), (author.question.schema or {}).get("properties", {})
    if isinstance(value, list):
        return "", len(value)
    found = {name: len(inner) for name, inner in value.items() if isinstance(inner, list)} if isinstance(value, dict) else {}
    field = wanted or max(found, key=lambda name: ("minItems" in properties.get(name, {}), found[name]), default="")
    return field, found.get(field, 1)


def _refuses(_: Author, options: Options) -> Reply:
    return Reply(None, refusal=str(options["text"]))


def _says(_: Author, options: Options) -> Reply:
    if options["finish"] not in FINISHES:
        raise ValueError(f"finish is {options['finish']!r}; one of {', '.join(FINISHES)}")
    return Reply(str(options["reply"]), options["finish"])


def _spread(author: Author) -> str:
    return json.dumps(author.value(), ensure_ascii=False, indent=2) if _is_json(author) else author.good


def _is_json(author: Author) -> bool:
    return author.question.schema is not None or author.question.is_json


def _reply(name: str, says: str, say: Say, options: Options | None = None) -> Fault:
    return Fault(name, 18, "reply", says, "never", options or {}, say=say)


def _continued(say: Say) -> Say:
    """What is left of a spoilt answer whose beginning was given."""
    return lambda author, options: _rest(author, say(author, options))


def _rest(author: Author, reply: Reply) -> Reply:
    return reply if reply.text is None else replace(reply, text=author.rest_of(reply.text))


REPLIES: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _reply("prose_around", "words before and after the JSON", _prose_around, {"before": BEFORE, "after": AFTER, "fence": False}),
        _reply("trailing_commas", "JSON with a comma after every last item", _continued(_trailing_commas)),
        _reply("single_quotes", "JSON in single quotes", _continued(_single_quotes)),
        _reply("commented", "JSON with comments", _continued(_commented), {"comment": "as asked"}),
        _reply("cut_short", "ends in the middle: finish_reason length", _cut_short, {"share": 0.5}),
        _reply("wrong_language", "another language than was asked", _continued(_wrong_language), {"language": "es"}),
        _reply("unknown_speaker", "a line is spoken by nobody of the cast", _continued(_unknown_speaker), {"name": "The Stranger"}),
        _reply("too_many_items", "a list is too long", _continued(_too_many), {"field": "", "count": None}),
        _reply("too_few_items", "a list is too short", _continued(_too_few), {"field": "", "count": None}),
        _reply("refuses", "nothing but message.refusal", _refuses, {"text": CANNOT}),
        _reply("refuses_in_words", "a refusal in plain words", lambda _, o: Reply(str(o["text"])), {"text": CANNOT}),
        _reply("says_nothing", "an empty text", lambda _author, _options: Reply("")),
        _reply("says", "a reply that is given", _says, {"reply": "", "finish": "stop"}),
    )
}
