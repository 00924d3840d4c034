"""What the simulator would charge: the articles' prices by model, a default for every kind, in whole micro-dollars."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Unit = Literal["call", "second", "image", "1k_chars", "mtok", "minute"]
Kind = Literal["chat", "image", "video", "speech", "lipsync", "music", "reference"]


@dataclass(frozen=True)
class Price:
    """An amount in US dollars (decimal text, so that it is exact) for one unit."""

    unit: Unit
    usd: str


DEFAULTS: Mapping[Kind, Price] = {
    "chat": Price("mtok", "2.50"),
    "image": Price("image", "0.02"),
    "video": Price("second", "0.05"),
    "speech": Price("1k_chars", "0.10"),
    "lipsync": Price("call", "0.05"),
    "music": Price("call", "0.02"),
    "reference": Price("call", "0"),
}

MODELS: Mapping[str, Price] = {
    "gpt-4.1": Price("mtok", "8"),
    "claude-sonnet-4.5": Price("mtok", "15"),
    "gemini-2.5-flash": Price("mtok", "2.50"),
    "deepseek-v3.2": Price("mtok", "0.42"),
    "video-gen-2.0": Price("call", "0.15"),
    "kling-video-v1.5": Price("second", "0.05"),
    "voice-tts-3.0": Price("1k_chars", "0.10"),
    "stable-diffusion-xl": Price("image", "0.02"),
    "stable-diffusion-xl-1.0": Price("image", "0.02"),
    "flux-2-pro": Price("image", "0.04"),
    "imagen4-ultra": Price("image", "0.06"),
    "seedance-v1.5-pro": Price("second", "0.022"),
    "veo3.1": Price("second", "0.03"),
    "sora-v2": Price("second", "0.15"),
}


@dataclass(frozen=True)
class Quantity:
    """How much was asked for; a price looks at the part that it counts."""

    seconds: Fraction = Fraction(0)
    count: int = 1
    characters: int = 0
    tokens: int = 0

    def of(self, unit: Unit) -> Fraction:
        """How much it is in a price's unit."""
        amounts: dict[Unit, Fraction] = {
            "call": Fraction(1),
            "second": self.seconds * self.count,
            "minute": self.seconds * self.count / 60,
            "image": Fraction(self.count),
            "1k_chars": Fraction(self.characters, 1000),
            "mtok": Fraction(self.tokens, 1_000_000),
        }
        return amounts[unit]


def price_of(kind: Kind, model: str) -> Price:
    """A model's price: by its whole name, by a part of a path (`bytedance/seedance-v1.5-pro/text-to-video`), else by its kind."""
    if model in MODELS:
        return MODELS[model]
    return next((MODELS[part] for part in model.split("/") if part in MODELS), DEFAULTS[kind])


def bill_micros(kind: Kind, model: str, quantity: Quantity) -> int:
    """The bill in micro-dollars, rounded up to a whole one."""
    price = price_of(kind, model)
    exact = Fraction(price.usd) * 1_000_000 * quantity.of(price.unit)
    return -(-exact.numerator // exact.denominator)
