"""The studio's composer: a bed of music in a mood, composed from a seed and rendered with a General MIDI soundfont."""

import io
import wave
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from math import gcd
from pathlib import Path
from random import Random

import numpy as np

from shared.errors import BadOutput, MissingPart
from shared.line.requests import MusicRequest
from worker.studio.engine import Input, Made
from worker.studio.voice.loudness import Samples, levelled, limited
from worker.studio.voice.sound import stretched, write_wav

MUSIC_FILE = "music.wav"
SAMPLE_RATE = 48_000
MUSIC_LUFS = -20.0

# Below the true peak that is allowed (-3 dB) by what lies between samples.
PEAK_CEILING_DB = -4.0

# The last chord rings on, and fades.
RING_SECONDS = 2.0
FADE_IN_SECONDS = 0.02

INSTALL_HINT = "music needs more packages: pip install 'cliffhanger[studio]'"


def make(request: MusicRequest, inputs: Mapping[str, Input], folder: Path) -> Made:  # noqa: ARG001 - music has no inputs
    """Compose and render `music.wav` (stereo, 16 bit, 48 kHz), at least `seconds` long: whole phrases and a close that rings out.

    The seed picks key, tempo, progressions, instruments and motif. Facts: `duration_seconds`, `bpm`. Raises MissingPart.
    """
    try:
        from worker.studio.music.arrangement import arranged  # noqa: PLC0415 - needs an optional part
        from worker.studio.music.midi import midi_bytes  # noqa: PLC0415
        from worker.studio.music.moods import mood_of  # noqa: PLC0415
    except ImportError:
        raise MissingPart(INSTALL_HINT) from None
    random = Random(f"{request.mood}/{request.genre}/{request.seed}")  # noqa: S311 - a composer, not a cipher
    piece = arranged(mood_of(request.mood, request.genre), max(1, request.seconds), random)
    samples = _mastered(_rendered(midi_bytes(piece.parts, piece.notes, piece.bpm, ring_seconds=RING_SECONDS)), piece.beats * 60 / piece.bpm)
    write_wav(folder / MUSIC_FILE, samples, SAMPLE_RATE)
    return Made({"music": MUSIC_FILE}, {"duration_seconds": len(samples) / SAMPLE_RATE, "bpm": round(piece.bpm, 2)})


def _rendered(midi: bytes) -> Samples:
    """Stereo samples `(frames, 2)` in -1…1 at SAMPLE_RATE. Raises BadOutput where the renderer's WAV is not 16-bit stereo."""
    try:
        import midirenderer  # noqa: PLC0415 - an optional part
    except ImportError:
        raise MissingPart(INSTALL_HINT) from None
    with wave.open(io.BytesIO(midirenderer.render_wave_from(_soundfont(), midi))) as file:
        if file.getsampwidth() != 2 or file.getnchannels() != 2:
            raise BadOutput(f"the music's renderer gave {file.getnchannels()} channels of {8 * file.getsampwidth()} bits, not 2 of 16")
        rate = file.getframerate()
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).astype(np.float64) / 32768
    if rate == SAMPLE_RATE:
        return pcm
    # The spectrum of a smooth length is quick: so many times the least whole ratio of the rates.
    divisor = gcd(rate, SAMPLE_RATE)
    times = _smooth(-(-len(pcm) * divisor // rate))
    padded = np.pad(pcm, ((0, times * (rate // divisor) - len(pcm)), (0, 0)))
    return np.stack([stretched(channel, times * (SAMPLE_RATE // divisor)) for channel in np.ascontiguousarray(padded.T)], axis=1)


def _smooth(number: int) -> int:
    """The least number of the form 2^a 3^b 5^c that is not below."""
    while True:
        rest = number
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return number
        number += 1


@cache
def _soundfont() -> bytes:
    """TimGM6mb, which pretty_midi ships; found without importing that package, whose own imports are heavy."""
    package = find_spec("pretty_midi")
    if package is None or package.origin is None:
        raise MissingPart(INSTALL_HINT)
    return (Path(package.origin).parent / "TimGM6mb.sf2").read_bytes()


def _mastered(samples: Samples, music_seconds: float) -> Samples:
    """Cut where the last chord has rung out, edges faded, at the common level."""
    frames = round((music_seconds + RING_SECONDS) * SAMPLE_RATE)
    cut = samples[:frames] if len(samples) >= frames else np.pad(samples, ((0, frames - len(samples)), (0, 0)))
    opening, ring = int(FADE_IN_SECONDS * SAMPLE_RATE), int(RING_SECONDS * SAMPLE_RATE)
    cut[:opening] *= np.linspace(0.0, 1.0, opening)[:, None]
    cut[-ring:] *= (np.linspace(1.0, 0.0, ring) ** 2)[:, None]
    loud = levelled(cut, SAMPLE_RATE, MUSIC_LUFS)
    # Most beds have no peak that high, and looking is cheap.
    return limited(loud, SAMPLE_RATE, PEAK_CEILING_DB) if max(loud.max(), -loud.min()) > 10 ** (PEAK_CEILING_DB / 20) else loud
