"""The report's timeline: when each product was made, as bars in rows, placed in per cent of the run's length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from shared.delivery.manifest import EpisodeEntry, Manifest, ProductEntry, State
from shared.delivery.window import STAGES, Window, rank
from shared.delivery.wording import clock, span

# Nearer than this, two bars of one stage are drawn as one in an episode's summary.
_MERGED_GAP_PERCENT = 0.3
# An episode that took less of the run than this gets a scale of its own when it is unfolded.
_OWN_SCALE_SHARE = 0.35


@dataclass(frozen=True)
class Bar:
    """One product, or in a summary several: its place in per cent, its lane from the top, and what to say of it."""

    stage: str
    x: float
    width: float
    lane: int
    reused: bool
    label: str


@dataclass(frozen=True)
class Row:
    """One scene, or all that belongs to an episode or the season. `earlier` are the products that were made before the run."""

    name: str
    state: State
    bars: tuple[Bar, ...]
    lanes: int
    earlier: tuple[Bar, ...]


@dataclass(frozen=True)
class Track:
    """One episode: a row for all of it and one a scene, on `own_scale` or the run's. The season's own products have no rows."""

    name: str
    state: State
    summary: Row
    rows: tuple[Row, ...]
    own_scale: Window | None


@dataclass(frozen=True)
class Timeline:
    """The whole run. `stages` are those that occur, in the order of the line."""

    window: Window
    stages: tuple[str, ...]
    tracks: tuple[Track, ...]
    has_earlier: bool


def stage_class(stage: str) -> str:
    """The name by which the style sheet knows the stage."""
    return stage if stage in STAGES else "other"


def build(manifest: Manifest) -> Timeline | None:
    """The timeline of a manifest, or None where it has no products."""
    products = list(manifest.all_products())
    if not products:
        return None
    run = Window.of_run(manifest, products)
    tracks = [_track(episode, run) for episode in manifest.films()]
    if manifest.products:
        tracks.insert(0, Track("Cast", manifest.state, _summary("Cast", manifest.state, manifest.products, run), (), None))
    stages = tuple(sorted({product.stage for product in products}, key=rank))
    return Timeline(run, stages, tuple(tracks), any(track.summary.earlier for track in tracks))


def _track(episode: EpisodeEntry, run: Window) -> Track:
    name = episode.name
    everything = [*(product for scene in episode.scenes for product in scene.products), *episode.products]
    own = run.around(everything)
    zoomed = own if own and own.seconds < _OWN_SCALE_SHARE * run.seconds else None
    rows = [_row(f"Scene {scene.number}", scene.state, scene.products, zoomed or run) for scene in episode.scenes]
    if episode.products:
        rows.append(_row("Episode", episode.state, episode.products, zoomed or run))
    return Track(name, episode.state, _summary(name, episode.state, everything, run), tuple(rows), zoomed)


def _row(name: str, state: State, products: Iterable[ProductEntry], window: Window) -> Row:
    """A bar a product; products at the same time get lanes below each other."""
    inside, earlier = window.split(products)
    lane_ends: list[float] = []
    bars = []
    for (x, end), product in sorted(((window.place(product), product) for product in inside), key=lambda placed: placed[0]):
        lane = next((lane for lane, free_from in enumerate(lane_ends) if free_from <= x), len(lane_ends))
        lane_ends[lane : lane + 1] = [end]
        bars.append(Bar(product.stage, x, end - x, lane, product.reused, _describe(product)))
    return Row(name, state, tuple(bars), max(1, len(lane_ends)), tuple(_marks(earlier)))


def _summary(name: str, state: State, products: Iterable[ProductEntry], run: Window) -> Row:
    """A thin lane a stage, in which bars that nearly touch are one."""
    inside, earlier = run.split(products)
    stages = sorted({product.stage for product in inside}, key=rank)
    bars: list[Bar] = []
    for lane, stage in enumerate(stages):
        bars += _merged(stage, lane, [product for product in inside if product.stage == stage], run)
    return Row(name, state, tuple(bars), max(1, len(stages)), tuple(_marks(earlier)))


def _merged(stage: str, lane: int, products: Sequence[ProductEntry], run: Window) -> Iterable[Bar]:
    merged: list[tuple[float, float, int]] = []
    for x, end in sorted(run.place(product) for product in products):
        if merged and x - merged[-1][1] < _MERGED_GAP_PERCENT:
            first, latest, count = merged[-1]
            merged[-1] = (first, max(latest, end), count + 1)
        else:
            merged.append((x, end, 1))
    for x, end, count in merged:
        label = f"{stage} × {count} · {span(x * run.seconds / 100)} to {span(end * run.seconds / 100)} after the start"
        yield Bar(stage, x, end - x, lane, False, label)


def _marks(products: Iterable[ProductEntry]) -> Iterable[Bar]:
    """One mark a stage for products that were there before the run."""
    ordered = sorted(products, key=lambda product: rank(product.stage))
    for lane, (stage, group) in enumerate(groupby(ordered, key=lambda product: product.stage)):
        yield Bar(stage, 0, 0, lane, True, f"{stage} × {len(list(group))} · made earlier, used again")


def _describe(product: ProductEntry) -> str:
    seconds = f" · {span(product.seconds)}" if product.seconds is not None else ""
    when = f" · {clock(product.started_at)} to {clock(product.finished_at)} UTC" if product.started_at and product.finished_at else ""
    return f"{product.stage} · {product.model}{seconds}{when}{' · used again' if product.reused else ''}"
