"""Seasons for the review's tests: written as data, read as a user's file is, reviewed."""

import json
from pathlib import Path
from typing import Any

from producer.intake.read import read_season
from producer.review.remark import Remark
from tests.factories.season_file import a_season_file

A_SCENE = {
    "setting": "Kitchen, day",
    "action": "Emma reads the letter again. Daniel does not look at her.",
    "emotional_beat": "tense",
    "visual_prompt": "a small kitchen in daylight, a woman with a letter",
    "dialogue": [{"character": "Emma", "line": "You knew it."}, {"character": "Daniel", "line": "Since the harbour."}],
}


def a_scene(**changes: Any) -> dict[str, Any]:
    """A scene that the review has nothing to say of, with changes; None takes a field out."""
    return {name: value for name, value in {**A_SCENE, **changes}.items() if value is not None}


def said(*lines: str | tuple[str, str]) -> list[dict[str, str]]:
    """Dialogue: lines of Emma, or of whoever is named."""
    pairs = [("Emma", line) if isinstance(line, str) else line for line in lines]
    return [{"character": speaker, "line": line} for speaker, line in pairs]


def a_member(name: str, **fields: Any) -> dict[str, Any]:
    """One of a cast."""
    return {"name": name, "gender": "female", "age": 30, **fields}


def reviewed(folder: Path, *episodes: list[dict[str, Any]], each: dict[str, Any] | None = None, **changes: Any) -> tuple[Remark, ...]:
    """The remarks on a season with these episodes; `each` is added to every episode."""
    data = a_season_file(*episodes, **changes)
    for episode in data["episodes"]:
        episode.update(each or {})
    path = folder / "season.json"
    path.write_text(json.dumps({name: value for name, value in data.items() if value is not None}, ensure_ascii=False, indent=1), "utf-8")
    return read_season(path, rehearse=True).review


def kinds(remarks: tuple[Remark, ...]) -> list[str]:
    """What was found."""
    return sorted(remark.kind for remark in remarks)
