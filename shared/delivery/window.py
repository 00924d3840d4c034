"""The stretch of time that a timeline shows, and where in it a product's making lies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from shared.delivery.manifest import Manifest, ProductEntry
from shared.delivery.wording import span

STAGES = ("script", "reference", "video", "speech", "lipsync", "music", "episode")
"""The stages that have a colour of their own, in the order of the line; any other shares one."""

_TICK_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400, 172800, 604800)
_MOST_TICKS = 8


def rank(stage: str) -> tuple[int, str]:
    """Sorts stages in the order of the line, those that it does not know last."""
    return (STAGES.index(stage) if stage in STAGES else len(STAGES), stage)


@dataclass(frozen=True)
class Window:
    """`seconds` from `start`, in a run that began at `run_start`. A run that made nothing has neither start nor length."""

    run_start: datetime | None
    start: datetime | None
    seconds: float

    @classmethod
    def of_run(cls, manifest: Manifest, products: Sequence[ProductEntry]) -> "Window":
        """From the first making to the last. Products that an earlier run made have no say in it."""
        made = [product for product in products if not product.reused and product.started_at and product.finished_at]
        starts = [product.started_at for product in made if product.started_at]
        ends = [product.finished_at for product in made if product.finished_at]
        if not made:
            return cls(None, None, 0.0)
        start = min([*starts, *filter(None, [manifest.started_at])])
        end = max([*ends, *filter(None, [manifest.finished_at])])
        return cls(start, start, (end - start).total_seconds())

    def around(self, products: Iterable[ProductEntry]) -> "Window | None":
        """The part of the run in which these were made."""
        inside, _ = self.split(products)
        starts = [product.started_at for product in inside if product.started_at]
        ends = [product.finished_at for product in inside if product.finished_at]
        if not starts or not ends:
            return None
        return Window(self.run_start, min(starts), (max(ends) - min(starts)).total_seconds())

    def split(self, products: Iterable[ProductEntry]) -> tuple[list[ProductEntry], list[ProductEntry]]:
        """Those that were made in the run, and those that were made before it. Those of unknown time are in neither, unless reused."""
        inside: list[ProductEntry] = []
        earlier: list[ProductEntry] = []
        for product in products:
            if self.run_start and self.seconds and product.started_at and product.finished_at and product.started_at >= self.run_start:
                inside.append(product)
            elif product.reused:
                earlier.append(product)
        return inside, earlier

    def place(self, product: ProductEntry) -> tuple[float, float]:
        """Where a product's bar begins and ends, in per cent."""
        start = self._percent(product.started_at)
        return start, max(start, self._percent(product.finished_at))

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """The marks of the axis: per cent, and the time since the run began."""
        if not self.seconds or self.start is None or self.run_start is None:
            return ()
        offset = (self.start - self.run_start) / timedelta(seconds=1)
        step = next((step for step in _TICK_STEPS_S if self.seconds / step <= _MOST_TICKS), _TICK_STEPS_S[-1])
        marks = range(ceil(offset / step) * step, int(offset + self.seconds) + 1, step)
        return tuple((100 * (at - offset) / self.seconds, span(at) if at else "0") for at in marks)

    def _percent(self, moment: datetime | None) -> float:
        if moment is None or self.start is None or not self.seconds:
            return 0.0
        return min(100.0, max(0.0, 100 * (moment - self.start).total_seconds() / self.seconds))
