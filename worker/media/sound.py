"""Sound as samples (s16, 48 kHz, interleaved in an `array` of "h"): read from any file, written as WAV."""

import array
import sys
import wave
from itertools import chain
from pathlib import Path

import av

from shared.errors import BadOutput
from worker.media.ffmpeg import MEDIA_DEMUXERS
from worker.media.probe import check_audio
from worker.media.rates import SAMPLE_RATE

# A hole between two packets that is no rounding of their times; a longer one than a minute is a broken time.
_LEAST_GAP_SECONDS, _MOST_GAP_SECONDS = 0.1, 60.0


def read_samples(path: Path, *, channels: int = 1, keeps_gaps: bool = False) -> "array.array[int]":
    """Any sound file, mixed to 1 or 2 channels and resampled to 48 kHz by libswresample. Raises BadOutput.

    With `keeps_gaps`, what a file leaves out between two packets is silence, so that the sound after it stays in step with a picture.
    """
    if path.suffix == ".wav":
        plain = _read_plain_wav(path, channels)
        if plain:
            return plain
    check_audio(path, least_seconds=0.0, decode=False)
    samples = array.array("h")
    resampler = av.AudioResampler(format="s16", layout="mono" if channels == 1 else "stereo", rate=SAMPLE_RATE)
    try:
        with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
            over_s: float | None = None
            for frame in chain(container.decode(audio=0), (None,)):
                if keeps_gaps and frame is not None and frame.time is not None:
                    gap_s = frame.time - over_s if over_s is not None else 0.0
                    if _LEAST_GAP_SECONDS < gap_s < _MOST_GAP_SECONDS:
                        samples.extend(silence(round(gap_s * SAMPLE_RATE), channels=channels))
                    over_s = frame.time + frame.samples / frame.sample_rate
                for part in resampler.resample(frame):
                    samples.frombytes(bytes(part.planes[0])[: 2 * channels * part.samples])
    except av.FFmpegError as error:
        raise BadOutput(f"{path.name} is sound that does not decode: {error.strerror}; a whole sound file was expected") from error
    if not samples:
        raise BadOutput(f"{path.name} decodes to no sound at all; some was expected")
    return samples


def _read_plain_wav(path: Path, channels: int) -> "array.array[int] | None":
    """The samples of a WAV that is in the line's own form already, or None."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (channels, 2, SAMPLE_RATE):
                return None
            return _native(array.array("h", file.readframes(file.getnframes())))
    except (wave.Error, EOFError, OSError, ValueError):
        return None


def write_wav(path: Path, samples: "array.array[int]", *, channels: int) -> None:
    """Write samples as a WAV; the file appears whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    with wave.open(str(part), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframesraw(memoryview(_native(samples)).cast("B"))
    part.replace(path)


def silence(samples: int, *, channels: int = 1) -> "array.array[int]":
    """That many samples a channel of silence."""
    return array.array("h", bytes(2 * channels * samples))


def _native(samples: "array.array[int]") -> "array.array[int]":
    """WAV is little-endian; on a big-endian machine the bytes change places."""
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples
