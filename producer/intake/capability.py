"""Whether every scene of a season can be made by the models of its stages: said before anything is paid."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from producer.intake.document import Document
from producer.intake.problems import deny
from shared.catalogue import Catalogue
from shared.line.requests import StageName, VideoRequest
from shared.pricing.calls import PlannedCall, planned_calls
from shared.production import Episode, Production


def check_capability(document: Document, production: Production, episodes: Mapping[int, Episode], catalogue: Catalogue) -> list[str]:
    """Notes on scenes that some of a stage's models cannot make. Raises InputError for the first scene that none of them can.

    Also where a price cannot be reckoned: what has no price cannot be held to a budget.
    """
    unfit: dict[str, tuple[StageName, str]] = {}
    passed_over: dict[tuple[StageName, str], dict[str, str]] = defaultdict(dict)
    shorter: dict[str, tuple[PlannedCall, PlannedCall]] = {}
    for planned in planned_calls(production, episodes):
        call = planned.as_asked(production, catalogue)
        stage = call.need.stage
        if call is not planned:
            shorter.setdefault(call.place, (planned, call))
        reasons = dict(_misfits(call, production, catalogue))
        if len(reasons) == len(call.need.options):
            unfit.setdefault(call.place, (stage, "; ".join(f"{name} {reason}" for name, reason in reasons.items())))
        else:
            for name, reason in reasons.items():
                passed_over[stage, name].setdefault(call.place, reason)
    if unfit:
        place, (stage, why) = next(iter(unfit.items()))
        deny(document, ("providers", stage), f"{place}: nobody who is named can make its {stage}: {why}{_more(len(unfit) - 1, 'place')}")
    return [*_shorter_note(shorter), *(_note(stage, name, places) for (stage, name), places in passed_over.items())]


def _misfits(call: PlannedCall, production: Production, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for model in call.options(catalogue):
        reason = call.misfit(model, production)
        if reason is not None:
            yield model.name, reason
        else:
            call.most_micros(model)


def _shorter_note(shorter: Mapping[str, tuple[PlannedCall, PlannedCall]]) -> Iterator[str]:
    if shorter:
        place, (planned, call) = next(iter(shorter.items()))
        wished, made = planned.need.request, call.need.request
        assert isinstance(wished, VideoRequest), "clips alone may be shorter"
        assert isinstance(made, VideoRequest), "and stay clips"
        lengths = f"nobody who is named makes its {wished.seconds:g} s, so {call.need.model} makes {made.seconds:g} s"
        yield f"video: {place}{_more(len(shorter) - 1, 'place')}: {lengths}, and the last picture is held (allow: shorter)"


def _note(stage: StageName, name: str, places: Mapping[str, str]) -> str:
    place, reason = next(iter(places.items()))
    return f"{stage}: {name} is passed over for {place}{_more(len(places) - 1, 'place')}: it {reason}"


def _more(count: int, what: str) -> str:
    return f" (and {count} more {what}{'s' if count > 1 else ''})" if count else ""
