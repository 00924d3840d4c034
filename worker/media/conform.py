"""Turns a provider's clip of any size, rate, codec and shape into a clip of the one format, with exactly the frames it must have."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from shared.errors import BadOutput
from shared.line.requests import Format
from worker.media.encode import BITEXACT, TAGGED, audio_codec, sound_input, video_codec
from worker.media.ffmpeg import MEDIA_DEMUXERS, foreign, run
from worker.media.probe import check_clip, check_video, moving_pictures

# A crop that keeps less of the picture than this loses faces; the whole picture is shown instead, on a blurred copy of itself.
LEAST_KEPT = 0.55

# libavutil's AVColorSpace.
AVCOL_SPC_RGB, AVCOL_SPC_UNSPECIFIED = 0, 2

_TIMEOUT_S = 900.0


def conform(source: Path, target: Path, fmt: Format, *, frames: int, audio: Path | None) -> None:
    """Make `target`, a clip of `fmt` with exactly `frames` frames, from the video `source`.

    The picture is scaled to cover and cropped at the centre; where the shapes differ so much that more than 45 % would go, it is
    fitted on a blurred copy of itself. A source that is too short holds its last frame; one that is too long is cut. Its own
    sound is left out: the clip gets `audio`, padded or cut to the picture, or a silent track. Raises BadOutput where the source
    is no whole video, StageFailed where ffmpeg fails.
    """
    check_video(source)
    part = target.with_name(f".{target.name}.part")
    try:
        run(
            [
                *foreign(source),
                *sound_input(audio),
                *("-filter_complex", pictured(source, fmt), "-map", "[v]", "-map", "1:a:0"),
                *("-af", f"apad,atrim=duration={frames / fmt.fps:.9f}", "-frames:v", str(frames)),
                *video_codec(fmt, "final"),
                *audio_codec(),
                *BITEXACT,
                *("-f", "mp4", part),
            ],
            timeout_s=_TIMEOUT_S,
            what=f"conforming {source.name}",
        )
        made = check_clip(part, fmt, seconds=frames / fmt.fps)
        if made.frames != frames:
            raise BadOutput(f"{source.name} gave {made.frames} frames; {frames} were expected")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Shown:
    """A source as a player would show it: size after rotation and squaring of pixels, and the matrix of its colours."""

    width: float
    height: float
    sample_aspect: Fraction
    matrix: str


def _shown(source: Path) -> _Shown:
    with av.open(str(source), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
        stream = moving_pictures(container)[0]
        frame = next(container.decode(stream), None)
        if frame is None:
            raise BadOutput(f"{source.name} holds no picture that decodes; a video was expected")
        aspect = Fraction(stream.sample_aspect_ratio or 1)
        aspect = aspect if 0 < aspect < 100 else Fraction(1)
        width, height = frame.width * float(aspect), float(frame.height)
        # Untagged HD is BT.709 in practice, though swscale would guess BT.601.
        tagged = frame.colorspace not in (AVCOL_SPC_UNSPECIFIED, AVCOL_SPC_RGB)
        matrix = "auto" if tagged or min(frame.width, frame.height) < 576 else "bt709"
        if frame.rotation % 180:
            return _Shown(height, width, 1 / aspect, matrix)
        return _Shown(width, height, aspect, matrix)


def _kept(shown: _Shown, fmt: Format) -> float:
    """The share of the source's area that is left after scaling to cover and cropping."""
    ratio = (shown.width / shown.height) / (fmt.width / fmt.height)
    return min(ratio, 1 / ratio)


def pictured(source: Path, fmt: Format) -> str:
    """The filter graph from the first track of moving pictures, [0:V:0], to [v]: endless pictures of the one format. Raises BadOutput."""
    shown = _shown(source)
    size = f"{fmt.width}:{fmt.height}"
    colour = f"in_color_matrix={shown.matrix}:out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd"
    square = "" if shown.sample_aspect == 1 else "scale=w='max(2,iw*sar)':h=ih,setsar=1,"
    cover = f"scale={size}:force_original_aspect_ratio=increase:{colour},crop={size}"
    start = f"[0:V:0]setpts=PTS-STARTPTS,{square}"
    finish = f"fps={fmt.fps}:start_time=0,tpad=stop=-1:stop_mode=clone,format=yuv420p,{TAGGED}[v]"
    if _kept(shown, fmt) >= LEAST_KEPT:
        return f"{start}{cover},{finish}"
    small = f"{max(fmt.width // 8, 1) * 2}:{max(fmt.height // 8, 1) * 2}"
    return (
        f"{start}split=2[a][b];"
        f"[a]{cover},format=yuv420p,scale={small}:flags=area,gblur=sigma=9,eq=brightness=-0.08:saturation=0.9,scale={size}:flags=bicubic[back];"
        f"[b]scale={size}:force_original_aspect_ratio=decrease:force_divisible_by=2:{colour},format=yuv420p[front];"
        f"[back][front]overlay=(W-w)/2:(H-h)/2:format=yuv420,{finish}"
    )
