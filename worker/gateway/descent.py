"""The way down: who is asked for a product, in order, and for what instead where nobody makes it as it was ordered.

Failover comes first, on the same level; then the level below, as far as the season allows. What is true is in the ledger: each
rung is a call of its own, whose record says how it ended. Which rungs were begun is noted beside it, so that what was asked for
once is found again whatever the catalogue and the season file say by then.
"""

import json
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from shared import keyspace
from shared.catalogue import Catalogue
from shared.errors import InputError, StageFailed
from shared.ledger.call import ASKED, CallRecord
from shared.ledger.ledger import Ledger
from shared.line.degrading import Rung, less, longest, softer
from shared.line.need import Need, Option
from shared.line.requests import ReferenceRequest, VideoRequest
from shared.production import Production
from worker.gateway.aftermath import TIMEOUTS_BEFORE_LESS, PromptRefused
from worker.gateway.waits import Refused, Wait

_WHY = f"after {TIMEOUTS_BEFORE_LESS} timeouts"


class Descent:
    """One walk down. Whoever walks asks each rung of each of the `levels` in turn, and tells what became of it."""

    def __init__(self, ledger: Ledger, catalogue: Catalogue, need: Need, production: Production) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._need = need
        self._production = production
        self._noted = self._read_notes()
        self._tried: set[str] = set()
        self._level: list[Rung] = []
        self._out_of_time: list[Rung] = []
        self._softened: list[Rung] = []
        self._refusals: list[str] = []
        self._unwilling = 0
        self._down: Wait | None = None

    def levels(self) -> Iterator[list[Rung]]:
        """Who is asked for what, level by level; on each, first whoever was asked already, lest two are paid."""
        begun = [rung for rung in self._noted.values() if asked(self._ledger, self._id(rung))]
        self._level = self._in_order([*map(Rung, self._need.options), *begun])
        while self._level:
            yield self._level
            # A model that is down may make it as it was ordered, later.
            below = [] if self._down else [*self._softened, *self._below()]
            self._out_of_time, self._softened = [], []
            self._level = self._in_order(below)

    def most_timeouts(self, rung: Rung) -> int:
        """How many timeouts end the call of a rung: as many as lead to less, none where there is nothing less."""
        return TIMEOUTS_BEFORE_LESS if self._less(rung) else 0

    def begin(self, rung: Rung) -> None:
        """A rung is about to be bought: note it, if it is not what was ordered."""
        call_id = self._id(rung)
        if rung.changed and call_id not in self._noted:
            self._ledger.client.hset(_notes(self._need), call_id, _to_json(rung))

    def refused(self, rung: Rung, refused: Refused) -> None:
        """A model will not make a rung."""
        model = rung.option.model
        self._tried.add(self._id(rung))
        self._refusals.append(refused.reason if refused.reason.startswith(model) else f"{model}: {refused.reason}")
        if refused.for_time:
            self._out_of_time.append(rung)

    def moderated(self, rung: Rung, refused: PromptRefused, *, others_may: bool = False) -> None:
        """A rung was refused for its content: it and those after it are asked for more softly. Raises StageFailed where they may not be.

        Where `others_may` be willing, as they may with a text, those after it are asked for the same.
        """
        self._tried.add(self._id(rung))
        if others_may:
            self._refusals.append(refused.message)
            self._unwilling += 1
            return
        if rung.refusal:
            raise StageFailed(f"{refused.message}; that was the softened prompt, after this refusal of the first: {rung.refusal}")
        if "softer_prompt" not in self._production.allow or softer(rung, refused.message) is None:
            raise refused
        rest = self._level[self._level.index(rung) :]
        self._softened = [softer(each, refused.message) or each for each in rest]

    @property
    def is_softened(self) -> bool:
        """Whether the rest of this level is asked for more softly on the next."""
        return bool(self._softened)

    @property
    def is_refused_by_all(self) -> bool:
        """Whether each model was asked and will not make it, for its content."""
        return self._unwilling == len(self._need.options)

    def down(self, wait: Wait) -> None:
        """A model has failed too often of late."""
        self._down = self._down or wait

    def end(self) -> Exception:
        """What it means that nobody is left."""
        return self._down or StageFailed("; ".join(self._refusals))

    def forget(self) -> None:
        """The product is there: nobody asks how it was come by."""
        if self._noted:
            self._ledger.client.delete(_notes(self._need))

    def _below(self) -> list[Rung]:
        models = [option.model for option in self._need.options]
        found = [below for rung in self._out_of_time if (below := self._less(rung)) is not None]
        found.sort(key=lambda rung: models.index(rung.option.model) if rung.option.model in models else len(models))
        return [*found, *longest(self._need, self._production, self._catalogue)]

    def _less(self, rung: Rung) -> Rung | None:
        if not self._production.allow:
            return None
        try:
            return less(rung, self._catalogue.model(rung.option.model), self._production.allow, _WHY)
        except InputError:
            return None

    def _in_order(self, rungs: Iterable[Rung]) -> list[Rung]:
        """Those that were not tried on this walk, each once, first those that were asked already, perhaps under an earlier order."""
        fresh = {call_id: self._noted.get(call_id, rung) for rung in rungs if (call_id := self._id(rung)) not in self._tried}
        if len(fresh) < 2:
            return list(fresh.values())
        return [fresh[call_id] for call_id in sorted(fresh, key=lambda call_id: asked(self._ledger, call_id) is None)]

    def _id(self, rung: Rung) -> str:
        return self._need.key_of(rung.option)

    def _read_notes(self) -> dict[str, Rung]:
        if not isinstance(self._need.request, VideoRequest | ReferenceRequest):
            return {}
        notes = self._ledger.client.hgetall(_notes(self._need))
        return {str(call_id): rung for call_id, note in notes.items() if (rung := _from_json(self._need, str(note))) is not None}


def asked(ledger: Ledger, call_id: str) -> CallRecord | None:
    """A call that its provider was asked for, and has not refused."""
    record = ledger.call(call_id)
    return record if record is not None and record.state in ASKED else None


def _notes(need: Need) -> str:
    return f"{keyspace.LINE}:degraded:{need.key}"


def _to_json(rung: Rung) -> str:
    option = rung.option
    note = {"model": option.model, "request": option.request.model_dump(mode="json"), "changed": rung.changed, "refusal": rung.refusal}
    return json.dumps(note, ensure_ascii=False)


def _from_json(need: Need, text: str) -> Rung | None:
    note = json.loads(text)
    try:
        request = type(need.request).model_validate(note["request"])
    except ValidationError:
        # Another version's: what became of it is collected by its record alone.
        return None
    return Rung(Option(note["model"], request), tuple(note["changed"]), note["refusal"])
