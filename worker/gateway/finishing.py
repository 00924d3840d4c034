"""Makes the product of what a provider sent: finished, judged where its stage is, and put under the need's own key, or refused."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from shared.errors import BadOutput, InputError
from shared.line.degrading import Rung
from shared.line.need import Need, Option
from shared.line.retaking import JUDGED
from shared.production import Production
from shared.state.refusals import forget_refusals
from shared.store.product import Product
from worker.context import Line
from worker.gateway.aftermath import unusable
from worker.gateway.inputs import Inputs, as_input
from worker.gateway.judging import Judge, finish, finish_and_judge, refusing, with_verdicts
from worker.gateway.measuring import note_made
from worker.gateway.steps import Observer
from worker.gateway.takes import Takes
from worker.studio.engine import Made


@dataclass(frozen=True)
class Finishing:
    """What finishes the products of one need. `judge` is None where nothing is measured."""

    line: Line
    need: Need
    judge: Judge | None
    observe: Observer

    @property
    def is_judged(self) -> bool:
        """Whether gates look at the product, which the workers of the media queue do."""
        return self.judge is not None and self.need.stage in JUDGED

    def finish(self, rung: Rung, production: Production, raw: Product, inputs: Inputs, takes: Takes) -> None:
        """Put the product into the store, or keep why it was refused; whoever calls holds the right to. Raises BadOutput, StageFailed."""
        if self.line.store.has(self.need.key) or takes.was_refused(rung.option):
            return
        source, option = as_input(self.line, raw), rung.option
        with self.line.store.workspace() as folder:
            if self.judge is None or not self.is_judged:
                try:
                    made = finish(self.need, option, source, inputs, folder)
                except BadOutput as error:
                    raise BadOutput(unusable(option.model, raw.cost_micros, error.message)) from error
            else:
                made, verdicts = finish_and_judge(self.judge, self.need, self._promised(option), production, source, inputs, folder)
                self.observe("judged", self.need.key_of(option))
                if refusing(verdicts, production) is not None:
                    takes.refuse(option, verdicts, folder)
                    return
                made = with_verdicts(made, verdicts)
                # It may have been refused by an earlier order.
                self.line.ledger.use(self.need.key_of(option))
                self.observe("used", self.need.key_of(option))
            made = _telling(made, {"changed": list(rung.changed), "refused": takes.refused_before(option)})
            about = {"cost_micros": raw.cost_micros, "provider_job_id": raw.provider_job_id, "started_at": raw.started_at}
            self.line.store.put(self.need, folder, made.files, made.facts, model=option.model, finished_at=time.time(), **about)
            note_made(self.line.redis, self.need.stage, option.model, raw.seconds)
        forget_refusals(self.line.redis, self.need.key)

    def _promised(self, option: Option) -> Option:
        """What may be expected of a model: whose row knows of no sound was taken although its clips may be silent."""
        with suppress(InputError):
            if getattr(option.request, "native_audio", False) and self.line.catalogue.model(option.model).native_audio is None:
                return replace(option, request=option.request.model_copy(update={"native_audio": False}))
        return option


def _telling(made: Made, facts: Mapping[str, Any]) -> Made:
    """The product with what is to be told of it, as far as there is anything."""
    return replace(made, facts={**made.facts, **{name: told for name, told in facts.items() if told}})
