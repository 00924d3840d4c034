"""Settles what is asked for where that depends on the inputs themselves: a clip that has to hold its speech is as long as that."""

from contextlib import suppress
from dataclasses import replace

from shared.catalogue import Catalogue
from shared.errors import InputError
from shared.line.need import Need, Option
from shared.line.requests import VideoRequest
from shared.pricing.lengths import followed_seconds
from worker.gateway.inputs import Inputs
from worker.media.timeline import lay_out


def settled(need: Need, catalogue: Catalogue, inputs: Inputs) -> Need:
    """The need with what each of its options is asked for in truth.

    Only the length that is bought is a part of that, not the speech: a line that was changed and needs no longer clip finds the clip
    that was bought before. Raises StageFailed where the speech has vanished.
    """
    request = need.request
    if not isinstance(request, VideoRequest) or not request.speech:
        return need
    lengths = [float(inputs[key].facts["duration_seconds"]) for key in request.speech]
    seconds = lay_out(lengths, request.seconds, request.format.fps).seconds
    return replace(need, asked=tuple(_of_length(option, seconds, catalogue) for option in need.options))


def _of_length(option: Option, seconds: float, catalogue: Catalogue) -> Option:
    assert isinstance(option.request, VideoRequest), "all are asked for clips"
    # Where it is not in the catalogue any more, whoever asks is told so.
    with suppress(InputError):
        seconds = followed_seconds(catalogue.model(option.model), seconds)
    return Option(option.model, option.request.model_copy(update={"speech": (), "seconds": seconds}))
