"""What is heard in speech, by a recogniser on this machine: a faster-whisper model of the user's own, else pocketsphinx for English."""

import functools
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shared.bcp47 import primary
from shared.errors import MissingPart
from shared.settings import load_settings
from worker.quality.heard import RATE, Samples

NONE = (
    "no recogniser for {language}: pip install faster-whisper and set CLIFFHANGER_RECOGNISER to the folder of a model for it, "
    "or for English pip install 'cliffhanger[quality]'"
)


@dataclass(frozen=True)
class Recogniser:
    """Hears text in samples. Below the limit plus `doubt`, what it hears is no proof."""

    name: str
    hear: Callable[[Samples], str]
    doubt: float


def recogniser(language: str) -> Recogniser:
    """The best there is for a language. Raises MissingPart where there is none."""
    folder = load_settings().recogniser
    if folder and importlib.util.find_spec("faster_whisper"):
        return Recogniser("faster-whisper", lambda samples: _whisper(folder, samples, primary(language)), 0.1)
    if primary(language) == "en" and importlib.util.find_spec("pocketsphinx"):
        return Recogniser("pocketsphinx", _sphinx, 0.15)
    raise MissingPart(NONE.format(language=language))


def _whisper(folder: Path, samples: Samples, language: str) -> str:
    segments, _ = _whisper_model(str(folder)).transcribe(samples, language=language, beam_size=5)
    return " ".join(segment.text.strip() for segment in segments)


@functools.cache
def _whisper_model(folder: str) -> Any:
    from faster_whisper import WhisperModel  # noqa: PLC0415  # optional, and heavy

    return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)


def _sphinx(samples: Samples) -> str:
    decoder = _sphinx_decoder()
    loud = samples / max(1e-6, float(np.abs(samples).max())) * 0.6
    pause = np.zeros(RATE // 5, np.float32)
    decoder.start_utt()
    decoder.process_raw((np.concatenate([pause, loud, pause]) * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    said = decoder.hyp()
    return str(said.hypstr) if said else ""


@functools.cache
def _sphinx_decoder() -> Any:
    from pocketsphinx import Decoder  # noqa: PLC0415  # optional

    return Decoder(samprate=RATE, loglevel="FATAL")
