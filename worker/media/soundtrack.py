"""The sound of an episode: dialogue in its places, music ducked under it, brought to -14 LUFS, encoded and measured as it will be heard."""

import array
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from worker.media import loudness, music
from worker.media.encode import BITEXACT, SAMPLE_RATE, audio_codec
from worker.media.ffmpeg import foreign, run
from worker.media.loudness import HIGHEST_TRUE_PEAK_DB, TARGET_LUFS, Loudness, linear, measure, measure_all, meter, read_summary
from worker.media.sound import read_samples, silence, write_wav
from worker.media.timeline import samples_at

# Dialogue and beds are brought to this before they are mixed, whatever their engines made: then `volume` means the same in every
# season, and the compressor's threshold fits.
MIX_LUFS = -20.0
_HIGHEST_GAIN_DB = 30.0

# 8 dB less music while someone speaks (10 dB over the threshold at 5:1), back within a second.
_DUCK = "sidechaincompress=threshold=0.03:ratio=5:attack=30:release=600"

# The limiter works at 96 kHz, so it sees most of what lies between the samples; AAC then adds up to about a dB of its own.
_CEILING_DB = -2.0
_CLOSE_ENOUGH_LU = 0.2
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
    spoken, *played = measure_all([dialogue, *used.values()])
    track = None
    if used:
        gains = [_mix_gain_db(heard) for heard in played]
        levelled = _level(used, gains, folder, what)
        track = folder / "music.wav"
        write_wav(track, music.lay(music.stretches([s.beat for s in scenes], bounds, used), levelled, bounds[-1]), channels=2)
    mixed = folder / "mix.wav"
    heard = _mix(dialogue, track, mixed, gain_db=_mix_gain_db(spoken), volume=volume, what=what)
    return _encode(mixed, heard, target, what)


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


def _mix(dialogue: Path, track: Path | None, target: Path, *, gain_db: float, volume: float, what: str) -> Loudness:
    """Mix in floating point, where nothing clips, and measure in the same pass."""
    voice = f"[0:a]volume={gain_db:.2f}dB:precision=float"
    wide = "pan=stereo|c0=c0|c1=c0"
    if track:
        graph = (
            f"{voice},asplit=2[voice][key];[1:a]volume={volume:.4f}:precision=float[bed];[bed][key]{_DUCK}[under];"
            f"[voice]{wide}[wide];[wide][under]amix=inputs=2:normalize=0:duration=first,{meter(0)}[out]"
        )
    else:
        graph = f"{voice},{wide},{meter(0)}[out]"
    inputs = ["-i", str(dialogue), *(["-i", str(track)] if track else [])]
    said = run(
        [*inputs, "-filter_complex", graph, "-map", "[out]", "-c:a", "pcm_f32le", *BITEXACT, target],
        timeout_s=_TIMEOUT_S,
        what=f"{what}: mixing the sound",
        level="info",
    )
    return read_summary(said, 0)


def _encode(mixed: Path, heard: Loudness, target: Path, what: str) -> Loudness:
    """Encode at the gain and ceiling with which the product, decoded again, is loud enough and not too loud."""
    gain, ceiling = heard.gain_db(TARGET_LUFS), _CEILING_DB
    if heard.true_peak_db + gain > ceiling:
        gain = _limited_gain_db(mixed, gain, ceiling)
    for _ in range(_MOST_TRIES):
        chain = _chain(gain, ceiling, limited=heard.true_peak_db + gain > ceiling)
        made = _encode_once(mixed, chain, target, what)
        over = made.true_peak_db - HIGHEST_TRUE_PEAK_DB
        short = made.gain_db(TARGET_LUFS) if not heard.is_faint else 0.0
        if over <= 0 and abs(short) <= loudness.TOLERANCE_LU * 0.8:
            break
        ceiling -= max(0.0, over + 0.3 if over > 0 else 0.0)
        gain += short
    return made


def _limited_gain_db(mixed: Path, gain: float, ceiling: float) -> float:
    """The gain before the limiter with which the limited sound has the target's loudness."""
    for _ in range(_MOST_TRIES):
        short = measure(mixed, filters=_chain(gain, ceiling, limited=True)).gain_db(TARGET_LUFS)
        if abs(short) <= _CLOSE_ENOUGH_LU:
            break
        # The limiter takes some of every further dB, so a little more is asked for.
        gain += 1.2 * short
    return gain


def _chain(gain_db: float, ceiling_db: float, *, limited: bool) -> str:
    volume = f"volume={gain_db:.3f}dB:precision=float"
    if not limited:
        return volume
    limit = f"alimiter=limit={linear(ceiling_db):.5f}:level=0:attack=5:release=60:latency=1"
    return f"{volume},aresample={2 * SAMPLE_RATE},{limit},aresample={SAMPLE_RATE}"


def _encode_once(mixed: Path, chain: str, target: Path, what: str) -> Loudness:
    """Encode, and measure what the encoder made: ffmpeg decodes it again in the same process, on the other core."""
    said = run(
        [
            *("-i", str(mixed), "-af", chain, *audio_codec(_BIT_RATE), *BITEXACT, "-f", "mp4", str(target)),
            *("-dec", "0:0", "-filter_complex", f"[dec:0]{meter(0)}[heard]", "-map", "[heard]", "-f", "null", "-"),
        ],
        timeout_s=_TIMEOUT_S,
        what=f"{what}: encoding the sound",
        level="info",
    )
    made = read_summary(said, 0)
    return made if math.isfinite(made.integrated_lufs) else Loudness(loudness.SILENCE_LUFS, -math.inf, 0.0, loudness.SILENCE_LUFS)
