"""The form of each step's answer, as the JSON Schema that a language model is given."""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from shared.line.requests import Beat
from shared.line.writing_requests import Wanted, WritingStep

MOST_CHARACTERS = 40
"""Of an answer; a short drama has three to five."""
MOST_EVENTS = 200
MOST_FINDINGS = 100
MOST_NAMES = 200
"""A longer cast is no enum: providers bound how much of one they take."""

Schema = dict[str, Any]


def form_of(wanted: Wanted, cast: Sequence[str]) -> Schema:
    """The JSON Schema (draft 2020-12) of a step's answer, in the strict subset of structured outputs.

    Every object closed and every field required; the number of scenes exact; speakers an enum where the cast is known.
    """
    return FORMS[wanted.step](wanted, cast)


def _digest(_wanted: Wanted, _cast: Sequence[str]) -> Schema:
    return _object(
        summary=_text("Everything so far, earlier parts included."),
        events=_list(_text("What happens, in one sentence."), most=MOST_EVENTS),
        characters=_list(_character(), most=MOST_CHARACTERS),
    )


def _outline(wanted: Wanted, _cast: Sequence[str]) -> Schema:
    episode = _object(
        episode_number=_number("integer", "From 1."),
        logline=_text("The episode in one sentence."),
        hook=_text("What holds the viewer in the first five seconds."),
        beats=_list(_text("A turn of the story."), most=MOST_EVENTS),
        cliffhanger=_text("The question that the episode leaves open."),
    )
    return _object(
        logline=_text("The season in one sentence."),
        characters=_list(_character(), most=MOST_CHARACTERS),
        episodes=_list(episode, least=wanted.episodes, most=wanted.episodes),
    )


def _episode(wanted: Wanted, cast: Sequence[str]) -> Schema:
    speaker = _text("Who speaks.") | ({"enum": list(dict.fromkeys(cast))} if 0 < len(cast) <= MOST_NAMES else {})
    line = _object(character=speaker, line=_text("What is said."), delivery=_text("How it is said; may be empty."))
    scene = _object(
        scene_number=_number("integer", "From 1."),
        setting=_text("Place and time of day."),
        action=_text("What happens."),
        emotional_beat=_text("The mood.") | {"enum": list(get_args(Beat))},
        visual_prompt=_text("What the picture shows."),
        duration_seconds=_number("number", "Length in seconds."),
        dialogue=_list(line),
    )
    return _object(
        episode_number=_number("integer", "The number of this episode."),
        logline=_text("The episode in one sentence."),
        scenes=_list(scene, least=wanted.scenes, most=wanted.scenes),
        cliffhanger=_text("The question that the episode leaves open."),
    )


def _review(_wanted: Wanted, _cast: Sequence[str]) -> Schema:
    finding = _object(
        scene_number={"type": ["integer", "null"], "description": "Null where it is about the whole episode."},
        problem=_text("What is wrong."),
        suggestion=_text("What would be better."),
    )
    return _object(verdict={"type": "string", "enum": ["accept", "revise"]}, findings=_list(finding, most=MOST_FINDINGS))


def _character() -> Schema:
    return _object(
        name=_text("The name that dialogue uses."),
        role=_text("The part in the story."),
        gender={"type": "string", "enum": ["male", "female", "unspecified"]},
        age={"type": ["integer", "null"], "description": "In years."},
        personality=_text("What the character is like."),
        appearance=_text("What is always seen: hair, clothes, build."),
    )


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: Schema, *, least: int | None = None, most: int | None = None) -> Schema:
    bounds = {name: bound for name, bound in (("minItems", least), ("maxItems", most)) if bound is not None}
    return {"type": "array", "items": items, **bounds}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _number(kind: str, description: str) -> Schema:
    return {"type": kind, "description": description}


FORMS: dict[WritingStep, Callable[[Wanted, Sequence[str]], Schema]] = {
    "digest": _digest,
    "outline": _outline,
    "draft": _episode,
    "polish": _episode,
    "review": _review,
    "rewrite": _episode,
}
