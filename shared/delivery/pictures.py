"""Small pictures for the report: read from the delivery, scaled down, and written into the page as data URIs."""

import base64
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.video.frame import VideoFrame

_DECODERS: dict[bytes, Literal["mjpeg", "png", "webp"]] = {b"\xff\xd8\xff": "mjpeg", b"\x89PNG": "png", b"RIFF": "webp"}
"""The decoder for each form of picture, by the first bytes of the file."""

_MAX_PIXELS = 80_000_000
# Quantiser of the encoder, 2 (finest) to 31.
_QUANTISER = "6"
_THREADS = 2


def embed(widths: Mapping[str, int], folder: Path) -> dict[str, str]:
    """A JPEG data URI for each path in `widths` (path to width in pixels) that is a picture; others are left out."""
    with ThreadPoolExecutor(_THREADS) as pool:
        uris = pool.map(lambda wanted: _embed(folder / wanted[0], wanted[1]), widths.items())
        return {path: uri for path, uri in zip(widths, uris, strict=True) if uri is not None}


def _embed(path: Path, width: int) -> str | None:
    try:
        jpeg = shrink(path.read_bytes(), width)
    except (OSError, ValueError, av.FFmpegError):
        # A report without one of its pictures is still a report.
        return None
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def shrink(picture: bytes, width: int) -> bytes:
    """A JPEG of the picture, at most `width` pixels wide. Raises ValueError, OSError or FFmpegError when it is no JPEG, PNG or WebP."""
    name = next((name for magic, name in _DECODERS.items() if picture.startswith(magic)), None)
    if name is None:
        raise ValueError("the picture is neither JPEG nor PNG nor WebP")
    decoder = av.CodecContext.create(name, "r")
    decoder.thread_count = 1
    decoder.options = {"max_pixels": str(_MAX_PIXELS)}
    frames = [*decoder.decode(av.Packet(picture)), *decoder.decode(None)]
    if not frames:
        raise ValueError("the picture is cut short")
    frame = frames[0]
    even_width = max(2, min(width, frame.width) // 2 * 2)
    even_height = max(2, round(frame.height * even_width / frame.width / 2) * 2)
    return _encode(frame.reformat(width=even_width, height=even_height, format="yuvj420p", interpolation="AREA"))


def _encode(frame: VideoFrame) -> bytes:
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.thread_count = 1
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"qmin": _QUANTISER, "qmax": _QUANTISER, "flags": "+bitexact"}
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
