"""The fields of an answer by all the names that models give them, and what is read out of their values."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

Names = Mapping[str, tuple[str, ...]]

SEASON: Names = {
    "logline": ("logline", "summary", "synopsis", "premise", "故事梗概", "梗概"),
    "characters": ("characters", "cast", "main_characters", "角色", "人物"),
    "episodes": ("episodes", "season", "outline", "剧集", "分集"),
}
EPISODE: Names = {
    "episode_number": ("episode_number", "episode", "number", "episode_no", "ep", "集数"),
    "logline": ("logline", "summary", "synopsis", "梗概"),
    "hook": ("hook", "opening_hook", "opening", "钩子", "开场"),
    "beats": ("beats", "plot_points", "plot", "turns", "情节"),
    "scenes": ("scenes", "scene_list", "shots", "场景", "分场"),
    "cliffhanger": ("cliffhanger", "cliff_hanger", "ending_hook", "ending", "悬念"),
}
SCENE: Names = {
    "scene_number": ("scene_number", "scene", "number", "scene_no", "scene_id", "id", "场次"),
    "setting": ("setting", "location", "place", "heading", "场景", "地点"),
    "action": ("action", "actions", "description", "动作", "画面"),
    "emotional_beat": ("emotional_beat", "emotion", "mood", "beat", "情绪"),
    "visual_prompt": ("visual_prompt", "video_prompt", "image_prompt", "visual", "prompt", "视觉提示"),
    "duration_seconds": ("duration_seconds", "duration", "seconds", "length_seconds", "时长"),
    "dialogue": ("dialogue", "dialogues", "dialog", "lines", "对白", "台词"),
}
LINE: Names = {
    "character": ("character", "speaker", "name", "role", "角色"),
    "line": ("line", "text", "content", "dialogue", "speech", "台词"),
    "delivery": ("delivery", "tone", "emotion", "parenthetical", "语气"),
    "off_screen": ("off_screen",),
}
CHARACTER: Names = {
    "name": ("name", "character", "姓名", "名字"),
    "role": ("role", "身份"),
    "gender": ("gender", "sex", "性别"),
    "age": ("age", "年龄"),
    "personality": ("personality", "traits", "description", "性格"),
    "appearance": ("appearance", "looks", "look", "外貌"),
}
DIGEST: Names = {
    "summary": ("summary", "running_summary", "story_so_far", "synopsis", "摘要", "梗概"),
    "events": ("events", "key_events", "plot_points", "事件"),
    "characters": SEASON["characters"],
}
REVIEW: Names = {
    "verdict": ("verdict", "decision", "result", "结论"),
    "findings": ("findings", "issues", "problems", "feedback", "问题"),
}
FINDING: Names = {
    "scene_number": ("scene_number", "scene", "场次"),
    "problem": ("problem", "issue", "finding", "description", "问题"),
    "suggestion": ("suggestion", "fix", "recommendation", "建议"),
}

SHORT, LONG = 500, 4000
"""The season models' bounds on texts, in characters."""

MOST_KEYS, MOST_ITEMS, LONGEST_TEXT = 100, 1000, 50_000
"""Of an object, of a list, of a text: what is beyond is not looked at."""

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")
_MINUTES = re.compile(r"\s*(\d{1,2}):(\d{2})\s*")


@dataclass
class Reading:
    """What is made of one value of an answer: the script, what is wrong with it, what was put right."""

    script: dict[str, Any] | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def clipped(self, value: Any, most: int, what: str) -> str:
        """A value as a text of at most `most` characters."""
        text = text_of(value)
        if len(text) > most:
            self.notes.append(f"{what} was cut to {most} of its {len(text)} characters")
            text = text[:most].rstrip()
        return text


def named(given: Any, names: Names) -> dict[str, Any]:
    """The known fields of an object, by our own names; of several that mean the same, the first that is filled."""
    if not isinstance(given, dict):
        return {}
    by_key = {_key(key): value for key, value in islice(given.items(), MOST_KEYS) if value is not None}
    found = {}
    for name, aliases in names.items():
        filled = [by_key[alias] for alias in aliases if alias in by_key]
        if name.endswith("_number"):
            # {"episode": {…}} holds an episode, not its number.
            filled = [value for value in filled if not isinstance(value, dict | list)]
        if filled:
            found[name] = next((value for value in filled if value not in ("", [], {})), filled[0])
    return found


def unwrapped(value: Any, *forms: Names) -> Any:
    """The object that has a field of one of these forms, out of up to four objects or lists of one that are around it."""
    for _ in range(4):
        inner = value
        if isinstance(value, dict):
            held = [each for each in islice(value.values(), MOST_KEYS) if isinstance(each, dict | list)]
            known = max(len(named(value, names)) for names in forms)
            if len(held) == 1 and (not known or (known == 1 and any(named(held[0], names) for names in forms))):
                inner = held[0]
        elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict | list):
            inner = value[0]
        if inner is value:
            break
        value = inner
    return value


def items_of(value: Any) -> list[Any]:
    """A list; an object of objects ("1": {…}, "2": {…}) is the list of them, and one thing alone a list of it."""
    if isinstance(value, list):
        return value[:MOST_ITEMS]
    if isinstance(value, dict):
        held = list(islice(value.values(), MOST_ITEMS))
        return held if held and all(isinstance(each, dict) for each in held) else [value]
    return [] if value is None or value == "" else [value]


def text_of(value: Any) -> str:
    """A value as one line of text: without control characters, runs of spaces one; parts are put together."""
    if isinstance(value, dict | list):
        value = items_of(list(value.values()) if isinstance(value, dict) else value)
        return ", ".join(filter(None, map(text_of, value))) if _depth(value) < 4 else ""
    if value is None or isinstance(value, bool):
        return ""
    kept = (" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in str(value)[:LONGEST_TEXT])
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def number_of(value: Any) -> float | None:
    """The first number of a value: 8, "8", "8s", "about 8 to 10 seconds", "0:08"."""
    if isinstance(value, str):
        minutes = _MINUTES.fullmatch(value)
        if minutes:
            return 60.0 * int(minutes[1]) + int(minutes[2])
        found = _NUMBER.search(value)
        return float(found[0]) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e9 and math.isfinite(value) else None


def whole_of(value: Any) -> int | None:
    """The first whole number of a value."""
    number = number_of(value)
    return None if number is None else int(number)


def _key(key: Any) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(key).strip())
    return re.sub(r"[\s\-]+", "_", spaced).casefold()


def _depth(value: Any, most: int = 4) -> int:
    if most <= 0 or not isinstance(value, dict | list):
        return 0
    return 1 + max((_depth(each, most - 1) for each in (value.values() if isinstance(value, dict) else value)), default=0)
