"""The form of a small script, as a writer's client asks for it."""

import json
from typing import Any

CAST = ["Mei", "Mr. Low", "Auntie Fang"]


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def episode(scenes: int = 4, cast: list[str] | None = None) -> dict[str, Any]:
    """An episode of exactly so many scenes."""
    text = {"type": "string"}
    line = closed(character={"type": "string", "enum": cast or CAST}, line=text, delivery=text)
    scene = closed(
        scene_number={"type": "integer"},
        setting=text,
        action=text,
        visual_prompt=text,
        duration_seconds={"type": "number"},
        dialogue={"type": "array", "items": line},
    )
    scenes_of = {"type": "array", "items": scene, "minItems": scenes, "maxItems": scenes}
    return closed(episode_number={"type": "integer"}, logline=text, scenes=scenes_of, cliffhanger=text)


def asked(schema: dict[str, Any]) -> dict[str, Any]:
    """The `response_format` that asks for it."""
    return {"type": "json_schema", "json_schema": {"name": "script", "strict": True, "schema": schema}}


def text_of(completion: dict[str, Any]) -> Any:
    return completion["choices"][0]["message"]["content"]


def script_of(completion: dict[str, Any]) -> Any:
    return json.loads(text_of(completion))
