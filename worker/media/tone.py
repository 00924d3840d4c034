"""Room tone: the soft noise of a room, made from a seed, so that pauses between lines are not the dead silence of a file."""

from typing import Any

from worker.media.graph import SoundGraph
from worker.media.loudness import linear
from worker.media.rates import SAMPLE_RATE

BELOW_SPEECH_LU = 46.0
"""How far under the speech: at -14 LUFS the tone is at -60.

Recorded speech is accepted with a room of -60 dB RMS at most (ACX's audio submission requirements), and below -70 LUFS nothing is heard
any more (BS.1770's absolute gate). So far down it counts for no loudness: BS.1770's relative gate is 10 LU under the programme.
"""

# Pink noise of this amplitude, without what would hiss, is this loud; both measured.
_AMPLITUDE, _LUFS, _HIGHEST_HZ = 0.1, -34.2, 4000
_SEEDS = (1117, 2221)


def room_tone(graph: SoundGraph, lufs: float) -> Any:
    """A source of endless room tone at a loudness: pink noise up to 4 kHz, different in each ear, the same in every run."""
    amplitude = _AMPLITUDE * linear(lufs - _LUFS)
    ears = [
        graph.then([], "anoisesrc", f"color=pink:sample_rate={SAMPLE_RATE}:amplitude={amplitude:.7f}:seed={seed}:nb_samples=1024")
        for seed in _SEEDS
    ]
    return graph.then(graph.then(ears, "join", "inputs=2:channel_layout=stereo"), "lowpass", f"f={_HIGHEST_HZ}")
