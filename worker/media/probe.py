"""What a media file really is, read from the file itself; nothing is accepted as sound or picture before it went through here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import av

from shared.errors import BadOutput
from shared.line.requests import Format
from worker.media.ffmpeg import MEDIA_DEMUXERS, PICTURE_DEMUXERS

# The longest side that is decoded at all; 8K is more than any provider makes, and a bigger claim is a decoding bomb.
LONGEST_SIDE = 8192


@dataclass(frozen=True)
class Facts:
    """A file as probed. What it has not got is None (codecs) or 0 (numbers); `frames` is 0 where the container does not say."""

    duration_seconds: float
    width: int
    height: int
    fps: float
    frames: int
    video_codec: str | None
    pix_fmt: str | None
    audio_codec: str | None
    sample_rate: int
    channels: int
    size_bytes: int


def probe(path: Path) -> Facts:
    """Read the headers of a video or sound file, in about 4 ms. Raises BadOutput where it is none."""
    with _opened(path, MEDIA_DEMUXERS, "video or sound") as container:
        return _facts(path, container)


def check_video(path: Path, *, least_seconds: float = 0.1, decode: bool = False) -> Facts:
    """Check that a file from outside is a whole video of any size, rate and codec.

    Every packet is read, so a file that was cut short is found; `decode` also decodes every frame. Raises BadOutput.
    """
    with _opened(path, MEDIA_DEMUXERS, "video") as container:
        facts = _facts(path, container)
        if facts.video_codec is None:
            _bad(path, f"has no picture, only {facts.audio_codec}", "a video")
        if not (2 <= facts.width <= LONGEST_SIDE and 2 <= facts.height <= LONGEST_SIDE):
            _bad(path, f"is {facts.width}x{facts.height}", f"sides of 2 to {LONGEST_SIDE} pixels")
        frames = _walk(path, container, decode=decode)
    if not facts.duration_seconds:
        facts = replace(facts, duration_seconds=_last_end_seconds(path))
    if facts.frames and frames < facts.frames:
        _bad(path, f"is cut short: {frames} of {facts.frames} frames are there", "the whole file")
    if frames == 0 or facts.duration_seconds < least_seconds:
        _bad(path, f"lasts {facts.duration_seconds:.2f} s ({frames} frames)", f"at least {least_seconds:g} s")
    return facts


def check_clip(path: Path, fmt: Format, *, seconds: float | None, decode: bool = False) -> Facts:
    """Check that a file is a whole clip of the one format, with a sound track, lasting `seconds` to within a frame and a half.

    `decode` also decodes every frame. Raises BadOutput with one line.
    """
    facts = check_video(path, least_seconds=0.5 / fmt.fps, decode=decode)
    if (facts.video_codec, facts.pix_fmt) != ("h264", "yuv420p"):
        _bad(path, f"is {facts.video_codec} {facts.pix_fmt}", "h264 yuv420p")
    if (facts.width, facts.height) != (fmt.width, fmt.height):
        _bad(path, f"is {facts.width}x{facts.height}", f"{fmt.width}x{fmt.height}")
    if abs(facts.fps - fmt.fps) > 0.01:
        _bad(path, f"has {facts.fps:g} frames a second", f"{fmt.fps}")
    if facts.audio_codec is None:
        _bad(path, "has no sound track", "one, silent if need be")
    if seconds is not None and abs(facts.frames / fmt.fps - seconds) > 1.5 / fmt.fps:
        _bad(path, f"lasts {facts.frames / fmt.fps:.3f} s", f"{seconds:.3f} s")
    return facts


def check_audio(path: Path, *, least_seconds: float = 0.05, decode: bool = True) -> Facts:
    """Check that a file is sound that decodes to the length it claims, `least_seconds` at least. Raises BadOutput."""
    with _opened(path, MEDIA_DEMUXERS, "sound") as container:
        facts = _facts(path, container)
        if facts.audio_codec is None:
            _bad(path, "has no sound", "a sound file")
        if _is_cut_riff(path):
            _bad(path, f"is cut short: its header promises more than its {facts.size_bytes} bytes", "the whole file")
        heard = _heard_seconds(path, container) if decode else facts.duration_seconds
    # Compressed sound may claim a few packets more than it decodes to; a cut file misses much more.
    if heard < facts.duration_seconds - max(0.25, 0.02 * facts.duration_seconds):
        _bad(path, f"is cut short: {heard:.2f} s of {facts.duration_seconds:.2f} s decode", "the whole file")
    if heard < least_seconds:
        _bad(path, f"lasts {heard:.3f} s", f"at least {least_seconds:g} s")
    return facts


def check_picture(path: Path, *, least_pixels: int = 16) -> tuple[int, int]:
    """Decode a still picture (PNG, JPEG, WebP, …) and give its width and height in pixels. Raises BadOutput."""
    with _opened(path, PICTURE_DEMUXERS, "picture") as container:
        if not container.streams.video:
            _bad(path, "holds no picture", "a PNG, JPEG or WebP file")
        context = container.streams.video[0].codec_context
        if max(context.width, context.height) > LONGEST_SIDE * 2:
            _bad(path, f"is {context.width}x{context.height}", f"at most {LONGEST_SIDE * 2} pixels a side")
        try:
            frame = next(container.decode(video=0))
        except (av.FFmpegError, StopIteration) as error:
            raise BadOutput(
                f"{path.name} does not decode: {_refusal(path, 'picture')}; a whole PNG, JPEG or WebP file was expected"
            ) from error
    if _is_cut_still(path):
        _bad(path, "is a picture that is cut short", "the whole file")
    if min(frame.width, frame.height) < least_pixels:
        _bad(path, f"is {frame.width}x{frame.height}", f"at least {least_pixels} pixels a side")
    return int(frame.width), int(frame.height)


@contextmanager
def _opened(path: Path, demuxers: str, kind: str) -> Iterator[Any]:
    if not path.is_file():
        raise BadOutput(f"{path.name} is not there; a {kind} file was expected")
    if path.stat().st_size == 0:
        raise BadOutput(f"{path.name} is empty; a {kind} file was expected")
    try:
        container = av.open(str(path), options={"format_whitelist": demuxers, "protocol_whitelist": "file"})
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BadOutput(f"{path.name} cannot be opened: {_refusal(path, kind)}; a {kind} file was expected") from error
    with container:
        yield container


def _refusal(path: Path, kind: str) -> str:
    with path.open("rb") as file:
        start = file.read(24)
    if start.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")) and kind == "picture":
        return "it is cut short or damaged"
    if start[4:8] == b"ftyp":
        return "it is an MP4 that is cut short or damaged: its index is missing"
    return f"it is no {kind} and starts with {start.decode('latin-1')!a}"


def _is_cut_still(path: Path) -> bool:
    """Whether a JPEG or PNG lacks its end. Decoders fill in what is missing with grey, and say nothing."""
    data = path.read_bytes()
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd9" not in data[-4096:]
    return data.startswith(b"\x89PNG") and b"IEND" not in data[-4096:]


def _is_cut_riff(path: Path) -> bool:
    """Whether a WAV or AVI is shorter than its header says. Sizes of 0 and of all ones are what a stream writes."""
    with path.open("rb") as file:
        start = file.read(8)
    size = int.from_bytes(start[4:8], "little")
    return start[:4] == b"RIFF" and size not in (0, 0xFFFFFFFF) and size + 8 > path.stat().st_size + 1


def moving_pictures(container: Any) -> list[Any]:
    """The streams of an open file that are video. Cover art is a video stream to the demuxer, too, and may come first."""
    return [stream for stream in container.streams.video if not stream.disposition & av.stream.Disposition.attached_pic]


def _facts(path: Path, container: Any) -> Facts:
    pictures = moving_pictures(container)
    video = pictures[0] if pictures else None
    audio = container.streams.audio[0] if container.streams.audio else None
    if video is None and audio is None:
        _bad(path, "has neither picture nor sound", "a media file")
    return Facts(
        duration_seconds=_duration_seconds(container, video or audio),
        width=video.codec_context.width if video else 0,
        height=video.codec_context.height if video else 0,
        fps=float(video.average_rate or 0) if video else 0.0,
        frames=video.frames if video else 0,
        video_codec=video.codec_context.name if video else None,
        pix_fmt=video.codec_context.pix_fmt if video else None,
        audio_codec=audio.codec_context.name if audio else None,
        sample_rate=audio.codec_context.sample_rate if audio else 0,
        channels=audio.codec_context.channels if audio else 0,
        size_bytes=path.stat().st_size,
    )


def _duration_seconds(container: Any, stream: Any) -> float:
    if container.duration is not None:
        return float(container.duration / 1_000_000)  # libavformat counts in microseconds
    if stream.duration is not None:
        return float(stream.duration * stream.time_base)
    return 0.0


def _last_end_seconds(path: Path) -> float:
    """How long a file lasts whose header does not say it (what is written live does not): where its last packet ends."""
    with _opened(path, MEDIA_DEMUXERS, "video") as container:
        starts, ends = [0.0], [0.0]
        for packet in container.demux():
            if packet.size and packet.pts is not None and packet.time_base:
                starts.append(float(packet.pts * packet.time_base))
                ends.append(float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return max(ends) - min(starts[1:], default=0.0)


def _walk(path: Path, container: Any, *, decode: bool) -> int:
    """Read every packet, decode it where asked, and count the pictures."""
    stream = moving_pictures(container)[0]
    stream.thread_type = "NONE"
    frames = 0
    try:
        for packet in container.demux(stream):
            if packet.is_corrupt:
                _bad(path, f"is damaged after frame {frames}", "the whole file")
            if decode:
                frames += len(packet.decode())
            elif packet.size:
                frames += 1
    except av.FFmpegError as error:
        raise BadOutput(f"{path.name} is damaged after frame {frames}: {error.strerror}; the whole file was expected") from error
    return frames


def _heard_seconds(path: Path, container: Any) -> float:
    samples = 0
    stream = container.streams.audio[0]
    try:
        for frame in container.decode(stream):
            samples += frame.samples
    except av.FFmpegError as error:
        raise BadOutput(f"{path.name} is sound that does not decode: {error.strerror}; the whole file was expected") from error
    return samples / float(stream.codec_context.sample_rate or 1)


def _bad(path: Path, wrong: str, right: str) -> NoReturn:
    raise BadOutput(f"{path.name} {wrong}; {right} was expected")
