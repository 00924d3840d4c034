"""What joining an episode costs against what ffmpeg needs for its bare parts: copying, one AAC encode, one encode of the picture.

`python -m ops.bench.join [--minutes 5] [--clips 40] [--rounds 3]`. Clips, sound and subtitles are made first and are not measured.
Then all cases run in turn, round after round, so that a slow minute of the machine slows all of them.
"""

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.line.requests import Format
from worker.media import fonts
from worker.media.cue import Cue
from worker.media.cues import of_lines
from worker.media.encode import TAGGED, ClipWriter, video_codec
from worker.media.ffmpeg import ffmpeg_exe
from worker.media.join import Cut, JoinFacts, join
from worker.media.loudness import measure
from worker.media.page import Page
from worker.media.rates import SAMPLE_RATE, samples_at
from worker.media.sound import read_samples
from worker.media.subtitles import write_ass

FORMAT = Format(width=720, height=1280, fps=24)
BEATS = ("sad", "tense", "happy", "angry")
# So many clips are different pictures; the others are copies, which are files of their own all the same.
DISTINCT = 4
BED_SECONDS = 60


@dataclass(frozen=True)
class Material:
    """What every case works on."""

    folder: Path
    cuts: list[Cut]
    beds: dict[str, Path]
    subtitles: Path
    listed: Path
    sound: Path


def make_material(folder: Path, seconds: float, clips: int) -> Material:
    """Clips of equal length, dialogue with pauses, beds of chords, subtitles, and for the bare cases the finished sound."""
    frames = round(seconds * FORMAT.fps / clips)
    cuts = []
    for number in range(clips):
        clip, dialogue = folder / f"clip{number}.mp4", folder / f"dialogue{number}.wav"
        if number < DISTINCT:
            _write_clip(clip, frames, number)
        else:
            clip.write_bytes((folder / f"clip{number % DISTINCT}.mp4").read_bytes())
        _write_wav(dialogue, _speech(samples_at(frames, FORMAT.fps), number)[:, None])
        cuts.append(Cut(clip, dialogue, frames, BEATS[number // 2 % len(BEATS)]))
    beds = {beat: folder / f"{beat}.wav" for beat in BEATS}
    for number, path in enumerate(beds.values()):
        _write_wav(path, _chords(BED_SECONDS * SAMPLE_RATE, number))
    subtitles = folder / "subtitles.ass"
    step = frames / FORMAT.fps
    cues = [Cue(n * step + 0.4, n * step + step - 0.6, f"第{n + 1}场：那封信，我三年前就已经看到了。") for n in range(clips)]
    write_ass(subtitles, of_lines(cues, "zh-CN", Page(FORMAT)), "zh-CN", Page(FORMAT))
    listed = folder / "clips.txt"
    listed.write_text("ffconcat version 1.0\n" + "".join(f"file '{cut.clip}'\n" for cut in cuts), encoding="utf-8")
    fonts.set_up(folder)
    material = Material(folder, cuts, beds, subtitles, listed, folder / "sound.wav")
    # What an encoder takes depends on what it hears, so the bare cases encode what the join's encoder does.
    _join(material, 0.25, burn=False)
    _write_wav(material.sound, np.frombuffer(read_samples(folder / "joined.mp4", channels=2), "<i2").reshape(-1, 2) / 32767)
    return material


def _write_clip(path: Path, frames: int, seed: int) -> None:
    """Soft bands that drift, and a block that moves in front of them."""
    y, x = np.mgrid[0 : FORMAT.height, 0 : FORMAT.width]
    chroma = bytes([118 + 4 * seed]) * (FORMAT.width * FORMAT.height // 4) + bytes([132]) * (FORMAT.width * FORMAT.height // 4)
    ground = (x / (37.0 + seed) + y / 61.0) % (2 * np.pi)
    with ClipWriter(path, FORMAT, frames=frames, quality="final") as writer:
        for number in range(frames):
            luma = (110 + 60 * np.sin(ground + number / 40)).astype(np.uint8)
            left = 100 + (5 * number) % 400
            luma[500:700, left : left + 120] = 200
            writer.write(luma.tobytes() + chroma)


def _speech(samples: int, seed: int) -> NDArray[np.float64]:
    """Syllables of harmonics with pauses between phrases: about as bursty as speech."""
    random = np.random.default_rng(seed)
    t = np.arange(samples) / SAMPLE_RATE
    pitch = 120 + 60 * (seed % 3) + 15 * np.sin(2 * np.pi * 0.7 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    voice = sum(np.sin(n * phase) / n for n in range(1, 12)) + 0.15 * random.normal(size=samples)
    syllables = np.clip(np.sin(2 * np.pi * 4 * t), 0, 1) ** 0.7
    phrases = (np.sin(2 * np.pi * 0.35 * t) > -0.4) * (t > 0.35)
    return np.asarray(0.12 * voice * syllables * phrases)


def _chords(samples: int, seed: int) -> NDArray[np.float64]:
    """Four chords in turn, wide, each dying away."""
    t = np.arange(samples) / SAMPLE_RATE
    roots = 110 * 2 ** (np.array([0, 5, 7, 3])[(t / 2).astype(int) % 4] / 12 + seed / 12)
    decay = np.exp(-1.2 * (t % 2))
    sides = [sum(np.sin(2 * np.pi * roots * k * t * detune) / k for k in (1, 1.25, 1.5, 2, 3)) * decay * 0.08 for detune in (1.0, 1.003)]
    return np.stack(sides, axis=1)


def _write_wav(path: Path, samples: NDArray[np.float64]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def cases(material: Material) -> dict[str, Callable[[], object]]:
    """The cases by name, in the order in which they run."""
    listed = ["-f", "concat", "-safe", "0", "-i", str(material.listed)]
    both = [*listed, "-i", str(material.sound), "-map", "0:v", "-map", "1:a"]
    burned = ["-vf", f"ass=filename={material.subtitles.name}:shaping=complex,{TAGGED}", *video_codec(FORMAT, "final")]
    return {
        "bare_copy": lambda: _ffmpeg(material, [*listed, "-c", "copy"]),
        "bare_copy_and_aac": lambda: _ffmpeg(material, [*both, "-c:v", "copy", "-c:a", "aac"]),
        "join": lambda: _join(material, None, burn=False),
        "join_with_music": lambda: _join(material, 0.25, burn=False),
        "bare_burn": lambda: _ffmpeg(material, [*both, *burned, "-c:a", "aac"]),
        "join_with_music_burned": lambda: _join(material, 0.25, burn=True),
    }


RATIOS = {
    "join": "bare_copy_and_aac",
    "join_with_music": "bare_copy_and_aac",
    "join_with_music_burned": "bare_burn",
}


def _ffmpeg(material: Material, arguments: list[str]) -> None:
    environment = {**os.environ, "FONTCONFIG_FILE": str(material.folder / "fonts.conf")}
    command = [ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *arguments, "-movflags", "+faststart", "bare.mp4"]
    subprocess.run(command, check=True, cwd=material.folder, env=environment)


def _join(material: Material, volume: float | None, *, burn: bool) -> JoinFacts:
    return join(
        material.cuts,
        material.beds,
        volume=volume,
        fmt=FORMAT,
        burn=material.subtitles if burn else None,
        target=material.folder / "joined.mp4",
        folder=material.folder,
        title="Bench",
        episode=1,
    )


def timed(case: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall clock, and of processor: this process and those that it started."""
    began, spent = time.perf_counter(), _processor_seconds()
    case()
    return time.perf_counter() - began, _processor_seconds() - spent


def _processor_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def summary(taken: dict[str, list[tuple[float, float]]]) -> dict[str, Any]:
    """Medians of each case, and ratios of what is compared."""
    wall = {name: median(run[0] for run in runs) for name, runs in taken.items()}
    processor = {name: median(run[1] for run in runs) for name, runs in taken.items()}
    return {
        "seconds": {name: {"wall": round(wall[name], 3), "processor": round(processor[name], 3)} for name in taken},
        "ratios": {
            f"{name}/{bare}": {"wall": round(wall[name] / wall[bare], 3), "processor": round(processor[name] / processor[bare], 3)}
            for name, bare in RATIOS.items()
            if name in taken and bare in taken
        },
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-burned", action="store_true", help="leave out the cases that encode the picture, which take minutes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        material = make_material(Path(name), options.minutes * 60, options.clips)
        chosen = {name: case for name, case in cases(material).items() if not (options.skip_burned and "burn" in name)}
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in chosen}
        for _ in range(options.rounds):
            for case_name, case in chosen.items():
                taken[case_name].append(timed(case))
        heard = measure(material.folder / "joined.mp4")
    about = {"minutes": options.minutes, "clips": options.clips, "rounds": options.rounds, "cores": len(os.sched_getaffinity(0))}
    loudness = {"loudness_lufs": round(heard.integrated_lufs, 2), "true_peak_db": round(heard.true_peak_db, 2)}
    print(json.dumps({**about, **loudness, **summary(taken)}, indent=2))


if __name__ == "__main__":
    main()
