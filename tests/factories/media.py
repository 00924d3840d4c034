"""Sample films and pictures, made with the ffmpeg that the line uses."""

import subprocess
from pathlib import Path

import imageio_ffmpeg


def make_film(path: Path, seconds: float = 2.0) -> Path:
    """A small H.264 and AAC film, 180x320."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = ["-f", "lavfi", "-i", f"testsrc2=size=180x320:rate=24:duration={seconds}"]
    sound = ["-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart"]
    return _run([*picture, *sound, *codecs, "-shortest"], path)


def make_picture(path: Path) -> Path:
    """A JPEG of 720x1280 with much detail, thus larger than a frame of a film."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return _run(["-f", "lavfi", "-i", "testsrc2=size=720x1280,noise=alls=24:all_seed=7", "-frames:v", "1", "-q:v", "3"], path)


def _run(arguments: list[str], path: Path) -> Path:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *arguments, str(path)], check=True)
    return path
