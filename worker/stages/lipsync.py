"""The lip-sync stage: a scene's clip with its speech in its mouths, and the speech alone as the join wants it."""

import wave
from pathlib import Path

from shared.errors import BadOutput
from shared.line.requests import LipsyncRequest
from worker.media.probe import check_clip
from worker.stages.stage import Stage
from worker.studio.engine import Made


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


STAGE = Stage("lipsync", accept)
