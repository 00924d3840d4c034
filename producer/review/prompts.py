"""Prompts: what a picture model refuses, makes up, or spoils: too long, too short, another format, text in the picture."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from producer.intake.document import Place
from producer.review.remark import Remark, quoted
from producer.review.season import MARK, ReviewedScene, ReviewedSeason
from shared.catalogue import Model
from shared.fit import has_aspect
from shared.line.scene import dressed, present
from shared.production import Character

_ASPECT = re.compile(
    r"(?<![\d:：])(9\s?[:：]\s?16|16\s?[:：]\s?9|4\s?[:：]\s?3|3\s?[:：]\s?4|1\s?[:：]\s?1|21\s?[:：]\s?9)(?![\d:：]|\s?[ap]\.?m)"
)
_LYING = re.compile(r"\b(?:widescreen|letterbox(?:ed)?|landscape (?:format|orientation|mode))\b|宽屏|寬屏|横屏|橫屏", re.IGNORECASE)
_UPRIGHT = re.compile(r"\b(?:vertical (?:video|format)|portrait (?:format|orientation|mode))\b|竖屏|豎屏", re.IGNORECASE)
_TEXT = re.compile(
    r"\b(?:text overlays?|overlaid text|on-?screen text|text on (?:the )?screen|subtitles?|captions?|title cards?)\b"
    r"|字幕|花字|文字叠加|文字疊加|叠加文字|疊加文字|画面文字|畫面文字|屏幕文字",
    re.IGNORECASE,
)
_HINTS = (
    ":",
    "：",
    "screen",
    "letterbox",
    "format",
    "orientation",
    "mode",
    "video",
    "text",
    "subtitle",
    "caption",
    "title card",
    "屏",
    "字",
)
"""One of these is in whatever any of the above finds; most descriptions have none, and are passed over quickly."""
_NOT = re.compile(
    r"(?:\b(?:no|not|without|free of|avoid|never|nor|or)\b|无|無|没有|沒有|不要|不带|不帶|禁止|去除)[^.;。；]{0,40}$", re.IGNORECASE
)
_TEXT_MARK = re.compile(r"\[(?:TEXT|字幕|画面文字|畫面文字)[:：]")


def check_prompts(season: ReviewedSeason) -> Iterator[Remark]:
    """Every scene's picture, the season's style, and the looks of the cast."""
    makers = [season.catalogue.model(name) for name in season.production.models["video"]]
    limited = [model for model in makers if model.max_characters is not None]
    for scene in season.scenes:
        yield from _short(season, scene)
        yield from _long(season, scene, limited)
        for kind, told in _spoiling(season, scene.scene.visual_prompt):
            yield season.remark(kind, "warning", scene, told, "visual_prompt")
        for kind, told in _asking_for_text(scene.action):
            yield season.remark(kind, "warning", scene, told, "action")
        yield from _marked(season, scene)
    for kind, told in _spoiling(season, season.production.style):
        yield season.remark_on_file(kind, "warning", ("style",), told)
    for index, character in enumerate(season.production.characters):
        for place, text in _looks(character):
            for kind, told in _spoiling(season, text):
                yield season.remark_on_cast(kind, "warning", (index, *place), told)


def _looks(character: Character) -> Iterator[tuple[Place, str]]:
    """All that a picture is told of somebody, and where in the entry it stands."""
    yield ("appearance",), character.look.appearance
    yield from ((("locked", at), feature) for at, feature in enumerate(character.locked))
    yield from ((("wardrobe", at, "wears"), costume.wears) for at, costume in enumerate(character.wardrobe))


def _short(season: ReviewedSeason, scene: ReviewedScene) -> Iterator[Remark]:
    least, prompt = season.limits.prompt_shortest, scene.scene.visual_prompt
    if prompt and len(prompt) < least and _width(prompt) < least:
        text = (
            f"the visual_prompt {quoted(prompt)} says hardly anything",
            "describe place, people, what they do and the light; or leave it out",
        )
        yield season.remark("prompts.short", "note", scene, text, "visual_prompt")
    elif not prompt and len({line.character for line in scene.scene.dialogue}) == 1 and not scene.action and not scene.scene.setting:
        text = "nothing says what is seen", "write a setting, an action or a visual_prompt"
        yield season.remark("prompts.short", "warning", scene, text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _long(season: ReviewedSeason, scene: ReviewedScene, limited: list[Model]) -> Iterator[Remark]:
    if not limited:
        return
    cast = [dressed(season.production, one, scene.episode) for one in present(season.production, season.of(scene), scene.scene)]
    people = _joined(text for look in cast for text in (look.name, look.appearance, look.wears))
    # The action is only said where there is no prompt.
    length = len(_joined((scene.scene.visual_prompt or scene.scene.action, scene.scene.setting, people, season.production.style)))
    what = "visual_prompt" if scene.scene.visual_prompt else "action"
    for model in limited:
        if model.max_characters is not None and length > model.max_characters:
            text = (
                f"its prompt has at least {length} characters ({len(people)} for its people); {model.name} takes {model.max_characters}",
                f"shorten {what}, style, or appearance, locked and wears of its people",
            )
            yield season.remark("prompts.long", "warning", scene, text, "visual_prompt")


def _joined(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))


def _spoiling(season: ReviewedSeason, text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Kinds and texts of what is wrong with a description."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _HINTS):
        return
    form = season.production.format
    named = [match for match in _ASPECT.finditer(text) if not has_aspect(form, _plain(match[1]))]
    other = _LYING if form.height > form.width else _UPRIGHT if form.width > form.height else None
    what = _wanted(text, [*named, *(other.finditer(text) if other else ())])
    if what:
        right = f"leave it out: format sets the shape, and the season is {form.width}x{form.height}"
        yield "prompts.aspect", (f"{quoted(what)} is not the season's shape", right)
    yield from _asking_for_text(text)


def _asking_for_text(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    asked = _wanted(text, _TEXT.finditer(text))
    if asked:
        right = "leave it out: models garble letters, and subtitles are added by the line"
        yield "prompts.text", (f"{quoted(asked)} asks for text in the picture", right)


def _wanted(text: str, matches: Iterable[re.Match[str]]) -> str | None:
    """The first of these words that is not excluded by a "no" before it."""
    return next((match[0] for match in matches if not _NOT.search(text[: match.start()])), None)


def _plain(aspect: str) -> str:
    return aspect.replace("：", ":").replace(" ", "")


def _marked(season: ReviewedSeason, scene: ReviewedScene) -> Iterator[Remark]:
    """Text on the screen that an import kept in the action, which is shown to the picture's model too."""
    mark = next((mark for mark in MARK.findall(scene.scene.action) if _TEXT_MARK.match(mark)), None) if "[" in scene.scene.action else None
    if mark is not None:
        text = f"{quoted(mark)} asks for text in the picture, which models garble", "say it in a line, or add it when the film is cut"
        yield season.remark("prompts.text", "note", scene, text, "action")
