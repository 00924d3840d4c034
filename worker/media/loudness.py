"""How loud sound is (ITU-R BS.1770-4, EBU R128), measured by ffmpeg's ebur128: loudnorm measures the same eight times slower."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from worker.media.ffmpeg import foreign, run

TARGET_LUFS = -14.0
TOLERANCE_LU = 0.5
HIGHEST_TRUE_PEAK_DB = -1.0

# What ebur128 says of silence: its absolute gate.
SILENCE_LUFS = -70.0
# Softer than this is room tone, not a programme: it is left as it is rather than blown up to noise.
FAINT_LUFS = -50.0

_SUMMARY = re.compile(
    r"I:\s+(?P<integrated>\S+) LUFS\s+Threshold:\s+(?P<threshold>\S+) LUFS"
    r".*?LRA:\s+(?P<range>\S+) LU"
    r"(?:.*?Peak:\s+(?P<peak>\S+) dBFS)?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness (LUFS), true peak (dBTP; -inf for silence), range (LU) and the relative gate (LUFS)."""

    integrated_lufs: float
    true_peak_db: float
    range_lu: float
    threshold_lufs: float

    @property
    def is_faint(self) -> bool:
        """Whether there is nothing to normalise: silence, or sound that is as good as silence."""
        return self.integrated_lufs <= FAINT_LUFS

    def gain_db(self, target_lufs: float) -> float:
        """The gain that brings it to `target_lufs`; 0 for what is faint."""
        return 0.0 if self.is_faint else target_lufs - self.integrated_lufs


def measure(path: Path) -> Loudness:
    """Measure the first sound track of a file, true peak and all. About 250 times real time. Raises StageFailed."""
    return measure_all([path])[0]


def measure_all(paths: Sequence[Path], *, peaks: bool = True) -> list[Loudness]:
    """Measure files beside each other in one process. Mono counts as it will sound: on both channels.

    Without `peaks` it takes half as long, and the peaks are -inf.
    """
    inputs = [part for path in paths for part in foreign(path)]
    graph = ";".join(f"[{i}:a:0]aformat=channel_layouts=stereo|mono,{meter(i, peaks=peaks)}[o{i}]" for i in range(len(paths)))
    outputs = [part for i in range(len(paths)) for part in ("-map", f"[o{i}]", "-f", "null", "-")]
    said = run(
        [*inputs, "-filter_complex", graph, *outputs],
        timeout_s=600,
        what=f"measuring the loudness of {paths[0].name}",
        level="info",
    )
    return [read_summary(said, i) for i in range(len(paths))]


def meter(number: int, *, peaks: bool = True) -> str:
    """The filter that measures, under a name by which `read_summary` finds what it said."""
    return f"ebur128@meter{number}=framelog=quiet:dualmono=1" + (":peak=true" if peaks else "")


def read_summary(stderr: str, number: int) -> Loudness:
    """What the meter of that number said at the end. Raises StageFailed where it said nothing."""
    said = stderr.rpartition(f"[ebur128@meter{number} @")[2] or stderr.rpartition(f"meter{number}")[2]
    found = _SUMMARY.search(said)
    if not found:
        raise StageFailed("the loudness could not be measured: ffmpeg gave no summary; is there any sound?")
    peak = found["peak"]
    return Loudness(
        integrated_lufs=_number(found["integrated"], SILENCE_LUFS),
        true_peak_db=_number(peak, -math.inf) if peak else -math.inf,
        range_lu=_number(found["range"], 0.0),
        threshold_lufs=_number(found["threshold"], SILENCE_LUFS),
    )


def _number(text: str, otherwise: float) -> float:
    value = float(text)
    return value if math.isfinite(value) else otherwise


def linear(db: float) -> float:
    """A gain in dB as a factor."""
    return float(10 ** (db / 20))
