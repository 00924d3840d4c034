"""Places: one place that is named in two ways is drawn twice, as two places."""

import re
import unicodedata
from collections.abc import Iterator

from producer.review.alike import folded, is_han, nearly_the_same
from producer.review.remark import Remark, quoted
from producer.review.season import ReviewedScene, ReviewedSeason

_BETWEEN = re.compile(r"[,，、;；/|·•()（）]|\s[-–—]\s|[–—]")
_SPACES = re.compile(r"\s+")
_FEWEST = 2
_FEWEST_LETTERS = 6
"""Shorter words that differ by a letter are often two words (bar, car)."""


def check_places(season: ReviewedSeason) -> Iterator[Remark]:
    """The parts of all settings, compared."""
    spellings: dict[str, dict[str, list[ReviewedScene]]] = {}
    known: dict[str, list[tuple[str, str]]] = {}
    for scene in season.scenes:
        setting = scene.scene.setting
        if setting not in known:
            known[setting] = [(folded(part), part) for part in _parts(setting)]
        for key, part in known[setting]:
            spellings.setdefault(key, {}).setdefault(part, []).append(scene)
    for variants in spellings.values():
        usual, *others = sorted(variants, key=lambda part: -len(variants[part]))
        for other in others:
            yield _remark(season, variants[other][0], other, usual, "is the same place as")
    words = [
        next(iter(variants)) for key, variants in spellings.items() if len(key) >= _FEWEST_LETTERS and key.isalpha() and not is_han(key)
    ]
    for name, first in nearly_the_same(words):
        yield _remark(season, spellings[folded(name)][name][0], name, first, "is nearly")


def _parts(setting: str) -> list[str]:
    """The places and times that a setting names, in lower case; of ideographs, spaces part them too."""
    plain = unicodedata.normalize("NFKC", setting).casefold()
    parts = []
    for piece in _BETWEEN.split(plain):
        word = _SPACES.sub(" ", piece).strip()
        parts += word.split() if is_han(word.replace(" ", "")) else [word]
    return [part for part in dict.fromkeys(parts) if len(folded(part)) >= _FEWEST]


def _remark(season: ReviewedSeason, scene: ReviewedScene, here: str, there: str, verb: str) -> Remark:
    text = f"the setting {quoted(here)} {verb} {quoted(there)} of another scene", "name one place one way, or it is drawn as two"
    return season.remark("places.spelling", "note", scene, text, "setting")
