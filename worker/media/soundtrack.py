"""The sound of an episode: dialogue, music and clips' own sound ducked under it, brought to loudness, encoded, measured as heard."""

import array
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from shared.line.delivery import Loudness as Target
from worker.media import music
from worker.media.aac import encode_sound
from worker.media.limiter import Limiter
from worker.media.loudness import TOLERANCE_LU, Loudness, measure_samples
from worker.media.mix import Desk, Mix, Under
from worker.media.native import lay_native
from worker.media.rates import samples_at
from worker.media.sound import read_samples, silence
from worker.media.tone import BELOW_SPEECH_LU

# Dialogue and beds are brought to this before they are mixed, whatever their engines made: then `volume` means the same in every
# season, and the compressor's threshold fits.
MIX_LUFS = -20.0
_HIGHEST_GAIN_DB = 30.0

# What lies between the samples and what AAC adds come to about a dB: the limiter holds the samples so far under the true peak.
_ABOVE_SAMPLES_DB = 1.2
# The limiter takes about this much of the loudness of speech.
_LIMITER_TAKES_DB = 0.4
# A master that is a little too loud is turned down after the limiter, which is always safe; turned up, by less than peaks allow.
_MOST_TRIM_UP_DB, _MOST_TRIM_DOWN_DB = 0.3, 1.5
_MOST_TRIES = 5


@dataclass(frozen=True)
class Voice:
    """A scene's dialogue (mono s16 48 kHz), the frames that it lasts, the beat that chooses its music, the clip whose sound is kept."""

    dialogue: Path
    frames: int
    beat: str
    native: Path | None = None


@dataclass(frozen=True)
class Sounds:
    """How the sound is wanted: amplitudes of music and of the clips' own sound against the speech (0: none), loudness, bit rate."""

    music_volume: float
    native_volume: float
    loudness: Target
    kbps: int


@dataclass(frozen=True)
class Heard:
    """The soundtrack as measured once encoded, and the places of the scenes whose clips' own sound is in it."""

    loudness: Loudness
    native: tuple[int, ...]


def make_soundtrack(scenes: Sequence[Voice], beds: Mapping[str, Path], *, sounds: Sounds, fps: int, target: Path) -> Heard:
    """Make `target`, an M4A as long as the scenes, and tell how loud it is as decoded. `beds` are the music by beat.

    The result is as loud as wanted, ±0.5 LU, with a true peak that is at most what is allowed; silence stays silence.
    Raises BadOutput, StageFailed.
    """
    mix, places = _mix(scenes, beds, sounds, fps)
    return Heard(_encode(mix, sounds, target), places)


def _mix(scenes: Sequence[Voice], beds: Mapping[str, Path], sounds: Sounds, fps: int) -> tuple[Mix, tuple[int, ...]]:
    """All of it mixed, once, and the places of the scenes whose clips are heard. What it is mixed of is not kept."""
    bounds = [samples_at(sum(s.frames for s in scenes[:i]), fps) for i in range(len(scenes) + 1)]
    dialogue = _dialogue(scenes, bounds)
    with ThreadPoolExecutor(1) as beside:
        speech = beside.submit(measure_samples, dialogue, "mono")
        bed = _music(scenes, bounds, beds) if sounds.music_volume > 0 else None
        own, places = _native(scenes, bounds) if sounds.native_volume > 0 else (None, ())
        spoken = speech.result()
    tracks = ((bed, sounds.music_volume), (own, sounds.native_volume))
    under = [Under(track, amplitude) for track, amplitude in tracks if track is not None]
    return _desk(dialogue, spoken, under).mix(), places


def _desk(dialogue: "array.array[int]", spoken: Loudness, under: Sequence[Under]) -> Desk:
    """What is mixed. Where nobody speaks there is nothing to stay under, and no speech that a room would be heard around."""
    if not spoken.is_faint:
        return Desk(dialogue, _mix_gain_db(spoken), under, MIX_LUFS - BELOW_SPEECH_LU)
    loudest = max((one.amplitude for one in under), default=1.0)
    return Desk(dialogue, 0.0, [Under(one.samples, one.amplitude / loudest) for one in under], None)


def _music(scenes: Sequence[Voice], bounds: Sequence[int], beds: Mapping[str, Path]) -> "array.array[int] | None":
    """The episode's music at the mix's loudness; None where there is none to be heard."""
    used = {s.beat: beds[s.beat] for s in scenes if s.beat in beds}
    placed = music.stretches([s.beat for s in scenes], bounds, used)
    levelled = {}
    for mood, path in used.items():
        sound = read_samples(path, channels=2)[: 2 * music.longest(placed, mood)]
        played = measure_samples(sound, "stereo")
        if not played.is_faint:
            levelled[mood] = music.Bed(sound, _mix_gain_db(played))
    heard = [stretch for stretch in placed if stretch.mood in levelled]
    return music.lay(heard, levelled, bounds[-1]) if heard else None


def _native(scenes: Sequence[Voice], bounds: Sequence[int]) -> "tuple[array.array[int] | None, tuple[int, ...]]":
    """The clips' own sound at the mix's loudness, None where there is none to be heard, and the places of the scenes that have some."""
    if all(scene.native is None for scene in scenes):
        return None, ()
    track, heard = lay_native([scene.native for scene in scenes], bounds, MIX_LUFS)
    return (track if heard else None), heard


def _dialogue(scenes: Sequence[Voice], bounds: Sequence[int]) -> "array.array[int]":
    sound = silence(bounds[-1])
    for scene, start, end in zip(scenes, bounds[:-1], bounds[1:], strict=True):
        line = read_samples(scene.dialogue)
        # Rates that do not divide 48000 are rounded once a scene and once an episode; more than that is another scene's sound.
        if abs(len(line) - (end - start)) > 2:
            raise StageFailed(f"{scene.dialogue.name} has {len(line)} samples; its scene of {scene.frames} frames needs {end - start}")
        sound[start : start + min(len(line), end - start)] = line[: end - start]
    return sound


def _mix_gain_db(heard: Loudness) -> float:
    return max(-_HIGHEST_GAIN_DB, min(_HIGHEST_GAIN_DB, heard.gain_db(MIX_LUFS)))


def _encode(mix: Mix, sounds: Sounds, target: Path) -> Loudness:
    """Master and encode at the gain and ceiling with which the product, decoded again, is loud enough and not too loud."""
    wanted = sounds.loudness
    ceiling_db, aim_lufs = wanted.true_peak_db - _ABOVE_SAMPLES_DB, wanted.integrated_lufs
    limiter = Limiter(wanted.integrated_lufs - MIX_LUFS + _LIMITER_TAKES_DB)
    for _ in range(_MOST_TRIES):
        master, trim_db = _master(mix, limiter, ceiling_db, aim_lufs)
        made = encode_sound(master, trim_db, target, kbps=sounds.kbps)
        over_db = made.true_peak_db - wanted.true_peak_db
        short_db = made.gain_db(wanted.integrated_lufs)
        if over_db <= 0 and (abs(short_db) <= TOLERANCE_LU - 0.2 or limiter.gain_db(aim_lufs + short_db, ceiling_db) > _HIGHEST_GAIN_DB):
            break
        # What the encoder adds to the peaks is taken from the ceiling; what it takes from the loudness, the master has more of.
        ceiling_db -= over_db + 0.3 if over_db > 0 else 0.0
        aim_lufs += short_db
    return made


def _master(mix: Mix, limiter: Limiter, ceiling_db: float, aim_lufs: float) -> "tuple[array.array[int], float]":
    """Master until it is near its aim; give the master, and the trim that is left for the encoder."""
    for tried in range(1, _MOST_TRIES + 1):
        gain_db = min(_HIGHEST_GAIN_DB, limiter.gain_db(aim_lufs, ceiling_db)) if mix.has_sound else 0.0
        master, heard = mix.master(gain_db, ceiling_db)
        short_db = heard.gain_db(aim_lufs)
        cannot_be_louder = short_db > 0 and gain_db >= _HIGHEST_GAIN_DB
        if -_MOST_TRIM_DOWN_DB <= short_db <= _MOST_TRIM_UP_DB or tried == _MOST_TRIES or cannot_be_louder:
            break
        limiter.learn(gain_db, ceiling_db, heard.integrated_lufs)
    return master, max(-_MOST_TRIM_DOWN_DB, min(_MOST_TRIM_UP_DB, short_db))
