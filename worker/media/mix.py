"""Mixes an episode's sound: music ducked under dialogue, all brought to one gain, peaks limited."""

import array
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from worker.media.graph import SoundGraph, taken
from worker.media.loudness import Loudness, Meter, linear
from worker.media.rates import SAMPLE_RATE

# About 8 dB less music while someone speaks (10 dB over the threshold, at 5:1), back within a second.
_DUCK = "threshold=0.02:ratio=5:attack=30:release=600"

# What the filters still hold when the sound ends comes out with this much silence after it, which is then cut off.
_PAD_SAMPLES = SAMPLE_RATE


@dataclass(frozen=True)
class Limit:
    """No sample above `ceiling_db`. Oversampled, the limiter also sees most of what lies between the samples, for four times the work."""

    ceiling_db: float
    oversampled: bool


@dataclass(frozen=True)
class Desk:
    """What goes in: dialogue (mono s16) at a gain, and music as long (stereo s16) at an amplitude, or none."""

    dialogue: "array.array[int]"
    gain_db: float
    music: "array.array[int] | None"
    volume: float

    def master(self, gain_db: float, limit: Limit) -> "tuple[array.array[int], Loudness]":
        """Everything mixed, brought to `gain_db` and limited: stereo s16, as long as the dialogue, with its loudness but no peak."""
        graph = SoundGraph()
        voice = graph.then(graph.source("mono"), "apad", f"pad_len={_PAD_SAMPLES}")
        voice = graph.then(voice, "volume", f"{self.gain_db:.2f}dB:precision=float")
        mixed = self._under(graph, voice) if self.music is not None else graph.then(voice, "pan", "stereo|c0=c0|c1=c0")
        last = graph.then(mixed, "volume", f"{gain_db:.3f}dB:precision=float")
        shape = f"limit={linear(limit.ceiling_db):.5f}:level=0:attack=5:release=60:latency=1"
        if limit.oversampled:
            last = graph.then(graph.then(last, "aresample", str(2 * SAMPLE_RATE)), "alimiter", shape)
            last = graph.then(last, "aresample", str(SAMPLE_RATE))
        else:
            last = graph.then(last, "alimiter", shape)
        graph.sink(graph.then(last, "atrim", f"end_sample={len(self.dialogue)}"), "s16")
        return self._played(graph)

    def _under(self, graph: SoundGraph, voice: object) -> object:
        bed = graph.then(graph.source("stereo"), "apad", f"pad_len={_PAD_SAMPLES}")
        bed = graph.then(bed, "volume", f"{self.volume:.4f}:precision=float")
        split = graph.then(voice, "asplit", "2")
        ducked = graph.then([bed, (split, 1)], "sidechaincompress", _DUCK)
        wide = graph.then([(split, 0)], "pan", "stereo|c0=c0|c1=c0")
        return graph.then([wide, ducked], "amix", "inputs=2:normalize=0:duration=first")

    def _played(self, graph: SoundGraph) -> "tuple[array.array[int], Loudness]":
        meter, master = Meter("stereo", "s16", peaks=False), array.array("h")
        sounds = [self.dialogue] if self.music is None else [self.dialogue, self.music]
        with ThreadPoolExecutor(1) as beside:
            measured: list[Future[None]] = []
            for frame in graph.run(*sounds):
                master.frombytes(taken(frame))
                measured.append(beside.submit(meter.hear, [frame]))
            for part in measured:
                part.result()
        return master, meter.loudness()
