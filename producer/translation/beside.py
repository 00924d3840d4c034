"""The translations beside a season, to be read and to be kept to: what a line once was in a language it stays, until that is asked anew.

DIR/<season-slug>/translations/E01.en.json  E01.en.txt  names.en.json
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from producer.translation.parts import Spot
from shared.delivery.placing import write_text
from shared.production import Episode

FOLDER = "translations"


@dataclass(frozen=True)
class Entry:
    """A line as it is delivered: `line` counts from 1 in its scene; without a translation, `left_out` says why."""

    scene: int
    line: int
    character: str
    text: str
    translation: str | None
    left_out: str | None = None


@dataclass(frozen=True)
class Translated:
    """An episode in a language, as it is delivered. `take` is how often it was asked anew, `by` who translated it."""

    episode: int
    language: str
    take: int
    by: tuple[str, ...]
    lines: tuple[Entry, ...]


def write_beside(folder: Path, translated: Sequence[Translated], names: Mapping[str, Mapping[str, str]]) -> None:
    """Put translations, and by language what the cast is called, beside a season. Raises OSError."""
    place = folder / FOLDER
    for each in translated:
        stem = f"E{each.episode:02d}.{each.language}"
        _write(place / f"{stem}.json", json.dumps(asdict(each), ensure_ascii=False, indent=1) + "\n")
        _write(place / f"{stem}.txt", _readable(each))
    for language, called in names.items():
        _write(place / f"names.{language}.json", json.dumps(dict(called), ensure_ascii=False, indent=1) + "\n")


def kept_lines(folder: Path, episode: Episode, language: str, take: int) -> dict[Spot, str]:
    """What lines of an episode were in a language, where the same person says the same in the same place; nothing of an earlier take."""
    before = _read(folder / FOLDER / f"E{episode.number:02d}.{language}.json")
    lines = before.get("lines")
    if not isinstance(lines, list) or not isinstance(before.get("take"), int) or before["take"] < take:
        return {}
    try:
        old = [Entry(**line) for line in lines]
    except TypeError:
        return {}
    new = [((scene.number, index), line) for scene in episode.scenes for index, line in enumerate(scene.dialogue)]
    said_before, said = [(each.character, each.text) for each in old], [(line.character, line.text) for _, line in new]
    kept: dict[Spot, str] = {}
    for block in SequenceMatcher(None, said_before, said, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            text = old[block.a + offset].translation
            if isinstance(text, str) and text:
                kept[new[block.b + offset][0]] = text
    return kept


def kept_names(folder: Path, language: str) -> dict[str, str]:
    """What the cast was called in a language."""
    return {
        name: called for name, called in _read(folder / FOLDER / f"names.{language}.json").items() if isinstance(called, str) and called
    }


def _readable(translated: Translated) -> str:
    scenes: dict[int, list[str]] = {}
    for entry in translated.lines:
        said = f"{entry.character}: {entry.text}\n    {entry.translation or f'({entry.left_out})'}"
        scenes.setdefault(entry.scene, [f"Scene {entry.scene}"]).append(said)
    return "\n\n".join("\n".join(lines) for lines in scenes.values()) + "\n"


def _read(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _write(path: Path, text: str) -> None:
    try:
        if path.read_text(encoding="utf-8") == text:
            return
    except (OSError, UnicodeDecodeError):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text)
