"""Which products an export comes to, episode by episode, and which episodes are not there to be exported."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from shared.delivery import report
from shared.delivery.collect import Collector
from shared.errors import InputError
from shared.exports.forms import FORMS, ExportForm
from shared.exports.request import ExportRequest, Target, export_need
from shared.line.episode import episode_needs
from shared.line.need import Need
from shared.line.requests import EpisodeRequest
from shared.production import Episode, Production
from shared.state.episode import EpisodeState
from shared.state.season import SeasonState
from shared.store.store import Store

IN_A_ZIP: tuple[ExportForm, ...] = ("otio", "subtitles")
"""The exports that go into a zip, beside what is delivered."""

LoadTarget = Callable[[str, Production], Target]
"""The target of a preset's name. Raises InputError."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for: forms, a preset or the empty text, the spoken language or the empty text for the season's own.

    `only` is the name of the one episode that is meant (E01), or the empty text for all.
    """

    forms: tuple[ExportForm, ...]
    preset: str = ""
    language: str = ""
    only: str = ""


@dataclass(frozen=True)
class Part:
    """One product of an export. One that is only there to be put into another one is not `placed`."""

    form: ExportForm
    language: str
    preset: str
    need: Need
    placed: bool = True

    @property
    def name(self) -> str:
        """What its files are called."""
        return _request(self).name

    @property
    def wanted(self) -> Wanted:
        """What to ask for to get this part alone."""
        return Wanted((self.form,), self.preset, self.language, "" if FORMS[self.form].of_season else self.name)

    @property
    def folder(self) -> str:
        """Where its files go, below the season's `exports/`: one folder a form, and one a form and preset; a zip needs none."""
        return "" if FORMS[self.form].of_season else f"{self.form}-{self.preset}" if self.preset else self.form


@dataclass(frozen=True)
class ExportOrder:
    """All parts of an export, those that others need before these; `unfinished` has a line for each episode that is left out."""

    parts: tuple[Part, ...]
    unfinished: tuple[str, ...]


def order_of(state: SeasonState, store: Store, wanted: Wanted, load_target: LoadTarget) -> ExportOrder:
    """What an export of a season comes to. Raises InputError for what cannot be exported, NotFound for no season."""
    production = state.production()
    if production.kind != "season":
        what = "a batch: its files are in its folder already" if production.kind == "batch" else "not made yet: only its script is"
        raise InputError(f"{state.season} is {what}; give the id of a season whose episodes are finished")
    return _Ordering(state, store, production, wanted, load_target).order()


class _Ordering:
    """Builds one order."""

    def __init__(self, state: SeasonState, store: Store, production: Production, wanted: Wanted, load_target: LoadTarget) -> None:
        self.state, self.store, self.production, self.wanted = state, store, production, wanted
        self.target = load_target(wanted.preset, production) if wanted.preset else None
        self.unfinished: dict[str, None] = {}

    def order(self) -> ExportOrder:
        parts: dict[str, Part] = {}
        # What is put into another one is found among what was asked for, where it was.
        for form in sorted(self.wanted.forms, key=lambda form: FORMS[form].of_season):
            for part in self._season() if FORMS[form].of_season else self._episodes(form, self._numbers()):
                parts.setdefault(part.need.key, part)
        return ExportOrder(tuple(parts.values()), tuple(self.unfinished))

    def _numbers(self) -> tuple[int, ...]:
        """The episodes in the language that is wanted."""
        production, language = self.production, self.wanted.language
        if language in ("", production.language):
            return production.episodes
        if language not in (spoken := [dub.language for dub in production.dubs]):
            there = ", ".join([production.language, *spoken])
            raise InputError(f"--language {language}: nothing of this season is spoken in it; it has {there}")
        at = spoken.index(language)
        return production.dubbed[at * len(production.episodes) : (at + 1) * len(production.episodes)]

    def _episodes(self, form: ExportForm, numbers: Iterable[int]) -> Iterator[Part]:
        states = self.state.episodes(numbers)
        target = self.target if FORMS[form].takes_preset else None
        for number, state in states.items():
            episode = self.state.script(number)
            if self.wanted.only not in ("", name_of(episode)):
                continue
            cut = finished_cut(self.production, episode, state, self.store)
            if isinstance(cut, str):
                self.unfinished[cut] = None
                continue
            request = ExportRequest(
                form=form,
                name=name_of(episode),
                title=self.production.title,
                episode=state.key or "",
                # What only copies the finished episode depends on nothing else.
                cut=cut if form in ("master", "otio") or target else None,
                settings=tuple(scene.setting for scene in episode.scenes) if form == "otio" else (),
                target=target,
            )
            spoken = episode.dub or self.production.language
            yield Part(form, spoken, target.preset if target else "", export_need(request, (request.episode,)))

    def _season(self) -> Iterator[Part]:
        """The zip, after the exports of every episode that go into it."""
        inside = tuple(part for form in IN_A_ZIP for part in self._episodes(form, self.production.all_episodes))
        if not inside:
            return
        manifest, _ = Collector(self.state, self.store, self.production, self.state.meta()).collect()
        keys = {f"{part.form}/{part.name}": part.need.key for part in inside}
        request = ExportRequest(
            form="zip", name=self.production.slug, title=self.production.title, parts=keys, said=report.digest(manifest)
        )
        # They are put beside nothing: who asks for a zip alone finds a zip alone.
        yield from (replace(part, placed=False) for part in inside)
        yield Part("zip", "", "", export_need(request, tuple(keys.values())))


def _request(part: Part) -> ExportRequest:
    assert isinstance(part.need.request, ExportRequest)
    return part.need.request


def name_of(episode: Episode) -> str:
    """What an episode's files are called: E01, and E01.en of a dub."""
    return f"E{episode.of:02d}" + (f".{episode.dub}" if episode.dub else "")


def finished_cut(production: Production, episode: Episode, state: EpisodeState, store: Store) -> EpisodeRequest | str:
    """What a finished episode was joined of; or one line that says why there is none."""
    called = f"episode {episode.of}" + (f" in {episode.dub}" if episode.dub else "")
    if state.state not in ("done", "partial") or not state.key:
        why = f"failed: {state.reason}" if state.reason else "failed" if state.state == "failed" else "is not finished"
        return f"{called} {why}; 'cliffhanger resume {production.season}' goes on, then export it again"
    units = {scene.number: state.unit(str(scene.number)) for scene in episode.scenes}
    slates = {number: unit.reason for number, unit in units.items() if unit.state == "failed"}
    join = episode_needs(production, episode, slates).join
    if join.key != state.key or not store.has(state.key):
        return f"{called} is not in the store as it was ordered; 'cliffhanger resume {production.season}' makes it again"
    assert isinstance(join.request, EpisodeRequest)
    return join.request
