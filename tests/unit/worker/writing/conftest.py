"""An episode as it is asked for, and as a model writes it."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.line.writing_requests import Wanted


@pytest.fixture
def wanted() -> Callable[..., Wanted]:
    def make(step: str = "draft", **changes: Any) -> Wanted:
        usual = {"step": step, "language": "en", "episodes": 2, "episode": 1, "scenes": 2, "seconds": 20.0, "cast": ()}
        return Wanted.model_validate(usual | changes)

    return make


@pytest.fixture
def episode() -> dict[str, Any]:
    return {
        "episode_number": 1,
        "logline": "A letter arrives ten years late.",
        "scenes": [
            {
                "scene_number": number,
                "setting": "Kitchen, morning",
                "action": "Emma opens an old envelope.",
                "emotional_beat": "tense",
                "visual_prompt": "a small kitchen in morning light",
                "duration_seconds": 10.0,
                "dialogue": [
                    {"character": "Emma", "line": f"Why did you never tell me about letter {number}?", "delivery": "coldly"},
                    {"character": "Daniel", "line": "Because it would have changed nothing.", "delivery": ""},
                ],
            }
            for number in (1, 2)
        ],
        "cliffhanger": "Whose signature is it?",
    }
