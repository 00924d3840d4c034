"""The stems of an episode's sound, locked to its picture: dialogue, music, and the clips' own sound, unducked and unmastered."""

import array
import math
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from worker.exports.export import Work
from worker.exports.reel import Reel
from worker.media import music
from worker.media.loudness import measure_samples
from worker.media.native import lay_native
from worker.media.rates import samples_at
from worker.media.sound import read_samples, silence, write_wav

# Where nobody speaks, music is as loud as it is beside speech of this loudness.
SPEECH_LUFS = -20.0
MOST_GAIN_DB = 30.0


@dataclass(frozen=True)
class MusicPlace:
    """Music of one mood, in frames of the episode."""

    mood: str
    start: int
    end: int


@dataclass(frozen=True)
class Stems:
    """What there is; files are as long as the episode, to the sample. Played together at one gain, they have the mix's balance."""

    dialogue: Path
    music: Path | None
    music_places: tuple[MusicPlace, ...]
    native: Path | None


def write_stems(work: Work, reel: Reel, folder: Path) -> Stems:
    """Write the stems as dialogue.wav (mono), music.wav and native.wav (stereo), 16 bits, 48 kHz. Raises BadOutput, StageFailed."""
    bounds = [samples_at(shot.start, reel.fps) for shot in reel.shots] + [samples_at(reel.frames, reel.fps)]
    dialogue = _dialogue(reel, bounds)
    heard = measure_samples(dialogue, "mono")
    # Speech stays as it was recorded; all else is brought to the level that it has against it.
    level_lufs = SPEECH_LUFS if heard.is_faint else heard.integrated_lufs
    write_wav(folder / "dialogue.wav", dialogue, channels=1)
    del dialogue
    places = _write_music(work, reel, bounds, level_lufs, folder / "music.wav")
    native = _write_native(reel, bounds, level_lufs, folder / "native.wav")
    return Stems(folder / "dialogue.wav", folder / "music.wav" if places else None, places, native)


def _dialogue(reel: Reel, bounds: list[int]) -> "array.array[int]":
    sound = silence(bounds[-1])
    for shot, start, end in zip(reel.shots, bounds[:-1], bounds[1:], strict=True):
        spoken = read_samples(shot.dialogue)
        if abs(len(spoken) - (end - start)) > 2:
            raise StageFailed(f"scene {shot.scene.number}: its dialogue has {len(spoken)} samples; {end - start} were expected")
        sound[start : start + min(len(spoken), end - start)] = spoken[: end - start]
    return sound


def _write_music(work: Work, reel: Reel, bounds: list[int], level_lufs: float, target: Path) -> tuple[MusicPlace, ...]:
    """Lay the music as the join does, and tell where which mood is; none at all writes no file."""
    cut = reel.cut
    if not cut.music_volume:
        return ()
    beats: list[str] = [shot.scene.beat for shot in reel.shots]
    keys = {beat: cut.music[beat] for beat in beats if beat in cut.music}
    stretched = music.stretches(beats, bounds, keys)
    beds = {}
    for mood, key in keys.items():
        samples = read_samples(work.store.path(work.store.get(key), "music"), channels=2)[: 2 * music.longest(stretched, mood)]
        heard = measure_samples(samples, "stereo")
        if not heard.is_faint:
            gain_db = heard.gain_db(level_lufs) + 20 * math.log10(cut.music_volume)
            beds[mood] = music.Bed(samples, max(-MOST_GAIN_DB, min(MOST_GAIN_DB, gain_db)))
    laid = [stretch for stretch in stretched if stretch.mood in beds]
    if laid:
        write_wav(target, music.lay(laid, beds, bounds[-1]), channels=2)
    starts = {sample: shot.start for sample, shot in zip(bounds, reel.shots, strict=False)} | {bounds[-1]: reel.frames}
    return tuple(MusicPlace(stretch.mood, starts[stretch.start], starts[stretch.end]) for stretch in laid)


def _write_native(reel: Reel, bounds: list[int], level_lufs: float, target: Path) -> Path | None:
    volume = reel.cut.native_volume
    if not volume or all(shot.native is None for shot in reel.shots):
        return None
    track, heard = lay_native([shot.native for shot in reel.shots], bounds, level_lufs + 20 * math.log10(volume))
    if not heard:
        return None
    write_wav(target, track, channels=2)
    return target
