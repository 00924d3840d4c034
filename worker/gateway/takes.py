"""One option, take after take: what quality gates refuse is kept with its verdicts, and made again within the quality budget.

What is true is in the ledger and in the store: a refused take has a product of its own that says what the gates said of it. Whoever
comes after a death finds that, judges nothing twice, and goes on with the next take, which is a call of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from shared.line.need import Need, Option
from shared.line.retaking import JUDGED, MOST_RETAKES, retaken, verdict_key
from shared.money import dollars
from shared.production import Production
from shared.state.refusals import RefusedTake, note_refusal, refused_takes
from shared.store.product import Product
from worker.context import Line
from worker.gateway.admission import OverBudget, QualitySpent
from worker.gateway.aftermath import PromptRefused, Unusable
from worker.gateway.descent import asked
from worker.gateway.judging import AS_ORDERED, as_ordered, refusing
from worker.gateway.steps import Observer
from worker.gateway.waits import Refused, Wait
from worker.quality.verdict import Verdict


@dataclass(frozen=True)
class Takes:
    """The takes of one option of a need, under one order."""

    line: Line
    need: Need
    option: Option
    production: Production
    observe: Observer

    def left(self) -> Iterator[Option]:
        """Those that may still be accepted, in turn, until one is. Raises StageFailed after the last."""
        for option in self._all:
            if self.was_refused(option):
                # Whoever kept its verdicts may have died before they were told.
                self._tell(option)
                continue
            if option.retake and not self._may_retake(option):
                break
            yield option
            if not self.was_refused(option):
                return
        raise StageFailed(self._refused_for_good())

    @contextmanager
    def trying(self, option: Option) -> Iterator[None]:
        """What keeps a retake from being made ends the scene, and the gate is named too: nobody else is asked for it."""
        try:
            yield
        except Unusable as error:
            if self.need.stage not in JUDGED or not self._may_retake(retaken(self.option, option.retake + 1)):
                raise
            self._keep(option, [as_ordered(error.message)], {})
        except (Refused, PromptRefused, OverBudget, QualitySpent) as error:
            if not option.retake:
                raise
            line = f"{self._refusal()}; no other take was made: {error.reason if isinstance(error, Refused) else error}"
            raise (OverBudget if isinstance(error, OverBudget) else StageFailed)(line) from error
        except Wait as wait:
            # A model that is down is waited for: the next one is not asked for a retake.
            wait.is_down = wait.is_down and not option.retake
            raise

    def was_refused(self, option: Option) -> bool:
        """Whether the gates have refused a take, by the thresholds of this order."""
        return self.need.stage in JUDGED and self._kept(option) is not None

    def refuse(self, option: Option, verdicts: Sequence[Verdict], folder: Path) -> None:
        """Keep what the gates said of a take, with their pictures in `folder`; then it is told as wasted."""
        self._keep(option, verdicts, {each.picture: folder / each.picture for each in verdicts if each.picture})

    def refused_before(self, accepted: Option) -> list[RefusedTake]:
        """The takes that were refused before one was accepted."""
        own = self.need.key_of(accepted)
        return [take for take in refused_takes(self.line.redis, self.need.key) if take["call"] != own]

    @property
    def _all(self) -> list[Option]:
        return [retaken(self.option, number) for number in range(MOST_RETAKES + 1)]

    def _keep(self, option: Option, verdicts: Sequence[Verdict], pictures: Mapping[str, Path]) -> None:
        call_id, store = self.need.key_of(option), self.line.store
        record, now_s = self.line.ledger.call(call_id), self.line.ledger.now_ms() / 1000
        with store.workspace() as folder:
            for name, source in pictures.items():
                (folder / name).hardlink_to(source)
            store.put_product(
                key=verdict_key(call_id, self.production),
                stage=self.need.stage,
                model=option.model,
                folder=folder,
                files={name: name for name in pictures},
                facts={"verdicts": [each.facts() for each in verdicts], "retake": option.retake},
                started_at=now_s,
                finished_at=now_s,
                cost_micros=record.spent_micros if record else 0,
                provider_job_id=str((record.job or {}).get("id", "")) or None if record else None,
            )
        self.observe("refused", call_id)
        self._tell(option)

    def _tell(self, option: Option) -> None:
        """Note a refused take where it is looked for, and in the books; it may be told again."""
        call_id, kept = self.need.key_of(option), self._kept(option)
        assert kept is not None, "its verdicts were kept before"
        take = RefusedTake(call=call_id, model=option.model, retake=option.retake, cost_micros=kept.cost_micros, verdicts=kept.key)
        note_refusal(self.line.redis, self.need.key, take)
        self.line.ledger.waste(call_id, f"refused by the gate {self._why(kept).gate}")
        self.observe("wasted", call_id)

    def _kept(self, option: Option) -> Product | None:
        return self.line.store.find(verdict_key(self.need.key_of(option), self.production))

    def _may_retake(self, option: Option) -> bool:
        """Whether another take may be asked for, or was: what was begun is collected whatever the season says by then."""
        return self.production.quality_budget_micros > 0 or asked(self.line.ledger, self.need.key_of(option)) is not None

    # In words

    def _refused_for_good(self) -> str:
        kept = self._refused
        gate = self._why(kept[-1]).gate
        more = "" if len(kept) > MOST_RETAKES else "give the season a quality_budget_usd for other takes, or "
        keep = "" if gate == AS_ORDERED else f"; with quality: {{{gate}: {{on_failure: tell}}}} it is taken as it is"
        return f"{self._refusal()}; {more}redo pays for another{keep}"

    def _refusal(self) -> str:
        """What became of the last take that was refused, and why those before it were."""
        kept = self._refused
        last, why = kept[-1], self._why(kept[-1])
        before = [self._why(each).gate for each in kept[:-1]]
        takes = f" (take {len(kept)}; before it: {', '.join(before)})" if before else ""
        paid = f"{last.model} was paid {dollars(sum(each.cost_micros for each in kept))}"
        if why.gate == AS_ORDERED:
            return f"{paid}, and what it sent cannot be used: {why.says}{takes}"
        return f"{paid}, and the gate {why.gate!r} refused its {self.need.stage}: {why.says}{takes}"

    @property
    def _refused(self) -> list[Product]:
        return [kept for option in self._all if (kept := self._kept(option)) is not None]

    def _why(self, kept: Product) -> Verdict:
        verdicts = [Verdict(**verdict) for verdict in kept.facts["verdicts"]]
        return refusing(verdicts, self.production) or verdicts[-1]
