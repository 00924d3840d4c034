"""What a property's name says of its value: which phrases fit it, how many items, and which numbers."""

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "line": "line", "dialogue": "line", "speech": "line", "spoken": "line",
    "action": "action", "actions": "action", "visual_prompt": "picture", "image_prompt": "picture", "picture": "picture",
    "description": "action", "beats": "action", "events": "action", "beat": "action", "event": "action",
    "setting": "setting", "location": "setting", "place": "setting",
    "logline": "story", "premise": "story", "synopsis": "story", "hook": "hook", "cliffhanger": "cliffhanger",
    "summary": "summary", "problem": "problem", "problems": "problem", "suggestion": "suggestion", "suggestions": "suggestion",
    "title": "title", "name": "name", "names": "name", "character": "name", "characters": "name", "speaker": "name", "cast": "name",
    "role": "role", "personality": "nature", "appearance": "look", "wardrobe": "look", "delivery": "delivery",
    "emotional_beat": "mood", "mood": "mood", "emotion": "mood", "gender": "gender", "genre": "genre",
}  # fmt: skip
"""A property to the phrases of it; any other property gets a sentence of what happens."""

PEOPLE = ("characters", "cast", "people", "roles")
"""Lists of people, whose names are all different."""

SPEAKERS = ("character", "speaker")

COUNTS: Mapping[str, int] = {
    "episodes": 2, "scenes": 4, "dialogue": 2, "lines": 2, "characters": 3, "cast": 3, "beats": 3, "events": 3, "findings": 2
}  # fmt: skip
"""How many items a list has where the schema leaves it open; one, where it is not here."""

NUMBERS: Mapping[str, tuple[int, int]] = {
    "age": (19, 58),
    "duration_seconds": (5, 8),
    "seconds": (5, 8),
    "duration": (5, 8),
    "score": (6, 9),
}
"""From, to: where the schema leaves it open."""
