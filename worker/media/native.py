"""The sound that clips came with, laid under an episode: each clip's in its scene, at one loudness, silent where a clip has none."""

import array
from collections.abc import Sequence
from pathlib import Path

import av

from shared.errors import BadOutput
from worker.media.fade import CHANNELS, faded, ramp_samples
from worker.media.ffmpeg import MEDIA_DEMUXERS
from worker.media.loudness import Loudness, measure_samples
from worker.media.probe import moving_pictures, probe
from worker.media.rates import SAMPLE_RATE
from worker.media.sound import read_samples, silence

# At a cut, where one clip's sound follows another's: short enough to sound like the cut that is seen, long enough not to click.
CUT_FADE_SECONDS = 0.03
# Where a clip's sound ends before its scene does.
END_FADE_SECONDS = 0.25
# What a clip that was made softly gets at most: a room's hum must not become a roar.
MOST_GAIN_DB = 20.0


def lay_native(clips: Sequence[Path | None], bounds: Sequence[int], lufs: float) -> tuple["array.array[int]", tuple[int, ...]]:
    """The episode's track of native sound (stereo s16) and the places in `clips` of those that are heard.

    `bounds` are the scenes' starts and the episode's end, in samples. Each clip's sound begins with its picture, is brought to `lufs`
    (turned up by 20 dB at most), and cut or padded to its scene with a short fade.
    """
    track = silence(bounds[-1], channels=CHANNELS)
    heard = []
    for place, (clip, start, end) in enumerate(zip(clips, bounds[:-1], bounds[1:], strict=True)):
        sound = _own_sound(clip, end - start) if clip is not None else None
        if sound is None:
            continue
        loud = measure_samples(sound, "stereo")
        if loud.is_faint:
            continue
        track[CHANNELS * start : CHANNELS * start + len(sound)] = _fitted(sound, loud, lufs, end - start)
        heard.append(place)
    return track, tuple(heard)


def _fitted(sound: "array.array[int]", loud: Loudness, lufs: float, samples: int) -> "array.array[int]":
    ends_early = len(sound) // CHANNELS < samples
    rising = ramp_samples(CUT_FADE_SECONDS * SAMPLE_RATE, sound)
    falling = ramp_samples((END_FADE_SECONDS if ends_early else CUT_FADE_SECONDS) * SAMPLE_RATE, sound)
    return faded(sound, min(MOST_GAIN_DB, loud.gain_db(lufs)), rising, falling)


def _own_sound(clip: Path, samples: int) -> "array.array[int] | None":
    """A clip's own sound from its first picture on, `samples` a channel at most; None where it has none that decodes."""
    try:
        if probe(clip).audio_codec is None:
            return None
        sound = read_samples(clip, channels=CHANNELS, keeps_gaps=True)
    except BadOutput:
        # The picture is what was bought, and it has been checked; sound that does not decode is no sound.
        return None
    late = round(_sound_starts_after_picture_s(clip) * SAMPLE_RATE)
    sound = silence(late, channels=CHANNELS) + sound if late > 0 else sound[-late * CHANNELS :]
    return sound[: samples * CHANNELS] or None


def _sound_starts_after_picture_s(clip: Path) -> float:
    """How much later than its picture a clip's sound begins; negative where it begins before."""
    with av.open(str(clip), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
        starts = [
            float(stream.start_time * stream.time_base) if stream.start_time is not None and stream.time_base else 0.0
            for stream in (container.streams.audio[0], moving_pictures(container)[0])
        ]
    late_s = starts[0] - starts[1]
    # An encoder's priming is before the first sample that is played, and is dropped where it is decoded.
    return late_s if abs(late_s) > _PRIMING_SECONDS else 0.0


_PRIMING_SECONDS = 0.05
