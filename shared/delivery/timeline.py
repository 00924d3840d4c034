"""The report's timeline: when each product was made, as bars in rows, placed in per cent of the run's length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from shared.delivery.manifest import EpisodeEntry, Manifest, ProductEntry, State
from shared.delivery.wording import clock, span

STAGES = ("script", "reference", "video", "speech", "lipsync", "music", "episode")
"""The stages that have a colour of their own, in the order of the line; any other shares one."""

_TICK_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400, 172800, 604800)
_MOST_TICKS = 8
# Nearer than this, two bars of one stage are drawn as one in an episode's summary.
_MERGED_GAP_PERCENT = 0.3


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
    """One episode: a row for all of it and one a scene. The season's own products are a track without rows."""

    name: str
    state: State
    summary: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Timeline:
    """The whole run. `ticks` are per cent and label; `stages` are those that occur, in the order of the line."""

    seconds: float
    ticks: tuple[tuple[float, str], ...]
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
    window = _Window.of(manifest, products)
    tracks = [window.episode(episode) for episode in manifest.episodes]
    if manifest.products:
        whole = window.summary("Cast", manifest.state, manifest.products)
        tracks.insert(0, Track("Cast", manifest.state, whole, ()))
    used = {product.stage for product in products}
    ordered = (*(stage for stage in STAGES if stage in used), *sorted(used.difference(STAGES)))
    has_earlier = any(row.earlier for track in tracks for row in (track.summary, *track.rows))
    return Timeline(window.seconds, _ticks(window.seconds), ordered, tuple(tracks), has_earlier)


def _ticks(seconds: float) -> tuple[tuple[float, str], ...]:
    if seconds <= 0:
        return ()
    step = next((step for step in _TICK_STEPS_S if seconds / step <= _MOST_TICKS), _TICK_STEPS_S[-1])
    return tuple((100 * at / seconds, span(at) if at else "0") for at in range(0, int(seconds) + 1, step))


class _Window:
    """The time that the timeline shows: this run's."""

    def __init__(self, start: datetime | None, end: datetime | None) -> None:
        self.start = start
        self.seconds = (end - start).total_seconds() if start and end and end > start else 0.0

    @classmethod
    def of(cls, manifest: Manifest, products: Sequence[ProductEntry]) -> "_Window":
        made = [product for product in products if not product.reused]
        starts = [product.started_at for product in made if product.started_at]
        ends = [product.finished_at for product in made if product.finished_at]
        # A product that another season was making may have begun before this one.
        start = min([*starts, *filter(None, [manifest.started_at])], default=None)
        return cls(start, max([*ends, *filter(None, [manifest.finished_at])], default=None))

    def episode(self, episode: EpisodeEntry) -> Track:
        name = f"E{episode.number:02d}"
        everything = [*(product for scene in episode.scenes for product in scene.products), *episode.products]
        rows = [self.row(f"Scene {scene.number}", scene.state, scene.products) for scene in episode.scenes]
        if episode.products:
            rows.append(self.row("Episode", episode.state, episode.products))
        return Track(name, episode.state, self.summary(name, episode.state, everything), tuple(rows))

    def row(self, name: str, state: State, products: Iterable[ProductEntry]) -> Row:
        """A bar a product; products at the same time get lanes below each other."""
        inside, earlier = self._split(products)
        lane_ends: list[float] = []
        bars = []
        for product in sorted(inside, key=lambda product: (self._x(product.started_at), product.stage, product.key)):
            x, width = self._place(product)
            lane = next((lane for lane, end in enumerate(lane_ends) if end <= x), len(lane_ends))
            lane_ends[lane : lane + 1] = [x + width]
            bars.append(Bar(product.stage, x, width, lane, product.reused, _describe(product)))
        return Row(name, state, tuple(bars), max(1, len(lane_ends)), tuple(_marks(earlier)))

    def summary(self, name: str, state: State, products: Iterable[ProductEntry]) -> Row:
        """A thin lane a stage, in which bars that nearly touch are one."""
        inside, earlier = self._split(products)
        stages = sorted({product.stage for product in inside}, key=_rank)
        bars = [bar for lane, stage in enumerate(stages) for bar in self._merged(stage, lane, [p for p in inside if p.stage == stage])]
        return Row(name, state, tuple(bars), max(1, len(stages)), tuple(_marks(earlier)))

    def _merged(self, stage: str, lane: int, products: Sequence[ProductEntry]) -> list[Bar]:
        merged: list[tuple[float, float, int]] = []
        for x, width in sorted(self._place(product) for product in products):
            if merged and x - merged[-1][1] < _MERGED_GAP_PERCENT:
                first, end, count = merged[-1]
                merged[-1] = (first, max(end, x + width), count + 1)
            else:
                merged.append((x, x + width, 1))
        scale = self.seconds / 100
        return [
            Bar(stage, x, end - x, lane, False, f"{stage} × {count}: from {span(x * scale)} to {span(end * scale)}")
            for x, end, count in merged
        ]

    def _split(self, products: Iterable[ProductEntry]) -> tuple[list[ProductEntry], list[ProductEntry]]:
        inside: list[ProductEntry] = []
        earlier: list[ProductEntry] = []
        for product in products:
            in_run = self.start and self.seconds and product.started_at and product.finished_at and product.started_at >= self.start
            if in_run:
                inside.append(product)
            elif product.reused:
                earlier.append(product)
        return inside, earlier

    def _x(self, moment: datetime | None) -> float:
        if moment is None or self.start is None or not self.seconds:
            return 0.0
        return min(100.0, max(0.0, 100 * (moment - self.start).total_seconds() / self.seconds))

    def _place(self, product: ProductEntry) -> tuple[float, float]:
        x = self._x(product.started_at)
        return x, max(0.0, self._x(product.finished_at) - x)


def _rank(stage: str) -> tuple[int, str]:
    return (STAGES.index(stage) if stage in STAGES else len(STAGES), stage)


def _marks(products: Iterable[ProductEntry]) -> Iterable[Bar]:
    """One mark a stage for products that were there before the run."""
    ordered = sorted(products, key=lambda product: _rank(product.stage))
    for lane, (stage, group) in enumerate(groupby(ordered, key=lambda product: product.stage)):
        count = len(list(group))
        yield Bar(stage, 0, 0, lane, True, f"{stage} × {count}: made earlier, used again")


def _describe(product: ProductEntry) -> str:
    seconds = f" · {span(product.seconds)}" if product.seconds is not None else ""
    when = f" · {clock(product.started_at)} to {clock(product.finished_at)} UTC" if product.started_at and product.finished_at else ""
    return f"{product.stage} · {product.model}{seconds}{when}{' · used again' if product.reused else ''}"
