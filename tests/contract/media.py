"""Tiny media that decode: a film with sound, a picture, a sound; made once a session with the ffmpeg that the line uses."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import imageio_ffmpeg

_PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=64x112:rate=24:duration=0.25"]
_SOUND = ["-f", "lavfi", "-i", "sine=frequency=330:duration=0.25"]
_RECIPES: Mapping[str, list[str]] = {
    "film.mp4": [*_PICTURE, *_SOUND, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"],
    "picture.png": [*_PICTURE, "-frames:v", "1"],
    "sound.mp3": [*_SOUND, "-c:a", "libmp3lame"],
    "sound.wav": _SOUND,
}


def make_media(folder: Path) -> dict[str, Path]:
    """The files by name."""
    for name, recipe in _RECIPES.items():
        subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *recipe, str(folder / name)], check=True)
    return {name: folder / name for name in _RECIPES}


def products(files: Mapping[str, Path]) -> dict[str, bytes]:
    """What is made, by capability."""
    film, sound = files["film.mp4"].read_bytes(), files["sound.mp3"].read_bytes()
    return {"video": film, "lipsync": film, "reference": files["picture.png"].read_bytes(), "speech": sound, "music": sound}
