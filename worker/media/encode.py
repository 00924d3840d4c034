"""The one format of every clip (H.264 High, yuv420p, BT.709, AAC 48 kHz stereo) and a writer that pipes frames into it."""

import contextlib
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

from shared.errors import StageFailed
from shared.line.requests import Format
from worker.media.ffmpeg import THREADS, meaning, opening
from worker.media.probe import check_clip
from worker.media.rates import SAMPLE_RATE, samples_at

Quality = Literal["take", "final"]

# BT.709, limited range: the standard of HD, and what players assume that ignore the tags.
COLOUR = (
    *("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"),
    *("-color_range", "tv", "-chroma_sample_location", "left"),
)

# Ends every filter graph: says what the frames are by now. Where it is not said, ffmpeg takes them for BT.601, sees BT.709 asked for
# above, and converts them once more.
TAGGED = "setsar=1,setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv:chroma_location=left"

# No clock, version or random id gets into a file.
BITEXACT = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")

# `take` is looked at by the next stage only. `final` is superfast with veryfast's macroblock tree and B-frames given back: on flat
# graphics (ten seconds at 720x1280, one thread) 0.9 s of processor, 458 kB, SSIM 0.9975, against veryfast's 1.6 s, 522 kB, 0.9975.
_X264: dict[Quality, tuple[str, ...]] = {
    "take": ("-preset", "ultrafast", "-crf", "18", "-bf", "3"),
    "final": ("-preset", "superfast", "-crf", "20", "-x264-params", "bframes=3:b-adapt=0:mbtree=1:rc-lookahead=8:subme=1:open-gop=0"),
}

# A frame is over a megabyte; the usual pipe of 64 kB would wake both sides twenty times for it. Linux only, ignored elsewhere.
_PIPE_BYTES = 1 << 20

_FINISH_S = 120.0


def video_codec(fmt: Format, quality: Quality) -> list[str]:
    """Encoder arguments for the picture. Equal for all clips of a format and quality, so are SPS and PPS: `-c copy` may join them."""
    return [
        *("-c:v", "libx264", "-threads", THREADS, *_X264[quality]),
        *("-profile:v", "high", "-pix_fmt", "yuv420p", "-g", str(2 * fmt.fps), "-keyint_min", str(fmt.fps)),
        *("-r", str(fmt.fps), "-fps_mode", "cfr", "-video_track_timescale", str(fmt.fps * 1000), *COLOUR),
    ]


def audio_codec(bit_rate: str = "128k") -> list[str]:
    """Encoder arguments for the sound: AAC-LC, 48 kHz, stereo.

    The `fast` coder takes half the time of the default and, at 160 kbit/s on dialogue over music, keeps more of the signal in
    every band (noise 4 to 10 dB lower, decoded and compared).
    """
    return ["-c:a", "aac", "-aac_coder", "fast", "-b:a", bit_rate, "-ar", str(SAMPLE_RATE), "-ac", "2"]


def sound_input(audio: Path | None) -> list[str]:
    """Input arguments for a clip's sound: a file, or endless silence."""
    return ["-i", str(audio)] if audio else ["-f", "lavfi", "-i", f"anullsrc=r={SAMPLE_RATE}:cl=stereo"]


class ClipWriter:
    """`frames` frames in, a clip of the one format out.

    A context manager. `write` takes one I420 frame (planes Y, U, V, limited range, width*height*3/2 bytes) as any contiguous
    buffer. `matrix` says which matrix made the frames: cv2's COLOR_RGBA2YUV_I420 is BT.601 and is converted here (1.2 ms a
    frame at 720x1280), BT.709 is taken as it is. `audio` is laid from the first frame on, padded or cut to the picture's
    length; without it the clip gets a silent track. On leaving, the clip is whole and has been probed, or StageFailed is raised;
    when the block raises, ffmpeg is killed and no file is left.
    """

    def __init__(
        self,
        path: Path,
        fmt: Format,
        *,
        frames: int,
        quality: Quality,
        audio: Path | None = None,
        matrix: Literal["bt601", "bt709"] = "bt601",
    ) -> None:
        self.path, self.fmt, self.promised = path, fmt, frames
        self.frames = 0
        self.frame_bytes = fmt.width * fmt.height * 3 // 2
        self._part = path.with_name(f".{path.name}.part")
        self._command = [*opening(), *_clip_arguments(fmt, frames, quality, audio, matrix), "-f", "mp4", str(self._part)]
        self._process: subprocess.Popen[bytes] | None = None
        self._stderr: IO[bytes] | None = None

    def __enter__(self) -> Self:
        # A file without a name: ffmpeg can say as much as it likes without anyone reading, and nothing is left behind.
        self._stderr = tempfile.TemporaryFile(dir=self.path.parent)
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._stderr, bufsize=0, pipesize=_PIPE_BYTES
        )
        return self

    def write(self, frame: Any) -> None:
        """Encode one frame. Raises ValueError for a buffer of another size, StageFailed when ffmpeg has ended."""
        view = memoryview(frame)
        if view.nbytes != self.frame_bytes:
            raise ValueError(f"a frame of {self.fmt.width}x{self.fmt.height} has {self.frame_bytes} bytes, not {view.nbytes}")
        try:
            assert self._process is not None
            assert self._process.stdin is not None
            rest = view.cast("B") if view.c_contiguous else memoryview(view.tobytes())
            while rest:  # an unbuffered pipe may take less than all
                rest = rest[self._process.stdin.write(rest) :]
        except (BrokenPipeError, OSError) as error:
            raise StageFailed(f"encoding {self.path.name}: {self._said()}") from error
        self.frames += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._end()

    def _finish(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        if self.frames != self.promised or not self.frames:
            raise StageFailed(f"encoding {self.path.name}: {self.frames} frames were written; {max(1, self.promised)} were promised")
        try:
            self._process.stdin.close()
            code = self._process.wait(_FINISH_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StageFailed(f"encoding {self.path.name}: ffmpeg did not end: {self._said()}") from error
        if code:
            raise StageFailed(f"encoding {self.path.name}: {self._said()}")
        facts = check_clip(self._part, self.fmt, seconds=None)
        if facts.frames != self.frames:
            raise StageFailed(f"encoding {self.path.name}: {facts.frames} of {self.frames} frames arrived")
        self._part.replace(self.path)

    def _said(self) -> str:
        assert self._stderr is not None
        self._stderr.seek(0)
        return meaning(self._stderr.read().decode("utf-8", "replace"))

    def _end(self) -> None:
        assert self._process is not None
        assert self._stderr is not None
        self._process.kill()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process.wait()
        self._stderr.close()
        self._part.unlink(missing_ok=True)


def _clip_arguments(fmt: Format, frames: int, quality: Quality, audio: Path | None, matrix: str) -> Sequence[str]:
    convert = f"colormatrix=bt601:bt709,{TAGGED}" if matrix == "bt601" else TAGGED
    # As many samples as the frames last, counted. Not -shortest: it ends the sound wherever ffmpeg's threads happen to be.
    sound = f"aresample={SAMPLE_RATE},apad,atrim=end_sample={samples_at(frames, fmt.fps)}"
    return [
        *("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{fmt.width}x{fmt.height}", "-r", str(fmt.fps), "-i", "pipe:0"),
        *sound_input(audio),
        *("-map", "0:v:0", "-map", "1:a:0", "-vf", convert, "-af", sound),
        *video_codec(fmt, quality),
        *audio_codec(),
        *BITEXACT,
    ]
