"""What a provider may spoil in what it makes: the shape is another, as whole a file as any."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from ops.simulator.media.shapes import Clip, Mux, Shape, Still, Tone

Spoil = Literal["black", "frozen", "no_sound", "wrong_size", "too_short"]
WRONG_SIDES = (64, 64)


def spoil_shape(shape: Shape, spoils: Mapping[Spoil, float]) -> Shape:
    """The shape with these spoils (of `too_short` the share that is left). What a client gave stays as it is."""
    for spoil, share in spoils.items():
        match shape:
            case Clip():
                shape = _clip(shape, spoil, share)
            case Still():
                shape = _still(shape, spoil)
            case Tone():
                shape = _tone(shape, spoil, share)
            case Mux(video=video):
                spoilt = _clip(video, spoil, share) if isinstance(video, Clip) else video
                shape = replace(shape, video=spoilt, volume=0.0 if spoil == "no_sound" else shape.volume)
    return shape


def _clip(clip: Clip, spoil: Spoil, share: float) -> Clip:
    match spoil:
        case "black" | "frozen":
            return replace(clip, look=spoil)
        case "wrong_size":
            return replace(clip, width=clip.height, height=clip.width)
        case "too_short":
            return replace(clip, seconds=_cut(clip.seconds, share))
    return clip


def _still(still: Still, spoil: Spoil) -> Still:
    if spoil == "wrong_size":
        return replace(still, width=WRONG_SIDES[0], height=WRONG_SIDES[1])
    return replace(still, look="black") if spoil == "black" else still


def _tone(tone: Tone, spoil: Spoil, share: float) -> Tone:
    if spoil == "too_short":
        return replace(tone, seconds=_cut(tone.seconds, share))
    return replace(tone, hertz=0) if spoil == "no_sound" else tone


def _cut(seconds: Fraction, share: float) -> Fraction:
    return max(Fraction(1, 10), Fraction(round(float(seconds) * share * 10), 10))
