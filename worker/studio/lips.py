"""The studio's lip sync: draws a take again with its speech in the right mouths, or lays speech under a clip that it cannot redraw."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import BadOutput, StageFailed
from shared.line.requests import LipsyncRequest
from worker.media.conform import conform
from worker.media.encode import ClipWriter
from worker.media.picture import grab, keep
from worker.media.timeline import Timeline, lay_out, write_dialogue
from worker.studio.engine import Input, Made
from worker.studio.rig.parts import need_drawing_parts

if TYPE_CHECKING:
    from worker.studio.rig.mouth import Lips, Track

_PICTURE_WIDTH, _PICTURE_AT = 360, 0.4


@dataclass(frozen=True)
class Line:
    """A line of dialogue: its speaker, its sound, its length, and its visemes from its own start."""

    speaker: str
    sound: Path
    seconds: float
    visemes: Sequence[tuple[float, str]]


def make(request: LipsyncRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """Make the scene's finished clip. Raises StageFailed or BadOutput; MissingPart where a take is to be drawn and skia cannot start."""
    video = _product(inputs, request.video)
    lines = _lines(request, inputs)
    fps = request.format.fps
    timeline = lay_out([line.seconds for line in lines], request.at_least_seconds, fps)
    clip, dialogue = folder / "clip.mp4", folder / "dialogue.wav"
    write_dialogue(dialogue, [line.sound for line in lines], timeline)
    if "take" in video.files:
        _draw(request, video.path("take"), lines, timeline, folder)
    else:
        conform(video.path("clip"), clip, request.format, frames=timeline.frames, audio=dialogue)
        grab(clip, folder / "picture.jpg", at_seconds=_PICTURE_AT * timeline.seconds, width=_PICTURE_WIDTH)
    spans = [
        {"start_seconds": start, "end_seconds": start + line.seconds} for start, line in zip(timeline.starts_seconds, lines, strict=True)
    ]
    facts = {"duration_seconds": timeline.seconds, "frames": timeline.frames, "lines": spans}
    return Made({"clip": "clip.mp4", "dialogue": "dialogue.wav", "picture": "picture.jpg"}, facts)


def _product(inputs: Mapping[str, Input], key: str) -> Input:
    try:
        return inputs[key]
    except KeyError as error:
        raise StageFailed(f"the product {key} is named by the request but not among its inputs") from error


def _lines(request: LipsyncRequest, inputs: Mapping[str, Input]) -> list[Line]:
    if len(request.speech) != len(request.speakers):
        raise StageFailed(f"{len(request.speech)} lines of speech for {len(request.speakers)} speakers; each line needs one")
    lines = []
    for key, speaker in zip(request.speech, request.speakers, strict=True):
        product = _product(inputs, key)
        try:
            seconds = float(product.facts["duration_seconds"])
            visemes = [(float(at), str(name)) for at, name in product.facts.get("visemes", ())]
        except (KeyError, TypeError, ValueError) as error:
            raise BadOutput(f"speech {key}: its facts need duration_seconds and visemes as [seconds, name] pairs") from error
        if any(late < early for (early, _), (late, _) in pairwise(visemes)):
            raise BadOutput(f"speech {key}: its visemes are not in the order of their times")
        lines.append(Line(speaker, product.path("speech"), seconds, visemes))
    return lines


def _draw(request: LipsyncRequest, take: Path, lines: Sequence[Line], timeline: Timeline, folder: Path) -> None:
    # Imported when drawn: a clip from a provider needs no skia.
    need_drawing_parts()
    from worker.studio.rig.clip import check_format  # noqa: PLC0415
    from worker.studio.rig.mouth import Track  # noqa: PLC0415
    from worker.studio.rig.shot import Shot  # noqa: PLC0415
    from worker.studio.rig.take import read_take  # noqa: PLC0415

    check_format(request.format)
    fps = request.format.fps
    shot = Shot(read_take(take).model_copy(update={"format": request.format}))
    cues = [
        (start, start + line.seconds, line.speaker, Track(line.visemes, end_seconds=line.seconds))
        for start, line in zip(timeline.starts_seconds, lines, strict=True)
    ]
    shown = math.floor(_PICTURE_AT * timeline.frames)
    audio = folder / "dialogue.wav"
    with ClipWriter(folder / "clip.mp4", request.format, frames=timeline.frames, quality="final", audio=audio) as writer:
        for index in range(timeline.frames):
            frame = shot.frame(index, timeline.frames, fps, _speaking(cues, index / fps))
            writer.write(frame)
            if index == shown:
                keep(frame, request.format, folder / "picture.jpg", width=_PICTURE_WIDTH)


def _speaking(cues: Sequence[tuple[float, float, str, "Track"]], seconds: float) -> "Mapping[str, Lips]":
    """The lips of whoever speaks at that moment."""
    spoken: dict[str, Any] = {}
    for start, end, speaker, track in cues:
        if start <= seconds < end:
            spoken[speaker] = track.at(seconds - start)
    return spoken
