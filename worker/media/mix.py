"""Mixes an episode's sound: music and clips' own sound ducked under dialogue, room tone, fades, one gain, peaks limited."""

import array
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from worker.media.graph import SoundGraph, taken
from worker.media.loudness import Loudness, Meter, linear
from worker.media.rates import SAMPLE_RATE
from worker.media.tone import room_tone

# About 8 dB less while someone speaks (10 dB over the threshold, at 5:1), back within a second.
_DUCK = "threshold=0.02:ratio=5:attack=30:release=600"

# What is under the speech comes and goes with the episode; the speech itself is only kept from clicking where a file begins or ends loudly.
FADE_IN_SECONDS, FADE_OUT_SECONDS = 0.5, 1.0
SPEECH_FADE_SECONDS = 0.02

# What the filters still hold when the sound ends comes out with this much silence after it, which is then cut off.
_PAD_SAMPLES = SAMPLE_RATE

_MIXED = "normalize=0:duration=first"


@dataclass(frozen=True)
class Under:
    """What gives way to the speech (stereo s16, as long as the dialogue), at an amplitude against it."""

    samples: "array.array[int]"
    amplitude: float


@dataclass(frozen=True)
class Mix:
    """An episode's sound before one gain and the limiter (stereo floats: it may be louder than full scale)."""

    samples: "array.array[float]"
    has_sound: bool

    def master(self, gain_db: float, ceiling_db: float) -> "tuple[array.array[int], Loudness]":
        """The mix at `gain_db`, no sample above `ceiling_db`: stereo s16, as long as the mix, with its loudness."""
        graph = SoundGraph()
        last = graph.then(graph.source("stereo", "flt"), "apad", f"pad_len={_PAD_SAMPLES}")
        last = graph.then(last, "volume", f"{gain_db:.3f}dB:precision=float")
        # Oversampled, the limiter also sees most of what lies between the samples.
        last = graph.then(last, "aresample", str(2 * SAMPLE_RATE))
        last = graph.then(last, "alimiter", f"limit={linear(ceiling_db):.5f}:level=0:attack=5:release=60:latency=1")
        last = graph.then(last, "aresample", str(SAMPLE_RATE))
        graph.sink(graph.then(last, "atrim", f"end_sample={len(self.samples) // 2}"), "s16")
        meter, master = Meter("stereo", "s16", peaks=False), array.array("h")
        with ThreadPoolExecutor(1) as beside:
            measured: list[Future[None]] = []
            for frame in graph.run(self.samples):
                master.frombytes(taken(frame))
                measured.append(beside.submit(meter.hear, [frame]))
            for part in measured:
                part.result()
        return master, meter.loudness()


@dataclass(frozen=True)
class Desk:
    """What goes in: dialogue (mono s16) at a gain, what is under it, and room tone at a loudness, or none."""

    dialogue: "array.array[int]"
    gain_db: float
    under: Sequence[Under]
    tone_lufs: float | None

    @property
    def has_sound(self) -> bool:
        """Whether there is more than silence: room tone is only laid where somebody speaks."""
        return bool(self.under) or self.tone_lufs is not None

    def mix(self) -> "Mix":
        """Everything together, before it is mastered."""
        graph = SoundGraph()
        voice = graph.then(graph.source("mono"), "apad", f"pad_len={_PAD_SAMPLES}")
        voice = graph.then(voice, "volume", f"{self.gain_db:.2f}dB:precision=float")
        mixed = self._fades(graph, self._mixed(graph, voice), SPEECH_FADE_SECONDS, SPEECH_FADE_SECONDS)
        graph.sink(graph.then(mixed, "atrim", f"end_sample={len(self.dialogue)}"), "flt")
        samples = array.array("f")
        for frame in graph.run(self.dialogue, *(one.samples for one in self.under)):
            samples.frombytes(taken(frame))
        return Mix(samples, self.has_sound)

    def _mixed(self, graph: SoundGraph, voice: Any) -> Any:
        """The voice in the middle, and what is under it on both sides."""
        grounds = []
        if self.under:
            split = graph.then(voice, "asplit", "2")
            voice = (split, 0)
            grounds.append(graph.then([self._beds(graph), (split, 1)], "sidechaincompress", _DUCK))
        if self.tone_lufs is not None:
            grounds.append(room_tone(graph, self.tone_lufs))
        wide = graph.then([voice], "pan", "stereo|c0=c0|c1=c0")
        if not grounds:
            return wide
        ground = graph.then(grounds, "amix", f"inputs=2:{_MIXED}") if len(grounds) > 1 else grounds[0]
        return graph.then([wide, self._fades(graph, ground, FADE_IN_SECONDS, FADE_OUT_SECONDS)], "amix", f"inputs=2:{_MIXED}")

    def _beds(self, graph: SoundGraph) -> Any:
        """All that is ducked, as one: the speech turns each of them down by as much."""
        beds = []
        for one in self.under:
            bed = graph.then(graph.source("stereo"), "apad", f"pad_len={_PAD_SAMPLES}")
            beds.append(graph.then(bed, "volume", f"{one.amplitude:.4f}:precision=float"))
        return graph.then(beds, "amix", f"inputs={len(beds)}:{_MIXED}") if len(beds) > 1 else beds[0]

    def _fades(self, graph: SoundGraph, last: Any, rising_s: float, falling_s: float) -> Any:
        """The episode's ends, each at most a quarter of it."""
        total = len(self.dialogue)
        rising, falling = (min(int(seconds * SAMPLE_RATE), total // 4) for seconds in (rising_s, falling_s))
        if not rising or not falling:
            return last
        last = graph.then(last, "afade", f"t=in:start_sample=0:nb_samples={rising}:curve=qsin")
        return graph.then(last, "afade", f"t=out:start_sample={total - falling}:nb_samples={falling}:curve=qsin")
