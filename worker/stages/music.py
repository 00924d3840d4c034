"""The music stage: a bed of one mood."""

from pathlib import Path

from shared.line.requests import MusicRequest
from worker.media.probe import check_audio
from worker.stages.stage import Stage
from worker.studio.engine import Made

# The join loops what is short; a bed that ends this early is not what was asked for.
LEAST_SHARE = 0.9


def accept(request: MusicRequest, folder: Path, made: Made) -> None:
    """Sound of about the asked length."""
    check_audio(folder / made.files["music"], least_seconds=LEAST_SHARE * request.seconds)


STAGE = Stage("music", accept)
