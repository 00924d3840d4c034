"""Collects a season's manifest, and where its files are, from its state and the store; and has it delivered."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path, PurePath

from shared.delivery.batch import deliver_batch
from shared.delivery.deliver import PRODUCTS, delivering
from shared.delivery.entry import moment_of
from shared.delivery.judged import RefusedEntry
from shared.delivery.judgements import Judgements
from shared.delivery.manifest import (
    CharacterEntry,
    EpisodeEntry,
    FindingEntry,
    LineEntry,
    Manifest,
    ProductEntry,
    RemarkEntry,
    SceneEntry,
    beyond,
    count_scenes,
)
from shared.delivery.ordered import Ordered
from shared.delivery.paths import film_stem
from shared.delivery.script import deliver_script
from shared.delivery.spent import spent_on, totals
from shared.errors import InputError
from shared.ledger.ledger import Ledger
from shared.line.dubbing import dubs_of, said, short_name
from shared.line.episode import episode_needs
from shared.line.need import Need
from shared.line.requests import MusicRequest, StageName
from shared.line.scene import SceneNeeds, reference_need, scene_needs
from shared.money import usd_of
from shared.production import Character, Episode, Line, Production, Scene
from shared.state.episode import EpisodeState
from shared.state.season import SeasonState, notes_of, review_of
from shared.store.product import Product
from shared.store.store import Source, Store

# The file of a product that stands for it.
MAIN_ROLE: dict[StageName, str] = {
    "reference": "picture",
    "video": "clip",
    "speech": "speech",
    "lipsync": "clip",
    "music": "music",
    "episode": "episode",
}
SUBTITLES = {"subtitles": "srt", "subtitles_vtt": "vtt", "subtitles_ass": "ass"}


def deliver_season(state: SeasonState, store: Store) -> Path:
    """Deliver what is finished of a season into its output folder, and answer that folder.

    While a season that was delivered whole is made again, what was delivered stays until the end.
    Raises NotFound where the store lacks a finished episode, InputError, BadOutput, OSError.
    """
    meta = state.meta()
    production = state.production()
    folder = Path(meta["out"]) / production.slug
    if production.kind == "batch":
        deliver_batch(state, store, folder)
        if meta["state"] != "running":
            state.note_delivery(meta["run"])
        return folder
    if production.kind == "writing":
        deliver_script(state, store, folder)
        if meta["state"] == "done":
            state.note_delivery(meta["run"])
        if meta["state"] in ("running", "done"):
            # Its manifest comes with what is made of the script.
            return folder
    with delivering(folder) as delivery:
        check_owner(delivery.previous, production.title, folder)
        meta = state.meta()
        if meta["state"] == "running" and delivery.previous is not None and delivery.previous.state != "running":
            return folder
        if not (production.kind == "writing" and delivery.previous is not None and delivery.previous.episodes):
            # A season that was made stays as it is where writing it again has failed.
            production = state.production()
            delivery.place(*Collector(state, store, production, meta).collect())
            if production.kind == "season":
                Ordered.of(production, (state.script(number) for number in production.episodes)).write(folder)
    if meta["state"] != "running":
        state.note_delivery(meta["run"])
    return folder


def check_owner(previous: Manifest | None, title: str, folder: Path) -> None:
    """Two titles can have one folder name; neither may take the other's files. Raises InputError."""
    if previous is not None and previous.title != title:
        raise InputError(f"{folder} holds another season, {previous.title!r}; give this one another --out, or another title")


class Collector:
    """Builds one manifest; `sources` grows with every path that it names."""

    def __init__(self, state: SeasonState, store: Store, production: Production, meta: Mapping[str, str]) -> None:
        self.state = state
        self.store = store
        self.production = production
        self.meta = meta
        self.ordered_at = float(meta["started_at"])
        self.sources: dict[str, Source] = {}
        self.products: dict[str, Product] = {}
        self.find = cache(store.find)  # a product is told at several places
        self.judgements = Judgements(state.client, self.find, self._file)

    def collect(self) -> tuple[Manifest, dict[str, Source]]:
        """The manifest, and the source of each path in it."""
        states = self.state.episodes(self.production.all_episodes)
        wanted = self.production.episodes if self.production.kind == "season" else ()
        episodes = tuple(self._with_dubs(number, states) for number in wanted)
        characters = tuple(self._character(index, character) for index, character in enumerate(self.production.characters, 1))
        references = self._references()
        finished_at = self.meta.get("finished_at")
        budget = self.production.budget_micros
        spent = spent_on(Ledger(self.state.client), self.state.season, self.products.values())
        manifest = Manifest(
            season=self.production.season,
            title=self.production.title,
            state=self.meta["state"],
            generated_at=datetime.now(UTC),
            total_cost_usd=usd_of(sum(spent.values())),
            budget_usd=None if budget is None else usd_of(budget),
            cost_by_stage=totals(spent, 0),
            cost_by_model=totals(spent, 1),
            episodes=episodes,
            language=self.production.language,
            genre=self.production.genre,
            burn=self.production.burn,
            notes=(*notes_of(self.meta), *self._unwritten(states), *beyond(episodes)),
            review=tuple(RemarkEntry(**remark) for remark in review_of(self.meta)),
            characters=characters,
            products=references,
            refused=self._refused((need, f"{PRODUCTS}/cast/{index:02d}") for index, need in self._cast()),
            started_at=moment_of(self.ordered_at),
            finished_at=moment_of(float(finished_at)) if finished_at else None,
            **count_scenes(episodes),
        )
        return manifest, self.sources

    def _unwritten(self, states: Mapping[int, EpisodeState]) -> Iterable[str]:
        """Which parts of the script could not be written, and why."""
        if self.production.kind == "writing":
            for number, state in states.items():
                for scene in self.state.script(number).scenes:
                    unit = state.unit(str(scene.number))
                    if unit.state == "failed" and scene.job is not None:
                        yield f"{scene.job.name}: {unit.reason}"

    def _with_dubs(self, number: int, states: Mapping[int, EpisodeState]) -> EpisodeEntry:
        own, *dubs = (self._episode(self.state.script(each), states[each]) for each in (number, *dubs_of(self.production, number)))
        return own.model_copy(update={"dubs": tuple(dubs)})

    def _episode(self, episode: Episode, state: EpisodeState) -> EpisodeEntry:
        slates = {
            scene.number: state.unit(str(scene.number)).reason
            for scene in episode.scenes
            if state.unit(str(scene.number)).state == "failed"
        }
        needs = episode_needs(self.production, episode, slates)
        folder = f"{PRODUCTS}/{short_name(self.production, episode.number)}"
        # A dub's music is its original's.
        music = [] if episode.dub else [self._product(need, f"{folder}/music-{_mood(need)}") for need in needs.music]
        joined = self.store.get(state.key) if state.key else None
        facts = joined.facts if joined else {}
        cuts = {cut["number"]: cut for cut in facts.get("scenes", [])}
        scenes = tuple(self._scene(episode, scene, state, cuts.get(scene.number, {})) for scene in episode.scenes)
        entry = EpisodeEntry(
            number=episode.of,
            language=episode.dub,
            state=state.state if state.state != "pending" or self.meta["state"] == "running" else self.meta["state"],
            reason=state.reason or None,
            scenes=scenes,
            products=tuple(entry for entry in music if entry),
            refused=() if episode.dub else self._refused((need, f"{folder}/music-{_mood(need)}") for need in needs.music),
        )
        if joined is None:
            return entry
        name = film_stem(episode)
        own = self._entry(joined, self._file(joined, "episode", f"{name}.mp4"))
        own = own.model_copy(update={"verdicts": self.judgements.of(joined, f"{folder}/episode")})
        products = (*entry.products, own)
        return entry.model_copy(
            update={
                "path": own.path,
                "sha256": own.sha256,
                "cover": self._file(joined, "cover", f"{name}.cover.jpg"),
                **{field: self._subtitles(joined, name, form) for field, form in SUBTITLES.items()},
                "subtitles_missing": facts.get("subtitles_missing", {}),
                "unwritable": facts.get("unwritable", {}),
                "preset_findings": tuple(FindingEntry(**finding) for finding in facts.get("preset_findings", ())),
                **{field: facts.get(field) for field in ("duration_seconds", "width", "height", "fps", "loudness_lufs")},
                "products": products,
                "cost_usd": sum((product.cost_usd for product in _unique(scenes, products)), Decimal(0)),
            }
        )

    def _scene(self, episode: Episode, scene: Scene, state: EpisodeState, cut: Mapping[str, float]) -> SceneEntry:
        unit = state.unit(str(scene.number))
        needs = scene_needs(self.production, episode, scene)
        folder = f"{PRODUCTS}/{short_name(self.production, episode.number)}/S{scene.number:02d}"
        finished = self.find(needs.lipsync.key)
        own = _own_needs(needs, folder, is_dub=bool(episode.dub))
        products = tuple(entry for need, stem in own if (entry := self._product(need, stem)))
        picture = self._file(finished, "picture", f"{folder}/picture.jpg") if finished and "picture" in finished.files else None
        return SceneEntry(
            number=scene.number,
            state="cancelled" if unit.state in ("pending", "running") and self.meta["state"] == "cancelled" else unit.state,
            reason=unit.reason or None,
            products=products,
            setting=scene.setting,
            action=scene.action,
            beat=scene.beat,
            picture=picture,
            start_seconds=cut.get("start_seconds"),
            duration_seconds=cut.get("duration_seconds"),
            lines=tuple(LineEntry(character=line.character, text=self._said(line, episode)) for line in scene.dialogue),
            changed=tuple(f"{product.stage}: {change}" for product in products for change in product.changed),
            refused=self._refused(own),
        )

    def _said(self, line: Line, episode: Episode) -> str:
        return said(line, self.production.language, episode.dub or self.production.language) or line.text

    def _character(self, index: int, character: Character) -> CharacterEntry:
        entry = self._product(reference_need(self.production, character), f"{PRODUCTS}/cast/{index:02d}")
        return CharacterEntry(
            name=character.name,
            voice=character.voice,
            model=self.production.models["speech"][0],
            seed=character.look.seed,
            picture=entry.path if entry else None,
        )

    def _references(self) -> tuple[ProductEntry, ...]:
        entries = [self._product(need, f"{PRODUCTS}/cast/{index:02d}") for index, need in self._cast()]
        return tuple(entry for entry in entries if entry)

    def _cast(self) -> list[tuple[int, Need]]:
        return [(index, reference_need(self.production, character)) for index, character in enumerate(self.production.characters, 1)]

    def _refused(self, needs: Iterable[tuple[Need, str]]) -> tuple[RefusedEntry, ...]:
        """The refused takes of needs, each with where its product is delivered but for the suffix."""
        return tuple(take for need, stem in needs for take in self.judgements.refused(need, stem))

    def _product(self, need: Need, stem: str) -> ProductEntry | None:
        product = self.find(need.key)
        if product is None:
            return None
        name = product.files[MAIN_ROLE[product.stage]].name
        entry = self._entry(product, self._file(product, MAIN_ROLE[product.stage], stem + PurePath(name).suffix))
        return entry.model_copy(update={"verdicts": self.judgements.of(product, stem)})

    def _entry(self, product: Product, path: str | None) -> ProductEntry:
        self.products[product.key] = product
        return ProductEntry(
            stage=product.stage,
            model=product.model,
            key=product.key,
            path=path,
            cost_usd=usd_of(product.cost_micros),
            seconds=round(max(0.0, product.seconds), 3),
            provider_job_id=product.provider_job_id,
            reused=product.finished_at < self.ordered_at,
            started_at=moment_of(product.started_at),
            finished_at=moment_of(product.finished_at),
            sha256=product.files[MAIN_ROLE[product.stage]].sha256 if path else None,
            changed=tuple(product.facts.get("changed", ())),
        )

    def _file(self, product: Product, role: str, path: str) -> str:
        self.sources[path] = self.store.source(product, role)
        return path

    def _subtitles(self, joined: Product, name: str, form: str) -> dict[str, str]:
        languages = [role.split(":", 1)[1] for role in joined.files if role.startswith(f"{form}:")]
        return {language: self._file(joined, f"{form}:{language}", f"{name}.{language}.{form}") for language in languages}


def _own_needs(needs: SceneNeeds, folder: str, *, is_dub: bool) -> list[tuple[Need, str]]:
    """What is told at a scene, each with where it is delivered but for the suffix."""
    named = [(needs.video, "video"), *((need, f"speech-{at}") for at, need in enumerate(needs.speech, 1)), (needs.lipsync, "lipsync")]
    if is_dub:
        # What a dub has from its original is told there: its picture, and all of a scene in which nobody speaks.
        named = named[1:] if needs.fits else []
    return [(need, f"{folder}/{name}") for need, name in named]


def _mood(need: Need) -> str:
    return need.request.mood if isinstance(need.request, MusicRequest) else need.key[:8]


def _unique(scenes: Iterable[SceneEntry], own: Iterable[ProductEntry]) -> Iterable[ProductEntry]:
    return {entry.key: entry for entry in (*(entry for scene in scenes for entry in scene.products), *own)}.values()
