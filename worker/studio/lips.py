"""The studio's lip sync: draws a take again with its speech in the right mouths, or lays speech under a clip that it cannot redraw."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import BadOutput, StageFailed
from shared.line.requests import LipsyncRequest
from worker.media.conform import conform
from worker.media.encode import ClipWriter
from worker.media.fitting import lay_out_dub
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

    alignment: Sequence[tuple[float, float, str]] = ()
    """What is said when, from the line's own start."""

    def at_rate(self, rate: float) -> "Line":
        """The line as it is heard at `rate` times the speed of its sound."""
        if rate == 1.0:
            return self
        visemes = [(at / rate, shape) for at, shape in self.visemes]
        alignment = [(start / rate, end / rate, text) for start, end, text in self.alignment]
        return replace(self, seconds=self.seconds / rate, visemes=visemes, alignment=alignment)


def scene_timeline(request: LipsyncRequest, inputs: Mapping[str, Input]) -> Timeline:
    """Where each line of a scene starts; a dub's lines in the time of the original's. Raises StageFailed or BadOutput."""
    lengths = _lengths(request.speech, inputs)
    if not request.fits:
        return lay_out(lengths, request.at_least_seconds, request.format.fps)
    return lay_out_dub(lengths, _lengths(request.fits, inputs), request.at_least_seconds, request.format.fps)


def make(request: LipsyncRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """Make the scene's finished clip. Raises StageFailed or BadOutput; MissingPart where a take is to be drawn and skia cannot start."""
    video = _product(inputs, request.video)
    lines = _lines(request, inputs)
    timeline = scene_timeline(request, inputs)
    clip, dialogue = folder / "clip.mp4", folder / "dialogue.wav"
    write_dialogue(dialogue, [line.sound for line in lines], timeline)
    heard = [line.at_rate(timeline.rate(index)) for index, line in enumerate(lines)]
    if "take" in video.files:
        _draw(request, video.path("take"), heard, timeline, folder)
    else:
        conform(video.path("clip"), clip, request.format, frames=timeline.frames, audio=dialogue)
        grab(clip, folder / "picture.jpg", at_seconds=_PICTURE_AT * timeline.seconds, width=_PICTURE_WIDTH)
    spans = [_span(start, line) for start, line in zip(timeline.starts_seconds, heard, strict=True)]
    facts = {"duration_seconds": timeline.seconds, "frames": timeline.frames, "lines": spans}
    if timeline.rates:
        facts["rates"] = [round(rate, 6) for rate in timeline.rates]
    return Made({"clip": "clip.mp4", "dialogue": "dialogue.wav", "picture": "picture.jpg"}, facts)


def _span(start: float, line: Line) -> dict[str, Any]:
    """When a line is said in the scene, and its pieces where its voice tells that, in seconds from the scene's first frame."""
    span: dict[str, Any] = {"start_seconds": start, "end_seconds": start + line.seconds}
    if line.alignment:
        span["alignment"] = [[round(start + begins, 4), round(start + ends, 4), text] for begins, ends, text in line.alignment]
    return span


def _product(inputs: Mapping[str, Input], key: str) -> Input:
    try:
        return inputs[key]
    except KeyError as error:
        raise StageFailed(f"the product {key} is named by the request but not among its inputs") from error


def _lengths(speech: Sequence[str], inputs: Mapping[str, Input]) -> list[float]:
    """How long each line lasts, in seconds."""
    try:
        return [float(_product(inputs, key).facts["duration_seconds"]) for key in speech]
    except (KeyError, TypeError, ValueError) as error:
        raise BadOutput("the facts of speech need duration_seconds, a number") from error


def _lines(request: LipsyncRequest, inputs: Mapping[str, Input]) -> list[Line]:
    if len(request.speech) != len(request.speakers):
        raise StageFailed(f"{len(request.speech)} lines of speech for {len(request.speakers)} speakers; each line needs one")
    lines = []
    for key, speaker in zip(request.speech, request.speakers, strict=True):
        product = _product(inputs, key)
        try:
            seconds = float(product.facts["duration_seconds"])
            visemes = [(float(at), str(name)) for at, name in product.facts.get("visemes", ())]
            alignment = [(float(start), float(end), str(text)) for start, end, text in product.facts.get("alignment", ())]
        except (KeyError, TypeError, ValueError) as error:
            raise BadOutput(
                f"speech {key}: its facts need duration_seconds, visemes as [seconds, name] and alignment as [start, end, text]"
            ) from error
        if any(late < early for (early, _), (late, _) in pairwise(visemes)):
            raise BadOutput(f"speech {key}: its visemes are not in the order of their times")
        lines.append(Line(speaker, product.path("speech"), seconds, visemes, alignment))
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
