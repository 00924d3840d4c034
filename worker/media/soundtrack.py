"""The sound of an episode: dialogue in its places, music ducked under it, brought to -14 LUFS, encoded and measured as it will be heard."""

import array
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from worker.media import music
from worker.media.encode import BITEXACT, audio_codec
from worker.media.ffmpeg import foreign, run
from worker.media.loudness import HIGHEST_TRUE_PEAK_DB, TARGET_LUFS, TOLERANCE_LU, Loudness, linear, measure_all, meter, read_summary
from worker.media.rates import SAMPLE_RATE, samples_at
from worker.media.sound import read_samples, silence, write_wav

# Dialogue and beds are brought to this before they are mixed, whatever their engines made: then `volume` means the same in every
# season, and the compressor's threshold fits.
MIX_LUFS = -20.0
_HIGHEST_GAIN_DB = 30.0

# About 8 dB less music while someone speaks (10 dB over the threshold, at 5:1), back within a second.
_DUCK = "sidechaincompress=threshold=0.02:ratio=5:attack=30:release=600"

# The limiter works at 96 kHz, so it sees most of what lies between the samples; a trim and AAC then add up to about a dB.
_CEILING_DB = -2.0
_CLOSE_ENOUGH_LU = 0.4
_MOST_TRIES = 4
_TIMEOUT_S = 1800.0
_BIT_RATE = "160k"


@dataclass(frozen=True)
class Voice:
    """A scene's dialogue (mono s16 48 kHz), the frames that it lasts, and the beat that chooses its music."""

    dialogue: Path
    frames: int
    beat: str


def make_soundtrack(
    scenes: Sequence[Voice], beds: Mapping[str, Path], *, volume: float, fps: int, target: Path, folder: Path, what: str
) -> Loudness:
    """Make `target`, an M4A as long as the scenes, and give its loudness as decoded.

    `beds` are the music by beat, `volume` their amplitude against the speech's (0 for none). Working files go to `folder`.
    The result is at -14 LUFS ±0.5 with a true peak of at most -1 dBTP; silence stays silence. Raises BadOutput, StageFailed.
    """
    bounds = [samples_at(sum(s.frames for s in scenes[:i]), fps) for i in range(len(scenes) + 1)]
    dialogue = folder / "dialogue.wav"
    write_wav(dialogue, _dialogue(scenes, bounds), channels=1)
    used = {s.beat: beds[s.beat] for s in scenes if s.beat in beds} if volume > 0 else {}
    spoken, *played = measure_all([dialogue, *used.values()], peaks=False)
    track = None
    if used:
        levelled = _level(used, [_mix_gain_db(heard) for heard in played], folder, what)
        track = folder / "music.wav"
        write_wav(track, music.lay(music.stretches([s.beat for s in scenes], bounds, used), levelled, bounds[-1]), channels=2)
    desk = _Desk(dialogue, _mix_gain_db(spoken), track, volume, folder / "master.wav", bounds[-1], what)
    return _encode(desk, _first_gain_db(spoken, played, volume), target)


def _first_gain_db(spoken: Loudness, played: Sequence[Loudness], volume: float) -> float:
    """The master's gain as far as it is known beforehand: most episodes are as loud as their speech, some as their music."""
    if not spoken.is_faint:
        return TARGET_LUFS - MIX_LUFS
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


def _mix_gain_db(heard: Loudness) -> float:
    return max(-_HIGHEST_GAIN_DB, min(_HIGHEST_GAIN_DB, heard.gain_db(MIX_LUFS)))


def _level(beds: Mapping[str, Path], gains_db: Sequence[float], folder: Path, what: str) -> dict[str, "array.array[int]"]:
    """Decode all beds in one process, each at the gain that brings it to the mix's level."""
    inputs = [part for path in beds.values() for part in foreign(path)]
    outputs: list[str | Path] = []
    files = [folder / f"bed{i}.wav" for i in range(len(beds))]
    for i, (gain, file) in enumerate(zip(gains_db, files, strict=True)):
        shape = ["-ar", str(SAMPLE_RATE), "-ac", "2", "-c:a", "pcm_s16le", *BITEXACT]
        outputs += ["-map", f"{i}:a:0", "-af", f"volume={gain:.2f}dB:precision=double", *shape, file]
    run([*inputs, *outputs], timeout_s=_TIMEOUT_S, what=f"{what}: reading the music")
    return {mood: read_samples(file, channels=2) for mood, file in zip(beds, files, strict=True)}


@dataclass(frozen=True)
class _Desk:
    """The mixing desk: what goes in, and where the master comes out (float, so that nothing clips before the limiter)."""

    dialogue: Path
    gain_db: float
    track: Path | None
    volume: float
    master: Path
    samples: int
    what: str

    def mix(self, gain_db: float, ceiling_db: float) -> Loudness:
        """Mix, bring to `gain_db`, limit to `ceiling_db`, and measure all that in one pass."""
        limit = f"alimiter=limit={linear(ceiling_db):.5f}:level=0:attack=5:release=60:latency=1"
        gain = f"volume={gain_db:.3f}dB:precision=float"
        finish = f"{gain},aresample={2 * SAMPLE_RATE},{limit},aresample={SAMPLE_RATE}"
        # Which input ends first would decide, by the scheduling of threads, how the last 0.1 s is mixed: so none ends before the cut.
        finish += f",atrim=end_sample={self.samples},{meter(0, peaks=False)}[out]"
        voice = f"[0:a]apad=pad_dur=1,volume={self.gain_db:.2f}dB:precision=float"
        wide = "pan=stereo|c0=c0|c1=c0"
        if self.track:
            graph = (
                f"{voice},asplit=2[voice][key];[1:a]apad=pad_dur=1,volume={self.volume:.4f}:precision=float[bed];[bed][key]{_DUCK}[under];"
                f"[voice]{wide}[wide];[wide][under]amix=inputs=2:normalize=0:duration=first,{finish}"
            )
        else:
            graph = f"{voice},{wide},{finish}"
        inputs = ["-i", str(self.dialogue), *(["-i", str(self.track)] if self.track else [])]
        said = run(
            [*inputs, "-filter_complex", graph, "-map", "[out]", "-c:a", "pcm_f32le", *BITEXACT, str(self.master)],
            timeout_s=_TIMEOUT_S,
            what=f"{self.what}: mixing the sound",
            level="info",
        )
        return read_summary(said, 0)

    def encode(self, trim_db: float, target: Path) -> Loudness:
        """Encode the master, and measure what was made: ffmpeg decodes it again in the same process, on the other core."""
        said = run(
            [
                *("-i", str(self.master), "-af", f"volume={trim_db:.3f}dB:precision=float", *audio_codec(_BIT_RATE), *BITEXACT),
                *("-f", "mp4", str(target), "-dec", "0:0", "-filter_complex", f"[dec:0]{meter(0)}[heard]", "-map", "[heard]"),
                *("-f", "null", "-"),
            ],
            timeout_s=_TIMEOUT_S,
            what=f"{self.what}: encoding the sound",
            level="info",
        )
        return read_summary(said, 0)


def _encode(desk: _Desk, gain_db: float, target: Path) -> Loudness:
    """Master and encode at the gain and ceiling with which the product, decoded again, is loud enough and not too loud."""
    ceiling_db = _CEILING_DB
    for _ in range(_MOST_TRIES):
        gain_db, trim_db = _master(desk, gain_db, ceiling_db)
        made = desk.encode(trim_db, target)
        over_db = made.true_peak_db - HIGHEST_TRUE_PEAK_DB
        short_db = made.gain_db(TARGET_LUFS)
        if over_db <= 0 and (abs(short_db) <= TOLERANCE_LU - 0.1 or gain_db + short_db > _HIGHEST_GAIN_DB):
            break
        # What the encoder added to the peaks is taken from the ceiling, and the loudness that this costs is added to the gain.
        ceiling_db -= over_db + 0.3 if over_db > 0 else 0.0
        gain_db = min(_HIGHEST_GAIN_DB, gain_db + short_db)
    return made


def _master(desk: _Desk, gain_db: float, ceiling_db: float) -> tuple[float, float]:
    """Mix until the master is near the target; give the gain that did it and the small trim that is left for the encoder."""
    for tried in range(1, _MOST_TRIES + 1):
        short_db = desk.mix(gain_db, ceiling_db).gain_db(TARGET_LUFS)
        if abs(short_db) <= _CLOSE_ENOUGH_LU or tried == _MOST_TRIES or gain_db + short_db > _HIGHEST_GAIN_DB:
            break
        # The limiter takes some of every further dB, so a little more is asked for.
        gain_db += 1.2 * short_db
    return gain_db, max(-_CLOSE_ENOUGH_LU, min(_CLOSE_ENOUGH_LU, short_db))
