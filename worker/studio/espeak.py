"""The studio's voices for every other language: espeak-ng, robotic but clear, with the mouth's shapes from its phoneme events."""

import re
import unicodedata
from collections.abc import Mapping
from math import log2
from pathlib import Path

import numpy as np

from shared.line.requests import SpeechRequest
from worker.studio.engine import Input, Made
from worker.studio.voice import espeak_library
from worker.studio.voice.delivery import DELIVERIES, Delivery
from worker.studio.voice.loudness import Samples
from worker.studio.voice.phonemes import without_directions
from worker.studio.voice.sound import EMPTY_LINE_SECONDS, at_speech_level, faded, sounding, write_wav
from worker.studio.voice.visemes import MARKS, SHAPES, timeline

__all__ = ["languages", "make", "voice_for"]

SPEECH_FILE = "speech.wav"
WORDS_PER_MINUTE = 160
OWN_PITCH = 50

# Tags whose language espeak-ng lists under another one. A region that is not here falls back to its language.
_ALIASES: dict[str, str] = {
    "zh": "cmn", "zh-hk": "yue", "zh-mo": "yue", "zh-yue": "yue", "en": "en-us", "en-gb": "en", "en-ie": "en", "en-au": "en", "en-nz": "en",
    "pt": "pt-br", "pt-pt": "pt",
    "no": "nb", "iw": "he", "in": "id", "ji": "yi", "tl": "fil", "mo": "ro", "sh": "hr", "prs": "fa", "arb": "ar",
}  # fmt: skip

# The American Spanish of Latin America (UN M.49 area 419).
_LATIN_AMERICA = frozenset(
    ("ar", "bo", "cl", "co", "cr", "cu", "do", "ec", "gt", "hn", "mx", "ni", "pa", "pe", "pr", "py", "sv", "us", "uy", "ve", "419")
)

# Letters of the IPA beyond the other model's alphabet.
_MORE_LETTERS = {
    "ʍ": "U", "ʏ": "U", "ɵ": "U", "ʉ": "U", "ɓ": "M", "ʙ": "M", "ⱱ": "F", "ɱ": "F", "ɶ": "A", "ʑ": "I", "ʐ": "I", "ɘ": "E", "ɞ": "E",
}  # fmt: skip


def languages() -> frozenset[str]:
    """The languages that espeak-ng speaks, in lower case: `vi`, `th`, `es-419`, `yue`, …. Raises MissingPart."""
    return espeak_library.languages()


def voice_for(language: str) -> str | None:
    """espeak-ng's language for a BCP 47 tag: zh-HK is yue, es-MX es-419, pt-BR pt-br; None if it speaks it not. Raises MissingPart."""
    tag = language.lower().replace("_", "-")
    subtags = tag.split("-")
    if subtags[0] == "es" and not _LATIN_AMERICA.isdisjoint(subtags[1:]):
        return "es-419"
    if subtags[0] == "zh" and not {"hk", "mo", "yue"}.isdisjoint(subtags[1:]):
        return "yue"
    known = languages()
    for length in range(len(subtags), 0, -1):
        shorter = "-".join(subtags[:length])
        for candidate in (_ALIASES.get(shorter, shorter), shorter):
            if candidate in known:
                return candidate
    return None


def make(request: SpeechRequest, inputs: Mapping[str, Input], folder: Path) -> Made:  # noqa: ARG001 - speech has no inputs
    """Speak one line into `speech.wav` (mono, 16 bit, 22.05 kHz); `voice` is a language and a variant such as `ko+f3`.

    Facts: `duration_seconds`, `sample_rate`, `visemes` as `[[start_seconds, name], …]`, ascending, from and to `rest`, and `alignment`
    as `[[start_seconds, end_seconds, word], …]`.
    Raises StageFailed for a voice that espeak-ng has not, MissingPart where it is not installed.
    """
    samples, sample_rate, spans, said = _speak(request.text, request.voice, DELIVERIES[request.beat])
    write_wav(folder / SPEECH_FILE, samples, sample_rate)
    facts = {
        "duration_seconds": len(samples) / sample_rate,
        "sample_rate": sample_rate,
        "visemes": [[start, viseme] for start, viseme in timeline(spans)],
        "alignment": said,
    }
    return Made({"speech": SPEECH_FILE}, facts)


def _speak(text: str, voice: str, delivery: Delivery) -> tuple[Samples, int, list[tuple[str, float]], list[list[object]]]:
    """Samples, their rate, what sounds when, and which word is said when."""
    said = without_directions(text)
    language, plus, variant = voice.partition("+")
    recording = espeak_library.record(
        said if re.search(r"\w", said) else "",
        (voice_for(language) or language) + plus + variant,
        words_per_minute=round(WORDS_PER_MINUTE * delivery.rate),
        # The scale doubles the pitch over 50 steps.
        pitch=round(OWN_PITCH + 50 * log2(delivery.f0)),
    )
    rate = recording.sample_rate
    if not recording.samples.any():
        return np.zeros(int(EMPTY_LINE_SECONDS * rate)), rate, [("", EMPTY_LINE_SECONDS)], []
    start, end = sounding(recording.samples, rate)
    samples = at_speech_level(faded(recording.samples[start:end], rate), rate, delivery.gain_db)
    return samples, rate, _spans(recording.phonemes, start / rate, end / rate), _said(recording, start / rate, end / rate)


def _said(recording: espeak_library.Recording, start: float, end: float) -> list[list[object]]:
    """The words with when each begins and ends, counted from `start`: at the first silence after it, else where the next begins."""
    silences = [at for at, phoneme in recording.phonemes if not phoneme]
    begins = [at for at, _ in recording.words]
    said: list[list[object]] = []
    for (at, word), follows in zip(recording.words, [*begins[1:], end], strict=True):
        until = next((silence for silence in silences if at < silence < follows), follows)
        first, last = (round(min(max(edge, start), end) - start, 4) for edge in (at, until))
        if word.strip() and first <= last:
            said.append([first, last, word])
    return said


def _spans(phonemes: list[tuple[float, str]], start: float, end: float) -> list[tuple[str, float]]:
    """The letters of each phoneme with equal shares of its time, between `start` and `end` seconds."""
    spans: list[tuple[str, float]] = []
    edges = [start, *(min(max(at, start), end) for at, _ in phonemes), end]
    for (_, phoneme), begins, ends in zip([(0.0, ""), *phonemes], edges, edges[1:], strict=False):
        letters = _letters(phoneme)
        spans += [(letter, (ends - begins) / len(letters)) for letter in letters]
    return spans


def _letters(phoneme: str) -> list[str]:
    """The symbols of an IPA string that move the mouth; one silent symbol if there are none."""
    letters = []
    for letter in unicodedata.normalize("NFD", phoneme):
        if letter in SHAPES and letter not in "AIOQSTWY":
            letters.append(letter)
        elif letter in _MORE_LETTERS:
            letters.append(_LETTER_OF[_MORE_LETTERS[letter]])
        elif letter.isalpha() and letter not in MARKS and unicodedata.category(letter) != "Lm":
            letters.append("ə")
    return letters or [" "]


_LETTER_OF = {"U": "u", "M": "m", "F": "f", "A": "a", "I": "i", "E": "e"}
