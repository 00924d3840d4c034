"""A script as an import puts it together: data in the shape of `shared.season.ScriptFile`, and the line of each part of it."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from producer.intake.document import MOST_VALUES, Malformed, Place
from producer.intake.findings import Finding, Findings
from shared.beats import beat_of

SHORTEST_SCENE_S, LONGEST_SCENE_S = 1, 300
SHORTEST_EPISODE_S, LONGEST_EPISODE_S = 5, 1800
HIGHEST_NUMBER = 9999

_MINUTES = r"(\d{1,3})\s*(?:分钟|分鐘|分|min(?:utes?)?|m|:|：|'|′)"
_SECONDS = r"(\d{1,4}(?:\.\d{1,3})?)\s*(?:秒钟|秒鐘|秒|s(?:ec(?:onds?)?)?|\"|″)?"
_LENGTH = re.compile(rf"(?:{_MINUTES})?\s*(?:{_SECONDS})?", re.IGNORECASE | re.ASCII)


class Paragraph(NamedTuple):
    """A line of a text, or a paragraph of a DOCX or EPUB file; numbers count from 1. `heading` is its level there, 0 for none."""

    number: int
    text: str
    heading: int = 0


@dataclass(frozen=True)
class Written:
    """What an import made of a file: data for the season models, the lines of its places, and the findings."""

    data: dict[str, Any]
    lines: dict[Place, int]
    findings: tuple[Finding, ...]


MOST_PARAGRAPHS = 500_000
"""Of one file. A novel of three million characters has about 100,000."""


def check_count(count: int) -> None:
    """Raise Malformed for more paragraphs than a novel has: empty ones take a hundred times their own room."""
    if count > MOST_PARAGRAPHS:
        raise Malformed(f"has more than {MOST_PARAGRAPHS:,} lines; no novel has that many", MOST_PARAGRAPHS + 1)


def paragraphs_of(text: str) -> list[Paragraph]:
    """The lines of a text, whatever ends them. What no terminal shows (form feeds, marks of byte order) is taken out.

    Raises Malformed for too many.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate({0x0B: " ", 0x0C: " ", 0x85: " ", 0xFEFF: None, 0x200B: None})
    check_count(plain.count("\n"))
    return [Paragraph(number, line) for number, line in enumerate(plain.split("\n"), 1)]


class Draft:
    """Takes a script's parts in the order in which they are written."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.data: dict[str, Any] = {"episodes": []}
        self.lines: dict[Place, int] = {(): 1, ("episodes",): 1}
        self._values = 0
        self._pieces: dict[tuple[int, str], tuple[dict[str, Any], list[str]]] = {}

    @property
    def episodes(self) -> list[dict[str, Any]]:
        """The episodes so far."""
        found: list[dict[str, Any]] = self.data["episodes"]
        return found

    @property
    def has_scene(self) -> bool:
        """Whether the present episode has a scene."""
        return bool(self.episodes and self.episodes[-1]["scenes"])

    @property
    def scene(self) -> dict[str, Any] | None:
        """The present scene."""
        return self.episodes[-1]["scenes"][-1] if self.has_scene else None

    def top(self, name: str, text: str, line: int) -> None:
        """The title or the genre."""
        if text and name not in self.data:
            self.data[name] = text
            self.lines[(name,)] = line

    def begin_episode(self, line: int, number: int | None = None) -> None:
        """A new episode; its scenes follow."""
        self.episodes.append({"scenes": []})
        self.lines[self._episode] = line
        self.lines[(*self._episode, "scenes")] = line
        if number is not None and self._is_number(number, line):
            self._set(self._episode, self.episodes[-1], "episode_number", number, line)

    def begin_scene(self, line: int, setting: str = "", number: int | None = None) -> None:
        """A new scene of the present episode."""
        if not self.episodes:
            self.begin_episode(line)
        self.episodes[-1]["scenes"].append({})
        self.lines[self._scene] = line
        self.in_scene("setting", setting, line)
        if number is not None and self._is_number(number, line):
            self.in_scene("scene_number", number, line)

    def in_episode(self, name: str, value: Any, line: int) -> None:
        """A field of the present episode; texts of one field are joined."""
        if not self.episodes:
            self.begin_episode(line)
        self._set(self._episode, self.episodes[-1], name, value, line)

    def in_scene(self, name: str, value: Any, line: int) -> None:
        """A field of the present scene; texts of one field are joined."""
        if self.scene is None:
            self.begin_scene(line)
        assert self.scene is not None, "a scene has just begun"
        self._set(self._scene, self.scene, name, value, line)

    def say(self, line: int, character: str, text: str, delivery: str = "", off_screen: str | None = None) -> None:
        """A line of dialogue; one without a name or without words is told, and not used."""
        if not (character.strip() and text.strip()):
            self.findings.warn(line, "a line of dialogue without a speaker or without words is not used")
            return
        if self.scene is None:
            self.begin_scene(line)
        assert self.scene is not None, "a scene has just begun"
        self._check_size(line)
        said = self.scene.setdefault("dialogue", [])
        self.lines.setdefault((*self._scene, "dialogue"), line)
        spoken = {"character": character, "line": text, "delivery": delivery, "off_screen": off_screen}
        said.append({name: value for name, value in spoken.items() if value})
        place: Place = (*self._scene, "dialogue", len(said) - 1)
        self.lines[place] = line
        self.lines.update({(*place, name): line for name in said[-1]})
        if off_screen:
            self.findings.note(line, f"{character} is heard but not seen to speak ({off_screen})")

    def wish_seconds(self, text: str, line: int) -> bool:
        """The length of the present scene, or of an episode that has no scene yet; whether `text` is one."""
        seconds = seconds_of(text)
        if seconds is None:
            return False
        low, high = (SHORTEST_SCENE_S, LONGEST_SCENE_S) if self.has_scene else (SHORTEST_EPISODE_S, LONGEST_EPISODE_S)
        if not low <= seconds <= high:
            self.findings.warn(line, f"a length of {seconds:g} s is not used; it must be {low} to {high} s")
        elif self.has_scene:
            self.in_scene("duration_seconds", seconds, line)
        else:
            self.in_episode("duration_seconds", seconds, line)
        return True

    def written(self, empty: str) -> Written:
        """All that was taken. Raises Malformed where there was no scene at all; `empty` then tells what is missing."""
        kept = [index for index, episode in enumerate(self.episodes) if episode["scenes"]]
        for index, episode in enumerate(self.episodes):
            if not episode["scenes"]:
                line = self.lines["episodes", index]
                self.findings.warn(line, "the episode has no scene, so it is left out")
        if not kept:
            raise Malformed(empty)
        renumbered = {old: new for new, old in enumerate(kept)}
        lines: dict[Place, int] = {}
        for place, line in self.lines.items():
            if len(place) < 2 or place[0] != "episodes":
                lines[place] = line
            elif (new := renumbered.get(int(place[1]))) is not None:
                lines["episodes", new, *place[2:]] = line
        for (_, name), (part, pieces) in self._pieces.items():
            part[name] = " ".join(pieces)
        data = {**self.data, "episodes": [self.episodes[index] for index in kept]}
        for episode in data["episodes"]:
            for scene in episode["scenes"]:
                _feel(scene)
        return Written(data, lines, self.findings.listed())

    @property
    def _episode(self) -> Place:
        return ("episodes", len(self.episodes) - 1)

    @property
    def _scene(self) -> Place:
        return (*self._episode, "scenes", len(self.episodes[-1]["scenes"]) - 1)

    def _set(self, place: Place, part: dict[str, Any], name: str, value: Any, line: int) -> None:
        if value in ("", None):
            return
        self._check_size(line)
        if isinstance(value, str):
            # Joined at the end: joining each piece at once would take the square of their number.
            self._pieces.setdefault((id(part), name), (part, []))[1].append(value)
        part[name] = value
        self.lines.setdefault((*place, name), line)

    def _check_size(self, line: int) -> None:
        self._values += 1
        if self._values > MOST_VALUES // 4:
            raise Malformed(f"more than {MOST_VALUES // 4} lines of action and dialogue; a season has far fewer", line)

    def _is_number(self, number: int, line: int) -> bool:
        if 1 <= number <= HIGHEST_NUMBER:
            return True
        self.findings.warn(line, f"the number is not used; numbers go from 1 to {HIGHEST_NUMBER}")
        return False


def seconds_of(text: str) -> float | None:
    """A length as scripts write it (`8秒`, `1分30秒`, `01:30`, `8s`) in seconds; None where it is none."""
    plain = text.strip().removeprefix("约").removeprefix("約").strip()
    found = _LENGTH.fullmatch(plain) if len(plain) <= 20 else None
    if not found or not (found[1] or found[2]):
        return None
    return 60 * int(found[1] or 0) + float(found[2] or 0)


def _feel(scene: dict[str, Any]) -> None:
    """Give a scene that names no beat the first one that its lines name."""
    if scene.get("emotional_beat"):
        return
    told = next((spoken["delivery"] for spoken in scene.get("dialogue", ()) if beat_of(spoken.get("delivery", ""))), None)
    if told:
        scene["emotional_beat"] = told
