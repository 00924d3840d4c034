"""Speech, music, lip-synced clips and an episode's sound, as they ought to be and as they ought not."""

import functools
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ops.bench.products.clips import order
from ops.bench.products.product import FORMAT, LOOKS, Case, Product, ffmpeg
from shared.line.requests import EpisodeRequest, LipsyncRequest, MusicRequest, SceneCut, SpeechRequest
from worker.quality.heard import read_heard
from worker.studio import espeak, kokoro, lips, rig
from worker.studio.engine import Input, Made

RATE = 16_000
TRUTH = "I never wanted your money, I wanted the truth, and you lied to me the whole time."
BOARD = "Tomorrow the board will vote, and you will lose everything."
COMPANY = "Grandfather left the company to her."
CHINESE = "明天董事会投票，你会失去一切。"

Samples = Any


@functools.cache
def spoken(text: str, voice: str, language: str = "en-US") -> Samples:
    """A line in one of the studio's voices, at 16 kHz."""
    request = SpeechRequest(character="Lin", text=text, language=language, voice=voice, beat="neutral")
    with tempfile.TemporaryDirectory() as name:
        engine = espeak if "+" in voice else kokoro
        made = engine.make(request, {}, Path(name))
        return read_heard(Path(name) / made.files["speech"]).mono


def save(samples: Samples, path: Path) -> None:
    """Write a WAV of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def speech(draw: Callable[[], Samples], text: str, language: str = "en-US", suffix: str = "wav") -> Callable[[Path], Case]:
    """A line of speech."""

    def make(folder: Path) -> Case:
        save(draw(), folder / "speech.wav")
        if suffix != "wav":
            ffmpeg("-i", folder / "speech.wav", folder / f"speech.{suffix}")
        request = SpeechRequest(character="Lin", text=text, language=language, voice="any", beat="neutral")
        return Case(request, Made({"speech": f"speech.{suffix}"}))

    return make


def music(draw: Callable[[], Samples], seconds: int = 8) -> Callable[[Path], Case]:
    """A bed of music."""

    def make(folder: Path) -> Case:
        save(draw(), folder / "music.wav")
        return Case(MusicRequest(mood="sad", genre="", seconds=seconds, seed=1), Made({"music": "music.wav"}))

    return make


def chords(seconds: float = 8.0) -> Samples:
    """Four soft chords, with a start that swells for two seconds."""
    t = np.arange(int(seconds * RATE)) / RATE
    roots = np.array([220.0, 174.6, 261.6, 196.0])[(t / 2).astype(int) % 4]
    sound = sum(
        np.sin(2 * np.pi * np.cumsum(roots * ratio) / RATE) * share for ratio, share in ((1, 0.5), (1.25, 0.3), (1.5, 0.25), (2, 0.1))
    )
    return 0.4 * sound * np.clip(t / 2, 0.01, 1)


def synced(shift_s: float, name: str = "Lin", voice: str = "af_heart") -> Callable[[Path], Case]:
    """A scene with speech in its mouth; `shift_s` moves the sound away from the lips."""

    def make(folder: Path) -> Case:
        scene, sound = _scene(name, voice)
        (folder / "clip.mp4").write_bytes(scene)
        moved = np.roll(sound, round(shift_s * RATE))
        save(moved, folder / "dialogue.wav")
        request = LipsyncRequest(video="v", speech=("s",), speakers=(name,), at_least_seconds=5, format=FORMAT)
        return Case(request, Made({"clip": "clip.mp4", "dialogue": "dialogue.wav"}))

    return make


@functools.cache
def _scene(name: str, voice: str) -> tuple[bytes, Samples]:
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        take, line = folder / "take", folder / "line"
        take.mkdir()
        line.mkdir()
        drawn = rig.make(order(seconds=5, cast=(LOOKS[name],)), {}, take)
        said = SpeechRequest(character=name, text=TRUTH, language="en-US", voice=voice, beat="neutral")
        heard = kokoro.make(said, {}, line)
        request = LipsyncRequest(video="v", speech=("s",), speakers=(name,), at_least_seconds=5, format=FORMAT)
        inputs = {"v": Input("v", take, drawn.files, drawn.facts), "s": Input("s", line, heard.files, heard.facts)}
        made = lips.make(request, inputs, folder)
        return (folder / made.files["clip"]).read_bytes(), read_heard(folder / made.files["dialogue"]).mono


def episode(gain_db: float) -> Callable[[Path], Case]:
    """An episode whose sound is so much louder than ordered."""

    def make(folder: Path) -> Case:
        # A sine of full scale at 1 kHz on both channels has 0 LUFS.
        level = f"volume={-14 + gain_db}dB,aformat=channel_layouts=stereo"
        tone = ("-f", "lavfi", "-i", "aevalsrc=sin(2*PI*1000*t)|sin(2*PI*1000*t):s=48000:d=6", "-af", level)
        ffmpeg(
            "-f",
            "lavfi",
            "-i",
            "testsrc2=s=240x426:r=24:d=6",
            *tone,
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-c:a",
            "aac",
            folder / "episode.mp4",
        )
        cut = SceneCut(number=1, lipsync="a", slate=None, beat="neutral", lines=())
        request = EpisodeRequest(
            title="A", episode=1, scenes=(cut,), music={}, music_volume=0.3, language="en", subtitles=(), burn=None, format=FORMAT
        )
        return Case(request, Made({"episode": "episode.mp4"}))

    return make


def _noise(seconds: float, level: float) -> Samples:
    return np.random.default_rng(3).normal(0, level, int(seconds * RATE))


def _half(text: str, voice: str) -> Samples:
    """A line that is broken off where it is loud."""
    whole = spoken(text, voice)
    pieces = whole[: len(whole) // 320 * 320].reshape(-1, 320)
    levels = np.sqrt(np.mean(pieces**2, axis=1))
    middle = len(levels) // 2
    loud = middle + int(np.argmax(levels[middle : middle + 25]))
    return whole[: (loud + 1) * 320]


GOOD = [
    Product("line by a woman", "speech", speech(lambda: spoken(TRUTH, "af_heart"), TRUTH)),
    Product("line by a man, MP3", "speech", speech(lambda: spoken(BOARD, "am_michael"), BOARD, suffix="mp3")),
    Product("quiet line", "speech", speech(lambda: spoken(COMPANY, "af_bella") * 0.04, COMPANY)),
    Product(
        "line over soft noise",
        "speech",
        speech(lambda: spoken(BOARD, "bf_emma") + _noise(60, 0.003)[: len(spoken(BOARD, "bf_emma"))], BOARD),
    ),
    Product("one word", "speech", speech(lambda: spoken("Why?", "am_puck"), "Why?")),
    Product("line in Chinese", "speech", speech(lambda: spoken(CHINESE, "zf_xiaoxiao", "zh-CN"), CHINESE, "zh-CN")),
    Product("line of espeak", "speech", speech(lambda: spoken(COMPANY, "en+f2"), COMPANY)),
    Product("music that begins softly", "music", music(chords)),
    Product("soft music", "music", music(lambda: chords() * 0.1)),
    Product("lips in step", "lipsync", synced(0.0)),
    Product("lips in step, with a beard", "lipsync", synced(0.05, "Bo", "am_michael")),
    Product("episode as loud as ordered", "episode", episode(0.0)),
]

BAD = [
    Product("silent speech", "speech", speech(lambda: _noise(3, 1e-4), COMPANY), ("silent",)),
    Product("no samples but zeros", "speech", speech(lambda: np.zeros(3 * RATE), COMPANY), ("silent",)),
    Product("clipped speech", "speech", speech(lambda: spoken(BOARD, "am_michael") * 12, BOARD), ("clipped",)),
    Product(
        "clipped, then turned down, MP3",
        "speech",
        speech(lambda: np.clip(spoken(BOARD, "am_michael") * 30, -1, 1) / 2, BOARD, suffix="mp3"),
        ("clipped",),
    ),
    Product("speech broken off", "speech", speech(lambda: _half(BOARD, "af_heart"), BOARD), ("cut", "pace", "words")),
    Product(
        "another line", "speech", speech(lambda: spoken(COMPANY, "af_heart"), "Get out of my house before I call the police!"), ("words",)
    ),
    Product("Chinese for English", "speech", speech(lambda: spoken(CHINESE, "zf_xiaoxiao", "zh-CN"), BOARD), ("words",)),
    Product("backwards", "speech", speech(lambda: spoken(TRUTH, "af_heart")[::-1], TRUTH), ("words", "cut")),
    Product("a click for a line", "speech", speech(lambda: spoken(TRUTH, "af_heart")[: RATE // 2], TRUTH), ("pace", "cut", "words")),
    Product(
        "half a minute for a word",
        "speech",
        speech(lambda: np.concatenate([spoken("Why?", "am_puck"), _noise(20, 0.02)]), "Why?"),
        ("pace",),
    ),
    Product("silent music", "music", music(lambda: _noise(8, 1e-5)), ("silent",)),
    Product("music half as long", "music", music(lambda: chords(4)), ("length",)),
    Product("overdriven music", "music", music(lambda: chords() * 8), ("clipped",)),
    Product("sound 0.5 s late", "lipsync", synced(0.5), ("lips",)),
    Product("sound 0.4 s early", "lipsync", synced(-0.4, "Bo", "am_michael"), ("lips",)),
    Product("episode 6 LU too loud", "episode", episode(6.0), ("loudness",)),
    Product("episode that is overdriven", "episode", episode(16.0), ("true_peak", "loudness")),
]
