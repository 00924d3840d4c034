"""The manifest of a delivery: `manifest.json`, what was made, by whom, at what cost, and where it is."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field, ValidationError

from shared.delivery.entry import PART, Moment, Seconds, Sha256, Usd
from shared.delivery.judged import RefusedEntry, VerdictEntry, verdict_pictures
from shared.delivery.paths import RelativePath
from shared.errors import InputError

State = Literal["pending", "running", "done", "partial", "failed", "cancelled"]


class Entry(BaseModel):
    """A part of the manifest. Frozen; a field that does not exist is an error when made here, and ignored when read."""

    model_config = PART


class ProductEntry(Entry):
    """One product. `seconds` is how long its making took; `reused` says that it existed before this run, which paid nothing for it.

    `cost_usd` is what it once cost; `started_at` and `finished_at` are of its making, thus before the run when reused.
    `changed` says in which ways it is less than what was ordered, where the season allows that; `verdicts` what quality gates said.
    """

    stage: str
    model: str
    key: str
    path: RelativePath | None = None
    cost_usd: Usd = Decimal(0)
    seconds: Seconds | None = None
    provider_job_id: str | None = None
    reused: bool = False
    started_at: Moment | None = None
    finished_at: Moment | None = None
    sha256: Sha256 | None = None
    changed: tuple[str, ...] = ()
    verdicts: tuple[VerdictEntry, ...] = Field((), exclude_if=lambda verdicts: not verdicts)


class LineEntry(Entry):
    """A line of dialogue in the spoken language."""

    character: str
    text: str


class SceneEntry(Entry):
    """One scene. `start_seconds` is where it begins in its episode; `picture` is a frame of it (JPEG or PNG).

    `changed` has what its products' own have, each with its stage; `refused` are the takes of its products that quality gates refused.
    """

    number: int
    state: State
    reason: str | None = None
    products: tuple[ProductEntry, ...] = ()
    setting: str = ""
    action: str = ""
    beat: str = "neutral"
    picture: RelativePath | None = None
    start_seconds: Seconds | None = None
    duration_seconds: Seconds | None = None
    lines: tuple[LineEntry, ...] = ()
    changed: tuple[str, ...] = ()
    refused: tuple[RefusedEntry, ...] = Field((), exclude_if=lambda refused: not refused)


class FindingEntry(Entry):
    """One thing in which an episode's file is not what its platform takes, or a mark that cannot be read back from it.

    `says` is for people; `measured` and `limit` are in `unit`, and None where there is nothing to measure.
    """

    check: str
    says: str
    measured: float | None = None
    limit: float | None = None
    unit: str = ""


class EpisodeEntry(Entry):
    """One episode. What is measured (size, length, loudness) is None while there is no file.

    `subtitles` maps a BCP 47 tag to its SRT file, `subtitles_vtt` and `subtitles_ass` to the same in other forms, `unwritable` to the
    characters that no font could put into the picture, and `subtitles_missing` to why there is
    none. `preset_findings` are the limits of its platform that it does not keep, and marks that cannot be read back. `products` are
    those of the episode itself: music and the join. `dubs` are the same episode in other languages; a dub's `language` is what is
    spoken there, and its products are those that it has not from its original.
    """

    number: int
    state: State
    path: RelativePath | None = None
    sha256: Sha256 | None = None
    duration_seconds: Seconds | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    loudness_lufs: float | None = None
    subtitles: dict[str, RelativePath] = {}
    cost_usd: Usd = Decimal(0)
    scenes: tuple[SceneEntry, ...] = ()
    cover: RelativePath | None = None
    subtitles_vtt: dict[str, RelativePath] = {}
    subtitles_ass: dict[str, RelativePath] = {}
    unwritable: dict[str, str] = {}
    subtitles_missing: dict[str, str] = {}
    preset_findings: tuple[FindingEntry, ...] = Field((), exclude_if=lambda findings: not findings)
    reason: str | None = None
    products: tuple[ProductEntry, ...] = ()
    refused: tuple[RefusedEntry, ...] = Field((), exclude_if=lambda refused: not refused)
    language: str = Field("", exclude_if=lambda language: not language)
    dubs: "tuple[EpisodeEntry, ...]" = Field((), exclude_if=lambda dubs: not dubs)

    @property
    def name(self) -> str:
        """What files and the report call it: E02, and E02.en for a dub."""
        return f"E{self.number:02d}" + (f".{self.language}" if self.language else "")

    @property
    def called(self) -> str:
        """Which one sentences mean: 2, and 2 (en) for a dub."""
        return str(self.number) + (f" ({self.language})" if self.language else "")


class CharacterEntry(Entry):
    """One of the cast. `voice` is of `model`, which speaks its lines; `seed` and `picture` are of its face."""

    name: str
    voice: str = ""
    model: str = ""
    seed: int | None = None
    picture: RelativePath | None = None


class RemarkEntry(Entry):
    """One thing that the review of the script found before anything was made: where, what is wrong, what would be right.

    `check` and `kind` say what was looked at; `line` is in `file`; `more` are others of its kind that are not listed. It stopped nothing.
    """

    check: str
    kind: str
    severity: Literal["note", "warning"]
    file: str = ""
    line: int | None = None
    episode: int | None = None
    scene: int | None = None
    wrong: str
    right: str
    more: int = 0


class Manifest(Entry):
    """A season as delivered. `total_jobs`, `successful` and `failed` count scenes; those still open are in neither of the last two.

    Paths are relative to the manifest. Amounts are US dollars with at most six decimals; make them with `usd_of`. `burn` is the
    language of the subtitles that are part of the picture; `products` are the season's own (reference pictures).
    """

    season: str
    title: str
    state: State
    generated_at: Moment
    total_cost_usd: Usd = Decimal(0)
    budget_usd: Usd | None = None
    total_jobs: int = 0
    successful: int = 0
    failed: int = 0
    cost_by_stage: dict[str, Usd] = {}
    cost_by_model: dict[str, Usd] = {}
    episodes: tuple[EpisodeEntry, ...] = ()
    language: str = ""
    genre: str = ""
    burn: str | None = None
    notes: tuple[str, ...] = ()
    review: tuple[RemarkEntry, ...] = ()
    characters: tuple[CharacterEntry, ...] = ()
    products: tuple[ProductEntry, ...] = ()
    refused: tuple[RefusedEntry, ...] = Field((), exclude_if=lambda refused: not refused)
    started_at: Moment | None = None
    finished_at: Moment | None = None

    def to_json(self) -> str:
        """The text of `manifest.json`; the same manifest is the same text."""
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The manifest of a text, also of a newer version's: fields that are not known here are ignored. Raises ValidationError."""
        return cls.model_validate_json(text, extra="ignore")

    @classmethod
    def read(cls, path: Path) -> Self:
        """The manifest in a file. Raises InputError when it is none, FileNotFoundError when there is no file."""
        try:
            return cls.from_json(path.read_bytes())
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(step) for step in first["loc"]) or "the whole file"
            raise InputError(f"{path} is not a manifest of Cliffhanger: {where}: {first['msg']}") from None

    def films(self) -> Iterator[EpisodeEntry]:
        """Every episode, each with its dubs after it."""
        for episode in self.episodes:
            yield episode
            yield from episode.dubs

    def failures(self) -> Iterator[tuple[EpisodeEntry, SceneEntry]]:
        """Every failed scene with its episode; of a dub those only that its original has."""
        for episode in self.episodes:
            own = {scene.number for scene in episode.scenes if scene.state == "failed"}
            yield from ((episode, scene) for scene in episode.scenes if scene.number in own)
            for dub in episode.dubs:
                yield from ((dub, scene) for scene in dub.scenes if scene.state == "failed" and scene.number not in own)

    def all_products(self) -> Iterator[ProductEntry]:
        """Every product: the season's, the episodes', the scenes'."""
        yield from self.products
        for episode in self.films():
            yield from episode.products
            for scene in episode.scenes:
                yield from scene.products

    def all_refused(self) -> Iterator[RefusedEntry]:
        """Every take that was paid and refused."""
        yield from self.refused
        for episode in self.films():
            yield from chain(episode.refused, *(scene.refused for scene in episode.scenes))

    def verdict_pictures(self) -> Iterator[str]:
        """The pictures that show why gates found something wrong."""
        for product in self.all_products():
            yield from verdict_pictures(product.verdicts)
        for take in self.all_refused():
            yield from verdict_pictures(take.verdicts)

    def found_wrong(self) -> Iterator[tuple[str, VerdictEntry]]:
        """Where quality gates found something wrong with what was taken all the same."""
        told = [(self.name_of(product), product) for product in self.products]
        for episode in self.films():
            told += [(f"episode {episode.called}, {product.stage}", product) for product in episode.products]
            told += [
                (f"episode {episode.called}, scene {scene.number}, {product.stage}", product)
                for scene in episode.scenes
                for product in scene.products
            ]
        yield from ((where, verdict) for where, product in told for verdict in product.verdicts if verdict.outcome == "failed")

    def changes(self) -> Iterator[tuple[str, str]]:
        """Where and in which ways the season is less than what was ordered."""
        yield from ((self.name_of(product), change) for product in self.products for change in product.changed)
        for episode in self.films():
            yield from ((f"episode {episode.called}, scene {scene.number}", change) for scene in episode.scenes for change in scene.changed)

    def name_of(self, product: ProductEntry) -> str:
        """One of the season's own products, for people: whose picture it is."""
        whose = next((character.name for character in self.characters if character.picture and character.picture == product.path), None)
        return f"{product.stage} of {whose}" if whose else product.stage

    def files(self) -> dict[str, str | None]:
        """Every path that the manifest names, and the SHA-256 of its content where it names that too."""
        named: dict[str, str | None] = dict.fromkeys(filter(None, self._pictures_and_subtitles()))
        named |= {product.path: product.sha256 for product in self.all_products() if product.path}
        named |= {episode.path: episode.sha256 for episode in self.films() if episode.path}
        named |= {take.path: take.sha256 for take in self.all_refused() if take.path}
        return named

    def _pictures_and_subtitles(self) -> Iterator[str | None]:
        yield from (character.picture for character in self.characters)
        for episode in self.films():
            yield episode.cover
            yield from chain(episode.subtitles.values(), episode.subtitles_vtt.values(), episode.subtitles_ass.values())
            yield from (scene.picture for scene in episode.scenes)
        yield from self.verdict_pictures()


def beyond(episodes: Iterable[EpisodeEntry]) -> Iterator[str]:
    """What platforms would not take of the episodes and their dubs, a line for each thing."""
    said: dict[str, list[str]] = {}
    for episode in episodes:
        for entry in (episode, *episode.dubs):
            for finding in entry.preset_findings:
                said.setdefault(finding.says, []).append(entry.name)
    for says, names in said.items():
        yield f"{', '.join(names)}: {says}"


def count_scenes(episodes: Iterable[EpisodeEntry]) -> dict[Literal["total_jobs", "successful", "failed"], int]:
    """The manifest's three counts, to be passed on as `Manifest(**count_scenes(episodes), …)`; scenes of dubs are not counted again."""
    states = [scene.state for episode in episodes for scene in episode.scenes]
    return {"total_jobs": len(states), "successful": states.count("done"), "failed": states.count("failed")}
