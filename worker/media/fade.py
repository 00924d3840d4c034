"""Fades of sound: a stretch of stereo samples at a gain, its first and last samples rising and falling."""

import array

from worker.media.graph import SoundGraph, taken

CHANNELS = 2


def faded(sound: "array.array[int]", gain_db: float, rising: int, falling: int) -> "array.array[int]":
    """Stereo sound (interleaved s16) at a gain, faded in over `rising` and out over `falling` samples a channel.

    Fades are quarter sines: a rising and a falling one over the same stretch keep the power between them.
    """
    graph = SoundGraph()
    last = graph.then(graph.source("stereo"), "volume", f"{gain_db:.2f}dB:precision=float")
    if rising:
        last = graph.then(last, "afade", f"t=in:start_sample=0:nb_samples={rising}:curve=qsin")
    if falling:
        last = graph.then(last, "afade", f"t=out:start_sample={len(sound) // CHANNELS - falling}:nb_samples={falling}:curve=qsin")
    graph.sink(last, "s16")
    shaped = array.array("h")
    for frame in graph.run(sound):
        shaped.frombytes(taken(frame))
    return shaped


def ramp_samples(wanted: float, sound: "array.array[int]") -> int:
    """How long a fade is that should have `wanted` samples: at most half of the sound."""
    return min(int(wanted), len(sound) // CHANNELS // 2)
