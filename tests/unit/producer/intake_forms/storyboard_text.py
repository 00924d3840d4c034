"""A script as a storyboard in JSON: the way back, for round trips."""

import json
from typing import Any

from shared.season_script import DialogueLine, SceneScript, ScriptFile


def storyboard_text(script: ScriptFile) -> str:
    shots = [shot(scene, episode.episode_number) for episode in script.episodes for scene in episode.scenes]
    return json.dumps({"title": script.title, "genre": script.genre, "shots": shots}, ensure_ascii=False, indent=1)


def shot(scene: SceneScript, episode: int | None) -> dict[str, Any]:
    fields = {
        "episode": episode,
        "shot": scene.scene_number,
        "location": scene.setting,
        "description": scene.action,
        "prompt": scene.visual_prompt,
        "duration": scene.duration_seconds,
        "mood": scene.emotional_beat,
        "dialogue": [said(line) for line in scene.dialogue],
    }
    return {name: value for name, value in fields.items() if value}


def said(line: DialogueLine) -> dict[str, str]:
    fields = {"speaker": line.character, "line": line.line, "delivery": line.delivery, "off_screen": line.off_screen}
    return {name: value for name, value in fields.items() if value}
