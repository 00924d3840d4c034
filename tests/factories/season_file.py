"""Season files for tests, as data."""

from typing import Any


def a_season_file(*episodes: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A season file with one episode for each list of scenes."""
    numbered = [
        {"episode_number": number, "scenes": [{"scene_number": at, **scene} for at, scene in enumerate(scenes, 1)]}
        for number, scenes in enumerate(episodes, 1)
    ]
    return {
        "title": "Test Season",
        "language": "en",
        "format": {"aspect": "9:16", "resolution": "480p", "fps": 24},
        "characters": [
            {"name": "Emma", "gender": "female", "age": 31, "appearance": "red hair, green coat"},
            {"name": "Daniel", "gender": "male", "age": 35, "appearance": "dark hair, navy jacket"},
        ],
        "episodes": numbered,
        **changes,
    }


def a_scene_of(*lines: str, speaker: str = "Emma", **changes: Any) -> dict[str, Any]:
    """A scene in which one character says these lines."""
    dialogue = [{"character": speaker, "line": line} for line in lines]
    return {"setting": "Kitchen, day", "action": "Emma waits.", "emotional_beat": "tense", "dialogue": dialogue, **changes}
