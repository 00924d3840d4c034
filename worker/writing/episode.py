"""An episode's script as models write it: read liberally, and brought into the season file's form."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from shared.line.writing_requests import Wanted
from shared.season_script import EpisodeScript
from worker.writing.checking import refusals
from worker.writing.fields import (
    EPISODE,
    LINE,
    LONG,
    LONGEST_TEXT,
    SCENE,
    SEASON,
    SHORT,
    Reading,
    items_of,
    named,
    number_of,
    text_of,
    unwrapped,
    whole_of,
)
from worker.writing.lengths import scaled, speech_seconds
from worker.writing.speakers import Cast, off_screen, without_brackets

MOST_NAMED = 40
"""Of the cast, in one problem."""
MOST_SCENES = 100
"""Of an episode; no more are read."""
MOST_LINES = 200
"""Of a scene that are read, which is more than it may have."""

_SAID = re.compile(r"\s*(?P<name>[^:：\n]{1,120}?)\s*[:：]\s*(?P<line>.+?)\s*", re.DOTALL)
_DIRECTION = re.compile(r"\s*[(（](?P<how>[^()（）]{1,80})[)）]\s*(?P<rest>.*)", re.DOTALL)
_SCENE_FIELDS = SCENE.keys() - {"scene_number", "duration_seconds"}
TOLD_OFF_SECONDS = 0.05
"""A share of the length: scaling that is less is not told."""


def read_episode(value: Any, wanted: Wanted, cast: Sequence[str]) -> Reading:
    """One episode: its own object, the one of its number in a whole script, or a bare list of scenes."""
    reading = Reading()
    episode = named(_episode_in(value, wanted), EPISODE)
    scenes = [scene for scene in items_of(episode.get("scenes")) if not isinstance(scene, dict) or named(scene, SCENE)]
    if not scenes:
        reading.problems.append("there are no scenes")
        return reading
    if len(scenes) != wanted.scenes:
        reading.problems.append(f"{_counted(len(scenes))} where {wanted.scenes} were asked")
    names = Cast((*cast, *wanted.cast))
    script: dict[str, Any] = {
        "episode_number": wanted.episode,
        "logline": reading.clipped(episode.get("logline"), LONG, "the logline"),
        "scenes": [_scene(scene, number, names, reading, is_open=not cast) for number, scene in _in_order(scenes[:MOST_SCENES], reading)],
        "cliffhanger": reading.clipped(episode.get("cliffhanger"), LONG, "the cliffhanger"),
    }
    if wanted.step in ("polish", "rewrite") and not spoken_lines(script):
        reading.problems.append("nobody says a word in it")
    _scale(script["scenes"], wanted, reading)
    if not reading.problems:
        reading.problems.extend(refusals(EpisodeScript, script))
    reading.script = script
    return reading


def _counted(scenes: int) -> str:
    return f"{scenes} scene{'s' if scenes != 1 else ''}"


def is_scene(value: Any) -> bool:
    """Whether a value looks like a scene, rather than an episode, a line or anything else."""
    return isinstance(value, dict) and "scenes" not in named(value, EPISODE) and len(named(value, SCENE).keys() & _SCENE_FIELDS) >= 2


def _episode_in(value: Any, wanted: Wanted) -> Any:
    value = unwrapped(value, EPISODE, SEASON) if not is_scene(value) else [value]
    if isinstance(value, dict) and "scenes" not in named(value, EPISODE):
        value = named(value, SEASON).get("episodes", value)
        value = value if isinstance(value, list) else [value]
    if not isinstance(value, list):
        return value
    value = items_of(value)
    if any(is_scene(each) for each in value):
        return {"scenes": value}
    episodes = [each for each in value if "scenes" in named(each, EPISODE)]
    same = [each for each in episodes if whole_of(named(each, EPISODE).get("episode_number")) == wanted.episode]
    if same:
        return same[-1]
    return episodes[0] if len(episodes) == 1 else {}


def _in_order(scenes: list[Any], reading: Reading) -> list[tuple[int, Any]]:
    """The scenes by their numbers, where all have one of their own; numbered from 1."""
    numbers = [whole_of(named(scene, SCENE).get("scene_number")) for scene in scenes]
    known = [number for number in numbers if number is not None]
    if len(set(known)) == len(scenes) and known != sorted(known):
        scenes = [scene for _, scene in sorted(zip(known, scenes, strict=True), key=lambda pair: pair[0])]
        reading.notes.append("scenes were put in the order of their numbers")
    elif known and known != list(range(1, len(scenes) + 1)):
        reading.notes.append("scenes were numbered anew")
    return list(enumerate(scenes, start=1))


def _scene(value: Any, number: int, cast: Cast, reading: Reading, *, is_open: bool) -> dict[str, Any]:
    where = f"scene {number}"
    scene = named(value, SCENE)
    if not isinstance(value, dict):
        reading.problems.append(f"{where} is no object with setting, action, dialogue and so on")
    script: dict[str, Any] = {
        "scene_number": number,
        "setting": reading.clipped(scene.get("setting"), SHORT, f"{where}: setting"),
        "action": reading.clipped(scene.get("action"), LONG, f"{where}: action"),
        "emotional_beat": reading.clipped(scene.get("emotional_beat"), SHORT, f"{where}: emotional_beat"),
        "visual_prompt": reading.clipped(scene.get("visual_prompt"), LONG, f"{where}: visual_prompt"),
        "duration_seconds": number_of(scene.get("duration_seconds")),
        "dialogue": [
            _line(line, f"{where}: dialogue {index}", cast, reading, is_open=is_open)
            for index, line in enumerate(_lines(scene.get("dialogue")), start=1)
        ],
    }
    if isinstance(value, dict) and not (script["action"] or script["dialogue"] or script["visual_prompt"]):
        reading.problems.append(f"{where} has neither action, dialogue nor visual_prompt")
    for problem in _strangers(script["dialogue"], where, cast, is_open=is_open):
        reading.problems.append(problem)
    return script


def _lines(value: Any) -> list[Any]:
    """The lines of a scene: objects, "NAME: line" strings, a text of such lines, or an object of names and lines."""
    if isinstance(value, str):
        return [line for line in value[:LONGEST_TEXT].splitlines() if line.strip()][:MOST_LINES]
    if isinstance(value, dict) and not named(value, LINE) and all(isinstance(each, str) for each in value.values()):
        return [{name: line} for name, line in value.items()]
    return [line for line in items_of(value) if line not in (None, "", {}, [])][:MOST_LINES]


def _line(value: Any, where: str, cast: Cast, reading: Reading, *, is_open: bool) -> dict[str, Any]:
    line = _parts(value, is_known=lambda name: cast.named(name) is not None)
    written, said, delivery = text_of(line.get("character")), text_of(line.get("line")), text_of(line.get("delivery"))
    directed = _DIRECTION.fullmatch(said)
    if directed and directed["rest"] and not delivery:
        # It would be read aloud.
        said, delivery = directed["rest"], directed["how"]
    if not said:
        reading.problems.append(f"{where} has no line")
    if not written:
        reading.problems.append(f"{where} names nobody who speaks it")
    name = cast.named(written) or (without_brackets(written) if is_open else written)
    note = f"{written!r} was taken for {name!r}"
    if name != written and cast.named(written) and note not in reading.notes:
        reading.notes.append(note)
    given = text_of(line.get("off_screen"))
    heard = given if given in {"VO", "OS"} else off_screen(written)
    script = {"character": name, "line": said, "delivery": reading.clipped(delivery, SHORT, f"{where}: delivery")}
    return script | ({"off_screen": heard} if heard else {})


def speakers_of(episodes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Who speaks in whole scripts, by the names that are written there: where nobody else says who there is."""
    scenes = (named(scene, SCENE) for episode in episodes for scene in items_of(episode.get("scenes"))[:MOST_SCENES])
    lines = (_parts(line, is_known=lambda _name: True) for scene in scenes for line in _lines(scene.get("dialogue")))
    return list(dict.fromkeys(filter(None, (without_brackets(text_of(line.get("character"))) for line in lines))))


def _parts(value: Any, is_known: Any) -> dict[str, Any]:
    if isinstance(value, str):
        said = _SAID.fullmatch(text_of(value))
        return {"character": said["name"], "line": said["line"]} if said else {"line": value}
    line = named(value, LINE)
    if isinstance(value, dict) and len(value) == 1:
        name, said = next(iter(value.items()))
        if isinstance(said, str) and (is_known(text_of(name)) or not line):
            return {"character": text_of(name), "line": said}
    if isinstance(line.get("line"), str) and "character" not in line:
        return {**line, **_parts(line["line"], is_known)}
    return line


def _strangers(dialogue: list[dict[str, Any]], where: str, cast: Cast, *, is_open: bool) -> list[str]:
    if is_open:
        return []
    unknown = dict.fromkeys(line["character"] for line in dialogue if line["character"] and cast.named(line["character"]) is None)
    known = ", ".join(cast.names[:MOST_NAMED]) + (" …" if len(cast.names) > MOST_NAMED else "")
    return [f"{where}: {name[:80]!r} speaks, who is nobody of the cast: {known}" for name in unknown]


def _scale(scenes: list[dict[str, Any]], wanted: Wanted, reading: Reading) -> None:
    given = [length if length is not None and length > 0 else None for length in (scene["duration_seconds"] for scene in scenes)]
    spoken = [speech_seconds([line["line"] for line in scene["dialogue"]]) for scene in scenes]
    lengths = scaled(given, spoken, wanted.seconds)
    for scene, length in zip(scenes, lengths, strict=True):
        scene["duration_seconds"] = length
    known = [length for length in given if length is not None]
    if len(known) < len(given):
        reading.notes.append(f"{_counted(len(given) - len(known))} had no length; given by dialogue")
    elif abs(sum(known) - sum(lengths)) > TOLD_OFF_SECONDS * wanted.seconds:
        reading.notes.append(f"lengths were scaled from {sum(known):g} s to {sum(lengths):g} s")


def spoken_lines(script: dict[str, Any]) -> list[str]:
    """Everything that an episode says."""
    return [line["line"] for line in chain.from_iterable(scene["dialogue"] for scene in script["scenes"])]
