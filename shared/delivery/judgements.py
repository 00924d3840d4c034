"""Collects what quality gates said, for the manifest: with the pictures that show it, from the store."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import redis

from shared.delivery.judged import RefusedEntry, VerdictEntry
from shared.line.need import Need
from shared.money import usd_of
from shared.state.refusals import RefusedTake, refused_takes
from shared.store.product import Product


@dataclass(frozen=True)
class Judgements:
    """What collects. `find` answers a product of the store; `place` has its file of a role delivered at a path, and answers that."""

    client: redis.Redis
    find: Callable[[str], Product | None]
    place: Callable[[Product, str, str], str]

    def of(self, product: Product, stem: str) -> tuple[VerdictEntry, ...]:
        """What the gates said of a product that was taken."""
        return self._verdicts(product, product.facts.get("verdicts", ()), stem)

    def refused(self, need: Need, stem: str) -> tuple[RefusedEntry, ...]:
        """The takes of a need that were paid and refused, whether another was taken since or not."""
        product = self.find(need.key)
        takes: Iterable[RefusedTake] = refused_takes(self.client, need.key) if product is None else product.facts.get("refused", ())
        return tuple(self._take(need, take, f"{stem}-refused-{at}") for at, take in enumerate(takes, 1))

    def _take(self, need: Need, take: RefusedTake, stem: str) -> RefusedEntry:
        kept, raw = self.find(take["verdicts"]), self.find(f"{take['call']}-raw")
        file = None if raw is None else raw.files["raw"]
        return RefusedEntry(
            stage=need.stage,
            model=take["model"],
            call=take["call"],
            retake=take["retake"],
            cost_usd=usd_of(take["cost_micros"]),
            path=self.place(raw, "raw", stem + PurePath(file.name).suffix) if raw is not None and file is not None else None,
            sha256=None if file is None else file.sha256,
            verdicts=() if kept is None else self._verdicts(kept, kept.facts["verdicts"], stem),
        )

    def _verdicts(self, product: Product, verdicts: Iterable[Mapping[str, Any]], stem: str) -> tuple[VerdictEntry, ...]:
        return tuple(VerdictEntry(**{**verdict, "picture": self._picture(product, verdict, stem)}) for verdict in verdicts)

    def _picture(self, product: Product, verdict: Mapping[str, Any], stem: str) -> str | None:
        """Where the picture of a verdict is delivered; one that shows what is right is not."""
        name = verdict.get("picture")
        role = next((role for role, file in product.files.items() if file.name == name), None)
        if role is None or verdict["outcome"] == "passed":
            return None
        return self.place(product, role, f"{stem}-{verdict['gate']}{PurePath(str(name)).suffix}")
