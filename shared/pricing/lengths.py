"""How many seconds are bought: clips as a model makes them, speech and lip sync before anybody has spoken."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from shared.catalogue.models import Model
from shared.line.scene import clip_seconds
from shared.production import Scene

# A slow reading: letters one by one for what may be an abbreviation, digits as words ("nineteen hundred …"), everything else
# (an ideograph, a kana, a mark with its pause) as a drawn-out syllable. Actors speak three to four times as fast.
LONGEST_LETTER_SECONDS = 0.2
LONGEST_DIGIT_SECONDS = 1.0
LONGEST_OTHER_SECONDS = 0.8
LONGEST_SILENCE_SECONDS = 2.0
"""Before and after what is said."""

# A usual reading: 4 ideographs a second, 14 letters, pauses included.
USUAL_LETTER_SECONDS = 1 / 14
USUAL_DIGIT_SECONDS = 0.35
USUAL_OTHER_SECONDS = 0.25
USUAL_SILENCE_SECONDS = 0.4

# The first code point that is no letter of an alphabet: ideographs, kana and hangul come after it.
_FIRST_SYLLABLE = "\u1100"


def billed_seconds(model: Model, seconds: float) -> Decimal:
    """The seconds that a model bills for a clip: the shortest of its lengths that is enough, else whole seconds, rounded up.

    Raises ValueError where the model makes nothing that long (`shared.fit` says so before anything is asked).
    """
    if not model.durations:
        return whole(seconds)
    enough = [length for length in model.durations if length >= seconds]
    if not enough:
        raise ValueError(f"{model.name} makes at most {max(model.durations):g} s, not {seconds:g} s")
    return Decimal(str(min(enough)))


def followed_seconds(model: Model, seconds: float) -> float:
    """The clip that is asked of a model for what is said in so many seconds: in the lengths that it bills, at most its longest.

    What is said may be longer than that; the last picture is held then.
    """
    return float(billed_seconds(model, min(seconds, max(model.durations, default=seconds))))


def whole(seconds: float) -> Decimal:
    """Whole seconds, rounded up."""
    return Decimal(math.ceil(seconds))


def speech_seconds_at_most(texts: Iterable[str]) -> float:
    """An upper bound of how long these lines take to speak, one after the other: every one read slowly, with silence around it."""
    return sum(_read(text, LONGEST_LETTER_SECONDS, LONGEST_DIGIT_SECONDS, LONGEST_OTHER_SECONDS, LONGEST_SILENCE_SECONDS) for text in texts)


def expected_speech_seconds(texts: Iterable[str]) -> float:
    """How long these lines usually take to speak, one after the other."""
    return sum(_read(text, USUAL_LETTER_SECONDS, USUAL_DIGIT_SECONDS, USUAL_OTHER_SECONDS, USUAL_SILENCE_SECONDS) for text in texts)


def clip_seconds_at_most(scene: Scene, dubbed: Sequence[str] = ()) -> float:
    """An upper bound of a scene's length with its speech in it: no shorter than its silent clip.

    Of a dub each line of `dubbed` has at least the time of the original's, and moves those after it where it takes longer.
    """
    own = [speech_seconds_at_most([line.text]) for line in scene.dialogue]
    spoken = [max(pair) for pair in zip(own, (speech_seconds_at_most([text]) for text in dubbed), strict=True)] if dubbed else own
    return max(clip_seconds(scene), sum(spoken))


def expected_clip_seconds(scene: Scene, dubbed: Sequence[str] = ()) -> float:
    """A scene's usual length with its speech in it, or that of its dub."""
    own = expected_speech_seconds(line.text for line in scene.dialogue)
    return max(clip_seconds(scene), own, expected_speech_seconds(dubbed))


def followed_seconds_at_most(scene: Scene) -> float:
    """An upper bound of a clip that is as long as what is said in it."""
    return max(scene.seconds or 0.0, speech_seconds_at_most(line.text for line in scene.dialogue))


def expected_followed_seconds(scene: Scene) -> float:
    """The usual length of a clip that is as long as what is said in it."""
    return max(scene.seconds or 0.0, expected_speech_seconds(line.text for line in scene.dialogue))


@lru_cache(maxsize=4096)
def _is_letter(character: str) -> bool:
    """Whether a character is read as a letter of an alphabet; a space is the pause between two words."""
    return character == " " or (character.isalpha() and character < _FIRST_SYLLABLE)


def _read(text: str, letter: float, digit: float, other: float, silence: float) -> float:
    digits = sum(map(str.isdigit, text))
    letters = sum(map(_is_letter, text))
    return silence + digit * digits + letter * letters + other * (len(text) - digits - letters)
