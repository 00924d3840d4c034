"""The speech stage: one line of dialogue as sound, with its mouth shapes where the engine knows them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.catalogue.models import Model
from shared.errors import BadOutput
from shared.line.requests import SpeechRequest
from worker.media.alignment import normalised
from worker.media.probe import check_audio
from worker.media.rates import SAMPLE_RATE
from worker.media.sound import read_samples, write_wav
from worker.stages.stage import Asked, Paid, Stage
from worker.studio.engine import Input, Made

LEAST_SECONDS = 0.1
# The facts and the file may differ by one packet of the codec.
TOLERANCE_SECONDS = 0.1
# Facts that may tell when what is said, the best first: of the text as it was given, then as it was read out.
TOLD = ("alignment", "normalized_alignment")


def ask(request: SpeechRequest, _model: Model, _inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """The line, its voice and its feeling."""
    values = {
        "text": request.text,
        "voice": request.voice,
        "language": request.language,
        "emotion": request.beat,
        "speed": 1.0,
        "instructions": f"Speak in a {request.beat} tone." if request.beat != "neutral" else "",
        "name": request.character,
    }
    return Asked({name: value for name, value in values.items() if value != ""})


def finish(_request: SpeechRequest, raw: Input, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """The line as WAV, mono 48 kHz: its length is then exact, whatever the provider's codec says of it.

    What the provider tells of its words' times is kept in one form, `alignment: [[start_seconds, end_seconds, text], …]`.
    """
    samples = read_samples(raw.path("raw"))
    write_wav(folder / "speech.wav", samples, channels=1)
    seconds = len(samples) / SAMPLE_RATE
    facts: dict[str, Any] = {"duration_seconds": seconds, "visemes": list(raw.facts.get("visemes", ()))}
    said = next((found for name in TOLD if (found := normalised(raw.facts.get(name), seconds))), [])
    if said:
        facts["alignment"] = said
    return Made({"speech": "speech.wav"}, facts)


def accept(request: SpeechRequest, folder: Path, made: Made) -> None:
    """Sound that decodes whole, as long as the facts say."""
    file = folder / made.files["speech"]
    facts = check_audio(file, least_seconds=LEAST_SECONDS)
    said = float(made.facts["duration_seconds"])
    if abs(facts.duration_seconds - said) > TOLERANCE_SECONDS:
        raise BadOutput(f"speech of {request.character} lasts {facts.duration_seconds:.2f} s in its file; its facts say {said:.2f} s")


STAGE = Stage("speech", accept, paid=Paid(ask, check_audio, finish))
