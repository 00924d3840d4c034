"""Who comes first for each stage: a stage's models in the order that the season prefers, and the best for a stage that names none."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from producer.intake.keys import IsConfigured
from producer.intake.staffing import Models, Staff, candidates
from shared.catalogue import Catalogue, Model
from shared.line.requests import LipsyncRequest, MusicRequest, SpeechRequest, StageName, VideoRequest
from shared.pricing.calls import PlannedCall, once, planned_calls
from shared.production import Episode, Preference, Production

# Video first: what serves the clips is only bought where the clips are.
_ORDER: tuple[StageName, ...] = ("video", "reference", "speech", "lipsync", "music")


@dataclass(frozen=True)
class Choice:
    """Each stage's models in order. `chosen` has the stages that name none and are not left to the studio."""

    models: Models
    chosen: tuple[StageName, ...]
    notes: tuple[str, ...]


def choose(staff: Staff, draft: Production, episodes: Mapping[int, Episode], catalogue: Catalogue, is_configured: IsConfigured) -> Choice:
    """Put every stage's models in order. `draft` is the season made by `staff` as listed: its requests are what is compared."""
    offers = {stage: candidates(stage, catalogue, is_configured, draft.language) for stage in _ORDER if stage not in staff.named}
    if draft.prefer == "listed" and not any(offers.values()):
        return Choice(staff.models, (), ())
    return _Choosing(staff, draft, episodes, catalogue, offers).choice()


class _Choosing:
    """Puts one season's models in order."""

    def __init__(
        self,
        staff: Staff,
        draft: Production,
        episodes: Mapping[int, Episode],
        catalogue: Catalogue,
        offers: Mapping[StageName, Sequence[Model]],
    ) -> None:
        self.draft = draft
        self.catalogue = catalogue
        self.offers = offers
        self.models: Models = dict(staff.models)
        self.calls: dict[StageName, list[PlannedCall]] = {stage: [] for stage in _ORDER}
        for call in once(planned_calls(draft, episodes)).values():
            # A scene without speech has its lips made by the studio, whoever is named.
            if call.need.model in draft.models[call.need.stage]:
                self.calls[call.need.stage].append(call)

    def choice(self) -> Choice:
        chosen: list[StageName] = []
        notes: list[str] = []
        for stage in _ORDER:
            listed = [self.catalogue.model(name) for name in self.models[stage]]
            if stage not in self.offers:
                self.models[stage] = tuple(model.name for model in sorted(listed, key=self.rank(stage, self.draft.prefer)))
            elif best := self.best(stage):
                chosen.append(stage)
                notes.append(f"{stage}: the season file names nobody, so {best.name} makes it, {why_chosen(self.draft.prefer)}")
                self.models[stage] = (best.name,)
        return Choice(self.models, tuple(chosen), tuple(notes))

    def best(self, stage: StageName) -> Model | None:
        """The first of those on offer who can make all that the stage needs; None leaves the stage to the studio."""
        calls = self.calls[stage]
        if not calls or not self.is_wanted(stage):
            return None
        able = [model for model in self.offers[stage] if not any(call.misfit(model, self.draft) for call in calls)]
        return min(able, key=self.rank(stage, "best" if self.draft.prefer == "listed" else self.draft.prefer), default=None)

    def is_wanted(self, stage: StageName) -> bool:
        """Whether anybody would use what a provider makes: the studio draws its clips without pictures, and their lips too."""
        clips = [self.catalogue.model(name) for name in self.models["video"]]
        bought = [model for model in clips if self.catalogue.vendors[model.vendor].engine != "studio"]
        if stage == "reference":
            return any(model.reference_images is None or model.reference_images.max for model in bought)
        return stage != "lipsync" or bool(bought)

    def rank(self, stage: StageName, prefer: Preference) -> Callable[[Model], float]:
        """A key for sorting models; what is not known comes last, equals stay as they are."""
        if prefer == "fastest":
            return lambda model: model.typical_seconds or math.inf
        if prefer == "best":
            return lambda model: -(model.quality or 0)
        if prefer == "cheapest" and self.calls[stage]:
            typical = sorted(self.calls[stage], key=_size)[len(self.calls[stage]) // 2]
            return lambda model: math.inf if typical.misfit(model, self.draft) else typical.usual_micros(model)
        return lambda _model: 0


def why_chosen(prefer: Preference) -> str:
    """Why a model makes a stage for which the season file names nobody."""
    return f"the {'best' if prefer == 'listed' else prefer} whose key is set"


def _size(call: PlannedCall) -> float:
    match call.need.request:
        case VideoRequest(seconds=seconds) | MusicRequest(seconds=seconds):
            return call.usual_seconds or seconds
        case SpeechRequest(text=text):
            return len(text)
        case LipsyncRequest():
            return call.usual_seconds or 0
        case _:
            return 0
