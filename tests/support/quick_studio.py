"""Engines that make real files at once: plain colours and tones. The line around them is the product's own.

A text may ask for trouble, so that tests reach what real engines do rarely: `[fail]`, `[crash]`, `[bug]`.
"""

import hashlib
import math
import os
import signal
import wave
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.errors import StageFailed
from shared.line.keys import seed_of
from shared.line.requests import Format, LipsyncRequest, MusicRequest, ReferenceRequest, SpeechRequest, StageName, VideoRequest
from worker.media.encode import ClipWriter
from worker.media.picture import grab
from worker.media.timeline import write_dialogue
from worker.studio.engine import Engine, Input, Made
from worker.studio.lips import scene_timeline

SPEECH_RATE = 24_000
MUSIC_RATE = 48_000
SECONDS_PER_CHARACTER = 0.03


def reference(request: ReferenceRequest, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """A plain portrait."""
    _clip(folder / "still.mp4", request.format, 1, request.look.seed)
    grab(folder / "still.mp4", folder / "picture.jpg", at_seconds=0, width=request.format.width)
    return Made({"picture": "picture.jpg"})


def video(request: VideoRequest, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """A plain clip in a colour of its own."""
    if "[fail]" in request.action:
        raise StageFailed("the quick studio was asked to fail")
    if "[crash]" in request.action:
        os.kill(os.getpid(), signal.SIGKILL)
    if "[bug]" in request.action:
        raise ZeroDivisionError("the quick studio was asked for a bug")
    frames = round(request.seconds * request.format.fps)
    _clip(folder / "clip.mp4", request.format, frames, request.seed)
    return Made({"clip": "clip.mp4"}, {"seed": request.seed})


def speech(request: SpeechRequest, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """A tone as long as the text."""
    seconds = 0.3 + SECONDS_PER_CHARACTER * len(request.text)
    _tone(folder / "speech.wav", seconds, 200 + seed_of(request.voice) % 200, SPEECH_RATE, channels=1)
    return Made({"speech": "speech.wav"}, {"duration_seconds": round(seconds * SPEECH_RATE) / SPEECH_RATE, "visemes": [[0.0, "rest"]]})


def lipsync(request: LipsyncRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """The clip's colour for as long as its speech; a provider's clip has no seed to take it from."""
    lines = [inputs[key] for key in request.speech]
    lengths = [float(line.facts["duration_seconds"]) for line in lines]
    timeline = scene_timeline(request, inputs)
    write_dialogue(folder / "dialogue.wav", [line.path("speech") for line in lines], timeline)
    _clip(folder / "clip.mp4", request.format, timeline.frames, int(inputs[request.video].facts.get("seed", 0)), folder / "dialogue.wav")
    grab(folder / "clip.mp4", folder / "picture.jpg", at_seconds=0, width=180)
    spoken = [
        {"start_seconds": start, "end_seconds": start + length / timeline.rate(index)}
        for index, (start, length) in enumerate(zip(timeline.starts_seconds, lengths, strict=True))
    ]
    facts = {"duration_seconds": timeline.seconds, "frames": timeline.frames, "lines": spoken, "rates": list(timeline.rates)}
    return Made({"clip": "clip.mp4", "dialogue": "dialogue.wav", "picture": "picture.jpg"}, facts)


def music(request: MusicRequest, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """A low tone."""
    _tone(folder / "music.wav", request.seconds, 110, MUSIC_RATE, channels=2)
    return Made({"music": "music.wav"}, {"duration_seconds": request.seconds})


QUICK: dict[str, dict[StageName, Engine[Any]]] = {
    "studio/rig": {"reference": reference, "video": video},
    "studio/kokoro": {"speech": speech},
    "studio/espeak": {"speech": speech},
    "studio/lips": {"lipsync": lipsync},
    "studio/score": {"music": music},
}


def _clip(path: Path, fmt: Format, frames: int, seed: int, audio: Path | None = None) -> None:
    """Blocks of the seed's greys that move: as much to encode as a drawing has. Empty pictures are no test of an encoder."""
    size = fmt.width * fmt.height
    greys = hashlib.sha256(str(seed).encode()).digest()
    row = b"".join(bytes([60 + grey // 2]) * 16 for grey in greys)
    plane = row * (size // len(row) + 2)
    colour = bytes([128]) * (size // 2)
    with ClipWriter(path, fmt, frames=frames, quality="final", audio=audio) as writer:
        for number in range(frames):
            start = number // 2 * 3 % len(row)
            writer.write(plane[start : start + size] + colour)


def _tone(path: Path, seconds: float, hertz: int, rate: int, channels: int) -> None:
    # Whole hertz: every second is the same.
    second = array("h", (round(6000 * math.sin(2 * math.pi * hertz * i / rate)) for i in range(rate) for _ in range(channels)))
    frames = round(seconds * rate)
    samples = (second * math.ceil(seconds))[: frames * channels]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
