"""The lip-sync stage: a scene's clip with its speech in its mouths, and the speech alone as the join wants it."""

import wave
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from shared.catalogue.models import Model
from shared.errors import BadOutput
from shared.line.requests import LipsyncRequest
from worker.media.probe import check_clip, check_video, probe
from worker.media.timeline import write_dialogue
from worker.stages.stage import Asked, Paid, Stage
from worker.stages.wording import shape
from worker.studio import lips
from worker.studio.engine import Input, Made


def ask(request: LipsyncRequest, _model: Model, inputs: Mapping[str, Input], folder: Path) -> Asked:
    """The scene's clip, and its speech as one track, laid out in time; silent where nobody may move their lips."""
    timeline = lips.scene_timeline(request, inputs)
    spoken = zip(request.speech, request.speakers, strict=True)
    write_dialogue(folder / "dialogue.wav", [inputs[key].path("speech") if speaker else None for key, speaker in spoken], timeline)
    values = {"seconds": timeline.seconds, **shape(request.format)}
    return Asked(values, {"video": (inputs[request.video].path("clip"),), "audio": (folder / "dialogue.wav",)})


def seconds(request: LipsyncRequest, inputs: Mapping[str, Input]) -> float:
    """How long the scene is with its speech."""
    return lips.scene_timeline(request, inputs).seconds


def finish(request: LipsyncRequest, raw: Input, inputs: Mapping[str, Input], folder: Path) -> Made:
    """The synced clip in the one format, with our own track: sound and picture are laid out by the same clock."""
    synced = Input(request.video, raw.folder, {"clip": raw.files["raw"]}, {})
    made = lips.make(request, {**inputs, request.video: synced}, folder)
    came, clip = probe(raw.path("raw")), probe(inputs[request.video].path("clip"))
    # Brought into form it has the right shape and length whatever came: gates judge that by what came.
    ordered = min(clip.duration_seconds, float(made.facts["duration_seconds"]))
    told = {"seconds": came.duration_seconds, "ordered_seconds": round(ordered, 3), "width": came.width, "height": came.height}
    return replace(made, facts={**made.facts, "came": told})


def accept(request: LipsyncRequest, folder: Path, made: Made) -> None:
    """A clip and a dialogue track of exactly the same number of frames, no shorter than the script asks."""
    frames = int(made.facts["frames"])
    seconds = frames / request.format.fps
    check_clip(folder / made.files["clip"], request.format, seconds=seconds)
    if seconds < request.at_least_seconds - 1 / request.format.fps:
        raise BadOutput(f"lip-synced clip lasts {seconds:.2f} s; the script asks for {request.at_least_seconds:.2f} s")
    with wave.open(str(folder / made.files["dialogue"])) as track:
        sound = track.getnframes() / track.getframerate()
    if abs(sound - seconds) > 1 / request.format.fps:
        raise BadOutput(f"dialogue lasts {sound:.3f} s beside a picture of {seconds:.3f} s; both must end together")


STAGE = Stage("lipsync", accept, paid=Paid(ask, check_video, finish, heavy=True, seconds=seconds))
