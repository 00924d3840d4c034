"""The speech stage: one line of dialogue as sound, with its mouth shapes where the engine knows them."""

from pathlib import Path

from shared.errors import BadOutput
from shared.line.requests import SpeechRequest
from worker.media.probe import check_audio
from worker.stages.stage import Stage
from worker.studio.engine import Made

LEAST_SECONDS = 0.1
# The facts and the file may differ by one packet of the codec.
TOLERANCE_SECONDS = 0.1


def accept(request: SpeechRequest, folder: Path, made: Made) -> None:
    """Sound that decodes whole, as long as the facts say."""
    file = folder / made.files["speech"]
    facts = check_audio(file, least_seconds=LEAST_SECONDS)
    said = float(made.facts["duration_seconds"])
    if abs(facts.duration_seconds - said) > TOLERANCE_SECONDS:
        raise BadOutput(f"speech of {request.character} lasts {facts.duration_seconds:.2f} s in its file; its facts say {said:.2f} s")


STAGE = Stage("speech", accept)
