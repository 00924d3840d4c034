"""Speech made faster or slower at its own pitch: libavfilter's `atempo` (waveform similarity overlap-add), inside this process."""

import array

from worker.media.graph import SoundGraph, taken


def at_rate(samples: "array.array[int]", rate: float) -> "array.array[int]":
    """Mono speech (s16, 48 kHz) `rate` times as fast, from its first sound to its last.

    It lasts as long as it did, divided by `rate`, within 10 ms: whole periods of the voice are left out or repeated.
    """
    if rate == 1.0:
        return samples
    graph = SoundGraph()
    graph.sink(graph.then(graph.source("mono"), "atempo", f"{rate:.6f}"), "s16")
    stretched = array.array("h")
    for frame in graph.run(samples):
        stretched.frombytes(taken(frame))
    return stretched
