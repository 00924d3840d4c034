"""Hands a need to whoever may make it, in the season's order of preference, and puts what comes of it into the store.

The studio and the worker itself are asked directly; a provider through a paid call (worker/gateway/paid.py). A product is kept
under the need's key whoever made it, and accepted only after it was probed (I11).
"""

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from shared.catalogue.vendors import CAPABILITY_OF, HttpVendor
from shared.errors import InputError, StageFailed
from shared.fit import cast_of, misfit, wants_of
from shared.ledger.call import Call
from shared.line.degrading import Rung
from shared.line.episode import JOIN
from shared.line.need import Need, Option
from shared.line.scene import GIVEN
from shared.line.writing import KEPT
from shared.pricing.price import price_micros
from shared.production import Production
from shared.queues import MEDIA, queue_of
from shared.store.product import Product
from worker.context import Line
from worker.engines.engine import Ask, Engine
from worker.gateway.aftermath import QUEUE_WAIT_S, Aftermath, PromptRefused, charged_for_nothing, ended
from worker.gateway.alone import alone, product_lane
from worker.gateway.answers import KeptAnswers
from worker.gateway.callback import callback_address
from worker.gateway.collecting import Collecting
from worker.gateway.descent import Descent, asked
from worker.gateway.finishing import Finishing
from worker.gateway.following import followed
from worker.gateway.given import GivenInRedis
from worker.gateway.inputs import Inputs
from worker.gateway.judging import Judge, judged, with_verdicts
from worker.gateway.measuring import note_made
from worker.gateway.paid import PaidCall
from worker.gateway.settling import settled
from worker.gateway.sharing import want
from worker.gateway.steps import Observer, unobserved
from worker.gateway.takes import Takes
from worker.gateway.terms import Terms, find_model, today
from worker.gateway.waits import Elsewhere, Refused, Wait
from worker.stages.registry import LINE
from worker.stages.stage import Paid, never
from worker.studio.engine import Engine as Maker
from worker.studio.engine import Made
from worker.studio.registry import STUDIO

# Another unit is making the same product; its end wakes us, this is only for the case that it dies.
SHARED_PRODUCT_WAIT_S = 15.0
# A step of the same call is under way in another task.
SHARED_CALL_WAIT_S = 1.0


@dataclass(frozen=True)
class Work:
    """For whom something is made: a unit of an episode, under the order `run` of its season; `queue` is whose worker this is."""

    production: Production
    run: str
    episode: int
    unit: str
    queue: str

    @property
    def name(self) -> str:
        """Names the unit in locks."""
        return f"{self.production.season}/{self.episode}/{self.unit}"


@dataclass(frozen=True)
class Gateway:
    """The gateway of one process."""

    line: Line
    engines: Mapping[str, Engine]
    answers: KeptAnswers
    observe: Observer = unobserved
    hooks_url: str = ""
    """Where providers may call back; empty for nowhere."""
    judge: Judge | None = None
    """What measures products that were bought; None where nothing does."""

    def obtain(self, need: Need, work: Work) -> None:
        """Have the product of a need in the store.

        Raises NotYet where it takes longer, StageFailed, BadOutput or MissingPart where it cannot be made.
        """
        if self._is_needless(need, work):
            return
        need = settled(need, self.line.catalogue, Inputs(self.line, need.inputs))
        descent = Descent(self.line.ledger, self.line.catalogue, need, work.production)
        for level in descent.levels():
            for index, rung in enumerate(level):
                if self._has_made(need, rung, work, descent, has_next=index + 1 < len(level)):
                    descent.forget()
                    return
                if descent.is_softened:
                    break
        if descent.is_refused_by_all and (refused := LINE[need.stage].refused) is not None:
            with self._alone(need.key, work, SHARED_PRODUCT_WAIT_S), self.line.store.workspace() as folder:
                self._accept(need, need.options[-1], folder, refused(str(descent.end()), folder), started_at=time.time())
            return
        raise descent.end()

    def _has_made(self, need: Need, rung: Rung, work: Work, descent: Descent, *, has_next: bool) -> bool:
        try:
            self._by(need, rung, work, descent, has_next=has_next)
        except Refused as refused:
            descent.refused(rung, refused)
        except PromptRefused as refused:
            descent.moderated(rung, refused, others_may=LINE[need.stage].refused is not None)
        except Wait as wait:
            if not wait.is_down:
                raise
            descent.down(wait)
        else:
            return True
        return False

    def _is_needless(self, need: Need, work: Work) -> bool:
        """Whether the product is made of what is there already; a call that was begun is gone on with all the same."""
        paid = LINE[need.stage].paid
        if paid is None or paid.needless is never or self._maker(need, need.options[0]) is not None:
            return False
        with self._alone(need.key, work, SHARED_PRODUCT_WAIT_S), self.line.store.workspace() as folder:
            started_at = time.time()
            made = paid.needless(need.request, Inputs(self.line, need.inputs), folder)
            if made is not None:
                self._accept(need, Option(KEPT, need.request), folder, made, started_at=started_at)
        return made is not None

    def _by(self, need: Need, rung: Rung, work: Work, descent: Descent, *, has_next: bool) -> None:
        option = rung.option
        maker = self._maker(need, option)
        if maker is not None:
            self._make_here(need, option, work, maker)
            return
        paid = LINE[need.stage].paid
        inputs = Inputs(self.line, need.inputs)
        try:
            vendor, model = find_model(self.line.catalogue, option.model)
            assert paid is not None, "a model with a stage's capability can be asked for it"
            wants = wants_of(work.production, cast_of(work.production, option.request))
            if wrong := misfit(model, need.stage, option.request, wants):
                price = self._price_asked(need.key_of(option), wrong)
            else:
                price = price_micros(model, paid.as_sent(option.request, inputs), paid.seconds(option.request, inputs))
        except InputError as error:
            raise self._unknown_terms(need.key_of(option), error.message) from None
        descent.begin(rung)
        first = Aftermath(self.line.ledger, has_next, descent.most_timeouts(rung))
        takes = Takes(self.line, need, option, work.production, self.observe)
        for take in takes.left():
            # A retake is not given to another model, nor asked for in a lesser form than the first.
            aftermath = Aftermath(self.line.ledger, has_next=False) if take.retake else first
            with takes.trying(take):
                raw = self._buy(need, self._terms(need, take, work, vendor, price), paid, take, inputs, work, aftermath)
                self._finish(need, replace(rung, option=take), work, raw, inputs, takes)

    def _price_asked(self, call_id: str, wrong: str) -> int:
        """What was reserved for a call that would not be begun any more; it is collected all the same. Raises Refused."""
        record = asked(self.line.ledger, call_id)
        if record is None:
            raise Refused(wrong)
        return record.amount_micros

    def _unknown_terms(self, call_id: str, reason: str) -> Exception:
        """The catalogue may have changed since a model was asked: what was sent to it is never bought from another."""
        if not asked(self.line.ledger, call_id):
            return Refused(reason)
        return StageFailed(
            f"{reason}; call {call_id} was sent to it already: put its row in the catalogue back as it was and go on with "
            f"'cliffhanger resume', or give the call up with 'cliffhanger redo'"
        )

    # What is made here

    def _make_here(self, need: Need, option: Option, work: Work, maker: Maker[Any]) -> None:
        if need.options[0] is not option and work.queue not in (MEDIA, ""):
            raise Elsewhere(MEDIA)
        with self._alone(need.key, work, SHARED_PRODUCT_WAIT_S):
            if self.line.store.has(need.key):
                return
            started_at = time.time()
            inputs = Inputs(self.line, need.inputs)
            with self.line.store.workspace() as folder:
                made = maker(option.request, inputs.all(), folder)
                LINE[need.stage].accept(option.request, folder, made)
                if self.judge is not None and option.model in (GIVEN, JOIN):
                    # The user's own, and the finished episode: what is wrong with it is told, and it is taken.
                    made = with_verdicts(made, judged(self.judge, need, option, work.production, inputs, folder, made))
                self._put(need, option, folder, made, started_at=started_at)
        self.line.timers.wake(product_lane(need.key))

    def _accept(self, need: Need, option: Option, folder: Path, made: Made, **about: Any) -> None:
        LINE[need.stage].accept(option.request, folder, made)
        self._put(need, option, folder, made, **about)

    def _put(self, need: Need, option: Option, folder: Path, made: Made, **about: Any) -> None:
        self.line.store.put(need, folder, made.files, made.facts, model=option.model, finished_at=time.time(), **about)
        note_made(self.line.redis, need.stage, option.model, time.time() - about["started_at"])

    def _maker(self, need: Need, option: Option) -> Maker[Any] | None:
        own = LINE[need.stage].makers
        if option.model in own:
            return own[option.model]
        studio = STUDIO.get(option.model)
        if studio is not None and need.stage not in studio:
            raise StageFailed(f"{option.model} cannot make {need.stage}; the catalogue and this worker's version do not agree")
        return studio[need.stage] if studio is not None else None

    # What is bought

    def _terms(self, need: Need, option: Option, work: Work, vendor: HttpVendor, amount_micros: int) -> Terms:
        # What it counts is charged by the price of what was asked for.
        with_sound: bool = getattr(option.request, "native_audio", False)
        model = vendor.models[option.model.partition("/")[2]].priced(with_sound=with_sound)
        call = Call(
            id=need.key_of(option),
            season=work.production.season,
            run=work.run,
            place=f"{work.episode}/{work.unit}",
            stage=need.stage,
            model=option.model,
            account=vendor.account or model.vendor,
            day=today(),
            amount_micros=amount_micros,
            retake=option.retake,
            with_sound=with_sound,
        )
        timeout_s: float | None = getattr(option.request, "timeout_s", None)
        return Terms(call, vendor, model, CAPABILITY_OF[need.stage], self.hooks_url, timeout_s, LINE[need.stage].refused is not None)

    def _buy(self, need: Need, terms: Terms, paid: Paid, option: Option, inputs: Inputs, work: Work, aftermath: Aftermath) -> Product:
        try:
            return self._obtain(terms, paid, option, inputs, work, aftermath)
        except Wait as wait:
            if wait.queued:
                # The grant wakes whoever came last; the others wait for what that one brings.
                wait.lane = product_lane(need.key)
            raise

    def _obtain(self, terms: Terms, paid: Paid, option: Option, inputs: Inputs, work: Work, aftermath: Aftermath) -> Product:
        engine = self.engines[terms.endpoint.engine]
        collecting = Collecting(self.line.store, engine)
        if (record := asked(self.line.ledger, terms.call.id)) is not None and record.season != terms.call.season:
            want(self.line.redis, record.id, terms.call.season)
        if collecting.stored(terms) is None and work.queue not in (queue_of(option.model), ""):
            self._move(terms, queue_of(option.model))

        def ask(folder: Path, attempt: int) -> Ask:
            asked = paid.ask(option.request, terms.model, inputs.all(), folder)
            question = terms.question(attempt)
            callback = callback_address(self.line.redis, terms, attempt)
            of_whom = (question.reference, terms.capability, terms.vendor, terms.model)
            given, address = GivenInRedis(self.line.redis), self.line.store.address
            return Ask(*of_whom, asked.values, asked.files, asked.timeout_s, callback, given, terms.judges, address)

        call = PaidCall(terms, self.line.ledger, engine, self.answers, collecting, aftermath, ask, self.observe)
        with self._alone(terms.call.id + "-call", work, SHARED_CALL_WAIT_S):
            try:
                return followed(terms, self.line.ledger, call.obtain)
            finally:
                # What ended may have given its slot to somebody whose message waits in this process's pump.
                self.line.timers.nudge.set()

    def _move(self, terms: Terms, queue: str) -> NoReturn:
        """Raises Elsewhere, but only where there is something to be done: else the message would go to and fro without end."""
        call, ledger = terms.call, self.line.ledger
        if ledger.is_queued(call):
            raise Wait(QUEUE_WAIT_S, queued=call.id)
        record = asked(ledger, call.id)
        if record is None:
            if (reason := ledger.turned_down(call)) is not None:
                raise ended(ledger.call(call.id), reason, f"{call.season}#{call.run}")
            if down_ms := ledger.down_ms(call.account, call.model):
                raise Wait(down_ms / 1000, is_down=True)
        elif record.state == "settled":
            # Whoever judges what came after it must not send the message back for it.
            raise charged_for_nothing(record)
        elif record.state == "submitted" and (wait_ms := record.next_ms - ledger.now_ms()) > 0:
            raise Wait(wait_ms / 1000, called=terms.called, why="its provider is at work")
        raise Elsewhere(queue)

    def _finish(self, need: Need, rung: Rung, work: Work, raw: Product, inputs: Inputs, takes: Takes) -> None:
        paid = LINE[need.stage].paid
        finishing = Finishing(self.line, need, self.judge, self.observe)
        if ((paid is not None and paid.heavy) or finishing.is_judged) and work.queue not in (MEDIA, ""):
            raise Elsewhere(MEDIA)
        with self._alone(need.key, work, SHARED_PRODUCT_WAIT_S):
            finishing.finish(rung, work.production, raw, inputs, takes)
        self.line.timers.wake(product_lane(need.key))

    def _alone(self, key: str, work: Work, wait_s: float) -> AbstractContextManager[None]:
        return alone(self.line.redis, key, work.name, wait_s)
