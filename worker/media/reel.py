"""The pictures of an episode: the clips' own, copied; encoded once where something is burned in, or where they have too many bits."""

from collections.abc import Sequence
from pathlib import Path

import av
import pysubs2

from shared.errors import BadOutput
from shared.line.requests import Format
from worker.media import fonts
from worker.media.encode import BITEXACT, TAGGED, at_most, video_codec
from worker.media.ffmpeg import MEDIA_DEMUXERS, THREADS, run
from worker.media.mux import check_alike
from worker.media.probe import check_clip

Part = tuple[Path, int]
"""A clip of the one format, and its frames."""

_TIMEOUT_S = 3600.0


def reel(clips: Sequence[Part], burn: Path | None, *, fmt: Format, most_kbps: int | None, work: Path, what: str) -> list[Part]:
    """The parts whose pictures are copied, in order: the clips, those that `burn` (an ASS file) writes upon encoded with it.

    Where that has more than `most_kbps` on average, all is encoded once, held to it. New files are in `work`. Raises BadOutput where
    a clip is not what it should be, StageFailed where ffmpeg fails.
    """
    for path, frames in clips:
        facts = check_clip(path, fmt, seconds=frames / fmt.fps)
        if facts.frames != frames:
            raise BadOutput(f"{path.name} has {facts.frames} frames; {frames} were expected")
    written = _written_upon(clips, burn, fmt) if burn else 0
    if most_kbps is not None and (written == len(clips) or kbps(clips[written:], fmt) > most_kbps):
        return _limited(clips, burn, fmt=fmt, most_kbps=most_kbps, work=work, what=what)
    parts = [_once(clips[:written], burn, (), fmt=fmt, work=work, what=what)] if written else []
    parts += clips[written:]
    if most_kbps is not None and kbps(parts, fmt) > most_kbps:
        return _limited(clips, burn, fmt=fmt, most_kbps=most_kbps, work=work, what=what)
    return parts


def kbps(parts: Sequence[Part], fmt: Format) -> float:
    """The average bit rate of the pictures, in kbit/s."""
    frames = sum(count for _, count in parts)
    return sum(_picture_bytes(path) for path, _ in parts) * 8 / 1000 * fmt.fps / frames if frames else 0.0


def _picture_bytes(path: Path) -> int:
    with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
        return sum(packet.size for packet in container.demux(video=0))


def _written_upon(clips: Sequence[Part], burn: Path, fmt: Format) -> int:
    """How many clips from the first on have something of an ASS file in them: a mark of some seconds leaves the others as they are."""
    events = pysubs2.load(str(burn), encoding="utf-8").events
    last_s = max((event.end for event in events if not event.is_comment), default=0) / 1000
    begun_s = 0.0
    for count, (_, frames) in enumerate(clips):
        if begun_s >= last_s:
            return count
        begun_s += frames / fmt.fps
    return len(clips)


def _limited(clips: Sequence[Part], burn: Path | None, *, fmt: Format, most_kbps: int, work: Path, what: str) -> list[Part]:
    """All of it, held to a bit rate. It is never copied beside other clips: the limit is part of the decoder's set-up."""
    seconds = sum(frames for _, frames in clips) / fmt.fps
    return [_once(clips, burn, at_most(most_kbps, seconds), fmt=fmt, work=work, what=what)]


def _once(clips: Sequence[Part], burn: Path | None, limits: Sequence[str], *, fmt: Format, work: Path, what: str) -> Part:
    """Encode the clips' pictures once, with what is burned in. Names in the filter are relative, so that no path needs escaping."""
    check_alike([path for path, _ in clips])
    frames = sum(count for _, count in clips)
    listed = work / "clips.txt"
    listed.write_text(_concat_list(clips, fmt), encoding="utf-8")
    filters, environment = [TAGGED], None
    if burn is not None:
        environment = fonts.set_up(work)
        (work / "burn.ass").write_bytes(burn.read_bytes())
        filters.insert(0, "ass=filename=burn.ass:shaping=complex")
    target = work / ("limited.mp4" if limits else "burned.mp4")
    run(
        [
            *("-copyts", "-threads", THREADS, "-f", "concat", "-safe", "0", "-i", listed, "-map", "0:v:0", "-an"),
            *("-vf", ",".join(filters), "-frames:v", str(frames)),
            *video_codec(fmt, "final"),
            *limits,
            *BITEXACT,
            *("-f", "mp4", target),
        ],
        timeout_s=_TIMEOUT_S,
        what=f"{what}: burning the subtitles" if burn else f"{what}: holding the bit rate",
        folder=work,
        environment=environment,
    )
    return target, frames


def _concat_list(clips: Sequence[Part], fmt: Format) -> str:
    """The list that ffmpeg reads. Start and duration are said: else AAC's priming, before the first frame, would move the pictures."""
    lines = ["ffconcat version 1.0"]
    for path, frames in clips:
        name = str(path.resolve()).replace("'", "'\\''")
        lines += [f"file '{name}'", "inpoint 0", f"duration {frames / fmt.fps:.6f}"]
    return "\n".join(lines) + "\n"
