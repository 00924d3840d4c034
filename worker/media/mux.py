"""Puts an episode together: pictures copied from one clip after the other, beside one track of sound."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

import av

from shared.errors import BadOutput, StageFailed
from worker.media.ffmpeg import MEDIA_DEMUXERS

_OPEN = {"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}


def mux(clips: Sequence[tuple[Path, int]], sound: Path, target: Path, *, fps: int, tags: Mapping[str, str], movflags: str = "") -> None:
    """Make `target`, an MP4 whose index comes first, from clips with their numbers of frames, and a sound file.

    Nothing is encoded; `movflags` are more of the muxer's flags. Raises BadOutput where a clip's decoder set-up is not the first one's,
    or its frames are not so many, StageFailed where it cannot be written.
    """
    options = {
        "movflags": "+faststart" + (f"+{movflags}" if movflags else ""),
        "fflags": "+bitexact",
        "video_track_timescale": str(fps * 1000),
    }
    try:
        with (
            av.open(str(clips[0][0]), options=_OPEN) as first,
            av.open(str(sound), options=_OPEN) as heard,
            av.open(str(target), "w", format="mp4", options=options) as made,
        ):
            made.metadata.update(tags)
            seen = made.add_stream_from_template(first.streams.video[0])
            played = made.add_stream_from_template(heard.streams.audio[0])
            seen.time_base = Fraction(1, fps * 1000)
            pictures = _pictures(clips, fps, _setup(first))
            for _, packet, stream in merge(_timed(pictures, seen), _timed(heard.demux(audio=0), played), key=lambda one: one[0]):
                packet.stream = stream
                made.mux_one(packet)
    except av.FFmpegError as error:
        raise StageFailed(f"joining {len(clips)} clips: {error.strerror}") from error


def check_alike(clips: Sequence[Path]) -> None:
    """Check that one decoder set-up serves all clips: their SPS and PPS are equal. `mux` does so by itself. Raises BadOutput."""
    first = b""
    for path in clips:
        with av.open(str(path), options=_OPEN) as container:
            first = first or _setup(container)
            _same(_setup(container), first, path, clips[0])


def _setup(container: Any) -> bytes:
    return bytes(container.streams.video[0].codec_context.extradata or b"")


def _same(setup: bytes, first: bytes, path: Path, first_path: Path) -> None:
    if setup != first:
        raise BadOutput(f"{path.name} was encoded otherwise than {first_path.name}; clips of one quality were expected")


def _timed(packets: Iterator[Any], stream: Any) -> Iterator[tuple[Fraction, Any, Any]]:
    return ((packet.dts * packet.time_base, packet, stream) for packet in packets if packet.size)


def _pictures(clips: Sequence[tuple[Path, int]], fps: int, setup: bytes) -> Iterator[Any]:
    """The clips' packets, moved to where their frames are in the episode."""
    start = 0
    for path, frames in clips:
        with av.open(str(path), options=_OPEN) as container:
            stream: Any = container.streams.video[0]
            _same(_setup(container), setup, path, clips[0][0])
            count, offset = 0, Fraction(start, fps) / stream.time_base
            if offset.denominator != 1:
                raise BadOutput(f"{path.name} counts time in {stream.time_base} s; {fps} frames a second do not fit that")
            for packet in container.demux(stream):
                if packet.size:
                    packet.pts += int(offset)
                    packet.dts += int(offset)
                    count += 1
                    yield packet
            if count != frames:
                raise BadOutput(f"{path.name} has {count} frames; {frames} were expected")
        start += frames
