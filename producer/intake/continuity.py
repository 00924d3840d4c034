"""Which models cannot keep a face or a picture as it was: named before anything is paid."""

from collections.abc import Iterator, Mapping

from shared.catalogue import Catalogue, Model
from shared.catalogue.vendors import HttpVendor
from shared.line.requests import StageName, VideoRequest
from shared.pricing.calls import PlannedCall, once, planned_calls
from shared.production import Episode, Production


def continuity_notes(production: Production, episodes: Mapping[int, Episode], catalogue: Catalogue) -> Iterator[str]:
    """A line for each model that ignores reference pictures, takes too few of them for some scenes, or has no seed.

    What a row does not tell is not known, and not said. What the season locks by hand is refused elsewhere (`shared/fit.py`).
    """
    calls = once(planned_calls(production, episodes)).values()
    stages: tuple[StageName, ...] = ("reference", "video")
    for stage in stages:
        for name in production.models[stage]:
            model = catalogue.model(name)
            if isinstance(catalogue.vendors[model.vendor], HttpVendor):
                asked = [call for call in calls if call.need.stage == stage and name in [option.model for option in call.need.options]]
                if asked:
                    yield from _of_model(stage, model, asked)


def _of_model(stage: StageName, model: Model, calls: list[PlannedCall]) -> Iterator[str]:
    if model.seed is False:
        what = "face" if stage == "reference" else "picture"
        yield f"{stage}: {model.name} ignores seeds: what is asked for again, as by redo or a change, comes with another {what}"
    if stage == "reference" or model.reference_images is None:
        return
    most = model.reference_images.max
    if most == 0:
        yield f"{stage}: {model.name} takes no reference pictures: faces follow their description alone, and may drift from scene to scene"
        return
    crowded = [call for call in calls if isinstance(call.need.request, VideoRequest) and len(call.need.request.cast) > most]
    if crowded:
        pictures = f"{most} reference picture{'' if most == 1 else 's'}"
        more = f" (and {len(crowded) - 1} more)" if len(crowded) > 1 else ""
        yield f"{stage}: {model.name} takes {pictures} at most: in {crowded[0].place}{more} others' faces follow their description alone"
