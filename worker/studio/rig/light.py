"""The light of a shot: what it does to colours, where it comes from, and the rim that it draws."""

from dataclasses import dataclass
from typing import Literal

from shared.line.requests import Beat
from worker.studio.rig.colorspace import store_color
from worker.studio.rig.ink import RGB
from worker.studio.rig.palette import mix

Hour = Literal["day", "morning", "dusk", "night"]


@dataclass(frozen=True)
class Light:
    """A light. `gain` multiplies each channel; `side` is where it comes from (-1 left, 1 right); `rim` outlines what it touches.

    `stored` colours are what a video frame holds (see colorspace); others are for still pictures.
    """

    gain: tuple[float, float, float]
    rim: RGB
    rim_alpha: float
    side: int = 1
    stored: bool = False

    def shown(self, color: RGB) -> RGB:
        """A colour as the picture holds it, whatever the light."""
        return store_color(color) if self.stored else color

    def apply(self, color: RGB) -> RGB:
        """The colour as it looks in this light."""
        r, g, b = (min(255, round(channel * gain)) for channel, gain in zip(color, self.gain, strict=True))
        return (r, g, b)


def lit_edge(color: RGB, light: Light, amount: float) -> RGB:
    """A surface where the rim light grazes it, already as it looks in that light."""
    return mix(light.apply(color), light.rim, amount)


PLAIN = Light((1.0, 1.0, 1.0), (255, 255, 255), 0.5)

OUTDOORS: dict[Hour, Light] = {
    "day": Light((1.0, 1.0, 1.0), (255, 252, 240), 0.55),
    "morning": Light((1.02, 0.985, 0.94), (255, 240, 206), 0.7),
    "dusk": Light((0.99, 0.89, 0.86), (255, 190, 120), 0.85),
    "night": Light((0.70, 0.735, 0.90), (150, 196, 255), 0.8),
}
INDOORS: dict[Hour, Light] = {
    "day": Light((0.985, 0.985, 0.985), (255, 252, 244), 0.5),
    "morning": Light((1.01, 0.97, 0.92), (255, 236, 196), 0.65),
    "dusk": Light((0.98, 0.88, 0.82), (255, 196, 134), 0.75),
    "night": Light((0.90, 0.83, 0.80), (255, 206, 140), 0.7),
}
MOODS: dict[Beat, tuple[float, float, float]] = {
    "neutral": (1.0, 1.0, 1.0),
    "happy": (1.02, 1.01, 0.98),
    "sad": (0.94, 0.97, 1.03),
    "angry": (1.02, 0.95, 0.94),
    "tense": (0.93, 0.97, 0.99),
    "romantic": (1.03, 0.985, 0.99),
    "shocking": (0.97, 0.98, 1.02),
}


def light_for(hour: Hour, *, indoors: bool, overcast: bool, beat: Beat, side: int) -> Light:
    """The light of a shot. An overcast sky greys it and takes its rim away."""
    base = (INDOORS if indoors else OUTDOORS)[hour]
    gain, rim, alpha = base.gain, base.rim, base.rim_alpha
    if overcast and not indoors:
        grey = sum(gain) / 3 * 0.93
        gain = (gain[0] * 0.5 + grey * 0.48, gain[1] * 0.5 + grey * 0.49, gain[2] * 0.5 + grey * 0.53)
        rim, alpha = mix(rim, (206, 220, 236), 0.6), alpha * 0.7
    mood = MOODS[beat]
    return Light((gain[0] * mood[0], gain[1] * mood[1], gain[2] * mood[2]), rim, alpha, side)
