"""Takes one frame out of a clip as a JPEG, and makes stills into what the line stores."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from shared.errors import StageFailed
from shared.line.requests import Format
from worker.media.encode import BITEXACT, frame_of
from worker.media.ffmpeg import foreign, run
from worker.media.probe import Facts, check_picture, probe

_TIMEOUT_S = 60.0

# ffmpeg's `-q:v 3`, in its unit FF_QP2LAMBDA.
_JPEG_QUALITY = 3 * 118


def keep(pixels: Any, fmt: Format, target: Path, *, width: int) -> None:
    """Write one I420 frame (BT.709, limited range, as ClipWriter takes it) as a JPEG, `width` pixels wide and in the clip's shape.

    What `grab` does with a clip's frame, for who has the frame at hand: 5 ms instead of 100. Raises ValueError for a buffer of
    another size, StageFailed where it cannot be encoded.
    """
    frame = frame_of(pixels, fmt)
    height = max(2, round(width * fmt.height / fmt.width / 2) * 2)
    try:
        small = frame.reformat(
            *(width, height, "yuvj420p", Colorspace.ITU709, Colorspace.ITU601, Interpolation.LANCZOS | Interpolation.ACCURATE_RND),
            src_color_range=ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            threads=1,
        )
        encoder = av.CodecContext.create("mjpeg", "w")
        encoder.width, encoder.height, encoder.pix_fmt, encoder.thread_count = width, height, "yuvj420p", 1
        encoder.time_base = Fraction(1, fmt.fps)
        encoder.options = {"flags": "+qscale+bitexact", "global_quality": str(_JPEG_QUALITY)}
        packets = [*encoder.encode(small), *encoder.encode(None)]
    except av.FFmpegError as error:
        raise StageFailed(f"making {target.name}: {error.strerror}") from error
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(b"".join(bytes(packet) for packet in packets))
    part.replace(target)


def grab(clip: Path, target: Path, *, at_seconds: float, width: int) -> None:
    """Write the frame shown at `at_seconds` as a JPEG, `width` pixels wide and in the clip's shape.

    A time past the end gives a frame just before it. Raises BadOutput where `clip` is no video, StageFailed where ffmpeg fails.
    """
    at = seek_to(probe(clip), at_seconds)
    part = target.with_name(f".{target.name}.part")
    try:
        run(
            [
                *("-ss", f"{at:.6f}", *foreign(clip)),
                # JPEG (JFIF) is BT.601 at full range, whatever the clip is.
                *("-frames:v", "1", "-vf", f"scale={width}:-2:flags=lanczos+accurate_rnd:out_color_matrix=bt601:out_range=pc,setsar=1"),
                *("-pix_fmt", "yuvj420p"),
                *("-c:v", "mjpeg", "-threads", "1", "-q:v", "3", *BITEXACT, "-f", "image2", "-update", "1", part),
            ],
            timeout_s=_TIMEOUT_S,
            what=f"taking a frame of {clip.name}",
        )
        check_picture(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def seek_to(facts: Facts, at_seconds: float) -> float:
    """Where ffmpeg must seek for the frame that is on the screen at `at_seconds`: it gives the first that starts no earlier."""
    fps = facts.fps or 25.0
    last = (facts.frames or math.floor(facts.duration_seconds * fps)) - 1
    number = max(0, min(math.floor(at_seconds * fps + 1e-6), last))
    return max(0.0, (number - 0.3) / fps)
