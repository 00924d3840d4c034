"""What the line asks of a model, for every capability: the values of its stages, of the kind that break sloppy requests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.catalogue.models import Capability, Model
from shared.line.requests import Format
from worker.stages.wording import shape

REFERENCE = "0123456789abcdef0123456789abcdef-1"
SEED = 12345
# Quotes, markup, a line's end, ideographs and a brace that is no placeholder.
PROMPT = 'Zhang Feng & "Li" <run> {over}\nthe bridge; 雨夜.'
TEXT = '"Go" & <wait>, 李小姐!'
MESSAGES = [{"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": PROMPT}]
_SCHEMA = {"name": "script", "strict": True, "schema": {"type": "object", "properties": {}, "required": []}}
_JSON = {"type": "json_schema", "json_schema": _SCHEMA}
FORMAT = Format(width=720, height=1280, fps=24)


def values_of(model: Model, capability: Capability, emotion: str = "tense") -> dict[str, Any]:
    """As the stage of this capability gives them."""
    seconds = float(min(model.durations, default=5.0))
    made: Mapping[str, dict[str, Any]] = {
        "text": {"messages": MESSAGES, "temperature": 0.7, "max_tokens": 500, "response_format": _JSON},
        "reference": {"prompt": PROMPT, "seed": SEED, "name": "Li", "description": "Li (female)", **shape(FORMAT)},
        "video": {"prompt": PROMPT, "seconds": seconds, "seed": SEED, "emotion": emotion, **shape(FORMAT, model.resolutions)},
        "speech": {"text": TEXT, "voice": _voice(model), "language": _language(model), "emotion": emotion, "speed": 1.0,
                   "instructions": f"Speak in a {emotion} tone.", "name": "Li"},
        "lipsync": {"seconds": 5.0, **shape(FORMAT)},
        "music": {"prompt": PROMPT, "seconds": float(min(model.durations, default=30.0)), "seed": SEED, "mood": emotion,
                  "genre": "romance"},
    }  # fmt: skip
    return made[capability]


def files_of(model: Model, capability: Capability, media: Mapping[str, Path], pictures: int) -> dict[str, tuple[Path, ...]]:
    """A video's pictures, at most as many as the model takes; a lip sync's clip and sound."""
    if capability == "lipsync":
        return {"video": (media["film.mp4"],), "audio": (media["sound.wav"],)}
    most = model.reference_images.max if model.reference_images else 1
    return {"image": (media["picture.png"],) * min(pictures, most)} if capability == "video" else {}


def _voice(model: Model) -> str:
    return next(iter(model.voices), "a-voice")


def _language(model: Model) -> str:
    voice = model.voices.get(_voice(model))
    return str((voice and voice.language) or next(iter(model.languages), "en"))
