"""Small clips and sounds, made once a test run by the real ffmpeg."""

import array
import math
import subprocess
from pathlib import Path

import pytest

from shared.line.requests import Format
from worker.media.encode import ClipWriter
from worker.media.ffmpeg import ffmpeg_exe
from worker.media.sound import write_wav

SMALL = Format(width=144, height=256, fps=24)
RATE = 48_000


def frame(luma: int, *, fmt: Format = SMALL, u: int = 128, v: int = 128) -> bytes:
    """One I420 frame of one colour."""
    area = fmt.width * fmt.height
    return bytes([luma]) * area + bytes([u]) * (area // 4) + bytes([v]) * (area // 4)


def clip(path: Path, frames: int, *, luma: int = 90, flash_at: int | None = None, fmt: Format = SMALL) -> Path:
    """A clip of one grey, white in the frame `flash_at`."""
    with ClipWriter(path, fmt, frames=frames, quality="final") as writer:
        for number in range(frames):
            writer.write(frame(235 if number == flash_at else luma, fmt=fmt))
    return path


def tone(path: Path, seconds: float, *, level: float = 0.2, hertz: float = 220, samples: int | None = None) -> Path:
    """A mono tone with a slow swell, so that it has loud and soft parts as speech has."""
    count = round(seconds * RATE) if samples is None else samples
    swell = [
        level * (0.55 + 0.45 * math.sin(2 * math.pi * 2.5 * i / RATE)) * math.sin(2 * math.pi * hertz * i / RATE) for i in range(count)
    ]
    write_wav(path, array.array("h", [round(32767 * s) for s in swell]), channels=1)
    return path


def make(*args: str | Path) -> None:
    """Run ffmpeg as a provider would have."""
    subprocess.run([ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *map(str, args)], check=True, timeout=60)


@pytest.fixture(scope="session")
def small_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 36, flash_at=12)
