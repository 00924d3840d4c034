"""The calls that a season plans: every product that a provider makes, where it is needed, and who can be asked for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from shared.catalogue import Catalogue, Model
from shared.fit import cast_of, misfit, wants_of
from shared.line.degrading import Rung, less, longest, softer
from shared.line.dubbing import said
from shared.line.episode import JOIN, music_needs
from shared.line.need import Need
from shared.line.request import Request
from shared.line.requests import LipsyncRequest, SpeechRequest, VideoRequest
from shared.line.scene import GIVEN
from shared.line.unit import unit_line
from shared.line.writing import CHECKED
from shared.line.writing_requests import TranslationRequest, WritingRequest
from shared.pricing.lengths import (
    clip_seconds_at_most,
    expected_clip_seconds,
    expected_followed_seconds,
    expected_speech_seconds,
    followed_seconds,
    followed_seconds_at_most,
    speech_seconds_at_most,
)
from shared.pricing.price import price_micros
from shared.pricing.text import usual_writing_micros
from shared.pricing.untranslated import is_untranslated, longest_text, usual_text
from shared.production import DUB_STEP, Episode, Production, Scene

OWN_MAKERS = frozenset({GIVEN, JOIN, CHECKED})
"""Who makes what no provider is asked for."""


@dataclass(frozen=True)
class PlannedCall:
    """One product to be asked for. `scene` is None for what belongs to a whole episode.

    `usual_seconds` and `longest_seconds` are how long what is spoken lasts, for speech, lip sync and clips that follow it.
    """

    need: Need
    episode: int
    scene: int | None = None
    usual_seconds: float | None = None
    longest_seconds: float | None = None
    dub: str = ""
    """The language of the dub that it is for."""
    usual_text: str = ""
    longest_text: str = ""
    """What stands in for the text of a dub that is still to be translated."""

    @property
    def place(self) -> str:
        """Where it is needed, for people."""
        episode = f"episode {self.episode % DUB_STEP}" + (f" ({self.dub})" if self.dub else "")
        return episode + (f", scene {self.scene}" if self.scene is not None else "")

    def usual_micros(self, model: Model) -> int:
        """What it is expected to cost with a model. Raises InputError that names the row."""
        if isinstance(self.need.request, WritingRequest | TranslationRequest):
            return usual_writing_micros(model, self.need.request)
        request = _said(_followed(self.need.request, model, self.usual_seconds), self.usual_text)
        return price_micros(model, request, self.usual_seconds)

    def most_micros(self, model: Model) -> int:
        """The most that it costs with a model. Raises InputError that names the row."""
        request = _said(_followed(self.need.request, model, self.longest_seconds), self.longest_text)
        return price_micros(model, request, self.longest_seconds)

    def asked_of(self, model: Model) -> Request:
        """The request as it is usually put to a model."""
        return _followed(self.need.request, model, self.usual_seconds)

    def options(self, catalogue: Catalogue) -> tuple[Model, ...]:
        """Everybody who may be asked, in order."""
        return tuple(catalogue.model(option.model) for option in self.need.options)

    def capable(self, production: Production, catalogue: Catalogue) -> tuple[Model, ...]:
        """Those of them who can make it, in order."""
        return tuple(model for model in self.options(catalogue) if self.misfit(model, production) is None)

    def misfit(self, model: Model, production: Production) -> str | None:
        """Why a model cannot make it, None where it can."""
        request = self.need.request
        return misfit(model, self.need.stage, request, wants_of(production, cast_of(production, request)))

    def as_asked(self, production: Production, catalogue: Catalogue) -> "PlannedCall":
        """The call as it is begun: for the longest clip on offer, where nobody makes what the scene asks and a shorter one is allowed."""
        rungs = longest(self.need, production, catalogue)
        if not rungs:
            return self
        first, *others = (rung.option for rung in rungs)
        return replace(self, need=replace(self.need, model=first.model, request=first.request, others=tuple(others)))

    def most_degraded_micros(self, model: Model, production: Production) -> int:
        """The most that it costs with a model, at whatever rung the season allows. Raises InputError that names the row."""
        own = next(option for option in self.need.options if option.model == model.name)
        rung: Rung | None = Rung(replace(own, request=_said(_followed(own.request, model, self.longest_seconds), self.longest_text)))
        most = 0
        while rung is not None:
            most = max(most, price_micros(model, rung.option.request, self.longest_seconds))
            rung = less(rung, model, production.allow, "")
        return most

    def may_be_softened(self, production: Production) -> bool:
        """Whether its prompt is softened after a refusal."""
        return "softer_prompt" in production.allow and softer(Rung(self.need.options[0]), "") is not None


def planned_calls(production: Production, episodes: Mapping[int, Episode]) -> Iterator[PlannedCall]:
    """Every call of the season, in the order of the line, shared products wherever they are needed."""
    for episode in episodes.values():
        needs_of = unit_line(production, episode)
        for scene in episode.scenes:
            for need in needs_of(scene).all:
                if need.model not in OWN_MAKERS and not _is_known(need.request):
                    yield _in_scene(need, episode, scene, production.language)
        for need in music_needs(production, episode):
            yield PlannedCall(need, episode.number, dub=episode.dub)


def _is_known(request: Request) -> bool:
    """Whether nobody has to be asked for it: of a translation, every line of which is translated already."""
    return isinstance(request, TranslationRequest) and not request.asks


def once(calls: Iterable[PlannedCall]) -> dict[str, PlannedCall]:
    """The calls by content key: shared products once, where they are needed first."""
    first: dict[str, PlannedCall] = {}
    for call in calls:
        first.setdefault(call.need.key, call)
    return first


def _followed(request: Request, model: Model, seconds: float | None) -> Request:
    """The request; of a clip that follows its speech, as it is put to a model where that takes so many seconds."""
    if seconds is None or not isinstance(request, VideoRequest):
        return request
    return request.model_copy(update={"speech": (), "seconds": followed_seconds(model, seconds)})


def _said(request: Request, text: str) -> Request:
    """The request, with a text that stands in for its own where there is one."""
    return request.model_copy(update={"text": text}) if text and isinstance(request, SpeechRequest) else request


def _in_scene(need: Need, episode: Episode, scene: Scene, own: str) -> PlannedCall:
    dub = episode.dub
    texts = "", ""
    match need.request:
        case SpeechRequest(text=text):
            if dub and is_untranslated(text, scene.dialogue, own, dub):
                texts = usual_text(text, dub), longest_text(text, dub)
            seconds = expected_speech_seconds([texts[0] or text]), speech_seconds_at_most([texts[1] or text])
        case LipsyncRequest():
            said_in = [(said(line, own, dub), line.text) for line in scene.dialogue] if dub else []
            usual, longest = ([text or of(line, dub) for text, line in said_in] for of in (usual_text, longest_text))
            seconds = expected_clip_seconds(scene, usual), clip_seconds_at_most(scene, longest)
        case VideoRequest(speech=speech) if speech:
            seconds = expected_followed_seconds(scene), followed_seconds_at_most(scene)
        case _:
            return PlannedCall(need, episode.number, scene.number, dub=dub)
    return PlannedCall(need, episode.number, scene.number, *seconds, dub, *texts)
