"""The terms of one paid call: who is asked, by which protocol, within which limits, at what price at most."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.catalogue.endpoint import Endpoint, Poll
from shared.catalogue.load import Catalogue
from shared.catalogue.models import Capability, Model
from shared.catalogue.vendors import HttpVendor
from shared.errors import InputError, StageFailed
from shared.ledger.call import Call
from shared.ledger.ledger import Limits
from shared.pricing.text import text_micros_of
from worker.engines.engine import Ask, Finished

# What a poll's row leaves out, for a protocol that answers at once.
_NO_POLL = Poll(path="/", status=("/status",))


@dataclass(frozen=True)
class Terms:
    """The terms of one call."""

    call: Call
    vendor: HttpVendor
    model: Model
    capability: Capability
    hooks_url: str = ""
    """Where providers may call us back; empty for nowhere."""
    timeout_s: float | None = None
    """How long the answer to the submit is waited for; None is as long as the row says."""
    judges: bool = False
    """Whether whoever asks judges whatever a language model says."""

    @property
    def called(self) -> str:
        """The call, where its provider calls back about its job; else ""."""
        has_callback = self.hooks_url and self.vendor.webhook is not None and self.endpoint.engine == "job"
        return self.call.id if has_callback else ""

    @property
    def endpoint(self) -> Endpoint:
        """The protocol."""
        return self.vendor.endpoint(self.model, self.capability)

    @property
    def poll(self) -> Poll:
        """How a job is asked about."""
        return self.endpoint.poll or _NO_POLL

    @property
    def limits(self) -> Limits:
        """The account's limits."""
        return Limits(self.vendor.limits.rpm, self.vendor.limits.concurrency)

    @property
    def answer_s(self) -> float:
        """A submit may be under way for so long."""
        timeouts = self.endpoint.timeouts
        return timeouts.connect + (self.timeout_s or timeouts.read)

    @property
    def deadline_ms(self) -> int:
        """After this a job that has not ended is left to a person."""
        return round(self.poll.deadline * 1000)

    @property
    def may_be_passed_over(self) -> bool:
        """Whether another model may be asked although nobody knows what became of the call: its money stays held all the same.

        A text costs little, and everything waits for it (docs/adr/0010-text-is-failed-over.md).
        """
        return self.capability == "text"

    def cost_micros(self, answer: Finished, reserved_micros: int) -> int:
        """What a finished call cost: as the provider says, else as its count of tokens comes to, else what was reserved."""
        if answer.cost_micros is not None:
            return answer.cost_micros
        counted = None
        if self.capability == "text":
            with suppress(InputError):
                counted = text_micros_of(self.model, answer.facts.get("usage"))
        return reserved_micros if counted is None else counted

    @property
    def raw_key(self) -> str:
        """Where the store keeps what came back."""
        return raw_key(self.call.id)

    def question(self, attempt: int) -> Ask:
        """What is needed to ask about the call: everything but what it asks for."""
        return Ask(f"{self.call.id}-{attempt}", self.capability, self.vendor, self.model, {}, judges=self.judges)


def raw_key(call_id: str) -> str:
    """The store's key of what a call brought, as the provider sent it. A call's id is the key of the product made from it."""
    return f"{call_id}-raw"


def find_model(catalogue: Catalogue, name: str) -> tuple[HttpVendor, Model]:
    """A paid model and its vendor. Raises InputError (no such model), StageFailed (not one that is asked over HTTP)."""
    model = catalogue.model(name)
    vendor = catalogue.vendors[model.vendor]
    if not isinstance(vendor, HttpVendor):
        raise StageFailed(f"{name} is not asked over the network; the catalogue and this worker's version do not agree")
    return vendor, model


def today() -> str:
    """The UTC date by which a day's budget is counted."""
    return datetime.now(UTC).date().isoformat()
