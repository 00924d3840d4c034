"""Brings what a provider made into the store: downloaded, probed, and kept as it came, before anything is made of it."""

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import BadOutput
from shared.line.requests import StageName
from shared.store.product import Product
from shared.store.store import Store
from worker.engines.engine import Ask, Engine, Finished
from worker.gateway.terms import Terms
from worker.media.probe import Facts
from worker.stages.registry import LINE

RAW = "raw"
"""The role of the file."""


@dataclass(frozen=True)
class Collecting:
    """What collects. Raises what `Engine.fetch` raises, and BadOutput."""

    store: Store
    engine: Engine

    def stored(self, terms: Terms) -> Product | None:
        """What a call brought, where it is in the store already."""
        return self.store.find(terms.raw_key)

    def workspace(self) -> AbstractContextManager[Path]:
        """A folder for what a request needs."""
        return self.store.workspace()

    def collect(self, terms: Terms, question: Ask, answer: Finished, cost_micros: int, *, started_at: float) -> Product:
        """Fetch the first output, check that it is what such a call makes, and store it; `started_at` is when it was sent."""
        if not answer.outputs:
            raise BadOutput(f"{terms.model.name} says that it is done, and has made nothing")
        with self.store.workspace() as folder:
            file = self.engine.fetch(question, answer.outputs[0], folder / "raw")
            found: dict[str, Any] = {**answer.facts, **check(terms.call.stage, file)}
            if tells_source(terms.call.stage):
                found["source_url"] = answer.outputs[0].url
            found["bought"] = _paid_by(terms, question)
            return self.store.put_product(
                key=terms.raw_key,
                stage=terms.call.stage,
                model=terms.call.model,
                folder=folder,
                files={RAW: file.name},
                facts=found,
                started_at=started_at,
                finished_at=time.time(),
                cost_micros=cost_micros,
                provider_job_id=answer.job_id,
            )


def _paid_by(terms: Terms, question: Ask) -> dict[str, Any]:
    """Who paid, for books that were lost meanwhile (shared/backup/bought.py)."""
    call, attempt = terms.call, int(question.reference.rpartition("-")[2])
    whose = {"season": call.season, "run": call.run, "place": call.place, "account": call.account, "day": call.day}
    return {**whose, "attempt": attempt, "retake": call.retake, "sound": int(call.with_sound)}


def tells_source(stage: StageName) -> bool:
    """Whether a stage's products keep the address that they came from."""
    paid = LINE[stage].paid
    return paid is not None and paid.keeps_source


def check(stage: StageName, file: Path) -> dict[str, float]:
    """That a file is a whole video, sound, picture or text, as its stage needs it (I11); answers what was found. Raises BadOutput."""
    paid = LINE[stage].paid
    assert paid is not None, "only stages that providers make are asked of them"
    found = paid.check(file)
    return {"duration_seconds": found.duration_seconds} if isinstance(found, Facts) else {}
