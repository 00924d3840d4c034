"""The studio's voices for Chinese, English and Japanese: Kokoro-82M, with the mouth's shapes from the model's own durations."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from shared.line.requests import SpeechRequest
from worker.studio.engine import Input, Made
from worker.studio.voice.clauses import alignment
from worker.studio.voice.delivery import DELIVERIES, Delivery
from worker.studio.voice.loudness import Samples
from worker.studio.voice.model import SAMPLE_RATE, SAMPLES_PER_UNIT, utter
from worker.studio.voice.phonemes import family, pieces
from worker.studio.voice.sound import EMPTY_LINE_SECONDS, at_speech_level, faded, sounding, stretched, write_wav
from worker.studio.voice.styles import Style, is_british, resolve_voice
from worker.studio.voice.visemes import timeline
from worker.studio.voice.vocabulary import vocabulary

__all__ = ["make", "resolve_voice", "speak"]

SPEECH_FILE = "speech.wav"

# The model reads on at an announcer's pace; dialogue is a little slower.
DIALOGUE_RATE = {"zh": 0.95, "en": 0.97, "ja": 1.0}

# Between two pieces of a long line, on top of the silence that each keeps at its edges (0.1 s together).
PAUSE_SECONDS = 0.12

Spans = list[tuple[str, float]]
"""Symbols of the vocabulary in order, each with its seconds."""


def make(request: SpeechRequest, inputs: Mapping[str, Input], folder: Path) -> Made:  # noqa: ARG001 - speech has no inputs
    """Speak one line into `speech.wav` (mono, 16 bit, 24 kHz).

    Facts: `duration_seconds`, `sample_rate`, `visemes` as `[[start_seconds, name], …]`, ascending, from and to `rest`, and `alignment`
    as `[[start_seconds, end_seconds, clause], …]`, empty where that is not known.
    Raises StageFailed for a voice or language that the model has not, MissingPart where the model is not installed.
    """
    samples, spans = speak(request.text, request.language, request.voice, DELIVERIES[request.beat])
    write_wav(folder / SPEECH_FILE, samples, SAMPLE_RATE)
    facts = {
        "duration_seconds": len(samples) / SAMPLE_RATE,
        "sample_rate": SAMPLE_RATE,
        "visemes": [[start, viseme] for start, viseme in timeline(spans)],
        "alignment": alignment(request.text, spans),
    }
    return Made({"speech": SPEECH_FILE}, facts)


def speak(text: str, language: str, voice: str, delivery: Delivery) -> tuple[Samples, Spans]:
    """Samples in -1…1 at SAMPLE_RATE, and what sounds when; the spans' seconds sum to the samples' length. Raises as `make` does."""
    tongue = family(language)
    style = resolve_voice(voice, language)
    parts: list[Samples] = []
    spans: Spans = []
    rate = DIALOGUE_RATE[tongue] * delivery.rate
    for piece in pieces(text, language, british=is_british(voice)):
        if parts:
            parts.append(np.zeros(int(PAUSE_SECONDS * SAMPLE_RATE)))
            spans.append((" ", len(parts[-1]) / SAMPLE_RATE))
        samples, timed = _piece(piece, style, rate, delivery.pitch)
        parts.append(faded(samples, SAMPLE_RATE))
        spans += timed
    if not parts:
        return np.zeros(int(EMPTY_LINE_SECONDS * SAMPLE_RATE)), [(" ", EMPTY_LINE_SECONDS)]
    return at_speech_level(np.concatenate(parts), SAMPLE_RATE, delivery.gain_db), spans


def _piece(piece: str, style: Style, rate: float, pitch: float) -> tuple[Samples, Spans]:
    """One utterance, trimmed to what sounds.

    The pitch is raised by resampling, which shortens: the model speaks slower by as much, and each token's time is scaled with the
    samples', so the durations stay exact.
    """
    uttered = utter([vocabulary()[symbol] for symbol in piece], style, rate / pitch)
    samples = stretched(uttered.samples, round(len(uttered.samples) / pitch))
    scale = len(samples) / len(uttered.samples) * SAMPLES_PER_UNIT
    start, end = sounding(samples, SAMPLE_RATE)
    edges = np.clip(np.concatenate([[0], np.cumsum(uttered.units)]) * scale, start, end)
    seconds = np.diff(edges) / SAMPLE_RATE
    symbols = [" ", *piece, " "]
    return samples[start:end], [(symbol, float(length)) for symbol, length in zip(symbols, seconds, strict=True)]
