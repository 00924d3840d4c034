"""The headings of Chinese short-drama scripts: episodes (`第1集`) and scenes (`1-1 天台 夜 外`), as they are commonly written."""

import re
from dataclasses import dataclass

from producer.intake.juben_marks import number_of

_NUMERAL = r"([0-9]{1,4}|[零〇一二两三四五六七八九十百]{1,6})"
_GAP = r"(?:$|[\s:.\-·、,|]+(?P<rest>.*))"
_EPISODE = re.compile(rf"(?:《[^》]{{1,60}}》\s*)?第\s*{_NUMERAL}\s*[集话](?:$|(?=[《(【])|[\s:.\-·、,|]+)(?P<rest>.*)")
_EPISODE_EN = re.compile(rf"(?:EPISODE|EP\.?|E)\s*([0-9]{{1,4}}){_GAP}", re.IGNORECASE)
_PAIR = re.compile(rf"(?P<word>(?:场次?|场景|第|SCENE)\s*)?([0-9]{{1,4}})\s*-\s*([0-9]{{1,4}})\s*场?{_GAP}", re.IGNORECASE)
_SCENE = re.compile(rf"(?:(?:场景|场次|场|SCENE)\s*{_NUMERAL}|第\s*{_NUMERAL}\s*[场幕]){_GAP}", re.IGNORECASE)
_LISTED = re.compile(r"([0-9]{1,3})\s*[.、,]\s*(?P<rest>.+)")
_INSIDE_OUT = re.compile(r"(?:内景|外景|内外景|INT\.|EXT\.|INT\./EXT\.|I/E\.?)\s*(?P<rest>\S.*)", re.IGNORECASE)

_TIMES = (
    "日 夜 晨 昏 早 晚 白天 夜晚 深夜 凌晨 清晨 早晨 早上 上午 中午 正午 下午 午后 傍晚 黄昏 晚上 半夜 day night morning evening dawn dusk"
)
_SIDES = "内 外 内景 外景 内外 外内 室内 室外 int ext"
_BOTH = frozenset(time + side for time in "日夜晨昏早晚" for side in "内外")
_PARTS = re.compile(r"[\s/,、·\-.|()]+")
_PROSE = re.compile(r"[。!?…;\"“”]")
_OTHER = re.compile(r"[:△\[【]")
LONGEST_BARE = 40
"""Characters of a heading that has no mark of one."""


@dataclass(frozen=True)
class EpisodeHeading:
    """An episode begins; `name` starts at that place of the line."""

    number: int
    name: int


@dataclass(frozen=True)
class SceneHeading:
    """A scene begins: its number, its episode's where the heading tells it, and the place of the line where its setting starts."""

    number: int | None
    episode: int | None
    setting: int


def heading_of(text: str, *, marked: bool) -> EpisodeHeading | SceneHeading | None:
    """What a folded line heads, if it does. `marked`: it is written as a heading, so that less is asked of its words."""
    found = _EPISODE.fullmatch(text) or _EPISODE_EN.fullmatch(text)
    if found:
        return EpisodeHeading(number_of(found[1]), _start(found, text))
    bare = len(text) <= LONGEST_BARE and not _PROSE.search(text)
    if (found := _PAIR.fullmatch(text)) and (marked or found["word"] or bare):
        return SceneHeading(int(found[3]), int(found[2]), _start(found, text))
    if (found := _SCENE.fullmatch(text)) and (marked or bare):
        return SceneHeading(number_of(found[1] or found[2]), None, _start(found, text))
    return _by_words(text, marked=marked) if bare else None


def _by_words(text: str, *, marked: bool) -> SceneHeading | None:
    """A scene's heading that is told by its words alone."""
    if not marked and _OTHER.search(text):
        return None
    if (found := _LISTED.fullmatch(text)) and _places(found["rest"]) == 2:
        return SceneHeading(int(found[1]), None, _start(found, text))
    if _INSIDE_OUT.fullmatch(text) or _places(text) == 2 or (marked and _places(text)):
        return SceneHeading(None, None, 0)
    return None


def _start(found: re.Match[str], text: str) -> int:
    return len(text) if found["rest"] is None else found.start("rest")


def _places(text: str) -> int:
    """How many of the two a text names by words that stand alone: the time of day, and inside or outside."""
    words = [word.casefold() for word in _PARTS.split(text)]
    if any(word in _BOTH for word in words):
        return 2
    return any(word in _TIMES.split() for word in words) + any(word in _SIDES.split() for word in words)
