"""Sound decoded once, to its end, as samples from -1 to 1."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from shared.errors import BadOutput
from worker.media.ffmpeg import MEDIA_DEMUXERS
from worker.media.probe import check_audio, probe

RATE = 16_000
FRAME_S = 0.02
FLOOR_DB = -120.0
TONE_SHARE = 0.95
"""Of the power of a tone, so much is at its pitch."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """What was heard."""

    raw: Samples
    """As the file has them, all channels one after the other in time: for what a resampler would hide."""
    mono: Samples
    """Mixed to one channel of `RATE` samples a second."""

    @property
    def lasts_seconds(self) -> float:
        """How long it is."""
        return len(self.mono) / RATE

    @cached_property
    def levels_db(self) -> Samples:
        """The level of each 20 ms, dBFS (RMS; a full-scale square wave has 0)."""
        return levels_db(self.mono, FRAME_S)

    @cached_property
    def loudest_db(self) -> float:
        """The level of the loudest tenth of a second, dBFS (RMS)."""
        return float(levels_db(self.mono, 0.1).max(initial=FLOOR_DB))

    @cached_property
    def voiced(self) -> tuple[float, float]:
        """When the sound proper begins and ends, in seconds: within 35 dB of its loudest part."""
        loud = np.flatnonzero(self.levels_db > max(self.loudest_db - 35, -60))
        return (float(loud[0]) * FRAME_S, float(loud[-1] + 1) * FRAME_S) if len(loud) else (0.0, 0.0)

    @cached_property
    def is_tone(self) -> bool:
        """Whether it has one pitch and no overtones, which no voice has: a tone that stands in for speech."""
        power = np.abs(np.fft.rfft(self.mono[: 30 * RATE])) ** 2
        peak = int(np.argmax(power))
        near = max(8, round(0.04 * peak))
        return bool(power[max(0, peak - near) : peak + near + 1].sum() > TONE_SHARE * power.sum())


def levels_db(samples: Samples, step_s: float) -> Samples:
    """The level of each step of sound, dBFS (RMS); what is left at the end counts as a step where it is half of one at least."""
    step = max(1, round(step_s * RATE))
    padded = np.pad(samples, (0, -len(samples) % step)) if len(samples) % step >= step / 2 or len(samples) < step else samples
    whole = padded[: len(padded) // step * step].reshape(-1, step).astype(np.float64)
    power = np.mean(whole**2, axis=1) if len(whole) else np.zeros(1)
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10))), np.float32)


def read_heard(path: Path) -> Heard:
    """Decode the first sound track of a file. Raises BadOutput where there is none or it does not decode."""
    check_audio(path, least_seconds=0.0)
    layout = "mono" if probe(path).channels == 1 else "stereo"
    as_is = av.AudioResampler(format="flt", layout=layout)
    down = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    raw: list[Samples] = []
    mono: list[Samples] = []
    try:
        with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
            for frame in (*container.decode(audio=0), None):
                raw.extend(np.asarray(part.to_ndarray(), np.float32).reshape(-1) for part in as_is.resample(frame))
                mono.extend(np.asarray(part.to_ndarray(), np.float32).reshape(-1) for part in down.resample(frame))
    except av.FFmpegError as error:
        raise BadOutput(f"{path.name} is sound that does not decode: {error.strerror}; a whole sound file was expected") from error
    if not mono:
        raise BadOutput(f"{path.name} decodes to no sound at all; some was expected")
    return Heard(np.concatenate(raw), np.concatenate(mono))
