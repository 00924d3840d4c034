"""What a provider may send for one episode: clips of many sizes, rates and sounds, with a flash in each where its dialogue clicks."""

import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ops.simulator.media.make import without_rate
from shared.line.requests import Format
from worker.media import fonts
from worker.media.cue import Cue
from worker.media.cues import of_lines
from worker.media.ffmpeg import ffmpeg_exe
from worker.media.page import Page
from worker.media.rates import SAMPLE_RATE, samples_at
from worker.media.subtitles import write_burned

FORMAT = Format(width=720, height=1280, fps=24)
BEATS = ("sad", "tense", "happy", "angry")
BED_SECONDS = 60
FLASH_SECONDS, FLASH_LASTS_SECONDS = 1.0, 0.25


@dataclass(frozen=True)
class Kind:
    """How a provider made a clip. `rate` is frames a second as ffmpeg writes it; frames that vary come as they please."""

    size: str
    rate: str
    sound: str = ""
    varies: bool = False
    says_rate: bool = True


KINDS = (
    Kind("720x1280", "24"),
    Kind("1080x1920", "30", "stereo"),
    Kind("480x854", "25", "mono"),
    Kind("540x960", "25", "mono", says_rate=False),
    Kind("720x1280", "30000/1001", "stereo"),
    Kind("1280x720", "60", "mono"),
    Kind("720x720", "24", varies=True),
    Kind("576x1024", "30", "stereo", varies=True),
)
"""So many clips are different; the others are copies, which are files of their own all the same."""


@dataclass(frozen=True)
class Material:
    """What every case works on: the clips as they came, each one's dialogue, and what is common to all."""

    folder: Path
    clips: int
    frames: int

    @property
    def came(self) -> list[Path]:
        """The clips as they came."""
        return [self.folder / f"came{n}.{'mp4' if KINDS[n % len(KINDS)].says_rate else 'mkv'}" for n in range(self.clips)]

    @property
    def dialogue(self) -> list[Path]:
        """A WAV for each clip."""
        return [self.folder / f"dialogue{n}.wav" for n in range(self.clips)]

    @property
    def conformed(self) -> list[Path]:
        """The clips in the one format, once they are."""
        return [self.folder / f"clip{n}.mp4" for n in range(self.clips)]

    @property
    def beats(self) -> list[str]:
        """The mood of each."""
        return [BEATS[n // 2 % len(BEATS)] for n in range(self.clips)]

    @property
    def beds(self) -> dict[str, Path]:
        """A bed of music for each mood."""
        return {beat: self.folder / f"{beat}.wav" for beat in BEATS}

    @property
    def subtitles(self) -> Path:
        """What is burned in."""
        return self.folder / "burn.ass"

    @property
    def joined(self) -> Path:
        """The episode."""
        return self.folder / "joined.mp4"


def make_material(folder: Path, seconds: float, clips: int) -> Material:
    """Make it all, for an episode of so many seconds."""
    material = Material(folder, clips, round(seconds * FORMAT.fps / clips))
    scene_s = material.frames / FORMAT.fps
    for number, path in enumerate(material.came):
        if number < len(KINDS):
            write_clip(path, KINDS[number], scene_s)
        else:
            path.write_bytes(material.came[number % len(KINDS)].read_bytes())
        _write_wav(material.dialogue[number], _speech(samples_at(material.frames, FORMAT.fps), number)[:, None])
    for number, path in enumerate(material.beds.values()):
        _write_wav(path, _chords(BED_SECONDS * SAMPLE_RATE, number))
    page = Page(FORMAT)
    lines = [Cue(n * scene_s + 0.4, (n + 1) * scene_s - 0.6, f"第{n + 1}场：那封信，我三年前就已经看到了。") for n in range(clips)]
    write_burned(material.subtitles, of_lines(lines, "zh-CN", page), "zh-CN", page)
    fonts.set_up(folder)
    return material


def write_clip(path: Path, kind: Kind, seconds: float) -> None:
    """A test picture that goes white for a quarter of a second."""
    flash = f"between(t,{FLASH_SECONDS},{FLASH_SECONDS + FLASH_LASTS_SECONDS})"
    graph = f"testsrc2=s={kind.size}:r={kind.rate}:d={seconds:.3f},eq=brightness=-0.3,drawbox=color=white:t=fill:enable='{flash}'"
    if kind.varies:
        graph += f",select='not(mod(n,3))+lt(random(7),0.4)+{flash}'"
    if not kind.says_rate:
        graph += f",select='not(n)+gte(t,{seconds - 0.05:.3f})'"
    sound = ["-f", "lavfi", "-i", f"sine=f=330:r=44100:d={seconds:.3f}"] if kind.sound else []
    coded = ["-c:a", "aac", "-ac", "1" if kind.sound == "mono" else "2"] if kind.sound else []
    pictures = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-fps_mode", "vfr"]
    form = ["-f", "mp4"] if kind.says_rate else ["-f", "matroska", "-live", "1"]
    command = [ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", graph, *sound, *pictures, *coded, *form, str(path)]
    subprocess.run(command, check=True)
    if not kind.says_rate:
        path.write_bytes(without_rate(path.read_bytes()))


def _speech(samples: int, seed: int) -> NDArray[np.float64]:
    """Syllables of harmonics with pauses between phrases, about as bursty as speech; and a click where the picture is to flash."""
    random = np.random.default_rng(seed)
    t = np.arange(samples) / SAMPLE_RATE
    pitch = 120 + 60 * (seed % 3) + 15 * np.sin(2 * np.pi * 0.7 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    voice = sum(np.sin(n * phase) / n for n in range(1, 12)) + 0.15 * random.normal(size=samples)
    syllables = np.clip(np.sin(2 * np.pi * 4 * t), 0, 1) ** 0.7
    phrases = (np.sin(2 * np.pi * 0.35 * (t - 1.5)) > -0.4) * (t > 2) * (t < t[-1] - 0.5)
    sound = 0.12 * voice * syllables * phrases
    click = int(FLASH_SECONDS * SAMPLE_RATE)
    sound[click : click + 96] = np.tile([0.3] * 4 + [-0.3] * 4, 12)
    return np.asarray(sound)


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
