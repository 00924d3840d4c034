"""The pace of a judged episode, in the form of a review's findings: what counting tells without any reviewer."""

from typing import Any

from shared.beats import beat_of
from shared.line.writing_requests import Wanted
from worker.writing.lengths import speech_seconds

CROWDED = 1.25
"""Dialogue that takes so many times its scene's seconds does not fit by far."""
HOOK_SECONDS = 5.0
STRONG_BEATS = frozenset({"angry", "tense", "shocking"})
"""Moods in which a silent picture holds by itself."""


def remarks(script: dict[str, Any], wanted: Wanted) -> list[dict[str, Any]]:
    """What is wrong with an episode's pace: `{"scene_number", "problem", "suggestion"}`; a number of None is the whole episode."""
    found = [remark for scene in script["scenes"] if (remark := _crowded(scene))]
    first = script["scenes"][0]
    if not first["dialogue"] and beat_of(first["emotional_beat"]) not in STRONG_BEATS and first["duration_seconds"] > HOOK_SECONDS:
        found.append(
            _remark(
                first["scene_number"],
                f"no hook: nobody speaks in the first {HOOK_SECONDS:g} s, and nothing strong happens",
                f"Open with a line or a strong action within {HOOK_SECONDS:g} s.",
            )
        )
    if not script["cliffhanger"] and wanted.episode != wanted.episodes:
        found.append(_remark(None, "no cliffhanger", "End on a question that only the next episode answers, and name it in `cliffhanger`."))
    return found


def _crowded(scene: dict[str, Any]) -> dict[str, Any] | None:
    needed = speech_seconds([line["line"] for line in scene["dialogue"]])
    length = scene["duration_seconds"]
    if needed <= CROWDED * length:
        return None
    return _remark(
        scene["scene_number"],
        f"its dialogue takes about {needed:.0f} s to speak, and the scene has {length:.0f} s",
        f"Shorten the dialogue to about {length / needed:.0%} of it.",
    )


def _remark(scene_number: int | None, problem: str, suggestion: str) -> dict[str, Any]:
    return {"scene_number": scene_number, "problem": problem, "suggestion": suggestion}
