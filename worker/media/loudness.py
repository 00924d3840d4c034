"""How loud sound is (ITU-R BS.1770-4, EBU R128), measured by libavfilter's ebur128."""

import array
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import av

from shared.errors import BadOutput
from worker.media.ffmpeg import MEDIA_DEMUXERS
from worker.media.graph import Form, Layout, SoundGraph, frames_of
from worker.media.probe import check_audio
from worker.media.rates import SAMPLE_RATE

TOLERANCE_LU = 0.5

# What ebur128 says of silence: its absolute gate.
SILENCE_LUFS = -70.0
# Softer than this is room tone, not a programme: it is left as it is rather than blown up to noise.
FAINT_LUFS = -50.0

# ebur128 says what it knows at the end of each tenth of a second: so it gets one more, for the peaks of the last.
_STEP_SAMPLES = SAMPLE_RATE // 10


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness (LUFS) and true peak (dBTP; -inf for silence)."""

    integrated_lufs: float
    true_peak_db: float

    @property
    def is_faint(self) -> bool:
        """Whether there is nothing to normalise: silence, or sound that is as good as silence."""
        return self.integrated_lufs <= FAINT_LUFS

    def gain_db(self, target_lufs: float) -> float:
        """The gain that brings it to `target_lufs`; 0 for what is faint."""
        return 0.0 if self.is_faint else target_lufs - self.integrated_lufs


class Meter:
    """Hears frames of 48 kHz sound in one form and tells how loud they were. Mono counts as it will sound: on both channels.

    Without `peaks`, the true peak is -inf and it takes a third of the time: 0.7 ms for a second of stereo.
    """

    def __init__(self, layout: Layout, form: Form, *, peaks: bool) -> None:
        self._graph = SoundGraph()
        options = "metadata=1:framelog=quiet:dualmono=1" + (":peak=true" if peaks else "")
        padded = self._graph.then(self._graph.source(layout, form), "apad", f"pad_len={_STEP_SAMPLES}")
        self._graph.sink(self._graph.then(padded, "ebur128", options), "dbl")
        self._said: dict[str, str] = {}

    def hear(self, frames: Iterable[av.AudioFrame]) -> None:
        """Measure more sound."""
        for frame in frames:
            self._graph.push(frame)
            self._listen(self._graph.pull())

    def loudness(self) -> Loudness:
        """How loud all of it was. Call it once, at the end."""
        self._listen(self._graph.end())
        peak = float(self._said.get("lavfi.r128.true_peak", 0.0))
        return Loudness(
            integrated_lufs=_finite(float(self._said.get("lavfi.r128.I", SILENCE_LUFS)), SILENCE_LUFS),
            true_peak_db=20 * math.log10(peak) if peak > 0 else -math.inf,
        )

    def _listen(self, frames: Iterable[av.AudioFrame]) -> None:
        for frame in frames:
            self._said = frame.metadata or self._said


def measure_samples(samples: "array.array[int]", layout: Layout) -> Loudness:
    """Measure sound (s16, 48 kHz), without its peaks."""
    meter = Meter(layout, "s16", peaks=False)
    meter.hear(frames_of(samples, layout))
    return meter.loudness()


def measure(path: Path) -> Loudness:
    """Measure the first sound track of a file as it decodes, true peak and all. Raises BadOutput."""
    facts = check_audio(path, least_seconds=0.0, decode=False)
    layout: Layout = "mono" if facts.channels == 1 else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE)
    meter = Meter(layout, "fltp", peaks=True)
    try:
        with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
            for frame in (*container.decode(audio=0), None):
                meter.hear(resampler.resample(frame))
    except av.FFmpegError as error:
        raise BadOutput(f"{path.name} is sound that does not decode: {error.strerror}; a whole sound file was expected") from error
    return meter.loudness()


def _finite(value: float, otherwise: float) -> float:
    return value if math.isfinite(value) else otherwise


def linear(db: float) -> float:
    """A gain in dB as a factor."""
    return float(10 ** (db / 20))
