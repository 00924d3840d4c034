"""Reads what a chat asks: its conversation, the schema and the language of the answer, and how much has been said already."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ops.simulator.answer import Refusal, Refused
from ops.simulator.ask import identity_of
from ops.simulator.chat.cast import cast_of
from ops.simulator.chat.language import language_of
from ops.simulator.chat.schema import Schema, schema_in

CONTINUE = re.compile(
    r"\b(?:continue|go on|carry on|keep going|pick up|resume|left off|the rest|what is missing)\b|继续|接着|续写", re.IGNORECASE
)
EPISODE = re.compile(r"\bepisode(?:_number)?\W{0,4}(\d{1,4})|第\s*(\d{1,4})\s*集", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """One chat request.

    `prompt` is all of its text. `schema` None: any words will do, wrapped in an object where `is_json`. `cast` are the names that
    the prompt gives. `written` is the part of the answer that has been given, where the last message asks for the rest;
    `identity` is that of the conversation before it. `turn` counts the answers that the conversation has.
    """

    prompt: str
    schema: Schema | None
    is_json: bool
    language: str
    cast: tuple[str, ...]
    episode: int
    max_tokens: int | None
    written: str
    turn: int
    identity: str


def read_question(body: Mapping[str, Any]) -> Question:
    """Read a body. Raises Refused (400)."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(message, dict) for message in messages):
        raise Refused(Refusal(400, "invalid", "messages is missing, empty, or no list of objects"))
    said = [(str(message.get("role") or "user"), content_of(message.get("content"))) for message in messages]
    asked, written = _split(said)
    given, form = _given_schema(body)
    first = _before_any_answer(asked)
    found, words = schema_in("\n".join(first))
    if given is None and found is None:
        # A prompt that has none may be followed, after an answer, by one that does.
        found, _ = schema_in("\n".join(text for role, text in asked if role != "assistant"))
    schema = found if given is None else given
    episode = EPISODE.search(words)
    return Question(
        prompt="\n".join(text for _, text in said),
        schema=schema,
        is_json=form == "json_object",
        language=language_of(schema, words),
        cast=cast_of(words),
        episode=int(episode[1] or episode[2]) if episode else 1,
        max_tokens=_max_tokens(body),
        written=written,
        turn=sum(role == "assistant" for role, _ in said),
        identity=identity_of({"messages": asked}),
    )


def content_of(content: Any) -> str:
    """A message's text, of however many parts."""
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def _split(said: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], str]:
    """The conversation before an answer that broke off, and what of that answer has been given, in one piece or in several."""
    asked, written = list(said), ""
    while len(asked) >= 3 and asked[-1][0] == "user" and asked[-2][0] == "assistant":
        part = asked[-2][1]
        if not CONTINUE.search(asked[-1][1]) or _is_whole(part):
            break
        asked, written = asked[:-2], part + written
    return asked, written


def _is_whole(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _before_any_answer(asked: Sequence[tuple[str, str]]) -> list[str]:
    """What was said before the first answer: repairs speak of bad answers, whose names and language are not those to be kept."""
    roles = [role for role, _ in asked]
    end = roles.index("assistant") if "assistant" in roles else len(asked)
    return [text for _, text in asked[:end]]


def _given_schema(body: Mapping[str, Any]) -> tuple[Schema | None, str]:
    form = body.get("response_format") or {}
    if not isinstance(form, Mapping):
        raise Refused(Refusal(400, "invalid", "response_format is no object"))
    if form.get("type") != "json_schema":
        return None, str(form.get("type") or "text")
    described = form.get("json_schema")
    schema = described.get("schema") if isinstance(described, Mapping) else None
    if not isinstance(schema, dict):
        raise Refused(Refusal(400, "invalid", "response_format.json_schema.schema is missing"))
    return schema, "json_schema"


def _max_tokens(body: Mapping[str, Any]) -> int | None:
    given = body.get("max_completion_tokens", body.get("max_tokens"))
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise Refused(Refusal(400, "invalid", f"max_tokens is {given!r}; give a whole number, 1 or more"))
    return given
