"""A spoken line as samples: trimmed, faded, resampled, set to the common level, written as WAV."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from worker.studio.voice.loudness import Samples, levelled, limited

SPEECH_LUFS = -20.0
PEAK_CEILING_DB = -1.5

# What stays of the silence around a line: enough for a breath's edge, not enough to be heard as a gap.
LEAD_SECONDS = 0.04
TAIL_SECONDS = 0.06
FADE_SECONDS = 0.008

# Below the loudest sample by this much counts as silence.
SILENCE_DB = -42.0

EMPTY_LINE_SECONDS = 0.4
"""A line that says nothing ("……") is a beat of silence."""


def sounding(samples: Samples, sample_rate: int) -> tuple[int, int]:
    """First and past-the-last sample of the part to keep: what sounds, with its lead and tail as far as there is any."""
    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max(initial=0.0) * 10 ** (SILENCE_DB / 20))
    if not len(loud):
        return 0, len(samples)
    start = max(0, int(loud[0]) - int(LEAD_SECONDS * sample_rate))
    return start, min(len(samples), int(loud[-1]) + 1 + int(TAIL_SECONDS * sample_rate))


def faded(samples: Samples, sample_rate: int) -> Samples:
    """The same sound with its edges brought to zero."""
    length = min(int(FADE_SECONDS * sample_rate), len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, length)
    result = samples.copy()
    result[:length] *= ramp
    result[len(result) - length :] *= ramp[::-1]
    return result


def stretched(samples: Samples, length: int) -> Samples:
    """Resampled to `length` samples by its spectrum: played at the same rate, pitch and speed change together."""
    if length == len(samples) or not len(samples):
        return samples
    spectrum = np.fft.rfft(samples)
    return np.asarray(np.fft.irfft(spectrum[: length // 2 + 1], n=length) * (length / len(samples)))


def at_speech_level(samples: Samples, sample_rate: int, gain_db: float) -> Samples:
    """At the loudness that all lines share plus `gain_db`, with no peak above the ceiling."""
    return limited(levelled(samples, sample_rate, SPEECH_LUFS + gain_db), sample_rate, PEAK_CEILING_DB)


def write_wav(path: Path, samples: Samples, sample_rate: int) -> None:
    """Write `(frames,)` or `(frames, channels)` in -1…1 as 16-bit PCM."""
    pcm: NDArray[np.int16] = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(pcm.tobytes())
