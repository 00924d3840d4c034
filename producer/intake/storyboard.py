"""Storyboards: a list of shots in JSON or YAML, alone or under `shots`, each of which becomes a scene."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_letters
from typing import Any

from producer.intake.document import Document, Place
from producer.intake.draft import HIGHEST_NUMBER, Draft, Written, seconds_of
from producer.intake.juben_marks import NARRATOR
from producer.intake.juben_speech import speech_of
from producer.intake.problems import Problem, refuse, shown

SHOTS_PER_SCENE = 100
"""Shot 2 of scene 3 is made as scene 302."""

_NAMES = {
    "shot": "shot shot_number shot_no shot_id number no id index 镜号 镜头号 分镜号 序号",
    "scene": "scene scene_number scene_no scene_id 场次 场号",
    "episode": "episode episode_number ep 集 集数",
    "setting": "setting location place 场景 地点",
    "action": "action description desc content 画面 画面描述 内容 描述",
    "visual_prompt": "visual_prompt prompt image_prompt video_prompt 提示词 画面提示词",
    "seconds": "duration duration_seconds duration_s seconds length 时长",
    "dialogue": "dialogue dialog line lines 台词 对白",
    "narration": "narration voiceover voice_over vo 旁白",
    "speaker": "speaker character 角色 说话人",
    "delivery": "delivery tone 语气",
    "emotional_beat": "emotional_beat emotion mood 情绪",
    "SFX": "sfx sound sound_effect sound_effects audio 音效",
    "TEXT": "on_screen_text caption subtitle subtitles 字幕 画面文字",
    "CAMERA": "camera camera_movement shot_type shot_size angle movement 镜头 景别 运镜",
    "CAST": "characters cast 人物",
}
_SAID = {
    "character": "character speaker name 角色",
    "line": "line text dialogue 台词",
    "delivery": "delivery tone emotion 语气 情绪",
    "off_screen": "off_screen",
}
_LISTS = ("shots", "storyboard", "分镜", "镜头")


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words.split()}


_FIELD, _SAID_FIELD = _by_word(_NAMES), _by_word(_SAID)


def is_storyboard(data: Any) -> bool:
    """Whether data is a list of mappings, or a mapping that holds one under a name for shots."""
    is_list = isinstance(data, list) and bool(data) and isinstance(data[0], dict)
    return is_list or (isinstance(data, dict) and any(name in data for name in _LISTS))


def read_storyboard(document: Document) -> Written:
    """The script in a storyboard. Raises InputError for values that cannot be meant, and Malformed where there is no shot."""
    return _Reading(document).written()


class _Reading:
    """Reads one storyboard."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.draft = Draft()
        self.findings = self.draft.findings
        self.problems: list[Problem] = []

    def written(self) -> Written:
        data, place = self.document.data, Place()
        if isinstance(data, dict):
            name = next(name for name in _LISTS if name in data)
            for key, value in data.items():
                if key in ("title", "genre"):
                    self.draft.top(key, self.text((key,), value), self.line((key,)))
                elif key != name:
                    self.findings.warn(self.line((key,)), f"{key[:40]!r} is not used")
            data, place = data[name], (name,)
        shots = list(self.shots(data, place))
        refuse(self.document, self.problems)
        self.episodes(shots)
        refuse(self.document, self.problems)
        return self.draft.written('holds no shots; a storyboard is a list such as [{"shot": 1, "description": …}]')

    def line(self, place: Place) -> int:
        return self.document.line(place) or 1

    def wrong(self, place: Place, must: str, value: Any) -> None:
        self.problems.append(Problem(place, f"must be {must}, not {shown(value)}"))

    def shots(self, data: Any, place: Place) -> Iterator[tuple[Place, dict[str, tuple[Place, Any]]]]:
        """Each shot's place, and the place and value of each of its fields by our name for it."""
        if not isinstance(data, list):
            self.wrong(place, "a list of shots", data)
            return
        for index, shot in enumerate(data):
            here: Place = (*place, index)
            if not isinstance(shot, dict):
                self.wrong(here, "a mapping of a shot's fields", shot)
                continue
            yield here, self.fields(here, shot, _FIELD)

    def fields(self, here: Place, given: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, tuple[Place, Any]]:
        found: dict[str, tuple[Place, Any]] = {}
        for key, value in given.items():
            name = known.get(key.strip().casefold().replace(" ", "_").replace("-", "_"))
            if name is None or name in found:
                self.findings.warn(self.line((*here, key)), f"{key[:40]!r} is not used{' (said by another field too)' if name else ''}")
            elif value not in (None, "", []):
                found[name] = ((*here, key), value)
        return found

    def episodes(self, shots: Sequence[tuple[Place, dict[str, tuple[Place, Any]]]]) -> None:
        """Shots by episode, in the order in which these come up first."""
        grouped: dict[int | None, list[tuple[Place, dict[str, tuple[Place, Any]]]]] = {}
        for place, fields in shots:
            grouped.setdefault(self.number(fields, "episode"), []).append((place, fields))
        for number, those in grouped.items():
            self.draft.begin_episode(self.line(those[0][0]), number)
            for (place, fields), scene_number in zip(those, self.numbers(those), strict=True):
                self.shot(place, fields, scene_number)

    def numbers(self, shots: Sequence[tuple[Place, dict[str, tuple[Place, Any]]]]) -> list[int | None]:
        """The numbers of an episode's scenes: its shots', with those of their scenes where these are told; else none, for places."""
        scenes = [self.number(fields, "scene") for _, fields in shots]
        numbers = [self.number(fields, "shot") for _, fields in shots]
        if any(scenes) and (any(numbers) or max(Counter(scenes).values()) > 1):
            at: Counter[int | None] = Counter()
            for index, scene in enumerate(scenes):
                at[scene] += 1
                numbers[index] = SHOTS_PER_SCENE * (scene or 0) + (numbers[index] or at[scene])
            self.findings.note(
                self.line(shots[0][0]), f"shots are numbered {SHOTS_PER_SCENE} x scene + shot: shot 2 of scene 3 is scene 302"
            )
        elif any(scenes):
            numbers = scenes
        fit = all(number is not None and number <= HIGHEST_NUMBER for number in numbers) and len(set(numbers)) == len(numbers)
        if not fit and any(numbers):
            self.findings.warn(
                self.line(shots[0][0]), "the shots' numbers are not all different whole numbers, so shots are numbered by place"
            )
        return numbers if fit else [None] * len(numbers)

    def number(self, fields: Mapping[str, tuple[Place, Any]], name: str) -> int | None:
        """A number given as such or in text (`3`, `"S03"`); None where there is none."""
        _, value = fields.get(name, ((), None))
        if isinstance(value, str):
            digits = value.strip().strip(f"{ascii_letters}第镜头场集号號 #_-")
            value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 4 else None
        return value if type(value) is int and value > 0 else None

    def shot(self, place: Place, fields: dict[str, tuple[Place, Any]], number: int | None) -> None:
        line = self.line(place)
        self.draft.begin_scene(line, "", number)
        where, scene = fields.get("scene", ((), None))
        if isinstance(scene, str) and self.number(fields, "scene") is None:
            self.draft.in_scene("setting", scene.strip(), self.line(where))
        for name, (at, value) in fields.items():
            if name == "seconds":
                self.seconds(at, value)
            elif name in ("setting", "action", "visual_prompt", "emotional_beat"):
                self.draft.in_scene(name, self.text(at, value), self.line(at))
            elif name == "dialogue":
                self.dialogue(at, value, fields)
            elif name == "narration":
                self.draft.say(self.line(at), NARRATOR, self.text(at, value), off_screen="VO")
        for name in ("SFX", "TEXT", "CAMERA", "CAST"):
            if name in fields:
                at, value = fields[name]
                self.findings.note(self.line(at), f"{at[-1]!r} is kept in the action as [{name}: …]")
                self.draft.in_scene("action", f"[{name}: {self.text(at, value)}]", self.line(at))

    def text(self, place: Place, value: Any) -> str:
        """A text, or a list of them joined by commas."""
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, str) for part in parts):
            self.wrong(place, "text", value)
            return ""
        return ", ".join(part.strip() for part in parts)

    def seconds(self, place: Place, value: Any) -> None:
        text = f"{value}" if type(value) in (int, float) else value
        if not isinstance(text, str) or seconds_of(text) is None:
            self.wrong(place, "a length in seconds such as 8 or '8s'", value)
        else:
            self.draft.wish_seconds(text, self.line(place))

    def dialogue(self, place: Place, value: Any, fields: Mapping[str, tuple[Place, Any]]) -> None:
        """What is said: a text beside its speaker, a text that begins with one (`甲：…`), or a list of lines."""
        for index, said in enumerate(value if isinstance(value, list) else [value]):
            here: Place = (*place, index) if isinstance(value, list) else place
            if isinstance(said, dict):
                own = {name: self.text(at, word) for name, (at, word) in self.fields(here, said, _SAID_FIELD).items()}
            elif isinstance(said, str):
                own = {"line": said.strip()}
            else:
                self.wrong(here, "text, or a mapping of speaker and line", said)
                continue
            beside = {name: self.text(*fields[key]) for name, key in (("character", "speaker"), ("delivery", "delivery")) if key in fields}
            self.say(here, {**beside, **own})

    def say(self, place: Place, said: dict[str, str]) -> None:
        line, words = self.line(place), said.get("line", "")
        if not words:
            self.findings.warn(line, "somebody is to speak, but no words follow")
            return
        off_screen = said.get("off_screen") or None
        if off_screen not in (None, "VO", "OS"):
            self.wrong((*place, "off_screen"), "VO or OS", off_screen)
        elif said.get("character"):
            self.draft.say(line, said["character"], words, said.get("delivery", ""), off_screen)
        elif (speech := speech_of(words)) and speech.text:
            self.draft.say(line, *speech.with_text(speech.text))
        else:
            self.findings.note(line, f"what nobody is named for is said by {NARRATOR}")
            self.draft.say(line, NARRATOR, words, said.get("delivery", ""), off_screen or "VO")
