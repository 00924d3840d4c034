"""How a beat is spoken: rate, pitch and loudness."""

from dataclasses import dataclass
from math import log10

from shared.line.requests import Beat

# The pitch and energy that scripts of this field ask of a voice for an emotion. `shocking` is their "surprised".
_ASKED: dict[Beat, tuple[float, float]] = {
    "neutral": (1.0, 1.0),
    "happy": (1.1, 1.2),
    "sad": (0.9, 0.7),
    "angry": (1.05, 1.4),
    "shocking": (1.2, 1.3),
    "romantic": (1.08, 0.9),
    "tense": (0.97, 1.05),
}

# Sadness and tenderness drag, anger and shock press.
_RATE: dict[Beat, float] = {
    "neutral": 1.0,
    "happy": 1.05,
    "sad": 0.9,
    "angry": 1.08,
    "shocking": 1.08,
    "romantic": 0.94,
    "tense": 1.03,
}

# Resampling moves the formants with the pitch, and a listener hears another, smaller person from about 8 % on. The third root
# or so of what was asked keeps the order of the emotions and stays below that: 1.2 becomes 1.066, 0.9 becomes 0.964.
PITCH_EXPONENT = 0.35


@dataclass(frozen=True)
class Delivery:
    """Factors of the voice's own rate and pitch, and what is added to the common loudness of all lines.

    `pitch` is for resampling; `f0` is what was asked, for a synthesiser that moves the pitch and leaves the formants alone.
    """

    rate: float
    pitch: float
    f0: float
    gain_db: float


DELIVERIES: dict[Beat, Delivery] = {
    beat: Delivery(rate=_RATE[beat], pitch=round(pitch**PITCH_EXPONENT, 4), f0=pitch, gain_db=round(20 * log10(energy), 2))
    for beat, (pitch, energy) in _ASKED.items()
}
