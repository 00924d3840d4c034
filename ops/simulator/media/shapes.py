"""What can be made, as values: equal shapes are equal bytes, and a shape costs nothing until somebody fetches it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ops.simulator.ask import Ask, spoken_seconds
from ops.simulator.dice import throw

HUES = 16
SMALL_HUES = 4
SMALL_SIDES = (64, 112)
# Pictures are small in any size, and what is made from them must be able to show a face.
SMALL_STILL_SIDES = (288, 512)
SMALL_FPS = 8
SoundFormat = Literal["wav", "mp3", "aac", "flac", "opus"]
SOUND_FORMATS: tuple[SoundFormat, ...] = ("wav", "mp3", "aac", "flac", "opus")


@dataclass(frozen=True)
class Clip:
    """A moving test picture on one of a few colours. `hue` is an index out of HUES; `look` is that of a spoilt one.

    `rate`: frames that come as they please, or two pictures in a Matroska file that says neither rate nor length (0/0). `sound`: with a
    hum of its own.
    """

    seconds: Fraction
    width: int
    height: int
    fps: int | Fraction
    hue: int
    suffix: str = "mp4"
    look: Literal["", "black", "frozen"] = ""
    rate: Literal["constant", "varying", "unsaid"] = "constant"
    sound: Literal["", "mono", "stereo"] = ""


@dataclass(frozen=True)
class Still:
    """A picture of one of a few colours."""

    width: int
    height: int
    hue: int
    suffix: str = "png"
    look: Literal["", "black"] = ""


@dataclass(frozen=True)
class Tone:
    """A sound as long as the words would be, in 0.1 s; silence at 0 hertz."""

    seconds: Fraction
    hertz: int
    suffix: SoundFormat = "wav"


@dataclass(frozen=True)
class Blob:
    """Bytes that a client gave, known by their hash and kept in the media folder."""

    sha256: str
    suffix: str


@dataclass(frozen=True)
class Mux:
    """A video with a sound, as long as the longer of the two (the video repeats, or the sound ends in silence)."""

    video: "Clip | Blob | Mux"
    audio: "Tone | Blob"
    volume: float = 1.0
    suffix: str = "mp4"


Shape = Clip | Still | Tone | Blob | Mux


def clip_of(ask: Ask, is_small: bool) -> Clip:
    """The clip that is asked for; small: a few kB, in the asked direction."""
    hue = _hue(ask, is_small)
    if not is_small:
        return Clip(ask.seconds, ask.width, ask.height, ask.fps, hue)
    width, height = SMALL_SIDES if ask.width <= ask.height else SMALL_SIDES[::-1]
    return Clip(ask.seconds, width, height, SMALL_FPS, hue)


def still_of(ask: Ask, suffix: str, is_small: bool) -> Still:
    """The picture that is asked for."""
    if not is_small:
        return Still(ask.width, ask.height, _hue(ask, is_small), suffix)
    width, height = SMALL_STILL_SIDES if ask.width <= ask.height else SMALL_STILL_SIDES[::-1]
    return Still(width, height, _hue(ask, is_small), suffix)


def tone_of(ask: Ask, suffix: SoundFormat = "wav") -> Tone:
    """The sound that is asked for, or as long as its text is to say."""
    seconds = ask.seconds or spoken_seconds(ask.text)
    return Tone(Fraction(max(1, round(seconds * 10)), 10), 110 + 10 * int(24 * throw(ask.seed, "tone", ask.text)), suffix)


def _hue(ask: Ask, is_small: bool) -> int:
    hues = SMALL_HUES if is_small else HUES
    return int(hues * throw(ask.seed, "hue", ask.text)) * (HUES // hues)
