"""The sound of an episode: dialogue in its places, music ducked under it, brought to -14 LUFS, encoded and measured as it will be heard."""

import array
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from worker.media import music
from worker.media.aac import encode_sound
from worker.media.loudness import HIGHEST_TRUE_PEAK_DB, TARGET_LUFS, TOLERANCE_LU, Loudness, measure_samples
from worker.media.mix import Desk, Limit
from worker.media.rates import samples_at
from worker.media.sound import read_samples, silence

# Dialogue and beds are brought to this before they are mixed, whatever their engines made: then `volume` means the same in every
# season, and the compressor's threshold fits.
MIX_LUFS = -20.0
_HIGHEST_GAIN_DB = 30.0

# What lies between the samples and what AAC adds come to about a dB.
_CEILING_DB = -2.2
# The limiter takes about this much of the loudness of speech.
_LIMITER_TAKES_DB = 0.4
# A master that is a little too loud is turned down after the limiter, which is always safe; turned up, by less than peaks allow.
_MOST_TRIM_UP_DB, _MOST_TRIM_DOWN_DB = 0.3, 1.5
_MOST_TRIES = 5


@dataclass(frozen=True)
class Voice:
    """A scene's dialogue (mono s16 48 kHz), the frames that it lasts, and the beat that chooses its music."""

    dialogue: Path
    frames: int
    beat: str


def make_soundtrack(scenes: Sequence[Voice], beds: Mapping[str, Path], *, volume: float, fps: int, target: Path) -> Loudness:
    """Make `target`, an M4A as long as the scenes, and give its loudness as decoded.

    `beds` are the music by beat, `volume` their amplitude against the speech's (0 for none).
    The result is at -14 LUFS ±0.5 with a true peak of at most -1 dBTP; silence stays silence. Raises BadOutput, StageFailed.
    """
    bounds = [samples_at(sum(s.frames for s in scenes[:i]), fps) for i in range(len(scenes) + 1)]
    dialogue = _dialogue(scenes, bounds)
    used = {s.beat: beds[s.beat] for s in scenes if s.beat in beds} if volume > 0 else {}
    placed = music.stretches([s.beat for s in scenes], bounds, used)
    with ThreadPoolExecutor(1) as beside:
        speech = beside.submit(measure_samples, dialogue, "mono")
        read = {mood: _bed(path, music.longest(placed, mood)) for mood, path in used.items()}
        played = {mood: measure_samples(sound, "stereo") for mood, sound in read.items()}
        levelled = {mood: music.Bed(sound, _mix_gain_db(played[mood])) for mood, sound in read.items()}
        track = music.lay(placed, levelled, bounds[-1]) if used else None
        spoken = speech.result()
    desk = Desk(dialogue, _mix_gain_db(spoken), track, volume)
    return _encode(desk, _first_gain_db(spoken, list(played.values()), volume), target)


def _first_gain_db(spoken: Loudness, played: Sequence[Loudness], volume: float) -> float:
    """The master's gain as far as it is known beforehand: most episodes are as loud as their speech, some as their music."""
    if not spoken.is_faint:
        return TARGET_LUFS - MIX_LUFS + _LIMITER_TAKES_DB
    if all(heard.is_faint for heard in played):
        return 0.0
    return TARGET_LUFS - MIX_LUFS - 20 * math.log10(volume)


def _dialogue(scenes: Sequence[Voice], bounds: Sequence[int]) -> "array.array[int]":
    sound = silence(bounds[-1])
    for scene, start, end in zip(scenes, bounds[:-1], bounds[1:], strict=True):
        line = read_samples(scene.dialogue)
        # Rates that do not divide 48000 are rounded once a scene and once an episode; more than that is another scene's sound.
        if abs(len(line) - (end - start)) > 2:
            raise StageFailed(f"{scene.dialogue.name} has {len(line)} samples; its scene of {scene.frames} frames needs {end - start}")
        sound[start : start + min(len(line), end - start)] = line[: end - start]
    return sound


def _bed(path: Path, most_samples: int) -> "array.array[int]":
    """A bed as far as it will be heard."""
    return read_samples(path, channels=2)[: 2 * most_samples]


def _mix_gain_db(heard: Loudness) -> float:
    return max(-_HIGHEST_GAIN_DB, min(_HIGHEST_GAIN_DB, heard.gain_db(MIX_LUFS)))


def _encode(desk: Desk, first_gain_db: float, target: Path) -> Loudness:
    """Master and encode at the gain and limit with which the product, decoded again, is loud enough and not too loud."""
    limit, aim_lufs, gain_db = Limit(_CEILING_DB, oversampled=False), TARGET_LUFS, first_gain_db
    for _ in range(_MOST_TRIES):
        gain_db, master, trim_db = _master(desk, gain_db, limit, aim_lufs)
        made = encode_sound(master, trim_db, target)
        over_db = made.true_peak_db - HIGHEST_TRUE_PEAK_DB
        short_db = made.gain_db(TARGET_LUFS)
        if over_db <= 0 and (abs(short_db) <= TOLERANCE_LU - 0.1 or gain_db + short_db > _HIGHEST_GAIN_DB):
            break
        if not limit.oversampled:
            # Sound that the cheap limiter cannot hold: what is between its samples, or above the encoder's band.
            limit, gain_db = Limit(_CEILING_DB, oversampled=True), first_gain_db
            continue
        # What the encoder adds to the peaks is taken from the ceiling; what it takes from the loudness, the master has more of.
        limit = Limit(limit.ceiling_db - (over_db + 0.3 if over_db > 0 else 0.0), oversampled=True)
        aim_lufs += short_db
    return made


def _master(desk: Desk, gain_db: float, limit: Limit, aim_lufs: float) -> "tuple[float, array.array[int], float]":
    """Mix until the master is near its aim; give the gain that did it, the master, and the trim that is left for the encoder."""
    for tried in range(1, _MOST_TRIES + 1):
        master, heard = desk.master(gain_db, limit)
        short_db = heard.gain_db(aim_lufs)
        if -_MOST_TRIM_DOWN_DB <= short_db <= _MOST_TRIM_UP_DB or tried == _MOST_TRIES or gain_db + short_db > _HIGHEST_GAIN_DB:
            break
        # The limiter takes some of every further dB, so a little more is asked for.
        gain_db += 1.2 * short_db + (_LIMITER_TAKES_DB if short_db > 0 else 0.0)
    return gain_db, master, max(-_MOST_TRIM_DOWN_DB, min(_MOST_TRIM_UP_DB, short_db))
