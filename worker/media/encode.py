"""The one format of every clip (H.264 High, yuv420p, BT.709, AAC 48 kHz stereo) and a writer that makes it of frames."""

import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import av

from shared.errors import MissingPart, StageFailed
from shared.line.requests import Format
from worker.media.ffmpeg import THREADS
from worker.media.probe import check_clip
from worker.media.rates import SAMPLE_RATE, samples_at
from worker.media.sound import read_samples, silence

Quality = Literal["take", "final"]

# BT.709, limited range: the standard of HD, and what players assume that ignore the tags.
_COLOUR = {
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "colorspace": "bt709",
    "color_range": "tv",
    "chroma_sample_location": "left",
}

# Ends every filter graph: says what the frames are by now. Where it is not said, ffmpeg takes them for BT.601, sees BT.709 asked for
# above, and converts them once more.
TAGGED = "setsar=1,setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv:chroma_location=left"

# No clock, version or random id gets into a file.
BITEXACT = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")

# What SPS and PPS depend on, hence the same in all that may be joined with `-c copy`. Without `stitchable`, they tell the quantizer.
# The macroblock tree is off: with B-frames, libx264's reads memory that it has not written, and equal frames give unequal bytes.
_FINAL = "b-adapt=0:open-gop=0:mbtree=0:weightp=0:stitchable=1"

# Processor time and size are a frame's at 720x1280 on one thread, of speaking people drawn on twos; SSIM is of its luma.
_DRAWN: dict[Quality, dict[str, str]] = {
    # Looked at by the next stage only. 1.1 ms.
    "take": {"preset": "ultrafast", "qp": "23", "bf": "0"},
    # One quantizer for all suits flat colours and frames that are held: nothing needs looking ahead. 2.6 ms, 4.4 kB, SSIM 0.995;
    # the same preset with a rate factor, a lookahead of 8 and a macroblock tree: 4.3 ms, 3.8 kB, 0.995.
    "final": {"preset": "superfast", "qp": "21", "x264-params": f"{_FINAL}:bframes=5:scenecut=0:ipratio=1.6:pbratio=1.5"},
}
# A rate factor, for what is not known beforehand. 23 without the tree looks as 20 does with it.
_FILMED = {"preset": "superfast", "crf": "23", "x264-params": f"{_FINAL}:bframes=3"}

# AAC-LC's `fast` coder takes half the time of the default and, at 160 kbit/s on dialogue over music, keeps more of the signal in
# every band (noise 4 to 10 dB lower, decoded and compared).
_AAC_CODER = "fast"
_AAC_BIT_RATE = 128_000
_AAC_FRAME = 1024


def _format_options(fmt: Format) -> dict[str, str]:
    return {"profile": "high", "g": str(2 * fmt.fps), "keyint_min": str(fmt.fps), **_COLOUR}


def video_codec(fmt: Format, quality: Literal["final"]) -> list[str]:  # noqa: ARG001  # says what it is where it is used
    """Encoder arguments for filmed pictures, for ffmpeg's command line. Such clips and drawn ones may be joined with `-c copy`."""
    options = [part for name, value in {**_FILMED, **_format_options(fmt)}.items() for part in (f"-{name}:v", value)]
    rate = ("-r", str(fmt.fps), "-fps_mode", "cfr", "-video_track_timescale", str(fmt.fps * 1000))
    return ["-c:v", "libx264", "-threads", THREADS, *options, "-pix_fmt", "yuv420p", *rate]


# How long a stretch the limit may be spent in; as much may come on top of it once, at the start.
_BUFFER_SECONDS = 1.0
# What libx264 thinks is in the buffer at the start (its vbv-init).
_FULL_AT_START = 0.9


def at_most(kbps: int, seconds: float) -> list[str]:
    """Encoder arguments, after those of `video_codec`, that hold the average of pictures of so many seconds to `kbps`.

    It is a leaky bucket (H.264's hypothetical reference decoder): all of `maxrate`, and once what is in the buffer.
    """
    buffer = kbps * min(_BUFFER_SECONDS, seconds / 4)
    rate = kbps - _FULL_AT_START * buffer / seconds
    held = f"{_FINAL}:bframes=3:rc-lookahead=20"
    return ["-maxrate:v", f"{rate * 1000:.0f}", "-bufsize:v", f"{buffer * 1000:.0f}", "-x264-params:v", held]


def audio_codec(bit_rate: str = "128k") -> list[str]:
    """Encoder arguments for the sound, for ffmpeg's command line: AAC-LC, 48 kHz, stereo."""
    return ["-c:a", "aac", "-aac_coder", _AAC_CODER, "-b:a", bit_rate, "-ar", str(SAMPLE_RATE), "-ac", "2"]


def sound_input(audio: Path | None) -> list[str]:
    """Input arguments for a clip's sound: a file, or endless silence."""
    return ["-i", str(audio)] if audio else ["-f", "lavfi", "-i", f"anullsrc=r={SAMPLE_RATE}:cl=stereo"]


def frame_of(pixels: Any, fmt: Format) -> av.VideoFrame:
    """One I420 picture (planes Y, U, V without gaps, any contiguous buffer) as a frame. It may share the buffer's memory.

    Raises ValueError for a buffer of another size.
    """
    # Imported when used: only who makes pictures has numpy, and conforming or joining needs none of this.
    import numpy as np  # noqa: PLC0415

    flat = np.frombuffer(pixels, np.uint8)
    wanted = fmt.width * fmt.height * 3 // 2
    if flat.size != wanted:
        raise ValueError(f"a frame of {fmt.width}x{fmt.height} has {wanted} bytes, not {flat.size}")
    if fmt.height % 4 == 0:  # PyAV counts the rows of other heights wrongly
        return av.VideoFrame.from_numpy_buffer(flat.reshape(-1, fmt.width), format="yuv420p")
    frame, start = av.VideoFrame(fmt.width, fmt.height, "yuv420p"), 0
    for plane in frame.planes:
        wide, tall = plane.width, plane.height
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        rows[:tall, :wide] = flat[start : start + wide * tall].reshape(tall, wide)
        start += wide * tall
    return frame


class ClipWriter:
    """`frames` frames in, a clip of the one format out.

    A context manager. `write` takes one I420 frame (planes Y, U, V, BT.709, limited range, width*height*3/2 bytes) as any
    contiguous buffer. `audio`, which is speech, is mixed to one channel, laid from the first frame on, and padded or cut to the
    picture's length; without it the clip gets a silent track. On leaving, the clip is whole and has been probed, or StageFailed is
    raised; when the block raises, no file is left.

    It encodes in this process. Through a pipe to ffmpeg, a frame of 720x1280 costs a millisecond more, and a clip 60 ms for the start.
    """

    def __init__(self, path: Path, fmt: Format, *, frames: int, quality: Quality, audio: Path | None = None) -> None:
        self.path, self.fmt, self.promised, self.quality, self.audio = path, fmt, frames, quality, audio
        self.frames = 0
        self._part = path.with_name(f".{path.name}.part")

    def __enter__(self) -> Self:
        if self.fmt.width % 2 or self.fmt.height % 2:
            raise StageFailed(f"encoding {self.path.name}: {self.fmt.width}x{self.fmt.height} is odd; yuv420p needs even sides")
        # As many samples as the frames last, counted.
        self._sound, self._heard = self._samples(), 0
        with self._told():
            self._open()
        return self

    def _samples(self) -> "array.array[int]":
        wanted = samples_at(self.promised, self.fmt.fps)
        sound = read_samples(self.audio) if self.audio else silence(0)
        return sound[:wanted] + silence(max(0, wanted - len(sound)))

    def _open(self) -> None:
        options = {"fflags": "+bitexact", "video_track_timescale": str(self.fmt.fps * 1000)}
        self._container = av.open(str(self._part), "w", format="mp4", options=options)
        try:
            self._video = self._container.add_stream("libx264", rate=self.fmt.fps)
        except ValueError as error:
            self._end()
            raise MissingPart(f"PyAV has no libx264 ({error}); install its wheel from PyPI (`pip install --only-binary av av`)") from error
        context = self._video.codec_context
        context.width, context.height, context.pix_fmt, context.thread_count = self.fmt.width, self.fmt.height, "yuv420p", int(THREADS)
        context.sample_aspect_ratio = Fraction(1)
        context.options = {**_DRAWN[self.quality], **_format_options(self.fmt), "flags": "+bitexact"}
        self._track = self._container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", bit_rate=_AAC_BIT_RATE)
        self._track.codec_context.options = {"aac_coder": _AAC_CODER, "flags": "+bitexact"}

    def write(self, frame: Any) -> None:
        """Encode one frame. Raises ValueError for a buffer of another size, StageFailed when it cannot be encoded or written."""
        picture = frame_of(frame, self.fmt)
        picture.pts = self.frames
        with self._told():
            self._container.mux(self._video.encode(picture))
            self.frames += 1
            self._sound_up_to(samples_at(self.frames, self.fmt.fps))

    def _sound_up_to(self, sample: int) -> None:
        """Encode the sound that goes with the frames so far, so that the file has both side by side."""
        while self._heard < min(sample, len(self._sound)):
            count = min(_AAC_FRAME, len(self._sound) - self._heard)
            part = av.AudioFrame(format="s16", layout="mono", samples=count)
            part.planes[0].update(self._sound[self._heard : self._heard + count].tobytes())
            part.sample_rate, part.pts, part.time_base = SAMPLE_RATE, self._heard, Fraction(1, SAMPLE_RATE)
            self._container.mux(self._track.encode(part))
            self._heard += count

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                with self._told():
                    self._finish()
        finally:
            self._end()

    def _finish(self) -> None:
        if self.frames != self.promised or not self.frames:
            raise StageFailed(f"encoding {self.path.name}: {self.frames} frames were written; {max(1, self.promised)} were promised")
        for stream in (self._video, self._track):
            self._container.mux(stream.encode(None))
        self._container.close()
        facts = check_clip(self._part, self.fmt, seconds=None)
        if facts.frames != self.frames:
            raise StageFailed(f"encoding {self.path.name}: {facts.frames} of {self.frames} frames arrived")
        self._part.replace(self.path)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures of the libraries below, in one line."""
        try:
            yield
        except (av.FFmpegError, OSError) as error:
            raise StageFailed(f"encoding {self.path.name}: {error.strerror or error}") from error

    def _end(self) -> None:
        # A second close does nothing; that of a clip given up may complain about what is missing.
        with suppress(av.FFmpegError, OSError):
            self._container.close()
        self._part.unlink(missing_ok=True)
