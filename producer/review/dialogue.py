"""Dialogue: lines that do not fit their scene or a subtitle, that nobody can be seen to say, or that are in another language."""

import re
from collections.abc import Iterator

from producer.review.remark import Remark, quoted, seconds_of
from producer.review.season import ReviewedScene, ReviewedSeason
from shared import bcp47
from shared.pricing.lengths import expected_speech_seconds

_HAN, _KANA, _HANGUL = r"㐀-鿿", r"ぁ-ヿ", r"가-힣"
_SCRIPTS: dict[str, str] = {
    "zh": _HAN, "yue": _HAN, "cmn": _HAN, "wuu": _HAN, "nan": _HAN, "ja": _HAN + _KANA, "ko": _HANGUL, "th": r"\u0e00-\u0e7f",
    "ar": r"\u0600-\u06ff", "fa": r"\u0600-\u06ff", "ur": r"\u0600-\u06ff", "hi": r"\u0900-\u097f", "ru": r"\u0400-\u04ff",
    "uk": r"\u0400-\u04ff", "bg": r"\u0400-\u04ff", "el": r"\u0370-\u03ff", "he": r"\u0590-\u05ff",
    **dict.fromkeys(
        ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "no", "nb", "da", "fi", "pl", "cs", "sk", "hu", "ro", "tr", "id", "ms", "vi"),
        r"A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    ),
}  # fmt: skip
"""The letters of a language, as a class of a regular expression. Those of a language that is not here are not judged."""
_WIDE = re.compile(f"[{_HAN}{_KANA}{_HANGUL}\u3000-\u303f\uff00-\uffef]")
_SYLLABLE = re.compile(f"[{_HAN}{_KANA}{_HANGUL}]")
_LETTER = re.compile(r"[^\W\d_]")


def check_dialogue(season: ReviewedSeason) -> Iterator[Remark]:
    """Every scene's lines, together and one by one."""
    script = _SCRIPTS.get(bcp47.primary(season.production.language))
    own = re.compile(f"[{script}]") if script else None
    for scene in season.scenes:
        yield from _fit(season, scene)
        yield from _unseen(season, scene)
        for index, line in enumerate(scene.scene.dialogue):
            if len(line.text) > season.limits.cue_wide:
                yield from _cue(season, scene, index, line.text)
            if own is not None and own.search(line.text) is None:
                yield from _foreign(season, scene, index, line.text)


def _fit(season: ReviewedSeason, scene: ReviewedScene) -> Iterator[Remark]:
    asked = scene.scene.seconds
    if asked is not None and scene.speech_seconds > asked * (1 + season.limits.speech_tolerance):
        text = (
            f"its lines take about {seconds_of(scene.speech_seconds)} to say, it has {asked:g} s",
            f"cut about a {_share(1 - asked / scene.speech_seconds)} of what is said, or give it {seconds_of(scene.speech_seconds)}",
        )
        yield season.remark("dialogue.fit", "warning", scene, text, "dialogue")


def _share(part: float) -> str:
    names = ((0.15, "tenth"), (0.29, "quarter"), (0.41, "third"), (0.58, "half"))
    return next((name for most, name in names if part <= most), "great part")


def _unseen(season: ReviewedSeason, scene: ReviewedScene) -> Iterator[Remark]:
    speakers = {line.character for line in scene.scene.dialogue}
    if len(speakers) > 1 and not scene.action and not scene.scene.visual_prompt:
        missing = "what they do" if scene.scene.setting else "where they are and what they do"
        text = f"{len(speakers)} people talk, and nothing says {missing}", "write an action or a visual_prompt"
        yield season.remark("dialogue.unseen", "note" if scene.scene.setting else "warning", scene, text)


def _cue(season: ReviewedSeason, scene: ReviewedScene, index: int, text: str) -> Iterator[Remark]:
    limits = season.limits
    wide = len(_WIDE.findall(text))
    if wide / limits.cue_wide + (len(text) - wide) / limits.cue_narrow > 1:
        wrong = (
            f"the line {quoted(text)} is longer than a subtitle of two lines and takes about {seconds_of(expected_speech_seconds((text,)))}"
        )
        yield season.remark("dialogue.cue", "note", scene, (wrong, "part it in two lines of dialogue"), "dialogue", index)


def _foreign(season: ReviewedSeason, scene: ReviewedScene, index: int, text: str) -> Iterator[Remark]:
    syllables = len(_SYLLABLE.findall(text))
    letters = len(_LETTER.findall(text)) - syllables
    if syllables >= season.limits.foreign_syllables or letters >= season.limits.foreign_letters:
        language = season.production.language
        wrong = f"the line {quoted(text)} is not written in the season's language, {language}"
        yield season.remark(
            "dialogue.language", "warning", scene, (wrong, f"write it in {language}, which its voice speaks"), "dialogue", index
        )
