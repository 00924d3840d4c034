"""Runs ffmpeg as a separate program: never through a shell, never without a time limit, never with an open stdin."""

import functools
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import imageio_ffmpeg

from shared.errors import MissingPart, StageFailed

# Prefork runs one process a core, so a second encoder thread would only compete with the neighbour's; and x264's output
# depends on its thread count, so the count is fixed rather than the machine's.
THREADS = "1"

# What a provider sends is opened by these demuxers only: a playlist (HLS, concat, DASH) would make ffmpeg read other files
# or hosts (I10).
MEDIA_DEMUXERS = "mov,matroska,webm,avi,flv,mpegts,wav,mp3,aac,flac,ogg,w64,aiff,caf,gif"
PICTURE_DEMUXERS = "png_pipe,jpeg_pipe,webp_pipe,image2,gif,bmp_pipe,tiff_pipe"

# Lines that ffmpeg adds after the one that says what went wrong.
_NOISE = (
    "Conversion failed",
    "Error opening output",
    "Error opening input files",
    "Error while filtering",
    "Error sending frames to consumers",
    "Error submitting",
    "Terminating thread",
    "Task finished with error",
    "Nothing was written",
    "Could not open encoder before EOF",
    "Last message repeated",
    "Failed to configure",
    "Error reinitializing filters",
)


@functools.cache
def ffmpeg_exe() -> str:
    """The ffmpeg that came with the wheel. Raises MissingPart where the platform's wheel has none."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MissingPart(f"there is no ffmpeg for this platform: {error}; install ffmpeg and set IMAGEIO_FFMPEG_EXE to it") from error


def opening(level: Literal["error", "info"] = "error") -> list[str]:
    """The start of every command line: quiet, no questions, no reading of the terminal, one thread a filter graph."""
    quiet = ["-nostdin", "-hide_banner", "-nostats", "-v", level, "-y"]
    return [ffmpeg_exe(), *quiet, "-filter_threads", THREADS, "-filter_complex_threads", THREADS]


def foreign(path: Path) -> list[str]:
    """Input arguments for a file that came from outside: local files only, containers only, one decoder thread."""
    return ["-protocol_whitelist", "file", "-format_whitelist", MEDIA_DEMUXERS, "-threads", THREADS, "-i", str(path)]


def meaning(stderr: str) -> str:
    """The last line of ffmpeg's stderr that says what went wrong, without its `[name @ 0x…]`."""
    lines = [_plain(line) for line in stderr.splitlines()]
    told = [line for line in lines if line and not line.startswith(_NOISE)]
    return (told or [line for line in lines if line] or ["ffmpeg said nothing"])[-1]


def _plain(line: str) -> str:
    line = line.strip()
    while line.startswith("[") and "] " in line:
        line = line.split("] ", 1)[1].strip()
    return line[:300]


def run(
    args: Sequence[str | Path],
    *,
    timeout_s: float,
    what: str,
    level: Literal["error", "info"] = "error",
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run ffmpeg with `args` after the common opening, and give its stderr.

    `what` names the work for the error ("joining episode 3"); `folder` is where it runs, so that filters can name files there
    without escaping; `environment` is added to this process's own. Raises StageFailed with one line when ffmpeg fails, or when it has
    not ended after `timeout_s` seconds; it is killed then.
    """
    command = [*opening(level), *map(str, args)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=timeout_s,
            check=False,
            cwd=folder,
            env={**os.environ, **environment} if environment else None,
        )
    except subprocess.TimeoutExpired as error:
        raise StageFailed(f"{what}: ffmpeg was stopped after {timeout_s:g} s without an end") from error
    stderr = done.stderr.decode("utf-8", "replace")
    if done.returncode < 0:
        raise StageFailed(f"{what}: ffmpeg was ended by signal {-done.returncode}")
    if done.returncode:
        raise StageFailed(f"{what}: {meaning(stderr)}")
    return stderr
